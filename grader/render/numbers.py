"""Points as they are shown: exact, to at most four decimals."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache


def points(value: Fraction) -> str:
    """Points without trailing zeros.

    >>> points(Fraction(55, 4)), points(Fraction(3, 16)), points(Fraction(1))
    ('13.75', '0.1875', '1')
    """
    return _shown(value.numerator, value.denominator)


@lru_cache(maxsize=4096)  # by two integers, which are looked up faster than a fraction
def _shown(top: int, bottom: int) -> str:
    return f"{float(round(Fraction(top, bottom), 4)):.4f}".rstrip("0").rstrip(".")
