"""What the parts of a rubric depend on: each other, and the exam's parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from graphlib import TopologicalSorter

from grader.model import Part, Rubric


def parameters_of(part: Part, rubric: Rubric) -> frozenset[str]:
    """The parameters that a part's options name, and on which its judgement may depend."""
    return frozenset(text for text in _texts(part.kind) if text in rubric.parameters)


@lru_cache(maxsize=16)
def judging_order(rubric: Rubric) -> tuple[Part, ...]:
    """The parts, each after those that it follows; raises CycleError."""
    parts = {part.id: part for part in rubric.parts}
    order = TopologicalSorter({part.id: part.follows for part in rubric.parts}).static_order()
    return tuple(parts[id] for id in order if id in parts)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
