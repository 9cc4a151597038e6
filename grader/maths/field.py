"""Exact arithmetic in a finite field, in which formulas are compared: equal there means equal, but for one case in 10¹⁶."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from math import isqrt

MODULUS = 2**61 - 1
HALF = MODULUS // 2
_BOUND = isqrt(HALF)


def residue(value: Fraction | int) -> int:
    """An exact number as a residue; raises ZeroDivisionError where the denominator vanishes."""
    if value.__class__ is int:
        return value % MODULUS
    whole = value.numerator % MODULUS
    return whole if value.denominator == 1 else whole * inverse(value.denominator) % MODULUS


def inverse(value: int) -> int:
    """1/value; raises ZeroDivisionError for zero."""
    if value % MODULUS == 0:
        raise ZeroDivisionError("division by zero")
    return pow(value, -1, MODULUS)


def rational(value: int) -> Fraction | None:
    """The small fraction that a residue stands for, or None where there is none (Wang's reconstruction).

    >>> rational(residue(Fraction(-3, 4)))
    Fraction(-3, 4)
    """
    before, now, before_factor, factor = MODULUS, value % MODULUS, 0, 1
    while now > _BOUND:
        quotient = before // now
        before, now = now, before - quotient * now
        before_factor, factor = factor, before_factor - quotient * factor
    return Fraction(now, factor) if 0 < abs(factor) <= _BOUND else None


@lru_cache(maxsize=16_384)
def draw(*key: object) -> int:
    """A residue that depends on the key and on nothing else, never zero.

    >>> draw("w", 0, 3) == draw("w", 0, 3) != draw("w", 1, 3)
    True
    """
    digest = blake2b(repr(key).encode("utf-8", "backslashreplace"), digest_size=16).digest()
    return int.from_bytes(digest, "big") % (MODULUS - 1) + 1
