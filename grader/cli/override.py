"""`grade override` and `grade history`: a person's decision on a mark, and how a mark came to be what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import click

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
from grader.cli.opening import find_part, open_rubric, rubric_option
from grader.errors import UsageError
from grader.loading.clean import clean
from grader.loading.submission import load_submission
from grader.model import Part, Rubric, Submission
from grader.placing import place
from grader.render.numbers import points as shown

_PAPER = click.Path(path_type=Path, exists=True, dir_okay=False)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A paper of a class, one of its parts, and the class folder."""

    folder: Path
    name: str
    rubric: Rubric
    part: Part
    submission: Submission


@click.command(short_help="Decide a mark yourself; the decision survives every regrade.")
@click.argument("paper", type=_PAPER)
@click.argument("part")
@click.argument("points", required=False, default="")
@click.option("--why", default="", help="The reason, which the student reads.")
@click.option("--share", is_flag=True, help="POINTS is a share of the part: 1/2 for half.")
@click.option("--by", default="", help="Who decides (git's user.name, or the login).")
@click.option("--undo", is_flag=True, help="Take the decision back.")
@rubric_option
def override(
    paper: Path, part: str, points: str, why: str, share: bool, by: str, undo: bool, rubric_path: Path | None
) -> int:
    """Give PART of PAPER so many POINTS, whatever was proposed. Kept in overrides.yaml in the class folder."""
    opened = _open(paper, part, rubric_path)
    number = None if undo else read_points(points)
    if number is None and not undo:
        raise UsageError(f"“{points}” is no number of points; write 1/2, 0.5 or 2")
    most = Fraction(1) if share else opened.part.points
    if number is not None and number > most:
        raise UsageError(f"{opened.part.id} is worth {shown(most)} at most, not {shown(number)}")
    entry = Override(
        paper=opened.name,
        part=opened.part.id,
        points=None if share else number,
        share=number if share else None,
        why=why,
        by=by or author(),
        on=now(),
        answer=answer_digest(opened.submission, opened.part),
        asked=asked_digest(opened.part, opened.rubric),
        student=opened.submission.student.id,
    )
    append(opened.folder, [entry])
    told = (
        "taken back"
        if undo
        else f"{shown(entry.share_of(opened.part) * opened.part.points)} / {shown(opened.part.points)}"
    )
    click.echo(f"{opened.name} {opened.part.id}: {told} ({opened.folder / FILE})", err=True)
    return 0


@click.command(short_help="Tell how a mark came to be what it is.")
@click.argument("paper", type=_PAPER)
@click.argument("part")
@rubric_option
def history(paper: Path, part: str, rubric_path: Path | None) -> int:
    """List every verdict and every decision that PART of PAPER has had, the oldest first."""
    opened = _open(paper, part, rubric_path)
    rows: list[tuple[str, str]] = []
    if store_path(opened.folder).exists():
        with Store(store_path(opened.folder)) as store:
            for past in store.history(opened.name, opened.part.id):
                worth = shown(past.verdict.share * opened.part.points)
                codes = ", ".join(dict.fromkeys(item.code for item in past.verdict.evidence))
                rows.append(
                    (past.at, f"{worth} / {shown(opened.part.points)}  grade {past.version}  {codes}")
                )
    for entry in load_overrides(opened.folder).of(opened.name, opened.submission.student, opened.part.id):
        told = (
            "taken back" if entry.is_withdrawal else shown(entry.share_of(opened.part) * opened.part.points)
        )
        rows.append((entry.on, f"{told} / {shown(opened.part.points)}  {entry.by}: {entry.why}"))
    for at, told in sorted(rows, key=lambda row: row[0]):
        click.echo(clean(f"{at:26}  {told}", 400).replace("\n", " "))
    if not rows:
        click.echo("nothing is known of this mark yet; grade the folder first", err=True)
    return 0


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
    from datetime import UTC

    return datetime.now(UTC).isoformat(timespec="seconds")


def class_folder(paper: Path) -> Path:
    """The class that a paper belongs to: the nearest folder above it that was graded, or its own."""
    above = paper.resolve().parents
    return next(
        (folder for folder in above if store_path(folder).exists() or (folder / FILE).exists()), above[0]
    )


def _open(paper: Path, part: str, rubric_path: Path | None) -> _Opened:
    submission = load_submission(paper)
    rubric = open_rubric(rubric_path, submission.exam, paper)
    folder = class_folder(paper)
    name = str(paper.resolve().relative_to(folder))
    return _Opened(folder, name, rubric, find_part(rubric, part), place(submission, rubric))
