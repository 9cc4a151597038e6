"""Functions of one variable by a formula, such as `x + exp(-x)`; exact where the formula is a polynomial."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from reference.formula import (
    Call,
    Formula,
    Name,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    derivative,
    evaluate,
)
from reference.formula_text import parse, write
from reference.polynomial import MAX_DEGREE, Polynomial


class Function(Protocol):
    """What a minimum is looked for of: a polynomial, exact, or a smooth function, in floats."""

    def __call__(self, x: Fraction, /) -> Fraction:
        """The value at x; raises ValueError where there is none."""
        ...

    def __hash__(self) -> int:
        """Functions are frozen: what was made of one may be kept."""
        ...

    def derivative(self) -> Function:
        """The derivative."""
        ...

    def written(self, variable: str = "x") -> str:
        """The function as a student types it."""
        ...


@dataclass(frozen=True, slots=True)
class Smooth:
    """A function by its formula, worked out in floats of about 16 digits.

    >>> f = Smooth(parse("x + exp(-x)"))
    >>> str(f.derivative()), f.derivative()(Fraction(0))
    ('1 - exp(-x)', Fraction(0, 1))
    """

    formula: Formula
    variable: str = "x"

    def derivative(self) -> Smooth:
        """The derivative, by the rules."""
        return Smooth(derivative(self.formula, self.variable), self.variable)

    def __call__(self, x: Fraction, /) -> Fraction:
        """The value at x, a float as a fraction; raises ValueError where f has none or a float cannot hold it."""
        try:
            value = evaluate(self.formula, {self.variable: float(x)})
            return Fraction(value)
        except (ValueError, OverflowError, ZeroDivisionError, TypeError) as error:
            raise ValueError(f"{self} has no value at {float(x):g}") from error

    def __str__(self) -> str:
        return write(self.formula)

    def written(self, variable: str = "x") -> str:
        """The formula as a student types it, in another variable."""
        return write(_renamed(self.formula, self.variable, variable))


def function(expression: str, variable: str = "x") -> Polynomial | Smooth:
    """A function as a rubric writes it; raises ValueError where the expression is no formula in the variable.

    >>> function("(x - 1)^2 + 3"), str(function("exp(x) - 2x"))
    (Polynomial(coefficients=(Fraction(4, 1), Fraction(-2, 1), Fraction(1, 1))), 'exp(x) - 2 x')
    """
    formula = parse(expression, known=[variable])
    return as_polynomial(formula) or Smooth(formula, variable)


def as_polynomial(formula: Formula) -> Polynomial | None:
    """The polynomial that a formula in one variable is, or None."""
    match formula:
        case Number(value):
            return Polynomial((value,))
        case Name():
            return Polynomial((Fraction(0), Fraction(1)))
        case Sum(left, right) | Product(left, right):
            one, other = as_polynomial(left), as_polynomial(right)
            if one is None or other is None:
                return None
            return _sum(one, other) if isinstance(formula, Sum) else _product(one, other)
        case Power(base, exponent) if exponent.denominator == 1 and exponent > 0:
            inner = as_polynomial(base)
            return None if inner is None else _power(inner, int(exponent))
    return None


def _sum(one: Polynomial, other: Polynomial) -> Polynomial:
    degrees = range(max(one.degree, other.degree) + 1)
    return Polynomial(tuple(one.coefficient(n) + other.coefficient(n) for n in degrees))


def _product(one: Polynomial, other: Polynomial) -> Polynomial | None:
    if one.degree + other.degree > MAX_DEGREE:
        return None
    found = [Fraction(0)] * (one.degree + other.degree + 1)
    for n, first in enumerate(one.coefficients):
        for m, second in enumerate(other.coefficients):
            found[n + m] += first * second
    return Polynomial(tuple(found))


def _power(base: Polynomial, exponent: int) -> Polynomial | None:
    result: Polynomial | None = Polynomial((Fraction(1),))
    for _ in range(exponent):
        result = None if result is None else _product(result, base)
    return result


def _renamed(formula: Formula, before: str, after: str) -> Formula:
    match formula:
        case Number():
            return formula
        case Name(name):
            return Name(after) if name == before else formula
        case Power(base, exponent):
            return Power(_renamed(base, before, after), exponent)
        case Call(name, argument):
            return Call(name, _renamed(argument, before, after))
        case Sum(left, right) | Product(left, right) | Quotient(left, right):
            return type(formula)(_renamed(left, before, after), _renamed(right, before, after))
