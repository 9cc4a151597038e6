"""One token of the program changed: nothing crashes, hangs, or is worth more than the program was."""

from __future__ import annotations

import io
import random
import tokenize
from collections.abc import Iterator
from fractions import Fraction

import pytest

from grader.model import Case, Rubric, Solution
from grader.nodes import Scalar
from grader.program.printed import PrintedProgram
from grader.submission import Student, Submission
from grader.verdict import Verdict

NAMES = ("data", "conv5", "sess", "tf", "None", "size", "pool2", "label")
SIGNS = ("+", "-", "*", "/", "//", "**", "=", "==", ",", ".", "(", ")", "[", "]", ":")
NUMBERS = ("0", "1", "2", "3", "8", "32", "-1", "0.5", "1e30", "99999999999999999999")
EACH = 40
"""Mutants that are judged of each kind; `seed` makes them the same every time."""


def judged(rubric: Rubric, text: str) -> Verdict:
    part = rubric.part("3.1")
    submission = Submission(rubric.exam, Student("1", "Camille"), {"3.1": Scalar.typed(text)})
    return part.kind.judge(Case(part, rubric, Solution(""), submission))


def mutants(text: str, kind: str, seed: int = 5) -> Iterator[str]:
    """The text with one token removed, doubled, exchanged with the next one, or replaced."""
    rows = text.split("\n")
    chosen = random.Random(seed)  # noqa: S311  the same mutants every time, no secret
    tokens = [
        token
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.string.strip() and token.start[0] == token.end[0]
    ]
    for token in chosen.sample(tokens, min(EACH, len(tokens))):
        row, start, end = token.start[0] - 1, token.start[1], token.end[1]
        line = rows[row]
        new = _changed(token, kind, chosen)
        yield "\n".join([*rows[:row], line[:start] + new + line[end:], *rows[row + 1 :]])


def _changed(token: tokenize.TokenInfo, kind: str, chosen: random.Random) -> str:
    match kind:
        case "removed":
            return ""
        case "doubled":
            return f"{token.string} {token.string}"
        case "cut":
            return token.string[:-1]
        case _:
            like = {tokenize.NAME: NAMES, tokenize.NUMBER: NUMBERS}.get(token.type, SIGNS)
            return chosen.choice(like)


@pytest.mark.parametrize("kind", ["removed", "doubled", "cut", "replaced"])
def test_a_mutant_of_a_half_corrected_program_gains_nothing(rubric: Rubric, kind: str) -> None:
    text = rubric.value("program", PrintedProgram).corrected().replace("sess.run(init)", "sess.run(sess)")

    gains = [mutant for mutant in mutants(text, kind) if judged(rubric, mutant).low > Fraction(3, 4)]

    assert gains == []


def test_a_placeholder_that_lost_its_name_is_no_correction_of_another(rubric: Rubric) -> None:
    text = rubric.value("program", PrintedProgram).text

    assert judged(rubric, text.replace("label = tf.placeholder", " = tf.placeholder")).share == 0


@pytest.mark.parametrize("kind", ["removed", "doubled", "cut", "replaced"])
def test_a_mutant_of_the_printed_program_repairs_nothing_by_chance(rubric: Rubric, kind: str) -> None:
    text = rubric.value("program", PrintedProgram).text

    gains = [mutant for mutant in mutants(text, kind) if judged(rubric, mutant).low > 0]

    assert gains == []
