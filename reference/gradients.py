"""Every derivative of a network's loss, by sympy on the composed function.

Errors go from the outputs back: `delta_j` is dJ/do_j. Each gradient of a neuron is taken in one piece, from
its weight to the errors of the neurons that it feeds; `composed` takes it in one piece up to the loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import sympy as sp
from sympy import Expr, Symbol

from reference.activation import BY_ALPHA, SLOPE, Neuron
from reference.algebra import rational, to_sympy
from reference.loss import FormulaLoss, Loss
from reference.network import Network, number


@dataclass(frozen=True)
class Gradients:
    """The symbols of a network and its loss, and the derivatives of the one in the others."""

    network: Network
    loss: Loss

    def __post_init__(self) -> None:
        if unknown := set(self.loss.labels) - set(self.network.neurons):
            raise ValueError(f"the loss names no such neuron: {', '.join(sorted(unknown))}")

    def weight(self, name: str, i: int | str) -> Symbol:
        """w_i of neuron `name`."""
        return Symbol(f"w_{i}^({number(name)})")

    def error(self, name: str) -> Symbol:
        """delta of neuron `name`, its dJ/do, as a symbol."""
        return Symbol(f"delta{number(name)}")

    def source(self, name: str) -> Symbol:
        """What a weight on `name` multiplies: an input, or a neuron's output."""
        return Symbol(self.network.written(name))

    def neuron(self, name: str) -> Neuron:
        """The symbols of a neuron, with its activation."""
        index = number(name)
        return Neuron(
            Symbol(f"o{index}"), self.source(name), Symbol(f"alpha{index}"), self.network.activation_of(name)
        )

    def weighted_sum(self, name: str, values: Mapping[str, Expr] | None = None) -> Expr:
        """o of a neuron, over the symbols of its inputs or over the given values."""
        values = values or {}
        return sp.Add(
            *(
                self.weight(name, i) * values.get(source, self.source(source))
                for i, source in enumerate(self.network.neurons[name])
            )
        )

    def loss_terms(self, values: Mapping[str, Expr]) -> Expr:
        """J as a function of the given outputs: their squares alone, or the whole formula with them put in."""
        if isinstance(self.loss, FormulaLoss):
            given = {str(self.source(name)): value for name, value in values.items()}
            return to_sympy(self.loss.formula, given)
        return sp.Add(
            *(
                rational(self.loss.weight_of(name)) * (values[name] - Symbol(label)) ** 2
                for name, label in self.loss.labels.items()
                if name in values
            )
        )

    def by_output(self, name: str) -> Expr:
        """dJ/ds of a neuron, in the errors of the neurons that it feeds."""
        s = self.source(name)
        return sp.factor_terms(sp.diff(self._seen_from(name, s), s))

    def by_sum(self, name: str) -> Expr:
        """dJ/do of a neuron, in the errors of the neurons that it feeds."""
        neuron = self.neuron(name)
        return self._derivative(name, neuron.o, neuron.o)

    def by_weight(self, name: str, i: int) -> Expr:
        """dJ/dw_i of a neuron, in the errors of the neurons that it feeds."""
        return self._derivative(name, self.weighted_sum(name), self.weight(name, i))

    def by_alpha(self, name: str) -> Expr:
        """dJ/dalpha of a PReLU neuron, in the errors of the neurons that it feeds, by cases; raises ValueError."""
        neuron = self.neuron(name)
        if neuron.kind != "prelu":
            raise ValueError(f"neuron {name} is {neuron.kind}, which has no slope to learn")
        derivative = self._derivative(name, neuron.o, neuron.alpha)
        cases = neuron.slope_in_alpha()
        call = BY_ALPHA(neuron.o, neuron.alpha)
        return sp.Piecewise(*((derivative.xreplace({call: value}), holds) for value, holds in cases.args))

    def expanded(self, expression: Expr) -> Expr:
        """An expression with every error replaced by what it stands for, down to the loss."""
        for name in self.network.order:
            error = self.error(name)
            if expression.has(error):
                expression = expression.xreplace({error: self.by_sum(name)})
        return expression

    def composed(self, variable: Symbol) -> Expr:
        """dJ/d(variable) of J as one function of the weights and inputs, the sums and outputs named again."""
        values = self._values
        derivative = sp.diff(self.loss_terms(values), variable)
        return self._resolved(derivative.xreplace(self._names))

    @cached_property
    def _values(self) -> Mapping[str, Expr]:
        values: dict[str, Expr] = {}
        for name in self.network.order:
            values[name] = self.neuron(name).call(self.weighted_sum(name, values))
        return values

    @cached_property
    def _names(self) -> Mapping[Expr, Expr]:
        names: dict[Expr, Expr] = {}
        for name, value in self._values.items():
            names |= self.neuron(name).opened(value)
        return names

    def _seen_from(self, name: str, s: Expr) -> Expr:
        """J as a function of one neuron's output, opaque beyond the sums of the neurons that it feeds."""
        parents = self.network.parents(name)
        beyond = sp.Function("J", fdiff=lambda _, position=1: self.error(parents[position - 1]))
        sums = [self.weighted_sum(parent, {name: s}) for parent in parents]
        return self.loss_terms({name: s}) + (beyond(*sums) if sums else 0)

    def _derivative(self, name: str, o: Expr, variable: Symbol) -> Expr:
        neuron = self.neuron(name)
        call = neuron.call(o)
        derivative = sp.diff(self._seen_from(name, call), variable)
        return self._short(self._resolved(derivative.xreplace(neuron.opened(call))))

    def _short(self, expression: Expr) -> Expr:
        """A product as it stands; where the loss is a formula, with a denominator that cancels against f' cancelled."""
        kept = sp.factor_terms(expression)
        if not isinstance(self.loss, FormulaLoss):
            return kept
        cancelled = sp.factor_terms(sp.cancel(sp.together(kept)))
        shorter = sp.fraction(cancelled)[1] == 1 and cancelled.count_ops() < kept.count_ops()
        return cancelled if shorter else kept

    def _resolved(self, expression: Expr) -> Expr:
        """Slopes worked out where the activation is known; by cases, in ReLU and PReLU, they stay f'."""
        names = {}
        for name in self.network.neurons:
            neuron = self.neuron(name)
            slope = SLOPE(neuron.o) if neuron.is_by_cases else neuron.slope()
            names[SLOPE(*neuron.call(neuron.o).args)] = slope
        return expression.xreplace(names)
