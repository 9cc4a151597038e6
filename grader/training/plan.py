"""From the graph of a program to a plan of plain numbers and names, which another process executes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.program.evidence import Graph
from grader.program.values import Array, Axes, Constant, Recipe, Setting, Tensor, Value

STEPS = 40
"""Steps of training that are looked at."""

LARGEST_BATCH = 64
MOST_FILTERS = 1024
MOST_NODES = 400
_OPTIMIZERS = ("Adam", "GradientDescent", "Momentum", "RMSProp", "Adagrad")
_HARMLESS = "initialisation"

Plain = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CannotRun(Exception):
    """A graph that is not executed: a code with its facts, and the student's line (0 for a printed one)."""

    code: str
    line: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to execute: nodes in order, each with the places of its operands; `loss` is the place of the loss.

    `layers` names the convolutions in the order in which the program makes them.
    """

    nodes: tuple[Plain, ...]
    loss: int
    optimizer: str
    rate: float
    batch: int
    layers: tuple[str, ...]
    steps: int = STEPS
    batches: tuple[int, ...] = (1,)

    def plain(self) -> dict[str, object]:
        """The plan as JSON can write it."""
        return {name: getattr(self, name) for name in self.__slots__}


def plan_of(graph: Graph) -> Plan:
    """The plan of a followed program; raises CannotRun where TensorFlow refuses it or we do not follow it."""
    machine = graph.machine
    _check_accepted(graph)
    train = machine.train
    if train is None or not isinstance(train.root, Tensor):
        raise CannotRun("training-no-loss")
    if train.optimizer.kind not in _OPTIMIZERS or train.optimizer.rate is None:
        raise CannotRun("training-optimizer", train.line)
    writer = _Writer({id(key): value for key, value in machine.fed if isinstance(key, Tensor)})
    loss = writer.place(train.root)
    made = [node for node in machine.tensors if id(node) in writer.places and node.operation == "conv2d"]
    names = {id(value): name for name, value in machine.names.items()}
    layers = tuple(names.get(id(node), f"conv {count}")[:40] for count, node in enumerate(made, 1))
    for order, node in enumerate(made):
        writer.nodes[writer.places[id(node)]]["layer"] = order
    return Plan(tuple(writer.nodes), loss, train.optimizer.kind, train.optimizer.rate, _batch(graph), layers)


def _check_accepted(graph: Graph) -> None:
    """Refuse what TensorFlow refuses before it trains; a session that is never initialised leaves the graph whole."""
    for fault in graph.machine.faults:
        if fault.bug != _HARMLESS:
            raise CannotRun("training-refused", fault.line)
    types = {entry.dtype for entry in graph.entries}
    if types != {"float32"}:
        raise CannotRun("training-type", facts={"dtype": min(types, default="")})


def _batch(graph: Graph) -> int:
    sizes = [node.axes[0].size for node in graph.placeholders if node.axes and len(node.axes) == 4]
    batch = next((size for size in sizes if size), 16)
    if batch > LARGEST_BATCH or batch % 2:
        raise CannotRun("training-too-large")
    return batch


class _Writer:
    """Nodes written in the order in which they can be computed; each value once."""

    def __init__(self, fed: Mapping[int, Value]) -> None:
        self.fed = fed
        self.nodes: list[dict[str, object]] = []
        self.places: dict[int, int] = {}

    def place(self, root: Value) -> int:
        """The place of a value, written with everything that it needs; raises CannotRun."""
        waiting = [root]
        while waiting:
            value = waiting[-1]
            missing = [needed for needed in self._needs(value) if id(needed) not in self.places]
            if missing and len(waiting) < MOST_NODES:
                waiting.extend(missing)
                continue
            if missing:
                raise CannotRun("training-too-large")
            waiting.pop()
            if id(value) not in self.places:
                self.places[id(value)] = self._write(value)
        return self.places[id(root)]

    def _needs(self, value: Value) -> tuple[Value, ...]:
        recipe = _recipe(value)
        if recipe is not None and recipe.name == "placeholder":
            fed = self._images(value)
            return () if fed is None else (fed,)
        return () if recipe is None else recipe.operands

    def _images(self, value: Value) -> Value | None:
        """The array fed to a placeholder of images, where it is known how that array is made."""
        given = self.fed.get(id(value))
        return given if isinstance(given, Array) and _recipe(given) and _rank(value) == 4 else None

    def _write(self, value: Value) -> int:
        if len(self.nodes) >= MOST_NODES:
            raise CannotRun("training-too-large")
        recipe = _recipe(value)
        match value:
            case Constant(value=bool() as truth):
                node: dict[str, object] = {"op": "number", "number": float(truth)}
            case Constant(value=int() | float() as number) if math.isfinite(number):
                node = {"op": "number", "number": float(number)}
            case Tensor() | Array() if recipe is not None:
                node = self._operation(value, recipe)
            case Tensor(line=line):
                raise CannotRun("training-not-followed", line)
            case _:
                raise CannotRun("training-not-followed")
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _operation(self, value: Tensor | Array, recipe: Recipe) -> dict[str, object]:
        inputs = [self.places[id(operand)] for operand in self._needs(value)]
        if recipe.name == "placeholder" and not inputs:
            return {
                "op": "images" if _rank(value) == 4 else "labels",
                "inputs": [],
                "axes": _sizes(value.axes),
            }
        if recipe.name == "placeholder":
            return {"op": "identity", "inputs": inputs}
        _check_size(recipe.settings)
        return {"op": recipe.name, "inputs": inputs, **recipe.settings}


def _recipe(value: Value) -> Recipe | None:
    return value.recipe if isinstance(value, Tensor | Array) else None


def _rank(value: Value) -> int:
    return len(value.axes or ()) if isinstance(value, Tensor | Array) else 0


def _sizes(axes: Axes | None) -> list[int]:
    return [-1 if axis.size is None else axis.size for axis in axes or ()]


def _check_size(settings: Mapping[str, Setting]) -> None:
    filters, size = settings.get("filters", 1), settings.get("size", (1, 1))
    if not isinstance(filters, int) or filters > MOST_FILTERS:
        raise CannotRun("training-too-large")
    if isinstance(size, tuple) and any(not isinstance(width, int) or width > 32 for width in size):
        raise CannotRun("training-too-large")
