"""What one part of the exam asks of a student's equations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from grader.maths.setting import Setting, Target
from grader.maths.wiring import Wiring
from reference.network import Activation

Form = Literal["free", "errors", "expanded"]

ABOVE, BELOW = 1, -1


@dataclass(frozen=True)
class Question:
    """A gradient to be found: by the weights of a neuron (one, or each), or by its slope α.

    `form` is what the answer must be written with: anything, the errors of the neurons above, or everything
    worked out.
    """

    wiring: Wiring
    target: Target
    neuron: int
    component: int | None = None
    activation: Activation = "f"
    form: Form = "free"

    @cached_property
    def components(self) -> tuple[int, ...]:
        """The weights asked for."""
        if self.component is not None:
            return (self.component,)
        return (0,) if self.target == "slope" else tuple(range(len(self.wiring.inputs(self.neuron))))

    @property
    def is_output(self) -> bool:
        """Whether the neuron is compared with a label."""
        return self.neuron in self.wiring.outputs

    def settings(self, component: int) -> tuple[Setting, ...]:
        """The drawn networks in which an answer is tried."""
        if self.target == "slope":
            return (*self.signed(BELOW), *self.signed(ABOVE))
        return self._unsigned[component]

    def signed(self, side: int) -> tuple[Setting, ...]:
        """Drawn networks with o of the neuron on one side of zero, and the other neurons on either."""
        return self._signed[side]

    @cached_property
    def _unsigned(self) -> Mapping[int, tuple[Setting, ...]]:
        return {
            component: (*(self._setting(component, seed) for seed in (1, 2)), *self._below(component))
            for component in self.components
        }

    def _below(self, component: int) -> tuple[Setting, ...]:
        """Drawn networks with one neuron below its kink each, where formulas still have a value."""
        settings = (self._setting(component, 3, ((neuron, BELOW),)) for neuron in self.wiring.kinked)
        return tuple(each for each in settings if each.world.is_regular)

    @cached_property
    def _signed(self) -> Mapping[int, tuple[Setting, ...]]:
        return {
            side: tuple(
                self._setting(
                    0, seed, tuple((k, side if k == self.neuron else other) for k in self.wiring.neurons)
                )
                for seed, other in enumerate((side, -side), start=1)
            )
            for side in (BELOW, ABOVE)
        }

    def _setting(self, component: int, seed: int, signs: tuple[tuple[int, int], ...] = ()) -> Setting:
        return _once(Setting(self.wiring, self.activation, self.target, self.neuron, component, seed, signs))


@lru_cache(maxsize=1024)
def _once(setting: Setting) -> Setting:
    """The first of equal settings, so that what is known of it is worked out once."""
    return setting
