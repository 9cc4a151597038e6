"""Layers of a network on images, convolution, pooling, flatten, dense and split: what each makes of a shape."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import ClassVar, Literal

from reference.convolution import same_margins

Shape = tuple[int, ...]
Layout = Literal["channels-last", "channels-first"]


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution with `conv` filters, a pooling over windows of `pool`, a `dense` layer of so many units, a
    `flatten`, or a `split` into so many parts along `axis`.

    A stride of None is the usual one: 1 for a convolution, the window's own size for a pooling. `bias` says whether
    a convolution or dense layer learns one number more for each filter or unit. What TensorFlow refuses raises
    ValueError, its own words in brackets.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    name: str
    conv: int | None = None
    pool: int | None = None
    kernel: tuple[int, int] = (3, 3)
    stride: int | None = None
    padding: Literal["same", "valid"] = "valid"
    dilation: int = 1
    dense: int | None = None
    flatten: bool = False
    split: int | None = None
    axis: int = 0
    bias: bool = True

    def __post_init__(self) -> None:
        chosen = [self.conv, self.pool, self.dense, self.split, True if self.flatten else None]
        if sum(choice is not None for choice in chosen) != 1:
            raise ValueError(f"layer {self.name} is either a conv, a pool, a dense, a flatten or a split")
        sizes = (self.conv, self.pool, self.dense, self.split, self.stride, *self.kernel, self.dilation)
        if any(size is not None and size < 1 for size in sizes):
            raise ValueError(f"the sizes of layer {self.name} are at least 1")
        if self.conv is not None and self.step > 1 and self.dilation > 1:
            words = "strides > 1 not supported in conjunction with dilation_rate > 1"
            raise self._error("a stride and a dilation above 1 do not go together", words)

    @property
    def step(self) -> int:
        """How far the window moves."""
        return self.stride or self.pool or 1

    @property
    def window(self) -> tuple[int, int]:
        """Height and width of what one output of a convolution or pooling sees, holes of a dilation included."""
        if self.pool is not None:
            return self.pool, self.pool
        height, width = self.kernel
        return self.dilation * (height - 1) + 1, self.dilation * (width - 1) + 1

    @property
    def slides(self) -> bool:
        """Whether it moves a window over the image."""
        return self.conv is not None or self.pool is not None

    def padding_before(self, length: int, window: int) -> int:
        """How many zeros stand before a line of that length."""
        return same_margins(length, window, self.step)[0] if self.padding == "same" else 0

    def output(self, shape: Shape, layout: Layout = "channels-last") -> Shape:
        """The shape after this layer, batch first; raises ValueError on a misfit.

        >>> Layer("pool1", pool=2).output((16, 32, 32, 3)), Layer("fc", dense=10).output((16, 64))
        ((16, 16, 16, 3), (16, 10))
        """
        if self.flatten:
            return (shape[0], prod(shape[1:]))
        if self.split is not None:
            return self._part(shape, self.split)
        if self.dense is not None:
            return (*shape[:-1], self.dense) if len(shape) > 1 else self._refuse(shape, "min_ndim=2")
        return self._slid(shape, layout)

    def weights(self, shape: Shape, layout: Layout = "channels-last") -> Shape:
        """The kernel that it learns on such an input: (height, width, in, out), (in, out), or () for none."""
        if self.conv is not None:
            return (*self.kernel, channels(shape, layout), self.conv)
        return () if self.dense is None else (shape[-1], self.dense)

    def _slid(self, shape: Shape, layout: Layout) -> Shape:
        if len(shape) != 4:
            return self._refuse(shape, "ndim=4")
        height, width = (
            self._positions(length, window)
            for length, window in zip(image_size(shape, layout), self.window, strict=True)
        )
        depth = channels(shape, layout) if self.conv is None else self.conv
        after = (height, width, depth) if layout == "channels-last" else (depth, height, width)
        return (shape[0], *after)

    def _positions(self, length: int, window: int) -> int:
        if self.padding == "same":
            return -(-length // self.step)
        if length < window:
            words = f"Negative dimension size caused by subtracting {window} from {length}"
            raise self._error(f"a window of {window} does not fit {length}", words)
        return (length - window) // self.step + 1

    def _part(self, shape: Shape, parts: int) -> Shape:
        if not -len(shape) <= self.axis < len(shape):
            words = f"axis must be in the range [-{len(shape)}, {len(shape)})"
            raise self._error(f"a shape of {len(shape)} axes has no axis {self.axis}", words)
        length = shape[self.axis]
        if length % parts:
            words = f"Dimension size must be evenly divisible by {parts} but is {length}"
            raise self._error(f"{length} along axis {self.axis} has no {parts} equal parts", words)
        axis = self.axis % len(shape)
        return (*shape[:axis], length // parts, *shape[axis + 1 :])

    def _refuse(self, shape: Shape, expected: str) -> Shape:
        words = (
            f"Input 0 of layer {self.name} is incompatible with the layer: expected {expected}, found ndim="
        )
        raise self._error(f"it takes no shape of {len(shape)} axes", f"{words}{len(shape)}")

    def _error(self, message: str, words: str) -> ValueError:
        return ValueError(f"layer {self.name}: {message} (TensorFlow: {words})")


def channels(shape: Shape, layout: Layout) -> int:
    """How many channels an image batch of that shape has."""
    return shape[3] if layout == "channels-last" else shape[1]


def image_size(shape: Shape, layout: Layout) -> tuple[int, int]:
    """Height and width of an image batch of that shape."""
    return (shape[1], shape[2]) if layout == "channels-last" else (shape[2], shape[3])
