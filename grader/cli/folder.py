"""`grade FOLDER`: every paper below it, a table, and a CSV where one is asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from grader.cli.opening import open_key, open_rubric
from grader.errors import FileError, SubmissionError, UsageError
from grader.key import Key
from grader.loading.submission import load_submission
from grader.model import Report, Rubric
from grader.pipeline import grade
from grader.render.as_json import dumps, error_json, report_json
from grader.render.consoles import stderr, stdout
from grader.render.faults import print_error


@dataclass(frozen=True, slots=True)
class Graded:
    """A paper of the folder, with its report."""

    path: Path
    rubric: Rubric
    report: Report


def grade_folder(
    folder: Path, rubric_path: Path | None, *, as_json: bool, csv_path: str | None, strict: bool
) -> int:
    """Grade every paper; those that cannot be read are named, the others are graded all the same."""
    paths = list(papers(folder))
    if not paths:
        raise UsageError(f"no paper in {folder} (files named .yaml or .yml)")
    graded, unread = _grade_all(paths, folder, rubric_path)
    if as_json:
        document = {
            "papers": [report_json(row.report) for row in graded],
            "unreadable": [error_json(e) for e in unread],
        }
        click.echo(dumps(document))
    elif csv_path != "-":
        from grader.render.table import print_class

        print_class(
            [(row.path.name, row.report) for row in graded], graded[0].rubric if graded else None, stdout()
        )
    for error in unread:
        print_error(error)
    if csv_path and graded:
        _write_csv(graded, csv_path)
    if unread:
        return SubmissionError.exit_code
    return 1 if strict and any(row.report.needs_review for row in graded) else 0


def papers(folder: Path) -> Iterator[Path]:
    """Every file below a folder that looks like a paper, in the order of names; hidden ones are left out."""
    for path in sorted(folder.rglob("*")):
        hidden = any(step.startswith(".") for step in path.relative_to(folder).parts)
        if path.suffix.lower() in (".yaml", ".yml") and not hidden:
            yield path


def _grade_all(
    paths: list[Path], folder: Path, rubric_path: Path | None
) -> tuple[list[Graded], list[FileError]]:
    from rich.progress import Progress

    graded: list[Graded] = []
    unread: list[FileError] = []
    open_exams: dict[str, tuple[Rubric, Key]] = {}
    if rubric_path is not None:
        rubric = open_rubric(rubric_path)
        open_exams[""] = (rubric, open_key(rubric))
    with Progress(console=stderr(), transient=True, disable=not sys.stderr.isatty()) as progress:
        for path in progress.track(paths):
            try:
                graded.append(_grade_one(path, folder, open_exams))
            except SubmissionError as error:
                unread.append(error)
    return graded, unread


def _grade_one(path: Path, folder: Path, exams: dict[str, tuple[Rubric, Key]]) -> Graded:
    submission = load_submission(path)
    exam = "" if "" in exams else submission.exam
    if exam not in exams:
        rubric = open_rubric(None, exam, path)
        exams[exam] = (rubric, open_key(rubric))
    rubric, key = exams[exam]
    return Graded(path.relative_to(folder), rubric, grade(rubric, submission, key))


def _write_csv(graded: list[Graded], csv_path: str) -> None:
    from grader.render.as_csv import class_csv

    text = class_csv([(str(row.path), row.report) for row in graded])
    if csv_path == "-":
        click.echo(text, nl=False)
    else:
        Path(csv_path).write_text(text, encoding="utf-8-sig", newline="")
        stderr().print(f"wrote {csv_path}")
