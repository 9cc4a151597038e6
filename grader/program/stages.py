"""Programs that begin alike are followed once: where one stands after a statement is kept for the next program."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.program.machine import Machine
from grader.program.ranks import Ranks, are_same, ranked, ranks_of
from grader.program.statements import Fallback, step
from grader.program.syntax import bound_names

_MOST_KEPT = 2_000
"""Stages and statements that are kept: beyond them all is forgotten, so that memory does not grow with the papers."""

_MOST_ALIKE = 32
"""Statements of one kind on one line that are kept, the newest."""

_LONGEST = 5_000
"""Steps beyond which a program is followed to its end and nothing more of it is kept."""


@dataclass(slots=True, eq=False)
class Stage:
    """Where a program stands after a statement: `later` holds what each statement that followed it so far led to.

    Its machine is only read: what comes next works on a copy.
    """

    machine: Machine
    has_ended: bool = False
    later: dict[ast.stmt, Stage] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Stages:
    """The stages of the programs followed so far; `fallback` is that of all of them.

    `known` holds their statements by kind, line and names they bind, one for all that say the same.
    """

    fallback: Fallback
    start: Stage = field(default_factory=lambda: Stage(Machine()))
    known: dict[tuple[object, ...], list[ast.stmt]] = field(default_factory=dict)
    kept: int = 0

    def follow(self, program: Sequence[ast.stmt]) -> tuple[Machine, Mapping[int, int]]:
        """A program followed, its machine only to be read, and the row (0 for a printed one) by the lines in it."""
        if self.kept >= _MOST_KEPT:
            self._forget()
        ranks, stage = ranks_of(program), self.start
        for statement in program:
            if stage.has_ended:
                break
            stage = self._after(stage, self._known(statement, ranks))
        return stage.machine, {rank: row for row, rank in ranks.items()}

    def _known(self, statement: ast.stmt, ranks: Ranks) -> ast.stmt:
        """The statement that stands for all that say the same, on a line that is a rank."""
        place = statement.__class__, ranks[statement.lineno], bound_names(statement)
        alike = self.known.setdefault(place, [])
        for known in alike:
            if are_same(known, statement, ranks):
                return known
        del alike[: 1 - _MOST_ALIKE]
        alike.append(ranked(statement, ranks))
        self.kept += 1
        return alike[-1]

    def _after(self, stage: Stage, statement: ast.stmt) -> Stage:
        if (after := stage.later.get(statement)) is not None:
            return after
        machine = stage.machine.copied()
        after = Stage(machine, not step(machine, statement, self.fallback))
        if machine.steps <= _LONGEST:
            stage.later[statement] = after
            self.kept += 1
        return after

    def _forget(self) -> None:
        self.start.later.clear()
        self.start.machine.calls.clear()
        self.known.clear()
        self.kept = 0
