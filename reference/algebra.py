"""Formulas of a rubric as sympy expressions; exact, and built node by node, never from text."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

import sympy as sp
from sympy import Expr, Symbol

from reference.formula import Formula, evaluate, names

FUNCTIONS = MappingProxyType(
    {
        "exp": sp.exp,
        "log": sp.log,
        "sqrt": sp.sqrt,
        "sin": sp.sin,
        "cos": sp.cos,
        "sinh": sp.sinh,
        "cosh": sp.cosh,
        "tanh": sp.tanh,
        "sigmoid": lambda x: 1 / (1 + sp.exp(-x)),
    }
)


def to_sympy(formula: Formula, values: Mapping[str, Expr] | None = None) -> Expr:
    """A formula with values put in for its names; a name without one is a symbol.

    >>> from reference.formula_text import parse
    >>> sp.diff(to_sympy(parse("x^2 / 2 + exp(x)")), Symbol("x"))
    x + exp(x)
    """
    given = {name: Symbol(name) for name in names(formula)} | dict(values or {})
    return evaluate(formula, given, FUNCTIONS, rational)


def rational(value: Fraction) -> Expr:
    """An exact number."""
    return sp.Rational(value.numerator, value.denominator)
