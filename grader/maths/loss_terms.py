"""A loss given by a formula, as a tree of the students' own notation, so that both are evaluated alike."""

from __future__ import annotations

from fractions import Fraction

from grader.maths.syntax import Add, Apply, Divide, Expr, Multiply, Name, Number, Power, whole
from reference import formula as given
from reference.network import number


def tree_of(formula: given.Formula, labels: frozenset[str]) -> Expr:
    """The tree of a formula in outputs such as s3 and in labels, which students write y.

    >>> tree_of(given.Name("s3"), frozenset())
    Name(base='s', indices=(Number(value=Fraction(3, 1)),))
    """
    match formula:
        case given.Number(value):
            return Number(value)
        case given.Name(name):
            return Name("y" if name in labels else "s", (whole(int(number(name))),))
        case given.Sum(left, right):
            return Add((tree_of(left, labels), tree_of(right, labels)))
        case given.Product(left, right):
            return Multiply((tree_of(left, labels), tree_of(right, labels)))
        case given.Quotient(top, bottom):
            return Divide(tree_of(top, labels), tree_of(bottom, labels))
        case given.Power(base, exponent):
            return _power(tree_of(base, labels), exponent)
        case given.Call(function, argument):
            return Apply(function, 0, (tree_of(argument, labels),))


def _power(base: Expr, exponent: Fraction) -> Expr:
    """A whole power, one of a root, or for any other exponent a function that nothing is known of."""
    if exponent.denominator == 1:
        return Power(base, Number(exponent))
    if exponent.denominator == 2:
        return Power(Apply("sqrt", 0, (base,)), whole(exponent.numerator))
    return Apply(f"power {exponent}", 0, (base,))
