"""The words that stand among formulas."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]{3,}")
_MATHS = frozenset(
    (
        "alpha eta delta frac partial left right begin end cases text sinon else tanh sum prelu relu "
        "cdot times quad grad avec donc pour tout where with and then for all otherwise max min exp"
    ).split()
)
_ENOUGH = 3


def without_formulas(text: str) -> str:
    """The lines that are written in words; formulas are blanked, so that every offset stays.

    >>> without_formulas("a3 <- a3 - eta * g\\nOn garde un gradient pour x négatif")
    '                  \\nOn garde un gradient pour x négatif'
    """
    return "\n".join(line if _is_prose(line) else " " * len(line) for line in text.split("\n"))


def _is_prose(line: str) -> bool:
    words = [word for word in _WORD.findall(line) if word.lower() not in _MATHS]
    return len(words) >= _ENOUGH
