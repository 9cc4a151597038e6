"""The exam's network by numbers: which neuron weighs what, and which label it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from reference.network import Network, SquaredError, number

Place = tuple[Literal["x", "s"], int]
Activation = Literal["f", "tanh", "prelu"]


@dataclass(frozen=True, slots=True)
class Wiring:
    """`sources` holds each neuron's inputs in the order of its weights, `labels` each output's label."""

    sources: tuple[tuple[int, tuple[Place, ...]], ...]
    labels: tuple[tuple[int, int], ...]
    loss_weight: Fraction
    bias: tuple[int, ...] = ()

    def __hash__(self) -> int:
        return hash(
            (len(self.sources), len(self.labels))
        )  # asked for often, and few networks are ever told apart

    @classmethod
    @lru_cache(maxsize=16)
    def of(cls, network: Network, loss: SquaredError) -> Wiring:
        """The wiring of a rubric's network."""
        sources = tuple(
            (int(number(name)), tuple(_place(network, source) for source in network.neurons[name]))
            for name in network.order
        )
        labels = tuple((int(number(name)), int(number(label))) for name, label in loss.labels.items())
        return cls(sources, labels, loss.weight, tuple(int(number(name)) for name in network.bias))

    @property
    def neurons(self) -> tuple[int, ...]:
        """Every neuron, each after those that feed it."""
        return tuple(neuron for neuron, _ in self.sources)

    @property
    def outputs(self) -> tuple[int, ...]:
        """The neurons that the loss looks at."""
        return tuple(neuron for neuron, _ in self.labels)

    @property
    def hidden(self) -> tuple[int, ...]:
        """The other neurons."""
        return tuple(neuron for neuron in self.neurons if neuron not in self.outputs)

    def inputs(self, neuron: int) -> tuple[Place, ...]:
        """What a neuron weighs, in the order of its weights; nothing for a neuron that does not exist."""
        return next((places for other, places in self.sources if other == neuron), ())

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
