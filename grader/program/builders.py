"""The functions of TensorFlow 1 and numpy that are followed, each from its arguments to its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from grader.program import axes as shapes
from grader.program.arithmetic import elementwise
from grader.program.axes import axes_of
from grader.program.convolutions import conv2d, pool2d
from grader.program.machine import Machine
from grader.program.pieces import split
from grader.program.transforms import cast, dtype_of, reshaped, transposed
from grader.program.values import (
    LARGEST,
    NOTHING,
    Array,
    Axes,
    Constant,
    Initializer,
    Items,
    Operation,
    Optimizer,
    Recipe,
    Role,
    Slice,
    Tensor,
    Unknown,
    Value,
    doubtful,
    sizes,
    whole,
)

Given = Mapping[str, Value]
Build = Callable[[Machine, Given], Value]

OPTIMIZERS = ("Adam", "GradientDescent", "Momentum", "RMSProp", "Adagrad")


def _placeholder(machine: Machine, given: Given) -> Value:
    dtype = dtype_of(given["dtype"])
    if not dtype:
        machine.puzzle("not-followed", bug="dtype")
    wanted = sizes(given.get("shape", NOTHING))
    batch = machine.lookup("BATCH_SIZE")
    axes = None if wanted is None else axes_of(wanted, whole(batch) if batch is not None else None)
    fed = Recipe("placeholder")
    return machine.build(Tensor("placeholder", (), axes, dtype, line=machine.line, recipe=fed))


def _cast(machine: Machine, given: Given) -> Value:
    value = given.get("x", given.get("image", NOTHING))
    return cast(machine, value, dtype_of(given["dtype"]) if "dtype" in given else "float32")


def _same(parameter: str, machine: Machine, given: Given, recipe: str = "identity") -> Value:
    return elementwise(machine, "identity", given[parameter], recipe=recipe)


def _pointwise(operation: str, machine: Machine, given: Given, recipe: str = "") -> Value:
    values = (value for name, value in given.items() if name != "name")
    return elementwise(machine, operation, *values, recipe=recipe)


def _reduce(how: str, parameter: str, machine: Machine, given: Given) -> Value:
    value = given[parameter]
    if not isinstance(value, Tensor | Array):
        return Unknown(doubtful(value))
    chosen = given.get("axis", given.get("reduction_indices", NOTHING))
    keep = given.get("keepdims", given.get("keep_dims", Constant(False))) == Constant(True)
    axes = value.axes and _reduced(value.axes, chosen, keep)
    over = _places(chosen)
    recipe = (
        None if over is None and chosen != NOTHING else Recipe(how, (value,), {"over": over, "keep": keep})
    )
    if isinstance(value, Array):
        return Array(axes, value.dtype, recipe)
    options = MappingProxyType({"over": "all" if chosen == NOTHING else "axes"})
    return machine.build(Tensor("reduce", (value,), axes, value.dtype, options, machine.line, recipe))


def _places(chosen: Value) -> tuple[int, ...] | None:
    """The axes that an argument names, None where they are not known, or are all of them."""
    places = [whole(item) for item in chosen.values] if isinstance(chosen, Items) else [whole(chosen)]
    known = tuple(place for place in places if place is not None)
    return known if len(known) == len(places) else None


def _reduced(axes: Axes, chosen: Value, keep: bool) -> Axes | None:
    if chosen == NOTHING:
        return shapes.reduced(axes, None, keep)
    places = _places(chosen)
    return None if places is None else shapes.reduced(axes, places, keep)


def _transpose(machine: Machine, given: Given) -> Value:
    return transposed(machine, given["a"], given.get("perm", given.get("axes", NOTHING)))


def _reshape(machine: Machine, given: Given) -> Value:
    value = given.get("tensor", given.get("a", NOTHING))
    return reshaped(machine, value, given.get("shape", given.get("newshape", NOTHING)))


def _exchange(move: Callable[[Axes, int, int], Axes], machine: Machine, given: Given) -> Value:
    value, first, second = (*given.values(), NOTHING)[:3]
    a, b = whole(first), whole(second)
    if not isinstance(value, Array) or value.axes is None or a is None or b is None:
        return Unknown(doubtful(value) or max(machine.line, 1))
    return Array(move(value.axes, a, b), value.dtype)


def _rolled(axes: Axes, source: int, target: int) -> Axes:
    return shapes.moved(axes, source, target - 1 if target > source else target)


def _slice(machine: Machine, given: Given) -> Value:
    value, begin, size = given["input_"], given["begin"], given["size"]
    if not isinstance(value, Tensor) or not isinstance(begin, Items) or not isinstance(size, Items):
        return Unknown(max(machine.line, 1))
    cuts = [_cut(start, length) for start, length in zip(begin.values, size.values, strict=False)]
    axes = shapes.indexed(value.axes, Items(tuple(cuts))) if value.axes else None
    return machine.build(Tensor("piece", (value,), axes, value.dtype, line=machine.line))


def _cut(start: Value, length: Value) -> Slice:
    first, count = whole(start), whole(length)
    if first is None or count is None:
        return Slice(start, Unknown(), NOTHING)
    return Slice(start, NOTHING if count < 0 else Constant(first + count), NOTHING)


def _unstack(machine: Machine, given: Given) -> Value:
    value = given["value"]
    if not isinstance(value, Tensor) or not value.axes or value.axes[0].size is None or "axis" in given:
        return Unknown(max(machine.line, 1))
    if value.axes[0].size > 64:
        return Unknown(max(machine.line, 1))
    piece = Tensor("unknown", (value,), value.axes[1:], value.dtype, line=machine.line)
    return Items((piece,) * value.axes[0].size, value)


def _shape(machine: Machine, given: Given) -> Value:
    del machine
    value = given["input"]
    if not isinstance(value, Tensor | Array) or value.axes is None:
        return Unknown()
    return Items(tuple(Unknown() if axis.size is None else Constant(axis.size) for axis in value.axes))


def _forget(parameter: str, machine: Machine, given: Given) -> Value:
    """An operation whose shape is not followed."""
    value = given[parameter]
    if isinstance(value, Array):
        return Array(None, value.dtype)
    if not isinstance(value, Tensor):
        return value
    return machine.build(Tensor("unknown", (value,), None, value.dtype, line=machine.line))


def _initializer(machine: Machine, given: Given) -> Value:
    del given
    return Operation("initialise", machine.variables, line=machine.line)


def _session(machine: Machine, given: Given) -> Value:
    del given
    return machine.open_session()


def _interactive(machine: Machine, given: Given) -> Value:
    del given
    machine.default_sessions.append(machine.open_session())
    return machine.default_sessions[-1]


def _optimizer(kind: str, machine: Machine, given: Given) -> Value:
    del machine
    match given.get("learning_rate", Constant(0.001)):
        case Constant(int() | float() as rate) if not isinstance(rate, bool) and abs(rate) <= LARGEST:
            return Optimizer(kind, float(rate))
        case _:
            return Optimizer(kind)


def _constant(machine: Machine, given: Given, number: float | None = 0.0) -> Value:
    del machine
    match given.get("value", Constant(number)):
        case Constant(int() | float() as chosen) if abs(chosen) <= LARGEST:
            return Initializer(float(chosen))
        case _:
            return Initializer(None)


def _filled(machine: Machine, given: Given) -> Value:
    wanted = sizes(given["shape"])
    batch = machine.lookup("BATCH_SIZE")
    axes = None if wanted is None else axes_of(wanted, whole(batch) if batch is not None else None)
    recipe = Recipe("batch") if axes and len(axes) == 4 and axes[3].role is Role.CHANNEL else None
    return Array(axes, dtype_of(given["dtype"]) if "dtype" in given else "float64", recipe)


def _array(parameter: str, machine: Machine, given: Given) -> Value:
    del machine
    value = given.get(parameter, NOTHING)
    return value if isinstance(value, Array) else Array(None, "") if not doubtful(value) else value


BUILDERS: Mapping[str, Build] = MappingProxyType(
    {
        "tf.placeholder": _placeholder,
        "tf.layers.conv2d": conv2d,
        "tf.layers.max_pooling2d": pool2d,
        "tf.layers.average_pooling2d": partial(pool2d, how="average_pool"),
        "keras.max_pooling2d": pool2d,
        "tf.split": split,
        "tf.slice": _slice,
        "tf.gather": partial(_forget, "params"),
        "tf.transpose": _transpose,
        "tf.reshape": _reshape,
        "tf.cast": _cast,
        "tf.to_float": _cast,
        "tf.image.convert_image_dtype": _cast,
        "tf.identity": partial(_same, "input"),
        "tf.stop_gradient": partial(_same, "input", recipe="stop_gradient"),
        "tf.nn.relu": partial(_same, "features", recipe="relu"),
        **{
            f"tf.{name}": partial(_pointwise, name)
            for name in (
                "sqrt square abs exp log negative maximum minimum add subtract multiply divide pow"
            ).split()
        },
        "tf.squared_difference": partial(_pointwise, "subtract", recipe="squared_difference"),
        **{
            f"tf.reduce_{name}": partial(_reduce, name, "input_tensor")
            for name in ("sum", "mean", "max", "min")
        },
        "tf.norm": partial(_reduce, "norm", "tensor"),
        "tf.shape": _shape,
        "tf.expand_dims": partial(_forget, "input"),
        "tf.squeeze": partial(_forget, "input"),
        "tf.unstack": _unstack,
        "tf.layers.flatten": partial(_forget, "inputs"),
        "tf.constant": partial(_array, "value"),
        "tf.initialize_all_variables": _initializer,
        "tf.global_variables_initializer": _initializer,
        "tf.variables_initializer": _initializer,
        "tf.initialize_variables": _initializer,
        "tf.Session": _session,
        "tf.InteractiveSession": _interactive,
        **{f"tf.train.{name}Optimizer": partial(_optimizer, name) for name in OPTIMIZERS},
        "tf.constant_initializer": _constant,
        "tf.initializers.constant": _constant,
        "tf.keras.initializers.Constant": _constant,
        "tf.zeros_initializer": _constant,
        "tf.ones_initializer": partial(_constant, number=1.0),
        "np.zeros": _filled,
        "np.ones": _filled,
        "np.empty": _filled,
        "np.transpose": _transpose,
        "np.reshape": _reshape,
        "np.swapaxes": partial(_exchange, shapes.swapped),
        "np.moveaxis": partial(_exchange, shapes.moved),
        "np.rollaxis": partial(_exchange, _rolled),
        "np.array": partial(_array, "object"),
        "np.asarray": partial(_array, "a"),
        "np.equal": partial(_pointwise, "compare"),
        "np.expand_dims": partial(_forget, "a"),
        "np.float32": partial(_array, "x"),
    }
)
