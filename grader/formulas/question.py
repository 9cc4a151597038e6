"""What one part of the exam asks of a student's equations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.maths.setting import Setting, Target
from grader.maths.wiring import Wiring
from reference.network import Activation

Form = Literal["free", "errors", "expanded"]

ABOVE, BELOW = 1, -1


@dataclass(frozen=True, slots=True)
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

    @property
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
        plain = tuple(self._setting(component, seed) for seed in (1, 2))
        return (*plain, *self._below(component))

    def _below(self, component: int) -> tuple[Setting, ...]:
        """Drawn networks with one neuron below its kink each, where formulas still have a value."""
        settings = (self._setting(component, 3, ((neuron, BELOW),)) for neuron in self.wiring.kinked)
        return tuple(each for each in settings if each.world.is_regular)

    def signed(self, side: int) -> tuple[Setting, ...]:
        """Drawn networks with o of the neuron on one side of zero, and the other neurons on either."""
        patterns = (side, -side)
        return tuple(
            self._setting(
                0, seed, tuple((k, side if k == self.neuron else other) for k in self.wiring.neurons)
            )
            for seed, other in enumerate(patterns, start=1)
        )

    def _setting(self, component: int, seed: int, signs: tuple[tuple[int, int], ...] = ()) -> Setting:
        return Setting(self.wiring, self.activation, self.target, self.neuron, component, seed, signs)
