"""The facts of a student's own program that later questions follow."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from grader.program.axes import shape
from grader.program.evidence import Graph
from grader.program.facts import ProgramFacts
from grader.program.machine import ancestors
from grader.program.values import Tensor


def facts_of(graph: Graph, printed: Graph) -> ProgramFacts:
    """What the program makes of the network, poolings compared with those of the printed one."""
    own, given = _pools(graph.tensors), _pools(printed.tensors)
    placeholders = [tensor.axes[0].size for tensor in graph.placeholders if tensor.axes]
    splits = graph.machine.splits
    return ProgramFacts(
        channels_first=_channels_first(graph.tensors),
        split=splits[-1] if splits else _compared(graph),
        pools_removed=tuple(name for name in given if name not in own),
        pools_added=tuple(name for name in own if name not in given),
        batch=placeholders[0] if placeholders else None,
        shapes=MappingProxyType(
            {
                name: shape(value.axes)
                for name, value in graph.machine.names.items()
                if isinstance(value, Tensor) and value.axes is not None
            }
        ),
    )


def _pools(tensors: Sequence[Tensor]) -> list[str]:
    """The poolings on the way to the loss, each by the number of convolutions before it."""
    before = {
        sum(node.operation == "conv2d" for node in ancestors(tensor))
        for tensor in tensors
        if tensor.operation == "pool"
    }
    return [f"pool{count}" for count in sorted(before)]


def _channels_first(tensors: Sequence[Tensor]) -> bool:
    formats = [node.options["data_format"] for node in tensors if node.operation == "conv2d"]
    return bool(formats) and all(layout == "channels_first" for layout in formats)


def _compared(graph: Graph) -> tuple[int, ...] | None:
    pair = graph.compared
    if pair is None:
        return None
    sizes = [axes[0].size for axes in pair]
    return tuple(size for size in sizes if size is not None) if None not in sizes else None
