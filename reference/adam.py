"""Adam as TensorFlow 1 computes it: epsilon beside the uncorrected root, hyper-parameters in single precision."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor

RATE = 1e-5


class Adam:
    """Kingma and Ba (2015), in the form before their section 2.1 ("epsilon hat").

    TensorFlow keeps the rate, both betas, epsilon and the powers of the betas as 32-bit floats, whatever the
    weights are; so does this, which makes 20 steps in double precision agree to some 1e-15.
    """

    def __init__(self, weights: Iterable[Tensor], rate: float = RATE) -> None:
        self.weights = list(weights)
        self.first = [torch.zeros_like(weight) for weight in self.weights]
        self.second = [torch.zeros_like(weight) for weight in self.weights]
        self.rate, self.epsilon = np.float32(rate), float(np.float32(1e-8))
        self.betas = np.float32(0.9), np.float32(0.999)
        self.powers = self.betas

    @torch.no_grad()
    def step(self) -> None:
        """Move every weight that has a gradient, then forget the gradients."""
        moved = self._rate()
        beta1, beta2 = (float(beta) for beta in self.betas)
        for weight, first, second in zip(self.weights, self.first, self.second, strict=True):
            if weight.grad is not None:
                first += (weight.grad - first) * (1 - beta1)
                second += (weight.grad.square() - second) * (1 - beta2)
                weight -= moved * first / (second.sqrt() + self.epsilon)
                weight.grad = None
        self.powers = self.powers[0] * self.betas[0], self.powers[1] * self.betas[1]

    def _rate(self) -> float:
        """The rate with both corrections of the start, in the precision of the weights."""
        power1, power2 = (float(power) for power in self.powers)
        return float(self.rate) * float(np.sqrt(1 - power2)) / (1 - power1)
