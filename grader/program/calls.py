"""Calls of TensorFlow 1 and numpy: their arguments bound, what they build or return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from grader.program.axes import ShapeError, axes_of
from grader.program.builders import BUILDERS
from grader.program.convolutions import IMAGE
from grader.program.machine import Broken, Machine
from grader.program.signatures import SIGNATURES, bind
from grader.program.values import (
    Array,
    Axis,
    Items,
    Layer,
    Operation,
    Recipe,
    Tensor,
    Unknown,
    Value,
    doubtful,
)

TRAINING_IMAGES = 50_000
"""The images of CIFAR-10 that are for training."""

_MOVES = ("transpose", "reshape", "swapaxes", "moveaxis")
_LAYERS: Mapping[str, str] = MappingProxyType(
    {
        "tf.layers.Conv2D": "tf.layers.conv2d",
        "tf.keras.layers.Conv2D": "tf.layers.conv2d",
        "tf.layers.MaxPooling2D": "tf.layers.max_pooling2d",
        "tf.keras.layers.MaxPooling2D": "keras.max_pooling2d",
        "tf.keras.layers.MaxPool2D": "keras.max_pooling2d",
    }
)


def call(
    machine: Machine, path: str, arguments: Sequence[Value], keywords: Sequence[tuple[str, Value]]
) -> Value:
    """`path(arguments, keywords)`, a name of a library; raises Broken where the call fails."""
    if path == "tf.keras.datasets.cifar10.load_data":
        return _cifar()
    if path in _LAYERS:
        return Layer(_LAYERS[path], tuple(arguments), tuple(keywords))
    if path not in SIGNATURES:
        return _opaque(machine, path, arguments)
    given = _bound(machine, path, arguments, list(keywords))
    try:
        return BUILDERS[path](machine, given)
    except ShapeError as error:
        raise Broken("shapes-do-not-fit", bug=_bug_of(path), why=error) from None


def _bound(
    machine: Machine, path: str, arguments: Sequence[Value], keywords: list[tuple[str, Value]]
) -> dict[str, Value]:
    """The arguments by name; one that the function does not have is reported, and the others are used."""
    while True:
        try:
            return bind(path, arguments, keywords)
        except Broken as fault:
            wrong = fault.facts.get("argument", "")
            if path == "tf.split" and "split" in wrong and fault.code == "unknown-argument":
                machine.puzzle("not-followed", bug="split")
                keywords = [
                    ("num_or_size_splits" if name == wrong else name, value) for name, value in keywords
                ]
            elif any(name == wrong for name, _ in keywords):
                machine.fail(fault, _bug_of(path))
                keywords = [(name, value) for name, value in keywords if name != wrong]
            else:
                fault.bug = _bug_of(path)
                raise


def apply(machine: Machine, layer: Layer, inputs: Value) -> Value:
    """A layer called on its input."""
    return call(machine, layer.path, (inputs, *layer.arguments), layer.keywords)


def _bug_of(path: str) -> str:
    name = path.rpartition(".")[2]
    return "split" if name == "split" else "layout" if name in _MOVES else "new"


def _cifar() -> Items:
    return Items((_images(TRAINING_IMAGES), _images(TRAINING_IMAGES // 5)))


def _images(count: int) -> Items:
    labels = Recipe("classes", (), {"count": count})
    return Items((Array(axes_of((count, *IMAGE)), "uint8"), Array((Axis(count), Axis(1)), "uint8", labels)))


def _opaque(machine: Machine, path: str, arguments: Sequence[Value]) -> Value:
    """A function that is known but not followed: what it makes of tensors stays linked to them."""
    tensors = tuple(value for value in arguments if isinstance(value, Tensor))
    if path in ("tf.Variable", "tf.get_variable"):
        machine.variables += 1
        return machine.build(Tensor("variable", (), None, "", line=machine.line))
    if path == "tf.group":
        return next((value for value in arguments if isinstance(value, Operation)), Unknown())
    if tensors and path.startswith("tf."):
        return machine.build(Tensor("unknown", tensors, None, "", line=machine.line))
    return Unknown(next((line for value in arguments if (line := doubtful(value))), 0))
