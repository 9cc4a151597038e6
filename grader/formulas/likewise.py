"""What `idem pour n2` and its like refer to: the neurons and the weights that words put beside a written equation."""

from __future__ import annotations

import re

from grader.formulas.question import Question
from grader.formulas.wordings import says_same
from grader.maths.glyphs import plain

_NEURON = re.compile(r"(?<![a-z])(?:n|neurones?|neurons?|o|s)[ _^{(]{0,3}([1-9])(?!\d)")
_INDEX = r"(?<![a-ce-z]){letter}[ _{{(\[]{{0,2}}{index}(?!\d)"


def neurons_told(text: str) -> frozenset[int]:
    """The neurons that a text says go the same way.

    >>> sorted(neurons_told("o1 = w_0 x1\\nidem pour n2 et n4"))
    [2, 4]
    """
    return frozenset(int(found) for line in _lines(text) for found in _NEURON.findall(line))


def weights_told(text: str, question: Question) -> dict[int, bool]:
    """The weights that a text says go the same way, and whether it names the input that each then goes with."""
    inputs = question.wiring.inputs(question.neuron)
    told: dict[int, bool] = {}
    for line in _lines(text):
        for component in question.components:
            if re.search(_INDEX.format(letter="w", index=component), line):
                kind, k = inputs[component]
                named = re.search(_INDEX.format(letter=kind, index=k), line) is not None
                told[component] = told.get(component, False) or named
    return told


def _lines(text: str) -> list[str]:
    """The clauses that say `idem`, from the last equation before it on."""
    spelled = "".join(kept for character in text for kept in plain(character)).lower()
    clauses = re.split(r"\n|;|\.(?= |$)", spelled)
    return [clause for clause in clauses if says_same(clause)]
