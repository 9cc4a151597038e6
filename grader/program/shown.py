"""What a followed program shows: a finding for each planted bug, what else stops it, and what it makes of the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from grader.program.evidence import Finding, Graph, finding, new_faults
from grader.program.facts import ProgramFacts
from grader.program.machine import ANY, NEW, Fault, Machine, Puzzle
from grader.program.own import facts_of
from grader.program.printed import Check

_Found = TypeVar("_Found", Finding, Fault, Puzzle)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is seen of a program; `unasked` holds repairs that are right but not asked for, and the row of each."""

    findings: tuple[Finding, ...]
    faults: tuple[Fault, ...]
    puzzles: tuple[Puzzle, ...]
    unasked: tuple[tuple[str, int], ...]
    facts: ProgramFacts

    def on_rows(self, row_of: Mapping[int, int]) -> Shown:
        """The same, with the student's rows for the lines of the followed program."""
        return Shown(
            tuple(_on_row(found, row_of) for found in self.findings),
            tuple(_on_row(fault, row_of) for fault in self.faults),
            tuple(_on_row(puzzle, row_of) for puzzle in self.puzzles),
            tuple((code, row_of[line]) for code, line in self.unasked),
            self.facts,
        )


@lru_cache(maxsize=256)  # answers that repair the same bugs often end alike
def shown_by(machine: Machine, printed: Machine, bugs: tuple[Check, ...]) -> Shown:
    """What a program shows, from where following it ended and where following the printed one does; a finding a bug."""
    graph = Graph.of(machine)
    return Shown(
        tuple(finding(bug, graph) for bug in bugs),
        tuple(new_faults(machine)),
        tuple(_open_puzzles(machine)),
        tuple(_unasked(graph)),
        facts_of(graph, Graph.of(printed)),
    )


def _on_row(found: _Found, row_of: Mapping[int, int]) -> _Found:
    return replace(found, line=row_of[found.line]) if found.line else found


def _open_puzzles(machine: Machine) -> Iterator[Puzzle]:
    seen: set[int] = set()
    for puzzle in machine.puzzles:
        if puzzle.bug in (NEW, ANY) and puzzle.line not in seen:
            seen.add(puzzle.line)
            yield puzzle


def _unasked(graph: Graph) -> Iterator[tuple[str, int]]:
    for tensor in graph.tensors:
        if (
            tensor.operation == "reduce"
            and tensor.options.get("over") == "axes"
            and tensor.axes
            and tensor.line
        ):
            yield "distance-per-pair", tensor.line
            break
    label = graph.machine.names.get("label")
    uses = [tensor.line for tensor in graph.tensors if label in tensor.inputs]
    if uses:
        yield "label-in-loss", max(uses)
