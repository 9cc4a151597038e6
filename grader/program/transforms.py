"""Arrays and tensors turned, reshaped and cast."""

from __future__ import annotations

from grader.program import axes as shapes
from grader.program.machine import Machine
from grader.program.signatures import DTYPES
from grader.program.values import (
    NOTHING,
    Array,
    Axes,
    Constant,
    Items,
    Module,
    Recipe,
    Tensor,
    Unknown,
    Value,
    doubtful,
    sizes,
    whole,
)

_SYNONYMS = {"half": "float16", "double": "float64", "float": "float32", "int": "int64"}


def dtype_of(value: Value) -> str:
    """The type that an argument names, such as `tf.float32`, `"float"` or `np.uint8`; empty when unknown.

    >>> dtype_of(Constant("float")), dtype_of(Module("tf.float32"))
    ('float32', 'float32')
    """
    match value:
        case Module(path=path) | Constant(str() as path):
            name = path.rpartition(".")[2]
            name = _SYNONYMS.get(name, name)
            return name if name in DTYPES else ""
        case _:
            return ""


def transposed(machine: Machine, value: Value, order: Value) -> Value:
    """The axes of an array or tensor in another order, reversed where no order is given."""
    if not isinstance(value, Array | Tensor) or value.axes is None:
        return Unknown(doubtful(value))
    if order == NOTHING:
        turned = Recipe("transpose", (value,), {"order": tuple(range(len(value.axes)))[::-1]})
        return _with_axes(machine, value, value.axes[::-1], turned)
    wanted = sizes(order) if not isinstance(order, Items) else tuple(whole(item) for item in order.values)
    known = [index for index in wanted or () if index is not None]
    if wanted is None or len(known) != len(wanted):
        return Unknown(max(machine.line, 1))
    turned = Recipe("transpose", (value,), {"order": tuple(known)})
    return _with_axes(machine, value, shapes.permuted(value.axes, known), turned)


def reshaped(machine: Machine, value: Value, shape: Value) -> Value:
    """An array or tensor in another shape."""
    wanted = sizes(shape)
    if not isinstance(value, Array | Tensor) or value.axes is None or wanted is None:
        return Unknown(max(machine.line, 1))
    sizes_after = tuple(-1 if size is None else size for size in wanted)
    again = Recipe("reshape", (value,), {"sizes": sizes_after})
    return _with_axes(machine, value, shapes.reshaped(value.axes, wanted), again)


def cast(machine: Machine, value: Value, dtype: str) -> Value:
    """An array or tensor as another type."""
    match value:
        case Tensor():
            again = Recipe("cast", (value,), {"dtype": dtype})
            return machine.build(Tensor("cast", (value,), value.axes, dtype, line=machine.line, recipe=again))
        case Array(axes=axes):
            return Array(axes, dtype, Recipe("cast", (value,), {"dtype": dtype}))
        case _:
            return value


def _with_axes(machine: Machine, value: Array | Tensor, axes: Axes, recipe: Recipe) -> Value:
    if isinstance(value, Array):
        return Array(axes, value.dtype, recipe)
    return machine.build(Tensor("rearrange", (value,), axes, value.dtype, line=machine.line, recipe=recipe))
