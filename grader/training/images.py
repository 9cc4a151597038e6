"""The images, labels and first weights of a trial run: drawn by numpy alone, the same on every machine.

They are those of the measurements made with TensorFlow 1.11, to which a run can therefore be compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LIKENESS = (1, 1, 2, 4, 8, 16, 64, 255)
"""How far apart the images of each pair of the second batch are, in 256ths."""

_SAME = ((1, 0, 0, 1, 0, 0, 0, 1), (0, 1, 0, 1, 0, 1, 0, 0))


def batches(size: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Two batches of `size` images (size, 32, 32, 3) from 0 to 255: unrelated pairs, then pairs more and more apart."""
    drawn = np.random.RandomState(1810)
    unrelated = drawn.randint(0, 256, size=(size, 32, 32, 3))
    half = size // 2
    first = drawn.randint(0, 256, size=(half, 32, 32, 3))
    noise = drawn.randint(-256, 257, size=(half, 32, 32, 3))
    apart = np.resize(np.array(_LIKENESS), half)[:, None, None, None]
    second = np.clip(first + (noise * apart) // 256, 0, 255)
    return unrelated.astype(np.float32), np.concatenate([first, second]).astype(np.float32)


def labels(size: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The labels (size / 2,) of the pairs of both batches: 1 for the same class."""
    first, second = (np.resize(np.array(same, dtype=np.float32), size // 2) for same in _SAME)
    return first, second


def classes(count: int) -> NDArray[np.float32]:
    """Class numbers (count, 1) from 0 to 9, in the place of CIFAR's."""
    drawn: NDArray[np.float32] = np.random.RandomState(10).randint(0, 10, size=(count, 1)).astype(np.float32)
    return drawn


class Kernels:
    """Kernels drawn one after another, as He et al. (2015) scale them before a ReLU."""

    def __init__(self) -> None:
        self._drawn = np.random.RandomState(20181008)

    def draw(self, height: int, width: int, channels: int, filters: int) -> NDArray[np.float32]:
        """The next kernel (height, width, channels, filters)."""
        scale = np.sqrt(2.0 / (height * width * channels))
        normal = self._drawn.standard_normal((height, width, channels, filters))
        kernel: NDArray[np.float32] = (normal * scale).astype(np.float32)
        return kernel
