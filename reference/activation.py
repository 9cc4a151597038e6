"""Activation functions: a generic f, tanh, the sigmoid, ReLU, PReLU and the identity, derived by sympy.

Inside a composed network an activation is opaque, `f(o)`, so that its derivative stays the factor `f'(o)`.
What that factor is worth is worked out afterwards, from the formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp
from sympy import Expr, Symbol

from reference.network import Activation

SLOPE = sp.Function("f'")
BY_ALPHA = sp.Function("df/dalpha")
_PARTIALS = {1: SLOPE, 2: BY_ALPHA}
_O, _S, _ALPHA = sp.symbols("o s alpha")


def _partial(call: Expr, position: int = 1) -> Expr:
    return _PARTIALS[position](*call.args)


FUNCTION = sp.Function("f", fdiff=_partial)


@dataclass(frozen=True, slots=True)
class Neuron:
    """What the activation of one neuron is made of: its sum o, its output s, its slope alpha in PReLU."""

    o: Symbol
    s: Symbol
    alpha: Symbol
    kind: Activation

    def call(self, o: Expr) -> Expr:
        """The opaque value at o: f(o), or f(o, alpha) where the neuron learns its own slope."""
        return FUNCTION(o, self.alpha) if self.kind == "prelu" else FUNCTION(o)

    def opened(self, call: Expr) -> dict[Expr, Expr]:
        """What stands for an opaque value and its derivatives once the sum inside has its name o."""
        names = {function(*call.args): function(self.o, *call.args[1:]) for function in (SLOPE, BY_ALPHA)}
        return {call: self.s, **names}

    @property
    def is_by_cases(self) -> bool:
        """Whether the activation has a kink, so that its derivative stays f'(o) within a product."""
        return self.kind in ("relu", "prelu")

    def formula(self) -> Expr:
        """The activation at o, as far as it is known."""
        match self.kind:
            case "f":
                return FUNCTION(self.o)
            case "tanh":
                return sp.tanh(self.o)
            case "sigmoid":
                return 1 / (1 + sp.exp(-self.o))
            case "relu":
                return sp.Piecewise((self.o, self.o > 0), (0, True))
            case "prelu":
                return sp.Piecewise((self.alpha * self.o, self.o < 0), (self.o, True))
            case "identity":
                return self.o

    def slope(self) -> Expr:
        """The derivative in o: f'(o) itself for a generic f, in terms of s for tanh and the sigmoid, else by cases or 1."""
        if self.kind in ("tanh", "sigmoid"):
            return _slope_in_output(self.kind).xreplace({_S: self.s})
        return sp.diff(self.formula(), self.o)

    def slope_in_alpha(self) -> Expr:
        """The derivative in alpha: by cases on the sign of o for PReLU, 0 for the others."""
        return sp.diff(self.formula(), self.alpha)


@cache
def _slope_in_output(kind: Activation) -> Expr:
    """The derivative of tanh or of the sigmoid, its only transcendental part expressed by s."""
    formula = Neuron(_O, _S, _ALPHA, kind).formula()
    part = sp.tanh(_O) if kind == "tanh" else sp.exp(-_O)
    unknown = sp.Dummy()
    (inverse,) = sp.solve(formula.subs(part, unknown) - _S, unknown)
    return sp.factor_terms(sp.cancel(sp.diff(formula, _O).subs(part, inverse)))
