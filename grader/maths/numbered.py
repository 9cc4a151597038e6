"""Quantities: names with plain numbers for indices, `s3`, `x_{1}` and `w_0^(1)`, which are one sign each."""

from __future__ import annotations

import re
from functools import lru_cache

from grader.maths.signs import Token
from grader.maths.syntax import Expr, Name, whole

_DIGITS = re.compile(r"[0-9]+")


def read_quantity(token: Token) -> Name:
    """The name that such a token is."""
    return Name(token.text[0], _numbers(token.text), token.start)


@lru_cache(maxsize=1024)
def _numbers(text: str) -> tuple[Expr, ...]:
    return tuple(whole(int(digits)) for digits in _DIGITS.findall(text))
