"""A symbolic certificate for an appeal: the answer minus the derivative, by computer algebra, in every network at once.

Grading never comes here: the formula is built from its parsed tree, on request, for one answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product
from operator import add, mul
from typing import Any

import sympy

from grader.formulas.claims import Claim
from grader.formulas.composed import Composed, NotProvableError
from grader.formulas.question import Question
from grader.maths.constants import constant
from grader.maths.definitions import NO_DEFINITIONS, Definitions
from grader.maths.syntax import (
    Add,
    Apply,
    Cases,
    Comparison,
    Derivative,
    Divide,
    Expr,
    Multiply,
    Name,
    Negative,
    Number,
    Power,
    Series,
)

MAX_EXPONENT = 8
MAX_NESTING = 8
_ERRORS = frozenset(["delta", "Delta", "e", "E", "err", "erreur", "error"])
_FUNCTIONS = {
    "tanh": sympy.tanh,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "sigmoid": lambda value: 1 / (1 + sympy.exp(-value)),
    "sech": sympy.sech,
    "cosh": sympy.cosh,
    "sinh": sympy.sinh,
    "exp": sympy.exp,
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whether the answer minus the derivative cancels to zero; `difference` is what is left, `case` the signs of o."""

    is_equal: bool
    difference: str
    case: str = ""


def certify(
    question: Question, component: int, claim: Claim, definitions: Definitions = NO_DEFINITIONS
) -> tuple[Certificate, ...]:
    """One certificate, or one for each side of zero of every o under PReLU; raises NotProvableError."""
    return tuple(
        _certified(
            question, component, claim, Composed(question.wiring, question.activation, signs, definitions)
        )
        for signs in _sides(question)
    )


def _certified(question: Question, component: int, claim: Claim, network: Composed) -> Certificate:
    place = (component, question.neuron) if question.target == "weight" else (question.neuron,)
    by = ("w" if question.target == "weight" else "alpha", place)
    reader = _Reader(network, dict(claim.bindings), network.sum(question.neuron))
    difference = reader.value(claim.answer) - network.derivative(("J", ()), by)
    left = sympy.cancel(sympy.together(difference.rewrite(sympy.exp)))
    case = ", ".join(f"o{neuron} {'<' if sign < 0 else '≥'} 0" for neuron, sign in network.signs.items())
    return Certificate(left == 0, "0" if left == 0 else _shown(sympy.factor_terms(difference)), case)


def _shown(difference: Any) -> str:
    return str(difference).replace("Activation(", "f(").replace("Slope(", "f'(")


def _sides(question: Question) -> Iterator[dict[int, int]]:
    wiring = question.wiring
    generic = (neuron for neuron in wiring.neurons if wiring.kind_of(neuron) == "f")
    neurons = (*wiring.kinked, *(generic if question.activation == "prelu" else ()))
    for signs in product((-1, 1), repeat=len(neurons)):
        yield dict(zip(neurons, signs, strict=True))


@dataclass(frozen=True)
class _Reader:
    """Turns a parsed formula into algebra; `argument` is what a bare f' is taken at."""

    network: Composed
    bindings: Mapping[str, int]
    argument: Any
    nesting: int = 0

    def value(self, expr: Expr) -> Any:
        match expr:
            case Number(value=value):
                return sympy.Rational(value.numerator, value.denominator)
            case Name():
                return self._name(expr)
            case Add(terms=terms):
                return reduce(add, map(self.value, terms))
            case Multiply(factors=factors):
                return reduce(mul, map(self.value, factors))
            case Negative(operand=operand):
                return -self.value(operand)
            case Divide(top=top, bottom=bottom):
                return self.value(top) / self.value(bottom)
            case Power(base=base, exponent=exponent):
                return self.value(base) ** self._exponent(exponent)
            case Apply():
                return self._apply(expr)
            case Derivative():
                return self._derivative(expr)
            case Series(index=index, values=values, body=body) if index and values is not None:
                inner = (replace(self, bindings={**self.bindings, index: each}) for each in values)
                return reduce(add, (reader.value(body) for reader in inner), sympy.Integer(0))
            case Cases(cases=cases, otherwise=otherwise):
                chosen = next((case.value for case in cases if self._holds(case.condition)), otherwise)
                return sympy.Integer(0) if chosen is None else self.value(chosen)
        raise NotProvableError(type(expr).__name__.lower())

    def _exponent(self, exponent: Expr) -> Any:
        power = constant(exponent)
        if power is None or power.denominator != 1 or abs(power) > MAX_EXPONENT:
            raise NotProvableError("a power that is no small integer")
        return sympy.Integer(int(power))

    def _index(self, expr: Expr) -> int:
        match expr:
            case Number(value=value) if value.denominator == 1:
                return int(value)
            case Name(base=base) if base in self.bindings:
                return self.bindings[base]
            case Add(terms=terms):
                return sum(map(self._index, terms))
            case Negative(operand=operand):
                return -self._index(operand)
        raise NotProvableError("an index that stands for nothing")

    def _name(self, name: Name) -> Any:
        base, indices = name.base, tuple(map(self._index, name.indices))
        if (found := self.network.definitions.look_up(base, indices)) is not None:
            if self.nesting >= MAX_NESTING:
                raise NotProvableError("a name defined by itself")
            definition, bindings = found
            inner = replace(self.network, definitions=definition.scope(self.network.definitions))
            return replace(self, network=inner, bindings=bindings, nesting=self.nesting + 1).value(
                definition.value
            )
        known = indices and indices[-1] in self.network.wiring.neurons
        match base:
            case "o" | "s" if known:
                return self.network.quantity((base, indices))
            case "w" if (
                known and len(indices) == 2 and indices[0] < len(self.network.wiring.inputs(indices[1]))
            ):
                return self.network.symbol("w", indices)
            case "x" if indices in self._places("x"):
                return self.network.input("x", indices[0])
            case "y" if indices in self._places("y"):
                return self.network.symbol("y", indices)
            case "alpha" | "a" if known:
                return self.network.symbol("alpha", indices)
            case _ if base in _ERRORS and known:
                return self.network.derivative(("J", ()), ("o", indices))
        raise NotProvableError(f"the name {base}")

    def _places(self, base: str) -> set[tuple[int, ...]]:
        """The indices that x or y has."""
        wiring = self.network.wiring
        if base == "y":
            return {(label,) for _, label in wiring.labels}
        return {(k,) for _, places in wiring.sources for kind, k in places if kind == "x"}

    def _apply(self, expr: Apply) -> Any:
        values = [self.value(argument) for argument in expr.arguments] or [self.argument]
        if expr.function in ("min", "max") and len(values) == 2:
            return self._extreme(expr.function, *values)
        if len(values) != 1:
            raise NotProvableError(f"{expr.function} of several values")
        if expr.function == "f" and expr.primes < 2:
            return self.network.apply(expr.primes, values[0], self.network.neuron_of(values[0]))
        if expr.function in _FUNCTIONS and not expr.primes:
            return _FUNCTIONS[expr.function](values[0])
        if expr.function == "tanh" and expr.primes == 1:
            return 1 - sympy.tanh(values[0]) ** 2
        raise NotProvableError(f"the function {expr.function}")

    def _derivative(self, expr: Derivative) -> Any:
        if not isinstance(expr.by, Name) or not isinstance(expr.of, Name | Number):
            raise NotProvableError("this derivative")
        of = (
            (expr.of.base, tuple(map(self._index, expr.of.indices)))
            if isinstance(expr.of, Name)
            else ("J", ())
        )
        by = (expr.by.base, tuple(map(self._index, expr.by.indices)))
        if of[0] not in ("o", "s"):
            of = ("J", ())
        if (of[1:] == ((),) and of[0] != "J") or not by[1] or by[1][-1] not in self.network.wiring.neurons:
            raise NotProvableError("this derivative")
        return self.network.derivative(of, by)

    def _extreme(self, function: str, left: Any, right: Any) -> Any:
        left_is_less = self._sign(left - right) < 0
        return left if left_is_less == (function == "min") else right

    def _holds(self, comparison: Comparison) -> bool:
        side = self._sign(self.value(comparison.left) - self.value(comparison.right))
        return side < 0 if comparison.operator == "<" else side > 0

    def _sign(self, value: Any) -> int:
        """On which side of zero a value lies, where it is an o, its opposite, or a number."""
        if value.is_number:
            return int(sympy.sign(value))
        for factor in (1, -1):
            neuron = self.network.neuron_of(factor * value)
            if neuron is not None and neuron in self.network.signs:
                return factor * self.network.signs[neuron]
        raise NotProvableError("a condition on something that is no o")
