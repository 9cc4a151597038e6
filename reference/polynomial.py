"""Polynomials in one variable with exact coefficients, such as `x^2 + 0.8 x - 0.5`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

MAX_LENGTH = 500
MAX_DEGREE = 50
MAX_DIGITS = 30

_SPELLINGS = {"−": "-", "–": "-", "**": "^", "²": "^2", "³": "^3", "·": "*", "×": "*", "½": "1/2"}
_TERM = re.compile(
    r"""(?P<sign>[+-]*)
        (?P<number>\d+[.,]\d+|[.,]\d+|\d+)?
        (?:/(?P<divisor>\d+))?
        \*?
        (?P<variable>[^\W\d_])?
        (?:\^(?P<degree>\d+))?
        (?:/(?P<under>\d+))?""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial by its coefficients, the constant one first; the last one is not zero.

    >>> f = Polynomial.parse("x^2 + 0.8 x - 0.5")
    >>> str(f.derivative()), f.derivative()(Fraction(4))
    ('2 x + 4/5', Fraction(44, 5))
    """

    coefficients: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        kept = [Fraction(coefficient) for coefficient in self.coefficients]
        while kept and not kept[-1]:
            kept.pop()
        object.__setattr__(self, "coefficients", tuple(kept))

    @classmethod
    def parse(cls, text: str, variable: str = "x") -> Polynomial:
        """Read a sum of terms such as `3/2 x^2`; decimals take a point or a comma.

        Raises ValueError where the text is anything else.
        """
        coefficients = [Fraction(0)] * (MAX_DEGREE + 1)
        for degree, coefficient in _terms(_normalised(text), variable):
            coefficients[degree] += coefficient
        return cls(tuple(coefficients))

    @property
    def degree(self) -> int:
        """The highest power with a coefficient; 0 for a constant, the zero polynomial too."""
        return max(len(self.coefficients) - 1, 0)

    def coefficient(self, degree: int) -> Fraction:
        """The coefficient of a power, 0 where there is none."""
        return self.coefficients[degree] if degree < len(self.coefficients) else Fraction(0)

    def derivative(self) -> Polynomial:
        """The derivative, term by term."""
        return Polynomial(tuple(n * c for n, c in enumerate(self.coefficients) if n))

    def __call__(self, x: Fraction) -> Fraction:
        """The value at x, exact."""
        value = Fraction(0)
        for coefficient in reversed(self.coefficients):
            value = value * x + coefficient
        return value

    def __str__(self) -> str:
        return self.written()

    def written(self, variable: str = "x") -> str:
        """The polynomial as a student types it, the highest power first.

        >>> Polynomial((Fraction(1), Fraction(-1), Fraction(0), Fraction(2, 3))).written("t")
        '2/3 t^3 - t + 1'
        """
        terms = [(n, c) for n, c in enumerate(self.coefficients) if c]
        if not terms:
            return "0"
        text = "".join(_write_term(c, n, variable) for n, c in reversed(terms))
        return text.removeprefix(" + ") if text.startswith(" + ") else "-" + text.removeprefix(" - ")


def _normalised(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise ValueError(f"a polynomial of more than {MAX_LENGTH} characters")
    for spelling, meaning in _SPELLINGS.items():
        text = text.replace(spelling, meaning)
    if re.search(r"[\d.,]\s+[\d.,]", text):
        raise ValueError(f"two numbers side by side in {text!r}")
    return "".join(text.split())


def _terms(text: str, variable: str) -> Iterator[tuple[int, Fraction]]:
    if not text:
        raise ValueError("an empty polynomial")
    position = 0
    while position < len(text):
        match = _TERM.match(text, position)
        if match is None or not _is_term(match, variable, first=position == 0):
            raise ValueError(f"not a term of a polynomial in {variable}: {text[position:]!r}")
        position = match.end()
        yield _read_term(match)


def _is_term(match: re.Match[str], variable: str, first: bool) -> bool:
    number, letter = match["number"], match["variable"]
    return (
        (number is not None or letter is not None)
        and letter in (None, variable)
        and (first or match["sign"] != "")
        and (number is not None or match["divisor"] is None)
        and (letter is not None or (match["degree"] is None and match["under"] is None))
        and not match[0].endswith("*")
    )


def _read_term(match: re.Match[str]) -> tuple[int, Fraction]:
    digits = (match["number"] or "1", match["divisor"] or "1", match["under"] or "1")
    if any(len(part) > MAX_DIGITS for part in digits):
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    degree = int(match["degree"] or 1) if match["variable"] else 0
    if degree > MAX_DEGREE:
        raise ValueError(f"a power above {MAX_DEGREE}")
    number, divisor, under = (Fraction(part.replace(",", ".")) for part in digits)
    if not divisor or not under:
        raise ValueError("a division by zero")
    sign = -1 if match["sign"].count("-") % 2 else 1
    return degree, sign * number / divisor / under


def _write_term(coefficient: Fraction, degree: int, variable: str) -> str:
    sign = " - " if coefficient < 0 else " + "
    size = abs(coefficient)
    power = "" if degree == 0 else variable if degree == 1 else f"{variable}^{degree}"
    factor = "" if size == 1 and degree else str(size)
    return sign + " ".join(part for part in (factor, power) if part)
