"""Convolutions and poolings: where they look for the channels, and what they leave of the image."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from grader.program.axes import CHANNELS, axes_of, moved, shape
from grader.program.machine import Broken, Machine, ancestors
from grader.program.values import (
    NOTHING,
    Axes,
    Axis,
    Constant,
    Initializer,
    Items,
    Module,
    Recipe,
    Role,
    Setting,
    Tensor,
    Unknown,
    Value,
    doubtful,
    whole,
)

IMAGE = (32, 32, CHANNELS)
FIRST, LAST = "channels_first", "channels_last"


def conv2d(machine: Machine, given: Mapping[str, Value]) -> Value:
    """A convolution; its kernel and bias are two more variables."""
    machine.variables += 2
    tensor = _source(given["inputs"])
    layout = _format(machine, given)
    axes = _image(machine, tensor, layout)
    size, step = _pair(given["kernel_size"]), _pair(given.get("strides", Constant(1)))
    if axes is not None:
        axes = _slid(axes, layout, size, step, given)
        axes = _with_channels(axes, layout, whole(given["filters"]))
    learnt: dict[str, Setting] = {
        "filters": whole(given["filters"]),
        "activation": _activation(given.get("activation", NOTHING)),
        "bias": _bias(given),
        "dilation": _pair(given.get("dilation_rate", Constant(1))),
    }
    return _node(machine, "conv2d", tensor, axes, {**_window(layout, size, step, given), **learnt})


def pool2d(machine: Machine, given: Mapping[str, Value], how: str = "max_pool") -> Value:
    """A pooling, by the maximum or, as `average_pool`, by the mean."""
    tensor = _source(given["inputs"])
    layout = _format(machine, given)
    axes = _image(machine, tensor, layout)
    size = given.get("pool_size", Constant(2))
    step = _pair(given.get("strides", size))
    if axes is not None:
        axes = _slid(axes, layout, _pair(size), step, given)
    return _node(machine, "pool", tensor, axes, _window(layout, _pair(size), step, given), how)


def _window(
    layout: str, size: tuple[int, int], step: tuple[int, int], given: Mapping[str, Value]
) -> dict[str, Setting]:
    return {"format": layout, "size": size, "step": step, "same": _padding(given) == "same"}


def _activation(value: Value) -> str:
    """The function after a convolution: `relu`, `linear` where there is none, empty where it is not known."""
    match value:
        case Module(path=path) | Constant(str() as path):
            return path.rpartition(".")[2]
        case Constant(None):
            return "linear"
        case _:
            return ""


def _bias(given: Mapping[str, Value]) -> float | None:
    """What the bias starts from, None where there is no bias; one drawn at random counts as 0."""
    if given.get("use_bias") == Constant(False):
        return None
    match given.get("bias_initializer"):
        case Initializer(number=float() as number):
            return number
        case _:
            return 0.0


def _source(value: Value) -> Tensor:
    match value:
        case Tensor():
            return value
        case Unknown():
            return Tensor("unknown", (), None, "", line=doubtful(value))
        case _:
            raise Broken("not-a-tensor")


def _format(machine: Machine, given: Mapping[str, Value]) -> str:
    match given.get("data_format", Constant(LAST)):
        case Constant(str() as text) if text in (FIRST, LAST):
            return text
        case Constant(None):
            return LAST
        case Constant():
            raise Broken("wrong-data-format", bug="layout")
        case _:
            machine.puzzle("not-followed", bug="layout")
            return LAST


def _image(machine: Machine, tensor: Tensor, layout: str) -> Axes | None:
    """The axes as the operation expects them; where they are not, that is the layout bug, and they count as put right."""
    place = _channel_place(layout)
    if tensor.axes is None:
        return _unranked(machine, tensor, place)
    if len(tensor.axes) != 4:
        machine.report("layout", "not-four-axes", shape=_written(tensor.axes))
        return _images(machine, place)
    if any(axis.role is Role.SCRAMBLED for axis in tensor.axes):
        machine.report("layout", "pixels-scrambled")
        return _images(machine, place)
    if tensor.axes[place].role is Role.CHANNEL:
        return tensor.axes
    machine.report("layout", "channels-misplaced", shape=_written(tensor.axes), axis=place)
    return _put_right(tensor.axes, place)


def _unranked(machine: Machine, tensor: Tensor, place: int) -> Axes | None:
    if tensor.operation == "placeholder":
        machine.report("layout", "no-shape")
        return _images(machine, place)
    if not any(node.operation == "conv2d" for node in ancestors(tensor)):
        machine.puzzle("not-followed", bug="layout")
    return None


def _images(machine: Machine, place: int) -> Axes:
    """The axes of a batch as it should be."""
    batch = machine.lookup("BATCH_SIZE")
    return moved(axes_of((None if batch is None else whole(batch), *IMAGE)), 3, place)


def _put_right(axes: Axes, place: int) -> Axes:
    channel = next((i for i, axis in enumerate(axes) if axis.role is Role.CHANNEL), None)
    if channel is not None:
        return moved(axes, channel, place)
    return moved((axes[0], *axes_of((None, *IMAGE))[1:]), 3, place)


def _slid(
    axes: Axes, layout: str, size: tuple[int, int], step: tuple[int, int], given: Mapping[str, Value]
) -> Axes:
    same = _padding(given) == "same"
    result = list(axes)
    for place, width, stride in zip((1, 2) if layout == LAST else (2, 3), size, step, strict=True):
        result[place] = Axis(_extent(axes[place].size, width, stride, same))
    return tuple(result)


def _extent(size: int | None, width: int, stride: int, same: bool) -> int | None:
    if size is None:
        return None
    if width < 1 or stride < 1:
        raise Broken("size-below-one")
    extent = -(-size // stride) if same else (size - width) // stride + 1
    if extent < 1:
        raise Broken("image-too-small", size=size, kernel=width)
    return extent


def _padding(given: Mapping[str, Value]) -> str:
    match given.get("padding", Constant("valid")):
        case Constant(str() as text) if text.lower() in ("same", "valid"):
            return text.lower()
        case Constant():
            raise Broken("wrong-padding")
        case _:
            return "same"


def _pair(value: Value) -> tuple[int, int]:
    match value:
        case Items(values=(first, second)):
            return (_at_least(first), _at_least(second))
        case _:
            return (_at_least(value), _at_least(value))


def _at_least(value: Value) -> int:
    size = whole(value)
    return 1 if size is None else size


def _with_channels(axes: Axes, layout: str, filters: int | None) -> Axes:
    result = list(axes)
    result[_channel_place(layout)] = Axis(filters, Role.CHANNEL)
    return tuple(result)


def _channel_place(layout: str) -> int:
    return 3 if layout == LAST else 1


def _node(
    machine: Machine,
    operation: str,
    tensor: Tensor,
    axes: Axes | None,
    settings: Mapping[str, Setting],
    recipe: str = "conv2d",
) -> Tensor:
    options = MappingProxyType({"data_format": str(settings["format"])})
    how = Recipe(recipe, (tensor,), settings)
    return machine.build(Tensor(operation, (tensor,), axes, "float32", options, machine.line, how))


def _written(axes: Axes) -> str:
    return "(" + ", ".join("None" if size is None else str(size) for size in shape(axes)) + ")"
