"""From a student's text to what is known of each planted bug; the shares and words stand in `kinds/program.py`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from grader.program.corrections import Correction, corrected, corrections
from grader.program.evidence import LEFT, REPAIRED, Finding, Graph
from grader.program.facts import ProgramFacts
from grader.program.machine import Fault, Machine, Puzzle
from grader.program.overlay import Laid, overlay
from grader.program.printed import Bug, PrintedProgram
from grader.program.reading import Reading, Sentence, read
from grader.program.rewording import printed_statements
from grader.program.shown import shown_by
from grader.program.source import LONGEST
from grader.program.stages import Stages
from grader.program.statements import Fallback, follow
from grader.program.syntax import bound_names, own_blocks, statements_in
from grader.program.vocabulary import Vocabulary

MOST_STATEMENTS = 400
"""The most statements that are laid over the printed program, which has some sixty."""

MOST_ROWS = 600
"""The most rows of an answer that are read."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of a program: a finding for each planted bug, what else stops it, what was not understood."""

    findings: tuple[tuple[Bug, Finding], ...]
    faults: tuple[Fault, ...]
    puzzles: tuple[Puzzle, ...]
    unread: tuple[int, ...]
    remarks: tuple[tuple[str, int], ...]
    facts: ProgramFacts
    program: tuple[ast.stmt, ...]
    fallback: Fallback

    @property
    def graph(self) -> Graph:
        """What the program computes, on the student's rows."""
        machine = Machine()
        follow(machine, self.program, self.fallback)
        return Graph.of(machine)


class TooLong(ValueError):
    """A text that no exam program comes near to."""


@dataclass(frozen=True, slots=True, eq=False)
class _Studied:
    """What every answer is compared with: the printed program, only ever read."""

    statements: tuple[ast.stmt, ...]
    vocabulary: Vocabulary
    dumps: frozenset[str]
    stages: Stages
    machine: Machine


@cache
def _studied(program: PrintedProgram) -> _Studied:
    statements = printed_statements(program.text)
    dumps = frozenset(ast.dump(statement) for statement in statements)
    vocabulary = Vocabulary.of(program.text, statements, program.corrected())
    fallback = {name: statement for statement in reversed(statements) for name in bound_names(statement)}
    stages = Stages(fallback)
    machine, _ = stages.follow(statements)
    return _Studied(statements, vocabulary, dumps, stages, machine)


def judge_program(text: str, program: PrintedProgram) -> Judged:
    """Judge a student's answer; raises TooLong, and nothing else whatever the text."""
    if len(text) > LONGEST or text.count("\n") > MOST_ROWS:
        raise TooLong
    known = _studied(program)
    reading = read(text, known.vocabulary)
    if sum(1 for _ in statements_in(reading.statements)) > MOST_STATEMENTS:
        raise TooLong
    found = corrections(reading.sentences, program)
    base = own_blocks(printed_statements(program.text, *corrected(program, found)))
    laid = overlay(base, reading.statements, reading.partial, known.dumps, reading.replacing)
    machine, row_of = known.stages.follow(laid.program)
    bugs = tuple(bug.id for bug in program.bugs)
    shown, rows = shown_by(machine, known.machine, bugs).on_rows(row_of), text.split("\n")
    findings = tuple(
        (bug, _once(_reconciled(bug, judged, found, reading, rows, program), laid))
        for bug, judged in zip(program.bugs, shown.findings, strict=True)
    )
    return Judged(
        findings,
        tuple(_new(shown.faults, findings)),
        shown.puzzles,
        reading.unread,
        (*_modernised(text, reading), *shown.unasked),
        shown.facts,
        laid.program,
        known.stages.fallback,
    )


def _new(faults: Iterable[Fault], findings: Sequence[tuple[Bug, Finding]]) -> Iterator[Fault]:
    """Faults that are no planted bug; what a failed repair leads to on its own line is none."""
    failed = {found.line for _, found in findings if not found.share and found.line}
    return (fault for fault in faults if fault.line not in failed)


def _once(judged: Finding, laid: Laid) -> Finding:
    """The finding, left open where its line is one of two versions."""
    if judged.line not in laid.doubled:
        return judged
    return Finding(judged.share, "two-versions", judged.line, judged.facts, LEFT, REPAIRED)


def _reconciled(
    bug: Bug,
    judged: Finding,
    found: Sequence[Correction],
    reading: Reading,
    rows: Sequence[str],
    program: PrintedProgram,
) -> Finding:
    """The finding with what the student's words leave open: an unsure correction, a comment, a row not read."""
    said = next((correction for correction in found if correction.bug == bug.id), None)
    if judged.line in {correction.sentence.row for correction in found}:
        judged = replace(judged, line=said.sentence.row if said is not None else 0)
    if said is not None and not said.sure and judged.line in (0, said.sentence.row):
        line = said.sentence.row
        return Finding(judged.share, "said-unclearly", line, judged.facts, LEFT, REPAIRED)
    if judged.share == 1:
        return judged
    if _said_in_comment(bug, judged.line, rows, program):
        return Finding(judged.share, "said-in-comment", judged.line, judged.facts, judged.share, REPAIRED)
    for row in reading.unread:
        if any(word in rows[row - 1] for word in _words(bug)):
            return Finding(judged.share, "row-unread", row, judged.facts, judged.share, REPAIRED)
    return judged


def _said_in_comment(bug: Bug, row: int, rows: Sequence[str], program: PrintedProgram) -> bool:
    """Whether the comment beside an uncorrected line says how to correct it."""
    if not 0 < row <= len(rows) or "#" not in rows[row - 1]:
        return False
    said = corrections([Sentence(rows[row - 1].replace("#", " : "), row)], program)
    return any(item.bug == bug.id and item.replacement is not None and item.sure for item in said)


def _words(bug: Bug) -> tuple[str, ...]:
    return {
        "dtype": ("placeholder",),
        "layout": ("placeholder", "transpose"),
        "split": ("split", "conv5_a"),
        "initialisation": ("run(", ".run"),
    }[bug.id]


def _modernised(text: str, reading: Reading) -> Iterator[tuple[str, int]]:
    """Python 2 and the first TensorFlow put right without being asked, and the row of each."""
    may_hold = "//" in text or "global_variables_initializer" in text
    nodes = [node for statement in reading.statements if may_hold for node in ast.walk(statement)]
    for node in nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
            yield "floor-division", node.lineno
            break
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr == "global_variables_initializer":
            yield "modern-initializer", node.lineno
            break
