"""Programs that begin alike are followed once: where one stands after a statement is kept for the next program."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.program.machine import Machine
from grader.program.ranks import Ranks, are_same, ranked, ranks_of
from grader.program.statements import Fallback, step

_MOST_KEPT = 1_000
"""Stages that are kept; beyond them all are forgotten, so that memory does not grow with the number of papers."""

_LONGEST = 5_000
"""Steps beyond which a program is followed to its end and nothing more of it is kept."""


@dataclass(slots=True, eq=False)
class Stage:
    """Where a program stands after a statement: `later` holds the statements that followed it so far, and what they led to.

    Its machine is only read: what comes next works on a copy.
    """

    machine: Machine
    has_ended: bool = False
    later: list[tuple[ast.stmt, Stage]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Stages:
    """The stages of the programs followed so far; `fallback` is that of all of them."""

    fallback: Fallback
    start: Stage = field(default_factory=lambda: Stage(Machine()))
    kept: int = 0

    def follow(self, program: Sequence[ast.stmt]) -> tuple[Machine, Mapping[int, int]]:
        """A program followed, its machine only to be read, and the row (0 for a printed one) by the lines in it."""
        ranks, stage = ranks_of(program), self.start
        for statement in program:
            if stage.has_ended:
                break
            stage = self._after(stage, statement, ranks)
        return stage.machine, {rank: row for row, rank in ranks.items()}

    def _after(self, stage: Stage, statement: ast.stmt, ranks: Ranks) -> Stage:
        for known, after in stage.later:
            if are_same(known, statement, ranks):
                return after
        own, machine = ranked(statement, ranks), stage.machine.copied()
        after = Stage(machine, not step(machine, own, self.fallback))
        if machine.steps <= _LONGEST:
            self._keep(stage, own, after)
        return after

    def _keep(self, stage: Stage, statement: ast.stmt, after: Stage) -> None:
        if self.kept >= _MOST_KEPT:
            self.start.later.clear()
            self.kept = 0
        stage.later.append((statement, after))
        self.kept += 1
