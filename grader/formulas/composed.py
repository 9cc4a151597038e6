"""The whole network as one formula of its weights, inputs and labels, for computer algebra."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any

import sympy

from grader.maths.definitions import Definitions
from grader.maths.wiring import Wiring


class NotProvableError(ValueError):
    """A formula outside what the certificate covers; says which piece."""


class Slope(sympy.Function):  # type: ignore[misc]
    """f', which nothing is known of."""


class Activation(sympy.Function):  # type: ignore[misc]
    """f, whose derivative is f'."""

    def fdiff(self, argindex: int = 1) -> Any:
        """f' at the same place."""
        del argindex
        return Slope(self.args[0])


@dataclass(frozen=True)
class Composed:
    """The network as one formula of its weights, inputs and labels; `moved` holds one o or s as a symbol instead."""

    wiring: Wiring
    activation: str
    signs: Mapping[int, int]
    definitions: Definitions
    moved: tuple[str, int, Any] | None = None

    def symbol(self, base: str, indices: tuple[int, ...]) -> Any:
        """A weight, an input, a label or a slope."""
        return sympy.Symbol(base + "_".join(map(str, indices)), real=True)

    def input(self, kind: str, k: int) -> Any:
        """What a weight is multiplied with: an input, 1 for a bias, or a state."""
        if kind == "s":
            return self.state(k)
        return sympy.Integer(1) if k in self.wiring.bias else self.symbol("x", (k,))

    def sum(self, neuron: int) -> Any:
        """o of a neuron."""
        if self.moved is not None and self.moved[:2] == ("o", neuron):
            return self.moved[2]
        places = enumerate(self.wiring.inputs(neuron))
        return sympy.expand(
            reduce(add, (self.symbol("w", (i, neuron)) * self.input(kind, k) for i, (kind, k) in places))
        )

    def state(self, neuron: int) -> Any:
        """s of a neuron."""
        if self.moved is not None and self.moved[:2] == ("s", neuron):
            return self.moved[2]
        return self.apply(0, self.sum(neuron), neuron)

    def apply(self, primes: int, argument: Any, neuron: int | None) -> Any:
        """f or f' at an argument, which is o of that neuron; raises NotProvableError for PReLU at anything else."""
        kind = self._kind_of(neuron)
        match kind:
            case "tanh":
                return 1 - sympy.tanh(argument) ** 2 if primes else sympy.tanh(argument)
            case "sigmoid":
                state = 1 / (1 + sympy.exp(-argument))
                return state * (1 - state) if primes else state
            case "identity":
                return sympy.Integer(1) if primes else argument
            case "relu" | "prelu":
                if neuron is None:
                    raise NotProvableError("f of something that is no o")
                below = self.symbol("alpha", (neuron,)) if kind == "prelu" else sympy.Integer(0)
                slope = below if self.signs[neuron] < 0 else sympy.Integer(1)
                return slope if primes else slope * argument
        return (Slope if primes else Activation)(sympy.expand(argument))

    def _kind_of(self, neuron: int | None) -> str:
        """The activation of a neuron; raises NotProvableError at what is no o, where the neurons differ in theirs."""
        if not self.wiring.activations:
            return self.activation
        if neuron is None:
            raise NotProvableError("f of something that is no o")
        kind = self.wiring.kind_of(neuron)
        return self.activation if kind == "f" else kind

    def loss(self) -> Any:
        """J; raises NotProvableError where it is no sum of squares."""
        if self.wiring.whole is not None:
            raise NotProvableError("a loss that is no sum of squares")
        squares = (
            _rational(self.wiring.weight_of(k)) * (self.state(k) - self.symbol("y", (label,))) ** 2
            for k, label in self.wiring.labels
        )
        return reduce(add, squares)

    def derivative(self, of: tuple[str, tuple[int, ...]], by: tuple[str, tuple[int, ...]]) -> Any:
        """∂of/∂by through the composed formula, with `by` moved alone."""
        if by[0] in ("o", "s"):
            symbol = sympy.Symbol("moved", real=True)
            network = replace(self, moved=(by[0], by[1][0], symbol))
            whole = self.sum(by[1][0]) if by[0] == "o" else self.state(by[1][0])
            return sympy.diff(network.quantity(of), symbol).subs(symbol, whole).doit()
        return sympy.diff(self.quantity(of), self.symbol("alpha" if by[0] == "a" else by[0], by[1]))

    def quantity(self, of: tuple[str, tuple[int, ...]]) -> Any:
        """J, or o or s of a neuron."""
        if of[0] == "J":
            return self.loss()
        return self.sum(of[1][0]) if of[0] == "o" else self.state(of[1][0])

    def neuron_of(self, argument: Any) -> int | None:
        """The neuron whose o an argument is."""
        wanted = sympy.expand(argument)
        return next((neuron for neuron in self.wiring.neurons if self.sum(neuron) == wanted), None)


def _rational(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)
