"""Shapes, kernels, parameter counts and receptive fields of a stack of layers, in either layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from typing import ClassVar

from reference.layer import Layer, Layout, Shape, image_size
from reference.receptive import Field

__all__ = ["Layer", "LayerStack", "Layout", "Shape"]

_LAST_AXES = (0, 3, 1, 2)


@dataclass(frozen=True, slots=True)
class LayerStack:
    """Layers one after the other, on a batch of images; `parts` cuts the batch.

    `input` is (height, width, channels), or (channels, height, width) in the layout channels-first, in which every
    shape of an image batch is then given; kernels are (height, width, in, out) in both, as TensorFlow keeps them.

    >>> stack = LayerStack((32, 32, 3), 16, 2, (Layer("conv1", conv=8, padding="same"), Layer("p", pool=2)))
    >>> stack.shapes()["p"], stack.part_of(stack.shapes()["p"]), stack.kernels()["conv1"]
    ((16, 16, 16, 8), (8, 16, 16, 8), (3, 3, 3, 8))
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    input: tuple[int, int, int]
    batch: int
    parts: int
    stack: tuple[Layer, ...]
    layout: Layout = "channels-last"

    def __post_init__(self) -> None:
        if min(*self.input, self.batch, self.parts) < 1:
            raise ValueError("input, batch and parts are at least 1")
        if self.batch % self.parts:
            raise ValueError(f"a batch of {self.batch} has no {self.parts} equal parts")
        if len({layer.name for layer in self.stack}) != len(self.stack):
            raise ValueError("two layers have the same name")

    def shapes(self) -> dict[str, Shape]:
        """The full shape that each layer gives, batch first; raises ValueError where a layer does not fit."""
        return dict(_shapes(self))

    def shapes_after(self, name: str, shape: Shape) -> dict[str, Shape]:
        """The shapes of the layers below `name`, were its own shape the given one; raises KeyError."""
        return _run(self.stack[self._position(name) + 1 :], shape, self.layout)

    def kernels(self) -> dict[str, Shape]:
        """The kernel of each layer that learns: (height, width, channels in, channels out), (in, out) of a dense."""
        return dict(_kernels(self))

    def parameter_counts(self) -> dict[str, int]:
        """How many numbers each of them learns, one bias a filter or unit included where it has one."""
        return {
            name: prod(kernel) + (kernel[-1] if self.layer(name).bias else 0)
            for name, kernel in self.kernels().items()
        }

    def receptive_fields(self) -> dict[str, tuple[Field, Field]]:
        """What one output of each layer sees of the image, its rows and its columns; a dense layer sees all of them."""
        fields = Field(), Field()
        found: dict[str, tuple[Field, Field]] = {}
        image = (self.batch, *self.input)
        for layer, shape in self._inputs():
            image = shape if len(shape) == 4 else image
            if layer.slides:
                fields = self._through(fields, layer, shape)
            elif layer.dense is not None and len(shape) == 2:
                height, width = image_size(image, self.layout)
                fields, image = (fields[0].joined(height), fields[1].joined(width)), (1, 1, 1, 1)
            found[layer.name] = fields
        return found

    def part_of(self, shape: Shape) -> Shape:
        """What one part of the batch keeps of a shape, as `tf.split(…, parts, axis=0)` gives it."""
        return (shape[0] // self.parts, *shape[1:])

    def channels_last(self) -> LayerStack:
        """The same layers on images whose channels stand last; an axis to split along is renumbered."""
        if self.layout == "channels-last":
            return self
        moved = tuple(
            replace(layer, axis=_LAST_AXES[layer.axis % 4]) if len(shape) == 4 else layer
            for layer, shape in self._inputs()
        )
        depth, height, width = self.input
        return replace(self, input=(height, width, depth), stack=moved, layout="channels-last")

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

    def _inputs(self) -> Iterator[tuple[Layer, Shape]]:
        """Every layer with the shape that reaches it."""
        shape: Shape = (self.batch, *self.input)
        for layer in self.stack:
            yield layer, shape
            shape = layer.output(shape, self.layout)

    def _through(self, fields: tuple[Field, Field], layer: Layer, shape: Shape) -> tuple[Field, Field]:
        rows, columns = (
            field.through(window, layer.step, layer.padding_before(length, window))
            for field, length, window in zip(
                fields, image_size(shape, self.layout), layer.window, strict=True
            )
        )
        return rows, columns


@lru_cache(maxsize=64)  # asked for at every paper
def _shapes(stack: LayerStack) -> dict[str, Shape]:
    return _run(stack.stack, (stack.batch, *stack.input), stack.layout)


@lru_cache(maxsize=64)
def _kernels(stack: LayerStack) -> dict[str, Shape]:
    found = {layer.name: layer.weights(shape, stack.layout) for layer, shape in stack._inputs()}
    return {name: kernel for name, kernel in found.items() if kernel}


def _run(layers: tuple[Layer, ...], shape: Shape, layout: Layout) -> dict[str, Shape]:
    shapes = {}
    for layer in layers:
        shape = shapes[layer.name] = layer.output(shape, layout)
    return shapes
