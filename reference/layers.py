"""Shapes, kernels and parameter counts of a stack of convolution and pooling layers, channels last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar, Literal

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution with `conv` filters, or a pooling over windows of `pool`.

    A stride of None is the usual one: 1 for a convolution, the window's own size for a pooling.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    name: str
    conv: int | None = None
    pool: int | None = None
    kernel: tuple[int, int] = (3, 3)
    stride: int | None = None
    padding: Literal["same", "valid"] = "valid"
    dilation: int = 1

    def __post_init__(self) -> None:
        if (self.conv is None) == (self.pool is None):
            raise ValueError(f"layer {self.name} is either a conv or a pool")
        sizes = (self.conv, self.pool, self.stride, *self.kernel, self.dilation)
        if any(size is not None and size < 1 for size in sizes):
            raise ValueError(f"the sizes of layer {self.name} are at least 1")

    @property
    def step(self) -> int:
        """How far the window moves."""
        return self.stride or self.pool or 1

    @property
    def window(self) -> tuple[int, int]:
        """Height and width of what one output sees, holes of a dilation included."""
        if self.pool is not None:
            return self.pool, self.pool
        height, width = self.kernel
        return self.dilation * (height - 1) + 1, self.dilation * (width - 1) + 1

    def output(self, shape: Shape) -> Shape:
        """The shape (batch, height, width, channels) after this layer; raises ValueError on a misfit.

        >>> Layer("pool1", pool=2).output((16, 32, 32, 3))
        (16, 16, 16, 3)
        """
        batch, height, width, channels = shape
        return (
            batch,
            self._positions(height, self.window[0]),
            self._positions(width, self.window[1]),
            channels if self.conv is None else self.conv,
        )

    def _positions(self, length: int, window: int) -> int:
        if self.padding == "same":
            return -(-length // self.step)
        if length < window:
            raise ValueError(f"layer {self.name}: a window of {window} does not fit {length}")
        return (length - window) // self.step + 1


@dataclass(frozen=True, slots=True)
class LayerStack:
    """Layers one after the other, on a batch of images (height, width, channels); `parts` cuts the batch.

    >>> stack = LayerStack((32, 32, 3), 16, 2, (Layer("conv1", conv=8, padding="same"), Layer("p", pool=2)))
    >>> stack.shapes()["p"], stack.part_of(stack.shapes()["p"]), stack.kernels()["conv1"]
    ((16, 16, 16, 8), (8, 16, 16, 8), (3, 3, 3, 8))
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    input: tuple[int, int, int]
    batch: int
    parts: int
    stack: tuple[Layer, ...]

    def __post_init__(self) -> None:
        if min(*self.input, self.batch, self.parts) < 1:
            raise ValueError("input, batch and parts are at least 1")
        if self.batch % self.parts:
            raise ValueError(f"a batch of {self.batch} has no {self.parts} equal parts")
        if len({layer.name for layer in self.stack}) != len(self.stack):
            raise ValueError("two layers have the same name")

    def shapes(self) -> dict[str, Shape]:
        """The full shape (batch, height, width, channels) that each layer gives."""
        return _run(self.stack, (self.batch, *self.input))

    def shapes_after(self, name: str, shape: Shape) -> dict[str, Shape]:
        """The shapes of the layers below `name`, were its own shape the given one; raises KeyError."""
        return _run(self.stack[self._position(name) + 1 :], shape)

    def kernels(self) -> dict[str, Shape]:
        """The kernel (height, width, channels in, channels out) of each convolution."""
        kernels: dict[str, Shape] = {}
        channels = self.input[2]
        for layer in self.stack:
            if layer.conv is not None:
                kernels[layer.name] = (*layer.kernel, channels, layer.conv)
                channels = layer.conv
        return kernels

    def parameter_counts(self) -> dict[str, int]:
        """How many numbers each convolution learns, one bias a filter included."""
        return {name: prod(kernel) + kernel[-1] for name, kernel in self.kernels().items()}

    def part_of(self, shape: Shape) -> Shape:
        """What one part of the batch keeps of a shape, as `tf.split(…, parts, axis=0)` gives it."""
        return (shape[0] // self.parts, *shape[1:])

    def without(self, *names: str) -> LayerStack:
        """The same with those layers left out; raises KeyError where one is not there."""
        left_out = {self._position(name) for name in names}
        return self.with_layers(*(layer for n, layer in enumerate(self.stack) if n not in left_out))

    def with_layers(self, *layers: Layer) -> LayerStack:
        """The same input through other layers."""
        return replace(self, stack=layers)

    def layer(self, name: str) -> Layer:
        """The layer of that name; raises KeyError."""
        return self.stack[self._position(name)]

    def _position(self, name: str) -> int:
        for position, layer in enumerate(self.stack):
            if layer.name == name:
                return position
        raise KeyError(name)


def _run(layers: tuple[Layer, ...], shape: Shape) -> dict[str, Shape]:
    shapes = {}
    for layer in layers:
        shape = shapes[layer.name] = layer.output(shape)
    return shapes
