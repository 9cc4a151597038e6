"""The benchmark's formulas for computer algebra: sympy expressions with every name of the network written out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import add, mul
from typing import Any

import sympy

from grader.maths.syntax import (
    Add,
    Apply,
    Cases,
    Comparison,
    Divide,
    Expr,
    Multiply,
    Name,
    Negative,
    Number,
    Power,
    Series,
)
from grader.maths.wiring import Wiring

_FUNCTIONS = {
    "tanh": sympy.tanh,
    "sech": sympy.sech,
    "cosh": sympy.cosh,
    "exp": sympy.exp,
    "abs": sympy.Abs,
    "min": sympy.Min,
    "max": sympy.Max,
}


@dataclass(frozen=True)
class Algebra:
    """Turns a formula into sympy; f and its derivative are undefined functions f and g."""

    wiring: Wiring
    activation: str
    letters: tuple[tuple[str, int], ...] = ()

    def expression(self, expr: Expr) -> Any:
        """The sympy expression of a formula of the benchmark's own writing."""
        match expr:
            case Number(value=value):
                return sympy.Rational(value.numerator, value.denominator)
            case Name(base=base, indices=indices):
                return self._name(base, tuple(map(self._index, indices)))
            case Add(terms=terms):
                return reduce(add, map(self.expression, terms))
            case Multiply(factors=factors):
                return reduce(mul, map(self.expression, factors))
            case Negative(operand=operand):
                return -self.expression(operand)
            case Divide(top=top, bottom=bottom):
                return self.expression(top) / self.expression(bottom)
            case Power(base=base, exponent=exponent):
                return self.expression(base) ** self.expression(exponent)
            case Apply(function=function, primes=primes, arguments=arguments):
                return self._apply(function, primes, [self.expression(each) for each in arguments])
            case Series(index=index, values=values, body=body):
                return reduce(add, (self._with(index, value).expression(body) for value in values or ()))
            case Cases():
                return self._cases(expr)
        raise ValueError(f"no formula of the benchmark: {expr}")

    def _with(self, letter: str, value: int) -> Algebra:
        return replace(self, letters=(*self.letters, (letter, value)))

    def _index(self, index: Expr) -> int:
        return (
            int(replace(self).expression(index))
            if not isinstance(index, Name)
            else dict(self.letters)[index.base]
        )

    def _name(self, base: str, indices: tuple[int, ...]) -> Any:
        if not indices and base in dict(self.letters):
            return sympy.Integer(dict(self.letters)[base])
        match base:
            case "o" if self.activation != "prelu":
                return self._sum(indices[0])
            case "s":
                return self._apply("f", 0, [self._name("o", indices)])
            case "delta":
                label = sympy.Symbol(f"y_{self.wiring.label(indices[0])}", real=True)
                slope = self._apply("f", 1, [self._name("o", indices)])
                return (self._name("s", indices) - label) * slope
        return sympy.Symbol(f"{base}_{''.join(map(str, indices))}", real=True)

    def _sum(self, neuron: int) -> Any:
        places = enumerate(self.wiring.inputs(neuron))
        return reduce(add, (self._name("w", (i, neuron)) * self._source(kind, k) for i, (kind, k) in places))

    def _source(self, kind: str, k: int) -> Any:
        return sympy.Integer(1) if kind == "x" and k in self.wiring.bias else self._name(kind, (k,))

    def _apply(self, function: str, primes: int, arguments: list[Any]) -> Any:
        if function != "f":
            return _FUNCTIONS[function](*arguments)
        if self.activation == "tanh":
            return 1 - sympy.tanh(*arguments) ** 2 if primes else sympy.tanh(*arguments)
        if self.activation == "prelu":
            slope = sympy.Symbol("alpha_3", real=True)
            return sympy.Piecewise((slope * arguments[0], arguments[0] < 0), (arguments[0], True))
        return sympy.Function("g" if primes else "f")(*arguments)

    def _cases(self, cases: Cases) -> Any:
        pieces = [(self.expression(case.value), self._holds(case.condition)) for case in cases.cases]
        rest = sympy.Integer(0) if cases.otherwise is None else self.expression(cases.otherwise)
        return sympy.Piecewise(*pieces, (rest, True))

    def _holds(self, comparison: Comparison) -> Any:
        left, right = self.expression(comparison.left), self.expression(comparison.right)
        return left < right if comparison.operator == "<" else left > right
