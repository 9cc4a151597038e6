"""The plain numbers in formulas: the exact value of one made of them alone, and the whole factor of a product."""

from __future__ import annotations

from fractions import Fraction

from grader.maths.syntax import Divide, Expr, Multiply, Negative, Number

MAX_EXPONENT = 64


def constant(expr: Expr) -> Fraction | None:
    """The exact value of a formula of plain numbers, or None.

    >>> constant(Negative(Number(Fraction(2))))
    Fraction(-2, 1)
    """
    match expr:
        case Number(value=value):
            return value
        case Negative(operand=operand):
            inner = constant(operand)
            return None if inner is None else -inner
        case Divide(top=top, bottom=bottom):
            above, below = constant(top), constant(bottom)
            return above / below if above is not None and below else None
    return None


def whole_factor(expr: Expr) -> tuple[int, Expr]:
    """An integer factor of a formula, and the rest: −2x as (−2, x)."""
    match expr:
        case Negative(operand=operand):
            factor, rest = whole_factor(operand)
            return -factor, rest
        case Multiply(factors=(Number(value=value), *rest)) if (
            value.denominator == 1 and abs(value) <= MAX_EXPONENT
        ):
            return int(value), rest[0] if len(rest) == 1 else Multiply(tuple(rest))
    return 1, expr
