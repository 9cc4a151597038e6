"""The Siamese network of exercise 3, corrected, in torch: the same numbers as TensorFlow 1 gives.

Images are (batch, height, width, channels), as in the exam; the first part of a batch holds the first images of the
pairs, the second part the second ones. Kernels are (height, width, in, out), as TensorFlow keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from reference.layers import Layer, LayerStack

BIAS = -0.1
MARGIN = 1.0


class Siamese(nn.Module):
    """A stack of convolutions (each with a bias and a ReLU) and max poolings, applied to both images of a pair.

    Kernels start as TensorFlow's layers do (Glorot and Bengio 2010, uniform), biases at `bias`.
    """

    def __init__(
        self,
        stack: LayerStack,
        *,
        bias: float = BIAS,
        dtype: torch.dtype = torch.float32,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        if any(layer.conv is None and layer.pool is None for layer in stack.stack):
            raise ValueError("the Siamese network is made of convolutions and poolings")
        self.stack = stack.channels_last()
        self.kernels = nn.ParameterDict()
        self.biases = nn.ParameterDict()
        for name, (height, width, before, after) in self.stack.kernels().items():
            kernel = torch.empty(after, before, height, width, dtype=dtype)
            nn.init.xavier_uniform_(kernel, generator=generator)
            self.kernels[name] = nn.Parameter(kernel)
            self.biases[name] = nn.Parameter(torch.full((after,), bias, dtype=torch.float32).to(dtype))

    def load_kernels(self, kernels: Mapping[str, Tensor]) -> None:
        """Set kernels (height, width, in, out) by layer name; raises KeyError or RuntimeError on a misfit."""
        with torch.no_grad():
            for name, kernel in kernels.items():
                self.kernels[name].copy_(kernel.permute(3, 2, 0, 1))

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        """What each layer gives, (batch, height, width, channels), by its name."""
        maps = images.permute(0, 3, 1, 2)
        found = {}
        for layer in self.stack.stack:
            maps = self._pool(layer, maps) if layer.conv is None else self._convolve(layer, maps)
            found[layer.name] = maps.permute(0, 2, 3, 1)
        return found

    def distances(self, images: Tensor, *, per_pair: bool = True, epsilon: float = 0.0) -> Tensor:
        """The Euclidean distance of the two last maps of each pair, (pairs,); over all pairs at once, a scalar.

        `epsilon` is the least value under the root. With 0, as in the exam, the gradient of a pair of equal
        images is not a number: the root's slope there is infinite and the square's is 0.
        """
        last: Tensor = self(images)[self.stack.stack[-1].name]
        first, second = torch.tensor_split(last, self.stack.parts)[:2]
        squares = (first - second).square()
        total: Tensor = squares.sum(dim=(1, 2, 3)) if per_pair else squares.sum()
        return total.clamp(min=epsilon).sqrt() if epsilon else total.sqrt()

    def _convolve(self, layer: Layer, maps: Tensor) -> Tensor:
        padded = functional.pad(maps, _padding(layer, maps))
        kernel, bias = self.kernels[layer.name], self.biases[layer.name]
        return functional.conv2d(padded, kernel, bias, layer.step, dilation=layer.dilation).relu()

    def _pool(self, layer: Layer, maps: Tensor) -> Tensor:
        padded = functional.pad(maps, _padding(layer, maps), value=float("-inf"))
        return functional.max_pool2d(padded, layer.window, layer.step)


def contrastive_loss(distance: Tensor, same: Tensor, margin: float = MARGIN) -> Tensor:
    """The loss of each pair: its distance where `same` is 1, what it lacks to the margin where it is 0.

    >>> contrastive_loss(torch.tensor([0.25, 0.25, 3.0]), torch.tensor([1.0, 0.0, 0.0])).tolist()
    [0.25, 0.75, 0.0]
    """
    return (1 - same) * (margin - distance).clamp(min=0) + same * distance


def printed_pull(classes: Tensor, distance: float, margin: float = MARGIN) -> float:
    """The slope of the printed loss by the distance, summed over `classes`, which it takes for its labels.

    A class number c above 1 counts as "same" c times over, so that the sum is positive as soon as the mean class
    exceeds ½: every step pulls all pairs together, whatever they show, and the network collapses.

    >>> printed_pull(torch.arange(10), 0.5), printed_pull(torch.arange(10), 2.0)
    (80.0, 45.0)
    """
    at = torch.tensor(float(distance), requires_grad=True)
    (slope,) = torch.autograd.grad(contrastive_loss(at, classes.to(at.dtype), margin).sum(), at)
    return slope.item()


def _padding(layer: Layer, maps: Tensor) -> tuple[int, int, int, int]:
    """Left, right, top, bottom; TensorFlow's 'same' puts the odd one behind."""
    if layer.padding == "valid":
        return 0, 0, 0, 0
    top, bottom = _around(maps.shape[2], layer.window[0], layer.step)
    left, right = _around(maps.shape[3], layer.window[1], layer.step)
    return left, right, top, bottom


def _around(length: int, window: int, step: int) -> tuple[int, int]:
    total = max((-(-length // step) - 1) * step + window - length, 0)
    return total // 2, total - total // 2
