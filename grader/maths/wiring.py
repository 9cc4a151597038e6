"""The exam's network by numbers: which neuron weighs what, and which label it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Literal

from grader.maths.loss_terms import tree_of
from grader.maths.syntax import Expr
from reference.loss import FormulaLoss, Loss
from reference.network import Activation, Network, number

Place = tuple[Literal["x", "s"], int]


@dataclass(frozen=True)
class Wiring:
    """`sources` holds each neuron's inputs in the order of its weights, `labels` each output's label.

    `loss_weight` is that of the squares, `weights` those of outputs with one of their own. A loss by a formula is
    `whole` instead, with its derivative by each output in `slopes`. `activations` names the neurons whose function
    is known.
    """

    sources: tuple[tuple[int, tuple[Place, ...]], ...]
    labels: tuple[tuple[int, int], ...]
    loss_weight: Fraction
    bias: tuple[int, ...] = ()
    weights: tuple[tuple[int, Fraction], ...] = ()
    whole: Expr | None = None
    slopes: tuple[tuple[int, Expr], ...] = ()
    activations: tuple[tuple[int, Activation], ...] = ()

    def __hash__(self) -> int:
        return hash(
            (len(self.sources), len(self.labels))
        )  # asked for often, and few networks are ever told apart

    @classmethod
    @lru_cache(maxsize=16)
    def of(cls, network: Network, loss: Loss) -> Wiring:
        """The wiring of a rubric's network."""
        sources = tuple(
            (int(number(name)), tuple(_place(network, source) for source in network.neurons[name]))
            for name in network.order
        )
        labels = tuple((int(number(name)), int(number(label))) for name, label in loss.labels.items())
        kinds = tuple((int(number(name)), network.activation_of(name)) for name in network.order)
        known = tuple((neuron, kind) for neuron, kind in kinds if kind != "f")
        bias = tuple(int(number(name)) for name in network.bias)
        if isinstance(loss, FormulaLoss):
            names = frozenset(loss.labels.values())
            slopes = tuple((int(number(name)), tree_of(loss.slope(name), names)) for name in loss.labels)
            whole = tree_of(loss.formula, names)
            return cls(sources, labels, Fraction(1, 2), bias, (), whole, slopes, known)
        weights = tuple((int(number(name)), weight) for name, weight in loss.weights.items())
        return cls(sources, labels, loss.weight, bias, weights, activations=known)

    @cached_property
    def neurons(self) -> tuple[int, ...]:
        """Every neuron, each after those that feed it."""
        return tuple(neuron for neuron, _ in self.sources)

    @cached_property
    def outputs(self) -> tuple[int, ...]:
        """The neurons that the loss looks at."""
        return tuple(neuron for neuron, _ in self.labels)

    @cached_property
    def hidden(self) -> tuple[int, ...]:
        """The other neurons."""
        return tuple(neuron for neuron in self.neurons if neuron not in self.outputs)

    @cached_property
    def has_equal_outputs(self) -> bool:
        """Whether the error of every output is formed alike."""
        return not self.weights and not self.slopes and len(set(map(self.kind_of, self.outputs))) == 1

    def inputs(self, neuron: int) -> tuple[Place, ...]:
        """What a neuron weighs, in the order of its weights; nothing for a neuron that does not exist."""
        return self._places.get(neuron, ())

    @cached_property
    def _places(self) -> Mapping[int, tuple[Place, ...]]:
        return dict(reversed(self.sources))

    @cached_property
    def most_inputs(self) -> int:
        """How many inputs the neuron with the most has."""
        return max(len(places) for _, places in self.sources)

    def weight_of(self, neuron: int) -> Fraction:
        """The weight of one output's square."""
        return dict(self.weights).get(neuron, self.loss_weight)

    def kind_of(self, neuron: int) -> Activation:
        """The activation of a neuron, `f` where nothing is known of it."""
        return dict(self.activations).get(neuron, "f")

    @cached_property
    def kinked(self) -> tuple[int, ...]:
        """The neurons whose activation is given by cases on the sign of o."""
        return tuple(neuron for neuron, kind in self.activations if kind in ("relu", "prelu"))

    def label(self, neuron: int) -> int | None:
        """The number of an output's label."""
        return next((label for other, label in self.labels if other == neuron), None)

    def parents(self, neuron: int) -> tuple[tuple[int, int], ...]:
        """The neurons that this one feeds, each with the index of the weight between them."""
        return tuple(
            (other, places.index(("s", neuron))) for other, places in self.sources if ("s", neuron) in places
        )


def _place(network: Network, source: str) -> Place:
    return ("s" if source in network.neurons else "x", int(number(source)))
