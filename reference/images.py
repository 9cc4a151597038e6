"""Images with classes, and the pairs of them that a Siamese network is trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIZE = 32
CLASSES = 10
SHADES, BRIGHTNESS = 25.0, 35.0


@dataclass(frozen=True, slots=True)
class Images:
    """Pixels (count, height, width, channels) from 0 to 255, and class numbers (count,)."""

    pixels: NDArray[np.uint8]
    classes: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.classes)

    def part(self, start: int, stop: int) -> Images:
        """The images from `start` up to `stop`."""
        return Images(self.pixels[start:stop], self.classes[start:stop])


def synthetic(count: int, *, seed: int = 0, classes: int = CLASSES) -> Images:
    """Pictures (count, 32, 32, 3) of stripes, whose class shows in their direction and, roughly, in their colours.

    Place and width of the stripes, the shade of the colours, brightness and noise are drawn anew for each picture,
    so that pixels alone say little about the class: a network has to learn it, as on CIFAR-10.
    """
    random = np.random.default_rng((seed, count))
    labels = random.integers(classes, size=count)
    palettes = np.random.default_rng(classes).uniform(40, 215, (classes, 2, 3))
    across, down = np.meshgrid(np.arange(SIZE), np.arange(SIZE))
    pixels = np.empty((count, SIZE, SIZE, 3), np.uint8)
    for picture, label in zip(pixels, labels, strict=True):
        angle = np.pi * label / classes
        along = across * np.cos(angle) + down * np.sin(angle)
        stripes = np.sin(2 * np.pi * along / random.uniform(5, 9) + random.uniform(0, 2 * np.pi))
        light, dark = palettes[label] + random.normal(0, SHADES, (2, 3)) + random.normal(0, BRIGHTNESS)
        mixed = dark + (light - dark) * (stripes[..., None] + 1) / 2
        picture[:] = np.clip(mixed + random.normal(0, 20, (SIZE, SIZE, 3)), 0, 255)
    return Images(pixels, labels.astype(np.int64))


def draw_pairs(
    images: Images, pairs: int, random: np.random.Generator, *, balanced: bool
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A batch (2 · pairs, height, width, channels), first images first, and `same` (pairs,).

    `balanced` draws every other pair from one class; otherwise both images are drawn at random, as in the exam,
    so that of ten classes one pair in ten is of the same.
    """
    first = random.integers(len(images), size=pairs)
    second = random.integers(len(images), size=pairs)
    if balanced:
        for pair in range(0, pairs, 2):
            alike = np.flatnonzero(images.classes == images.classes[first[pair]])
            second[pair] = random.choice(alike)
    same = (images.classes[first] == images.classes[second]).astype(np.float32)
    return images.pixels[np.concatenate([first, second])], same


def area_under_curve(distances: NDArray[np.float64], same: NDArray[np.float32]) -> float:
    """The chance that a pair of one class is nearer than a pair of two, ties counted half (Mann and Whitney 1947).

    Raises ValueError where all pairs are of one kind.

    >>> area_under_curve(np.array([0.1, 0.4, 0.3, 0.9]), np.array([1, 1, 0, 0], np.float32))
    0.75
    """
    near, far = distances[same == 1], distances[same == 0]
    if not len(near) or not len(far):
        raise ValueError("pairs of one class and of two are both needed")
    ordered = np.sort(far)
    above = len(far) - np.searchsorted(ordered, near, side="right")
    ties = np.searchsorted(ordered, near, side="right") - np.searchsorted(ordered, near, side="left")
    return float((above + ties / 2).sum() / (len(near) * len(far)))
