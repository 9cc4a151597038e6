"""What `grade override` and `grade history` do: a paper of a class opened, a decision kept, the past of a mark told."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from grader.classroom.names import name_of
from grader.classroom.overrides import (
    FILE,
    Override,
    answer_digest,
    append,
    asked_digest,
    load_overrides,
    read_points,
)
from grader.classroom.store import Store, store_path
from grader.cli.opening import find_part, open_rubric
from grader.errors import UsageError
from grader.loading.submission import load_submission
from grader.model import Part, Rubric
from grader.placing import place
from grader.render.numbers import points as shown
from grader.submission import Submission


@dataclass(frozen=True, slots=True)
class Opened:
    """A paper of a class, one of its parts, and the class folder."""

    folder: Path
    name: str
    rubric: Rubric
    part: Part
    submission: Submission


def decide(opened: Opened, points: str, why: str, by: str, *, share: bool, undo: bool) -> str:
    """Keep a decision, or take one back with `undo`; returns what was done, in words. Raises UsageError."""
    part = opened.part
    number = None if undo else read_points(points)
    if number is None and not undo:
        raise UsageError(f"“{points}” is no number of points; write 1/2, 0.5 or 2")
    most = Fraction(1) if share else part.points
    if number is not None and number > most:
        raise UsageError(f"{part.id} is worth {shown(most)} at most, not {shown(number)}")
    entry = Override(
        paper=opened.name,
        part=part.id,
        points=None if share else number,
        share=number if share else None,
        why=why,
        by=by or author(),
        on=now(),
        answer=answer_digest(opened.submission, part),
        asked=asked_digest(part, opened.rubric),
        student=opened.submission.student.id,
    )
    append(opened.folder, [entry])
    given = f"{shown(entry.share_of(part) * part.points)} / {shown(part.points)}"
    done = f"{opened.name} {part.id}: {'taken back' if undo else given}"
    return f"{done} (in {opened.folder / FILE}); grade the class again to see it"


def past(opened: Opened) -> list[tuple[str, str]]:
    """Every verdict and every decision that a part has had, each with its time, the oldest first."""
    part, rows = opened.part, list[tuple[str, str]]()
    if store_path(opened.folder).exists():
        with Store(store_path(opened.folder)) as store:
            for each in store.history(opened.name, part.id):
                worth = shown(each.verdict.share * part.points)
                codes = ", ".join(dict.fromkeys(item.code for item in each.verdict.evidence))
                rows.append((each.at, f"{worth} / {shown(part.points)}  grade {each.version}  {codes}"))
    for entry in load_overrides(opened.folder).of(opened.name, opened.submission.student, part.id):
        told = "taken back" if entry.is_withdrawal else shown(entry.share_of(part) * part.points)
        rows.append((entry.on, f"{told} / {shown(part.points)}  {entry.by}: {entry.why}"))
    return sorted(rows, key=lambda row: row[0])


def author() -> str:
    """Who decides: git's user.name where there is one, or the login."""
    import getpass
    import subprocess

    try:
        told = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607  whichever git the teacher has
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        told = ""
    try:
        return told or getpass.getuser()
    except (OSError, KeyError):
        return "?"


def now() -> str:
    """The time, in UTC, to the second."""
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="seconds")


def class_folder(paper: Path) -> Path:
    """The class that a paper belongs to: the nearest folder above it that was graded, or its own."""
    above = paper.resolve().parents
    return next(
        (folder for folder in above if store_path(folder).exists() or (folder / FILE).exists()), above[0]
    )


def open_paper(paper: Path, part: str, rubric_path: Path | None) -> Opened:
    """A paper of a class, and the part of it that is meant; raises SubmissionError, RubricError or UsageError."""
    submission = load_submission(paper)
    rubric = open_rubric(rubric_path, submission.exam, paper)
    folder = class_folder(paper)
    name = name_of(paper.resolve(), folder)
    return Opened(folder, name, rubric, find_part(rubric, part), place(submission, rubric))
