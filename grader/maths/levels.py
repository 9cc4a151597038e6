"""Raised and lowered characters, `⁽³⁾` and `ᵢ₊₁`, as the signs `^{(3)}` and `_{i+1}`."""

from __future__ import annotations

import re
from functools import lru_cache

from grader.maths.glyphs import SUBSCRIPTS, SUPERSCRIPTS
from grader.maths.signs import LETTERS, MARK, NUMBER, Sign, Token, token_of

LEVELLED = rf"[{''.join(SUBSCRIPTS)}]+|[{''.join(SUPERSCRIPTS)}]+"
"""The pattern of a raised or lowered run."""
_RUN = re.compile(LEVELLED)
_PLAIN = {**SUBSCRIPTS, **SUPERSCRIPTS}


def levelled_tokens(run: str, at: int, spaced: bool) -> list[Token]:
    """The signs of a raised or lowered run; those that nobody wrote have no length, and no blank before them."""
    return [
        token_of((sign, text, at + start, at + stop, spaced and start < stop))
        for sign, text, start, stop in _signs(run)
    ]


def spelt_out(text: str) -> str:
    """A text with its raised and lowered runs in braces.

    >>> spelt_out("w₀⁽³⁾")
    'w_{0}^{(3)}'
    """
    return _RUN.sub(lambda run: "".join([sign[1] for sign in _signs(run[0])]), text)


@lru_cache(maxsize=1024)
def _signs(run: str) -> tuple[tuple[Sign, str, int, int], ...]:
    """Each sign with its place in the run; a power after an index, as in s⁽³⁾², stands apart."""
    mark = "_" if run[0] in SUBSCRIPTS else "^"
    found: list[tuple[Sign, str, int, int]] = []
    opened = False
    for place, character in enumerate(run):
        if not opened:
            found += [(MARK, mark, place, place), (MARK, "{", place, place)]
        text = _PLAIN[character]
        found.append((_sign(text), text, place, place + 1))
        opened = text != ")"
        if not opened or place == len(run) - 1:
            found.append((MARK, "}", place + 1, place + 1))
    return tuple(found)


def _sign(text: str) -> Sign:
    if text.isalpha():
        return LETTERS
    return NUMBER if text.isdigit() else MARK
