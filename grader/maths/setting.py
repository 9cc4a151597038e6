"""Which gradient is looked at, and in which drawn network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from grader.maths.wiring import Wiring
from grader.maths.world import World, draw_world
from reference.network import Activation

Target = Literal["weight", "slope"]


@dataclass(frozen=True)
class Setting:
    """Which gradient, in which network: of the `component`-th weight of a neuron, or of its slope α."""

    wiring: Wiring
    activation: Activation
    target: Target
    neuron: int
    component: int = 0
    seed: int = 1
    signs: tuple[tuple[int, int], ...] = ()
    is_small: bool = False

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Of the numbers alone, which tell nearly all settings of a class apart, and alike in every process."""
        return hash((self.neuron, self.component, self.seed, self.signs))

    @cached_property
    def world(self) -> World:
        """The drawn network."""
        return draw_world(self.wiring, self.activation, self.seed, self.signs, self.is_small)

    @cached_property
    def branches(self) -> tuple[tuple[int, int | None], ...]:
        """The output neurons from which the error comes, each with the index of its weight; itself for an output."""
        if self.neuron in self.wiring.outputs:
            return ((self.neuron, None),)
        return tuple(self.wiring.parents(self.neuron))
