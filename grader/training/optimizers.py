"""The optimizers of TensorFlow 1, as its documentation defines them: they differ from torch's in where epsilon stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import torch
from torch import Tensor


@dataclass(slots=True)
class Memory:
    """What an optimizer keeps of one weight between steps."""

    first: Tensor
    second: Tensor


@dataclass(slots=True)
class Descent:
    """Weights that follow their gradients, by a rule and a rate."""

    rule: str
    rate: float
    weights: Sequence[Tensor]
    steps: int = 0
    memories: list[Memory] = field(default_factory=list)

    @torch.no_grad()
    def step(self) -> None:
        """Move every weight that has a gradient."""
        self.steps += 1
        if not self.memories:
            start = {"Adagrad": 0.1, "RMSProp": 1.0}.get(self.rule, 0.0)
            self.memories = [Memory(torch.zeros_like(w), torch.full_like(w, start)) for w in self.weights]
        for weight, memory in zip(self.weights, self.memories, strict=True):
            if weight.grad is not None:
                weight -= _RULES[self.rule](weight.grad, memory, self.rate, self.steps)


def _adam(gradient: Tensor, memory: Memory, rate: float, step: int) -> Tensor:
    """Kingma and Ba (2015), in the form before section 2.1: epsilon is added to the uncorrected root."""
    memory.first.lerp_(gradient, 1 - 0.9)
    memory.second.lerp_(gradient.square(), 1 - 0.999)
    scaled = rate * math.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    return scaled * memory.first / (memory.second.sqrt() + 1e-8)


def _descent(gradient: Tensor, memory: Memory, rate: float, step: int) -> Tensor:
    del memory, step
    return rate * gradient


def _momentum(gradient: Tensor, memory: Memory, rate: float, step: int) -> Tensor:
    """With the usual momentum of 0.9."""
    del step
    memory.first.mul_(0.9).add_(gradient)
    return rate * memory.first


def _rmsprop(gradient: Tensor, memory: Memory, rate: float, step: int) -> Tensor:
    del step
    memory.second.lerp_(gradient.square(), 0.1)
    return rate * gradient / (memory.second + 1e-10).sqrt()


def _adagrad(gradient: Tensor, memory: Memory, rate: float, step: int) -> Tensor:
    del step
    memory.second.add_(gradient.square())
    return rate * gradient / memory.second.sqrt()


_RULES: Mapping[str, Callable[[Tensor, Memory, float, int], Tensor]] = MappingProxyType(
    {
        "Adam": _adam,
        "GradientDescent": _descent,
        "Momentum": _momentum,
        "RMSProp": _rmsprop,
        "Adagrad": _adagrad,
    }
)
