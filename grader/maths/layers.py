"""The layer that words beside equations name: `Couche cachée :`, `for the output layer`."""

from __future__ import annotations

import re

from grader.maths.lexicon import fold

_HIDDEN = re.compile(r"\bcache(?:e|es|s)?\b|hidden|premiere couche|couche 1|first layer")
_OUTPUT = re.compile(
    r"couche(?:s)? (?:de )?sortie|output layer|output neuron|neurones? de sortie|derniere couche|couche 2|second layer|couche finale"
)
_WORDS = ("couche", "layer", "neuron", "cache", "hidden", "output")
"""One of them is in every name of a layer."""
_LONG_WORD = re.compile(r"[^\W\d_]{5}")


def may_name_layers(text: str) -> bool:
    """Whether a line of a text may name a layer: seen at once of a text without accents."""
    return not text.isascii() or any(map(text.lower().__contains__, _WORDS))


def named_layer(said: str) -> str:
    """`hidden` or `output`, whichever a line names; empty where it names neither.

    >>> named_layer("Couche cachée : o1 = x1")
    'hidden'
    """
    if _LONG_WORD.search(said) is None:
        return ""
    words = fold(said)
    if _OUTPUT.search(words):
        return "output"
    return "hidden" if _HIDDEN.search(words) else ""
