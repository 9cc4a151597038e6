"""The corrected program: a share for each planted bug repaired by any route, less a share for a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from grader.model import Case, Rubric, Solution
from grader.nodes import Scalar
from grader.program.evidence import Finding
from grader.program.judging import Judged, TooLong, judge_program
from grader.program.printed import Bug, PrintedProgram
from grader.verdict import Evidence, Verdict, blank, credit, decided, doubt, loss, note, proposed, unreadable

_LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class ProgramKind:
    """A program to correct, read and followed without being run.

    `program` names the parameter that holds the printed text and its bugs; `new_bug` is the share that a
    change costs, once, when the program can no longer run for it.
    """

    program: str = "program"
    new_bug: Fraction = Fraction(1, 4)

    def solve(self, rubric: Rubric) -> Solution:
        """The printed program with each bug repaired, and the repairs."""
        program = rubric.value(self.program, PrintedProgram)
        steps = tuple(f"{bug.printed} -> {bug.repaired} ({bug.text})" for bug in program.bugs)
        return Solution(program.corrected(), steps)

    def judge(self, case: Case) -> Verdict:
        """Each planted bug as the student's program shows it, code or words; what is not shown counts as printed."""
        text = case.text
        if not text.text.strip():
            return blank()
        program = case.rubric.value(self.program, PrintedProgram)
        try:
            judged = judge_program(text.text, program)
        except TooLong:
            return unreadable(doubt("program-too-long", line=text.line_at(0)))
        return self._verdict(judged, text)

    def _verdict(self, judged: Judged, text: Scalar) -> Verdict:
        share, low, high = _earned(judged)
        certain = any(fault.certain for fault in judged.faults)
        possible = certain or bool(judged.faults or judged.puzzles or judged.unread)
        if certain:
            share, high = share - self.new_bug, high - self.new_bug
        if possible:
            low -= self.new_bug
        share, low, high = map(_within_bounds, (share, low, high))
        evidence = tuple(_evidence(judged, text))
        if low < high:
            return proposed(share, *evidence, low=low, high=high, own=judged.facts)
        return decided(share, *evidence, own=judged.facts)


def _earned(judged: Judged) -> tuple[Fraction, Fraction, Fraction]:
    """The share that the findings earn, and the least and the greatest that they may."""
    share = low = high = Fraction(0)
    for bug, finding in judged.findings:
        least, most = finding.interval
        share = _more(share, bug.share, finding.share)
        low, high = _more(low, bug.share, least), _more(high, bug.share, most)
    return share, low, high


def _more(earned: Fraction, share: Fraction, part: Fraction) -> Fraction:
    """`earned + share * part`, where the part is nearly always nothing or all: fractions take their time."""
    if not part:
        return earned
    return earned + (share if part == 1 else share * part)


def _within_bounds(share: Fraction) -> Fraction:
    """The share, or the bound that it is beyond."""
    if share.numerator < 0:
        return Fraction(0)
    return share if share.numerator <= share.denominator else Fraction(1)


def _evidence(judged: Judged, text: Scalar) -> Iterator[Evidence]:
    for bug, finding in judged.findings:
        yield _of_bug(bug, finding, text)
    for fault in judged.faults:
        quote, line = _place(text, fault.line)
        says = loss if fault.certain else doubt
        yield says(f"program-{fault.code}", quote, line, **fault.facts)
    for puzzle in judged.puzzles:
        quote, line = _place(text, puzzle.line)
        yield doubt(f"program-{puzzle.code}", quote, line)
    for row in judged.unread:
        quote, line = _place(text, row)
        yield doubt("program-row-unread", quote, line)
    for code, row in judged.remarks:
        quote, line = _place(text, row)
        yield note(f"program-{code}", quote, line)


def _of_bug(bug: Bug, finding: Finding, text: Scalar) -> Evidence:
    quote, line = _place(text, finding.line)
    facts = {**finding.facts, "bug": bug.text}
    least, most = finding.interval
    if least < most:
        return doubt(f"bug-{finding.code}", quote, line, **facts)
    if finding.share == 1:
        return credit("bug-repaired", quote, line, **facts)
    if not line:
        return loss("bug-left", quote, line, **facts)
    return loss(f"bug-{finding.code}", quote, line, **facts)


def _place(text: Scalar, row: int) -> tuple[str, int | None]:
    """The student's words on a row of the answer (from 1), and the file's line; nothing for a printed row."""
    rows = text.text.split("\n")
    if not 0 < row <= len(rows):
        return "", None
    offset = sum(len(above) + 1 for above in rows[: row - 1])
    return rows[row - 1].strip()[:_LONGEST_QUOTE], text.line_at(offset)
