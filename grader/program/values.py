"""What an expression of a program is worth, as far as it is known without running anything."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import EllipsisType, MappingProxyType


class Role(StrEnum):
    """What an axis of an array of images runs over; `scrambled` when pixels and channels are mixed."""

    PLAIN = "plain"
    CHANNEL = "channel"
    SCRAMBLED = "scrambled"


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: its size where it is known, its role, and the images of the batch that it runs over."""

    size: int | None
    role: Role = Role.PLAIN
    images: range | None = None


Axes = tuple[Axis, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not followed; `line` says where code was not understood, 0 where nothing is wrong."""

    line: int = 0


@dataclass(frozen=True, slots=True)
class Constant:
    """A Python number, text, truth value, None or `...`."""

    value: int | float | str | bool | EllipsisType | None


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list or a tuple; `pieces_of` is the tensor that it splits."""

    values: tuple[Value, ...]
    pieces_of: Tensor | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """A dictionary, entries in the order written."""

    entries: tuple[tuple[Value, Value], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """A slice between brackets."""

    start: Value
    stop: Value
    step: Value


@dataclass(frozen=True, slots=True)
class Module:
    """A name inside a library, such as `tf.layers.conv2d`."""

    path: str


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A method of a value, before it is called."""

    owner: Value
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function of the student's; `body` follows it, given a machine whose scope holds its arguments.

    `source` is where it is defined, None for one without a name.
    """

    parameters: ast.arguments
    body: Callable[..., Value]
    source: ast.FunctionDef | None = None


Setting = int | float | str | bool | None | tuple["Setting", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """How a value could be computed: an operation by name, what it takes in order, and its settings."""

    name: str
    operands: tuple[Value, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, eq=False)
class Array:
    """A numpy array; `axes` is None when its rank is unknown, `recipe` when its content is."""

    axes: Axes | None
    dtype: str = "float64"
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """A node of TensorFlow's graph, with the nodes that it is computed from.

    `options` holds what a later check wants to see of the call, such as the data format of a convolution.
    """

    operation: str
    inputs: tuple[Tensor, ...]
    axes: Axes | None
    dtype: str = "float32"
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    line: int = 0
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True)
class Initializer:
    """What fills a variable: a number everywhere, or None where it is drawn at random."""

    number: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A layer that is called later on its input, as in Keras."""

    path: str
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Optimizer:
    """An optimizer, before it is given a loss; a rate of None is not known."""

    kind: str = ""
    rate: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """What a session executes and that returns nothing.

    An `initialise` operation covers the first `variables` variables of the graph; `root` is the loss of a `train` one.
    """

    kind: str
    variables: int = 0
    root: Value = field(default_factory=Unknown)
    line: int = 0
    optimizer: Optimizer = field(default_factory=Optimizer)


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A session; what has become of it stands in the machine."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a session: how many variables it has initialised, where, whether for certain, and whether it is closed."""

    initialised: int = 0
    certain: bool = True
    closed: bool = False
    initialised_at: int | None = None


Value = (
    Unknown
    | Constant
    | Items
    | Pairs
    | Slice
    | Module
    | Method
    | Function
    | Array
    | Tensor
    | Initializer
    | Layer
    | Operation
    | Optimizer
    | Session
)

NOTHING = Constant(None)
LARGEST = 10**12
"""Numbers beyond this are not followed."""


def whole(value: Value) -> int | None:
    """The integer that a value is, or None; a float that is whole counts, as Python 3 divides."""
    number = value.value if isinstance(value, Constant) else None
    if isinstance(number, bool) or not isinstance(number, int | float) or not -LARGEST <= number <= LARGEST:
        return None
    return int(number) if number == int(number) else None


def sizes(value: Value) -> tuple[int | None, ...] | None:
    """The sizes that a shape argument gives, or None when even their count is unknown.

    >>> sizes(Items((Constant(16), Constant(None))))
    (16, None)
    >>> sizes(Constant(8))
    (8,)
    """
    match value:
        case Items(values=values):
            return tuple(_size(item) for item in values)
        case Constant(int()) | Constant(float()):
            return (whole(value),)
        case _:
            return None


def _size(value: Value) -> int | None:
    size = whole(value)
    return None if size is None or size < 0 else size


def doubtful(value: Value, depth: int = 2) -> int:
    """The line that made a value unknown, 0 when it is known or harmlessly unknown; looks `depth` lists deep."""
    match value:
        case Unknown(line=line):
            return line
        case Items(values=values) if depth:
            return next((line for item in values if (line := doubtful(item, depth - 1))), 0)
        case _:
            return 0
