"""What a followed program shows of each planted bug: repaired, half repaired, left, or open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from grader.program.machine import ANY, Fault, Machine, ancestors
from grader.program.values import Axes, Tensor, Value

_NAMED_ROOTS = ("loss", "distance", "conv5_a", "conv5", "conv1")
_REFUSED_LATER = ("float16", "float64", "bfloat16", "int", "uint")


@dataclass(frozen=True, slots=True)
class Finding:
    """How a planted bug stands: the share repaired, between which shares a person may decide, and why.

    `line` is the student's line that shows it, 0 for a printed one; a finding is open where `low` < `high`.
    """

    share: Fraction
    code: str
    line: int = 0
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def interval(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest share."""
        low = self.share if self.low is None else self.low
        return low, self.share if self.high is None else self.high


REPAIRED, HALF, LEFT = Fraction(1), Fraction(1, 2), Fraction(0)


@dataclass(frozen=True, slots=True)
class Graph:
    """What the program computes when it trains: its tensors, its first convolutions, and what leads to them."""

    machine: Machine
    tensors: tuple[Tensor, ...]
    entries: tuple[Tensor, ...]

    @classmethod
    def of(cls, machine: Machine) -> Graph:
        """The graph of the loss that is minimised, or failing that of what is named as in the exam."""
        tensors = tuple(ancestors(*_roots(machine)))
        entries = _entries(tensors)
        if not any(_may_hold_images(node) for node in ancestors(*entries)):
            entries = _entries(machine.tensors) or entries
        return cls(machine, tensors, entries)

    @property
    def placeholders(self) -> tuple[Tensor, ...]:
        """The placeholders from which the first convolutions are computed."""
        return tuple(node for node in ancestors(*self.entries) if node.operation == "placeholder")

    @property
    def compared(self) -> tuple[Axes, Axes] | None:
        """The axes of the two tensors whose difference is the distance."""
        for tensor in self.tensors:
            if tensor.operation == "subtract" and len(tensor.inputs) == 2:
                first, second = tensor.inputs
                if _has_convolution(first) and _has_convolution(second) and first.axes and second.axes:
                    return first.axes, second.axes
        return None


def finding(bug: str, graph: Graph) -> Finding:
    """How a planted bug stands."""
    faults = [fault for fault in graph.machine.faults if fault.bug == bug]
    found = _CHECKS[bug](graph, faults)
    doubts = [puzzle for puzzle in graph.machine.puzzles if puzzle.bug in (bug, ANY)]
    if doubts and found.share < 1:
        return Finding(found.share, "not-followed", doubts[0].line, low=LEFT, high=REPAIRED)
    if any(puzzle.bug == bug for puzzle in doubts):
        return Finding(HALF, "not-followed", doubts[0].line, low=LEFT, high=REPAIRED)
    return found


def _roots(machine: Machine) -> list[Value]:
    if machine.train is not None and _has_convolution(machine.train.root):
        return [machine.train.root]
    named = [machine.names[name] for name in _NAMED_ROOTS if name in machine.names]
    return [value for value in named if _has_convolution(value)]


def _entries(tensors: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """What the first convolutions are given."""
    return tuple(
        tensor.inputs[0]
        for tensor in tensors
        if tensor.operation == "conv2d" and tensor.inputs and not _has_convolution(tensor.inputs[0])
    )


def _may_hold_images(node: Tensor) -> bool:
    return node.operation == "placeholder" and (node.axes is None or len(node.axes) > 1)


def _has_convolution(value: Value) -> bool:
    return any(node.operation == "conv2d" for node in ancestors(value))


def _dtype(graph: Graph, faults: Sequence[Fault]) -> Finding:
    del faults
    if not graph.entries:
        return _unreached(graph)
    types = sorted({entry.dtype for entry in graph.entries})
    line = _placeholder_line(graph)
    if types == ["float32"]:
        if not graph.placeholders:
            return Finding(LEFT, "not-followed", line, low=LEFT, high=REPAIRED)
        if any(node.dtype == "bool" for node in graph.placeholders):
            return Finding(HALF, "dtype-bool-cast", line, low=LEFT, high=REPAIRED)
        return Finding(REPAIRED, "repaired", line)
    if types[0].startswith(_REFUSED_LATER):
        return Finding(HALF, "dtype-refused", line, MappingProxyType({"dtype": types[0]}))
    if not types[0]:
        return Finding(LEFT, "not-followed", line, low=LEFT, high=REPAIRED)
    return Finding(LEFT, "dtype-wrong", line, MappingProxyType({"dtype": types[0]}))


def _layout(graph: Graph, faults: Sequence[Fault]) -> Finding:
    if not graph.entries:
        return _unreached(graph)
    line = _placeholder_line(graph)
    if faults:
        return _failed(faults, line)
    if any(not entry.axes for entry in graph.entries):
        return Finding(LEFT, "not-followed", line, low=LEFT, high=REPAIRED)
    return Finding(REPAIRED, "repaired", line or _last_line(graph.entries))


def _split(graph: Graph, faults: Sequence[Fault]) -> Finding:
    line = _last_line([node for node in graph.tensors if node.operation == "piece"])
    if faults:
        return _failed(faults, line)
    pair = graph.compared
    if pair is None:
        return _unreached(graph) if not graph.tensors else Finding(LEFT, "no-pair", low=LEFT, high=REPAIRED)
    first, second = (axes[0].images for axes in pair)
    if first is None or second is None:
        return Finding(LEFT, "not-followed", line, low=LEFT, high=REPAIRED)
    if len(first) == len(second) and first.step == second.step == 1:
        low, high = sorted((first, second), key=lambda images: images.start)
        if low.stop == high.start and low.start == 0:
            return Finding(REPAIRED, "repaired", line)
    if len(first) == len(second) and not set(first) & set(second):
        return Finding(LEFT, "split-unlike-labels", line, low=LEFT, high=REPAIRED)
    return Finding(LEFT, "split-wrong", line)


def _initialisation(graph: Graph, faults: Sequence[Fault]) -> Finding:
    machine = graph.machine
    done = [session for session in machine.sessions.values() if session.initialised_at is not None]
    line = max((session.initialised_at or 0 for session in done), default=0)
    if faults:
        failed = _failed(faults, line)
        if done and all(fault.code == "session-fetched" for fault in faults):
            return Finding(LEFT, "session-fetched-too", failed.line, low=LEFT, high=REPAIRED)
        return failed
    if any(not session.certain for session in machine.sessions.values()):
        return Finding(LEFT, "not-followed", line, low=LEFT, high=REPAIRED)
    if done:
        return Finding(REPAIRED, "repaired", line)
    return _unreached(graph) if machine.halted is not None else Finding(LEFT, "never-initialised")


def _failed(faults: Sequence[Fault], line: int) -> Finding:
    """The first fault, on a line of the student's where there is one."""
    fault = next((fault for fault in faults if fault.line), faults[0])
    if not any(fault.certain for fault in faults):
        return Finding(LEFT, fault.code, fault.line or line, fault.facts, LEFT, REPAIRED)
    return Finding(LEFT, fault.code, fault.line or line, fault.facts)


def _unreached(graph: Graph) -> Finding:
    """What stands where the program never comes: repaired by nothing, left open where it was not understood."""
    halted = graph.machine.halted
    if halted is None:
        return Finding(LEFT, "not-followed", low=LEFT, high=REPAIRED)
    return Finding(LEFT, "never-reached", halted)


def _placeholder_line(graph: Graph) -> int:
    return _last_line(graph.placeholders)


def _last_line(tensors: Sequence[Tensor]) -> int:
    return max((tensor.line for tensor in tensors), default=0)


_CHECKS: Mapping[str, Callable[[Graph, Sequence[Fault]], Finding]] = MappingProxyType(
    {"dtype": _dtype, "layout": _layout, "split": _split, "initialisation": _initialisation}
)


def new_faults(machine: Machine) -> Iterator[Fault]:
    """What stops the program without being a planted bug, once each."""
    seen: set[tuple[str, int]] = set()
    for fault in machine.faults:
        if fault.bug == "new" and (fault.code, fault.line) not in seen:
            seen.add((fault.code, fault.line))
            yield fault
