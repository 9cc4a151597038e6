"""Exact arithmetic in a finite field, in which formulas are compared: equal there means equal, but for one case in 10¹⁶."""

from __future__ import annotations

from fractions import Fraction
from hashlib import blake2b

MODULUS = 2**61 - 1
HALF = MODULUS // 2


def residue(value: Fraction) -> int:
    """An exact number as a residue; raises ZeroDivisionError where the denominator vanishes."""
    return value.numerator % MODULUS * inverse(value.denominator) % MODULUS


def inverse(value: int) -> int:
    """1/value; raises ZeroDivisionError for zero."""
    if value % MODULUS == 0:
        raise ZeroDivisionError("division by zero")
    return pow(value, -1, MODULUS)


def draw(*key: object) -> int:
    """A residue that depends on the key and on nothing else, never zero.

    >>> draw("w", 0, 3) == draw("w", 0, 3) != draw("w", 1, 3)
    True
    """
    digest = blake2b(repr(key).encode("utf-8", "backslashreplace"), digest_size=16).digest()
    return int.from_bytes(digest, "big") % (MODULUS - 1) + 1
