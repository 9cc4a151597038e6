"""Operations on numbers, arrays and tensors: what Python 2, numpy and TensorFlow 1 make of them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType

from grader.program.axes import ShapeError, broadcast
from grader.program.machine import Broken, Machine
from grader.program.values import (
    LARGEST,
    Array,
    Axes,
    Constant,
    Items,
    Recipe,
    Tensor,
    Unknown,
    Value,
    doubtful,
)

_MOST_ITEMS = 64
_NAMES: Mapping[str, str] = MappingProxyType(
    {"Add": "add", "Sub": "subtract", "Mult": "multiply", "Div": "divide", "FloorDiv": "divide", "Pow": "pow"}
)
_NUMBERS: Mapping[str, Callable[[float, float], float]] = MappingProxyType(
    {
        "Add": operator.add,
        "Sub": operator.sub,
        "Mult": operator.mul,
        "FloorDiv": operator.floordiv,
        "Mod": operator.mod,
    }
)


def binary(machine: Machine, sign: str, left: Value, right: Value) -> Value:
    """`left sign right`, where `sign` is the name of a class of `ast`, such as `Add`."""
    if isinstance(left, Array | Tensor) or isinstance(right, Array | Tensor):
        return elementwise(machine, _NAMES.get(sign, sign.lower()), left, right)
    match left, right:
        case (Unknown(), _) | (_, Unknown()):
            return Unknown(doubtful(left) or doubtful(right))
        case Constant(str() as text), _ if sign == "Mod":
            return Constant(text[:80])
        case Items(values=first), Items(values=second) if sign == "Add":
            return Items((first + second)[:_MOST_ITEMS])
        case (Items(values=items), Constant(int() as times)) | (
            Constant(int() as times),
            Items(values=items),
        ):
            if sign == "Mult":
                return Items((items * max(0, min(times, _MOST_ITEMS)))[:_MOST_ITEMS])
        case Constant(int() | float() as a), Constant(int() | float() as b):
            return _number(sign, a, b)
        case _:
            pass
    return Unknown()


def _number(sign: str, a: float, b: float) -> Value:
    if sign in ("Div", "FloorDiv", "Mod") and b == 0:
        raise Broken("division-by-zero")
    if abs(a) > LARGEST or abs(b) > LARGEST:
        return Unknown()
    if sign == "Div":
        return Constant(a // b if isinstance(a, int) and isinstance(b, int) else a / b)
    if sign == "Pow":
        return Constant(a**b) if abs(a) <= 1000 and 0 <= b <= 4 else Unknown()
    return Constant(_NUMBERS[sign](a, b)) if sign in _NUMBERS else Unknown()


def compared(machine: Machine, sign: str, left: Value, right: Value) -> Value:
    """A comparison; of arrays, an array of truth values."""
    if isinstance(left, Array) or isinstance(right, Array):
        result = elementwise(machine, "compare", left, right)
        return Array(result.axes, "bool") if isinstance(result, Array) else result
    match left, right:
        case Constant(int() | float() as a), Constant(int() | float() as b):
            tests = {"Eq": a == b, "NotEq": a != b, "Lt": a < b, "LtE": a <= b, "Gt": a > b, "GtE": a >= b}
            return Constant(tests[sign]) if sign in tests else Unknown()
        case Constant(str() as a), Constant(str() as b) if sign in ("Eq", "NotEq"):
            return Constant((a == b) == (sign == "Eq"))
        case Constant(value=a), Items(values=values) if sign in ("In", "NotIn"):
            inside = any(isinstance(item, Constant) and item.value == a for item in values)
            return Constant(inside == (sign == "In"))
        case Constant(None), Constant(None) if sign in ("Is", "Eq"):
            return Constant(True)
        case _:
            return Unknown()


def elementwise(machine: Machine, operation: str, *values: Value, recipe: str = "") -> Value:
    """An operation on arrays or tensors of shapes that fit; raises Broken where they do not.

    `recipe` names what is computed where that is not the `operation` that a judge looks for.
    """
    how = Recipe(recipe or operation, values)
    tensors = tuple(value for value in values if isinstance(value, Tensor))
    axes = _joined(values)
    if tensors:
        dtype = _dtype(values, tensors)
        return machine.build(Tensor(operation, tensors, axes, dtype, line=machine.line, recipe=how))
    line = next((line for value in values if (line := doubtful(value))), 0)
    return Unknown(line) if axes is None and line else Array(axes, recipe=how)


def _joined(values: tuple[Value, ...]) -> Axes | None:
    axes: Axes = ()
    for value in values:
        match value:
            case Array(axes=known) | Tensor(axes=known):
                if known is None:
                    return None
                try:
                    axes = broadcast(axes, known)
                except ShapeError as error:
                    line = max((item.line for item in values if isinstance(item, Tensor)), default=0)
                    raise Broken("shapes-do-not-fit", at=line, why=error) from None
            case Constant():
                continue
            case _:
                return None
    return axes


def _dtype(values: tuple[Value, ...], tensors: tuple[Tensor, ...]) -> str:
    """The one type that all the tensors have: TensorFlow 1 converts none of them."""
    types = sorted({tensor.dtype for tensor in tensors if tensor.dtype})
    if len(types) > 1:
        raise Broken("types-do-not-fit", first=types[0], second=types[1])
    found = types[0] if types else ""
    if found and not found.startswith(("float", "complex")):
        for value in values:
            _check_number(value, found)
    return found


def _check_number(value: Value, dtype: str) -> None:
    match value:
        case Constant(float() as number):
            raise Broken("types-do-not-fit", first="float32", second=f"{dtype} ({number})")
        case Constant(int() as number) if dtype in ("bool", "string"):
            raise Broken("types-do-not-fit", first="int32", second=f"{dtype} ({number})")
        case _:
            return


def negated(machine: Machine, value: Value) -> Value:
    """`-value`."""
    match value:
        case Constant(int() | float() as number):
            return Constant(-number)
        case Tensor() | Array():
            return elementwise(machine, "negative", value)
        case _:
            return Unknown(doubtful(value))


def truth(value: Value) -> bool | None:
    """Whether a condition holds, None when that is not known."""
    match value:
        case Constant(value=known):
            return bool(known)
        case Items(values=values):
            return bool(values)
        case _:
            return None


def count(value: Value) -> int | None:
    """What `len` gives."""
    match value:
        case Items(values=values):
            return len(values)
        case Array(axes=axes) | Tensor(axes=axes) if axes:
            return axes[0].size
        case Constant(str() as text):
            return len(text)
        case _:
            return None
