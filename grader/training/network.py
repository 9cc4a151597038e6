"""A plan executed in torch: every operation of TensorFlow 1 that a plan may name, on tensors laid out as TensorFlow's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import EllipsisType, MappingProxyType

import torch
from torch import Tensor
from torch.nn import functional

from grader.training.images import Kernels, batches, classes, labels

Node = Mapping[str, object]


class Network:
    """The weights of a plan and what it computes; kernels are (filters, channels, height, width)."""

    def __init__(self, nodes: Sequence[Node], layers: int, batch: int) -> None:
        self.nodes = nodes
        self.batch = batch
        self.kernels: dict[int, Tensor] = {}
        self.biases: dict[int, Tensor] = {}
        self.images = [torch.tensor(each) for each in batches(batch)]
        self.labels = [torch.tensor(each) for each in labels(batch)]
        self._draw(layers)

    @property
    def parameters(self) -> list[Tensor]:
        """Every weight that learns."""
        return [*self.kernels.values(), *self.biases.values()]

    def compute(self, place: int, images: Tensor, same: Tensor) -> Tensor:
        """The value at a place of the plan, for images (batch, 32, 32, 3) and labels (batch / 2,)."""
        values: list[Tensor] = []
        for node in self.nodes[: place + 1]:
            values.append(
                self._value(
                    node,
                    [values[at] for at in _numbers(node["inputs"])] if "inputs" in node else [],
                    images,
                    same,
                )
            )
        return values[place]

    def _draw(self, layers: int) -> None:
        """Draw the kernels in the order in which the program makes its convolutions, from the channels they meet."""
        channels = self._channels()
        drawn = Kernels()
        for order in range(layers):
            node = next(node for node in self.nodes if node.get("layer") == order)
            (height, width), filters = _numbers(node["size"]), _number(node["filters"])
            kernel = drawn.draw(height, width, channels[order], filters).transpose(3, 2, 0, 1)
            self.kernels[order] = torch.tensor(kernel.copy(), requires_grad=True)
            if node["bias"] is not None:
                start = torch.full((filters,), float(str(node["bias"])))
                self.biases[order] = start.requires_grad_()

    def _channels(self) -> dict[int, int]:
        """The channels that each convolution meets, from shapes alone."""
        found: dict[int, int] = {}
        with torch.no_grad(), torch.device("meta"):
            values: list[Tensor] = []
            for node in self.nodes:
                inputs = [values[at] for at in _numbers(node["inputs"])] if "inputs" in node else []
                if node["op"] == "conv2d":
                    place = 3 if node["format"] == "channels_last" else 1
                    channels, filters = inputs[0].shape[place], _number(node["filters"])
                    found[_number(node["layer"])] = channels
                    kernel = torch.empty((filters, channels, *_numbers(node["size"])))
                    values.append(_convolved(node, inputs[0], kernel, None))
                else:
                    images, same = torch.empty((self.batch, 32, 32, 3)), torch.empty((self.batch // 2,))
                    values.append(_computed(node, inputs, images, same))
        return found

    def _value(self, node: Node, inputs: Sequence[Tensor], images: Tensor, same: Tensor) -> Tensor:
        if node["op"] != "conv2d":
            return _computed(node, inputs, images, same)
        order = _number(node["layer"])
        value = _convolved(node, inputs[0], self.kernels[order], self.biases.get(order))
        return _ACTIVATIONS[str(node["activation"])](value)


def _computed(node: Node, inputs: Sequence[Tensor], images: Tensor, same: Tensor) -> Tensor:
    match str(node["op"]):
        case "number":
            return torch.tensor(float(str(node["number"])))
        case "images" | "batch":
            return images
        case "labels":
            return same.reshape(_numbers(node["axes"])) if node["axes"] else same
        case "classes":
            return torch.tensor(classes(_number(node["count"])), device=images.device)
        case "max_pool" | "average_pool":
            return _pooled(node, inputs[0])
        case "sum" | "mean" | "max" | "min" | "norm":
            return _reduced(node, inputs[0])
        case "transpose":
            return inputs[0].permute(_numbers(node["order"]))
        case "reshape":
            return inputs[0].reshape(_numbers(node["sizes"]))
        case "slice":
            start, stop = _number(node["start"]), _number(node["stop"])
            return inputs[0].narrow(_number(node["axis"]), start, stop - start)
        case "index":
            return inputs[0][_index(node["index"])]
        case "cast":
            return (inputs[0] != 0).float() if node["dtype"] == "bool" else inputs[0].float()
        case operation:
            return _POINTWISE[operation](*inputs)


def _convolved(node: Node, value: Tensor, kernel: Tensor, bias: Tensor | None) -> Tensor:
    dilation = _numbers(node["dilation"])
    turned = _padded(node, _channels_first(node, value), dilation, 0.0)
    result = functional.conv2d(turned, kernel, bias, stride=_numbers(node["step"]), dilation=dilation)
    return _as_given(node, result)


def _pooled(node: Node, value: Tensor) -> Tensor:
    if node["op"] == "average_pool" and node["same"]:
        raise ValueError("average_pool")
    turned = _padded(node, _channels_first(node, value), [1, 1], float("-inf"))
    pool = functional.max_pool2d if node["op"] == "max_pool" else functional.avg_pool2d
    return _as_given(node, pool(turned, _numbers(node["size"]), _numbers(node["step"])))


def _padded(node: Node, value: Tensor, dilation: Sequence[int], filling: float) -> Tensor:
    """Padding `same` as TensorFlow counts it: what is odd goes to the right and below."""
    if not node["same"]:
        return value
    margins: list[int] = []
    for axis in (3, 2):
        width = (_numbers(node["size"])[axis - 2] - 1) * dilation[axis - 2] + 1
        step, size = _numbers(node["step"])[axis - 2], value.shape[axis]
        missing = max(0, (-(-size // step) - 1) * step + width - size)
        margins += [missing // 2, missing - missing // 2]
    return functional.pad(value, margins, value=filling)


def _channels_first(node: Node, value: Tensor) -> Tensor:
    return value.permute(0, 3, 1, 2) if node["format"] == "channels_last" else value


def _as_given(node: Node, value: Tensor) -> Tensor:
    return value.permute(0, 2, 3, 1) if node["format"] == "channels_last" else value


def _reduced(node: Node, value: Tensor) -> Tensor:
    axes = list(range(value.dim())) if node["over"] is None else _numbers(node["over"])
    keep = bool(node["keep"])
    match node["op"]:
        case "sum":
            return value.sum(axes, keepdim=keep)
        case "mean":
            return value.mean(axes, keepdim=keep)
        case "max":
            return value.amax(axes, keepdim=keep)
        case "min":
            return value.amin(axes, keepdim=keep)
        case _:
            return value.square().sum(axes, keepdim=keep).sqrt()


def _index(places: object) -> tuple[int | slice | EllipsisType, ...]:
    found: list[int | slice | EllipsisType] = []
    for place in places if isinstance(places, list) else []:
        if isinstance(place, list):
            found.append(slice(*place))
        else:
            found.append(... if place == "..." else _number(place))
    return tuple(found)


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise ValueError(f"{value!r} is no whole number")
    return value


def _numbers(values: object) -> list[int]:
    if not isinstance(values, list | tuple):
        raise ValueError(f"{values!r} are no whole numbers")
    return [_number(value) for value in values]


_ACTIVATIONS: Mapping[str, Callable[[Tensor], Tensor]] = MappingProxyType(
    {
        "relu": torch.relu,
        "linear": lambda value: value,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "elu": functional.elu,
        "leaky_relu": lambda value: functional.leaky_relu(value, 0.2),
    }
)
_POINTWISE: Mapping[str, Callable[..., Tensor]] = MappingProxyType(
    {
        "identity": lambda value: value,
        "relu": torch.relu,
        "stop_gradient": lambda value: value.detach(),
        "sqrt": torch.sqrt,
        "square": torch.square,
        "abs": torch.abs,
        "exp": torch.exp,
        "log": torch.log,
        "negative": torch.neg,
        "maximum": torch.maximum,
        "minimum": torch.minimum,
        "add": torch.add,
        "subtract": torch.sub,
        "multiply": torch.mul,
        "divide": torch.div,
        "pow": torch.pow,
        "squared_difference": lambda left, right: (left - right).square(),
    }
)
