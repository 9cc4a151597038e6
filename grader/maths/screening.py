"""What is refused before it is read: lines longer, deeper or more monotonous than any formula."""

from __future__ import annotations

import re
from itertools import accumulate

from grader.maths.statement import Unread

MAX_LINE = 2_500
MAX_LINES = 400
MAX_NESTING = 60
_MONOTONOUS = re.compile(r"[0-9]{13}|([^\s\w=.*#~−–—-])\1{39}|([^\s])\2{149}")
_DIGITS = re.compile(r"[0-9]{13}")
_BLOCK = 20
"""Of 39 equal signs in a row, wherever they begin, so many lie in one block of the text."""

_SHORT = 40
"""What is shorter is monotonous by its digits alone."""

_BRACKETS = re.compile(r"[\[\](){}]")
_LEVELS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def screened(text: str) -> tuple[str, tuple[Unread, ...]]:
    """A text with blanks for the lines that are refused, and their places.

    >>> screened("o1 = x1\\no2 = " + "(" * 500)[1]
    (Unread(start=8, end=513, at=8),)
    """
    if text.count("\n") >= MAX_LINES:
        return "", (Unread(0, len(text), 0),)
    if _is_harmless(text):
        return text, ()
    lines = text.split("\n")
    if not any(map(_is_refused, lines)):
        return text, ()
    refused: list[Unread] = []
    start = 0
    for place, line in enumerate(lines):
        if _is_refused(line):
            refused.append(Unread(start, start + len(line), start))
            lines[place] = " " * len(line)
        start += len(line) + 1
    return "\n".join(lines), tuple(refused)


def _is_harmless(text: str) -> bool:
    """Whether no line of a text can be refused, seen without parting them."""
    is_short = len(text) <= MAX_LINE and sum(map(text.count, "([{")) <= MAX_NESTING
    return is_short and _DIGITS.search(text) is None and not _has_uniform_block(text)


def _has_uniform_block(text: str) -> bool:
    return any(text[at] * _BLOCK == text[at : at + _BLOCK] for at in range(0, len(text), _BLOCK))


def _is_refused(line: str) -> bool:
    if len(line) < _SHORT:
        return _DIGITS.search(line) is not None
    too_long = len(line) > MAX_LINE or _MONOTONOUS.search(line) is not None
    return too_long or (len(line) > MAX_NESTING and _nesting(line) > MAX_NESTING)


def _nesting(line: str) -> int:
    """How deep brackets stand within each other."""
    return max(accumulate(_LEVELS[bracket] for bracket in _BRACKETS.findall(line)), default=0)
