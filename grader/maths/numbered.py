"""Quantities: names with plain numbers for indices, `s3`, `x_{1}` and `w_0^(1)`, which are one sign each."""

from __future__ import annotations

import re
from functools import lru_cache

from grader.maths.signs import Token
from grader.maths.syntax import Expr, Name, whole

_DIGITS = re.compile(r"[0-9]+")


def read_quantity(token: Token) -> Name:
    """The name that such a token is."""
    base, indices, numbers = _quantity(token.text)
    return Name(base, indices, token.start, numbers)


@lru_cache(maxsize=1024)
def _quantity(text: str) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
    """A quantity's letter, and its numbers as nodes and as they are."""
    numbers = tuple(map(int, _DIGITS.findall(text)))
    return text[0], tuple(map(whole, numbers)), numbers
