"""Answers that a teacher marked: a folder with `marks.csv`, or the decisions of a class."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from grader.calibration.lessons import Graded
from grader.calibration.observing import observe
from grader.classroom.archive import is_paper_name
from grader.classroom.intake import gather
from grader.classroom.overrides import FILE, Overrides, answer_digest, load_overrides, read_points
from grader.errors import Fault, FileError, SubmissionError, UsageError
from grader.kinds.ideas import IdeasKind
from grader.loading.submission import load_submission
from grader.loading.text import read_text
from grader.model import Case, Part, Rubric, Solution
from grader.nodes import Place
from grader.placing import place
from grader.submission import Submission

MARKS = "marks.csv"
MAX_BYTES = 50_000_000
COLUMNS = ("file", "part", "points", "max")


class MarksError(FileError):
    """`marks.csv` cannot be used; every row that is wrong is named."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Graded answers to open questions; beside them how many were blank, by part, and what was left out.

    `others` counts marks of parts of other kinds, `elsewhere` those of answers that stand in another place, `changed`
    decisions on answers that have changed since. `decided` counts answers known from decisions alone: mostly flagged
    ones, the difficult half of a class.
    """

    answers: tuple[Graded, ...] = ()
    blanks: Mapping[str, int] = field(default_factory=dict)
    others: int = 0
    elsewhere: int = 0
    changed: int = 0
    decided: int = 0
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    """What a teacher gave a part of a paper."""

    share: Fraction
    is_decision: bool


def exam_of(folder: Path) -> str:
    """The exam of the first paper that can be read; raises UsageError."""
    for paper in gather(folder).papers:
        try:
            return load_submission(paper.path).exam
        except SubmissionError:
            continue
    raise UsageError(f"no paper in {folder} can be read")


def graded_answers(folder: Path, rubric: Rubric) -> Gathered:
    """The marked answers of a folder; decisions of its `overrides.yaml` come before `marks.csv`.

    Raises UsageError where it has neither, MarksError or OverridesError where one of them is wrong.
    """
    if not (folder / MARKS).is_file() and not (folder / FILE).is_file():
        raise UsageError(f"{folder} has neither {MARKS} nor {FILE}: nothing in it is marked by a person")
    marks = read_marks(folder / MARKS, rubric) if (folder / MARKS).is_file() else {}
    papers = {paper.name: paper.path for paper in gather(folder).papers}
    overrides = Overrides(load_overrides(folder).entries, frozenset(papers))
    found = _Found(rubric)
    named = marks.keys() | {entry.paper for entry in overrides.entries}
    for name, path in papers.items():
        if name not in named and named <= papers.keys():
            continue  # nothing is said of it; a renamed paper is known by its student
        try:
            submission = place(load_submission(path), rubric)
        except SubmissionError:
            found.unread.append(name)
            continue
        given = {part: _Given(share, is_decision=False) for part, share in marks.get(name, {}).items()}
        found.take(name, submission, given | dict(_decisions(found, name, submission, overrides)))
    found.unread += sorted(marks.keys() - papers.keys())
    return found.gathered()


def read_marks(path: Path, rubric: Rubric) -> dict[str, dict[str, Fraction]]:
    """The share that each part of each file was given; raises MarksError with every fault."""
    rows = csv.DictReader(io.StringIO(read_text(path, MAX_BYTES, MarksError)))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        fault = Fault(
            f"the column {', '.join(missing)} is missing",
            Place(1, 1),
            f"the first line is {','.join(COLUMNS)}",
        )
        raise MarksError(path, [fault])
    known = {part.id for part in rubric.parts}
    marks: dict[str, dict[str, Fraction]] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows, 2):
        share, wrong = _share(row, known)
        given = marks.setdefault(_paper_name(row["file"] or ""), {})
        if wrong or share is None:
            faults.append(Fault(wrong, Place(number, 1)))
        elif row["part"] in given:
            faults.append(Fault(f"{row['file']} {row['part']} stands here twice", Place(number, 1)))
        else:
            given[row["part"]] = share
    if faults:
        raise MarksError(path, faults)
    return marks


def _share(row: Mapping[str, str | None], known: set[str]) -> tuple[Fraction | None, str]:
    """A row's share, or what is wrong with it."""
    part = row["part"] or ""
    if part not in known:
        return None, f"“{part}” is no part of this exam"
    points, most = (read_points(row[name] or "") for name in ("points", "max"))
    if points is None or not most:
        return None, f"“{row['points']}” of “{row['max']}” is no mark"
    if points > most:
        return None, f"{row['points']} is more than {row['max']}"
    return points / most, ""


def _paper_name(file: str) -> str:
    """The name of a paper, which may be written without its ending."""
    return file if is_paper_name(file) else f"{file}.yaml"


def _decisions(
    found: _Found, name: str, submission: Submission, overrides: Overrides
) -> Iterator[tuple[str, _Given]]:
    for part in found.rubric.parts:
        entries = overrides.of(name, submission.student, part.id)
        if not entries or entries[-1].is_withdrawal:
            continue
        last = entries[-1]
        if last.answer and last.answer != answer_digest(submission, part):
            found.changed += 1
        else:
            yield part.id, _Given(last.share_of(part), is_decision=True)


class _Found:
    """What has been gathered so far."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.answers: list[Graded] = []
        self.blanks: Counter[str] = Counter()
        self.others = self.elsewhere = self.changed = self.decided = 0
        self.unread: list[str] = []

    def take(self, name: str, submission: Submission, given: Mapping[str, _Given]) -> None:
        """Keep what one paper was given."""
        for part in self.rubric.parts:
            if part.id in given:
                self._take(name, part, submission, given[part.id])

    def _take(self, name: str, part: Part, submission: Submission, given: _Given) -> None:
        if not isinstance(part.kind, IdeasKind):
            self.others += 1
            return
        text = Case(part, self.rubric, Solution(""), submission).text
        if text.text.strip():
            self.answers.append(Graded(part.id, name, observe(part.kind, text), given.share))
            self.decided += given.is_decision
        elif given.share:
            self.elsewhere += 1
        else:
            self.blanks[part.id] += 1

    def gathered(self) -> Gathered:
        """All of it."""
        return Gathered(
            tuple(self.answers),
            dict(self.blanks),
            self.others,
            self.elsewhere,
            self.changed,
            self.decided,
            _named(self.unread),
        )


def _named(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
