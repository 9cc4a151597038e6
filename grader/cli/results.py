"""A class's results, written: pages, tables, and the files that other platforms gave to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom.desk import Desk
from grader.classroom.results import ClassPapers
from grader.classroom.roll import Roll
from grader.cli.manner import Manner
from grader.cli.progress import bar
from grader.errors import FileError, SubmissionError, UsageError
from grader.loading.clean import clean
from grader.loading.text import read_bytes, read_text
from grader.render.consoles import stderr


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked class: its papers, the roll of them, and the files that could not be read."""

    papers: ClassPapers
    roll: Roll
    refused: Sequence[FileError]


def results_trouble(marked: Marked, desk: Desk, manner: Manner) -> UsageError | None:
    """Write the results where there are any; what kept them from being written."""
    if manner.results is None or not marked.roll.rows:
        return None
    try:
        _write_results(marked, replace(desk, out=manner.results), manner)
    except UsageError as trouble:
        return trouble
    except OSError as cause:
        return UsageError(f"cannot write results into {manner.results}: {cause}")
    return None


def _write_results(marked: Marked, desk: Desk, manner: Manner) -> None:
    from grader.classroom.writing import write_platforms, write_results

    with bar(len(marked.roll.rows)) as step:
        files = write_results(marked.papers, marked.roll, marked.refused, desk, step)
    write_platforms(marked.papers, marked.roll, desk.out, manner.platforms)
    if manner.upload:
        _fill_upload(manner.upload, marked, desk.out)
    if manner.worksheet:
        _fill_worksheet(manner.worksheet, marked, desk.out)
    page = next(path for path in files if path.suffix == ".html")
    count = len(marked.roll.rows)
    stderr().print(f"wrote {clean(str(desk.out))}/ ({count} pages; the class: {clean(str(page))})")


def _fill_worksheet(worksheet: Path, marked: Marked, results: Path) -> None:
    from grader.classroom.moodle import MAX_BYTES, ForMoodle, fill_worksheet, write_feedback_zip
    from grader.classroom.pages import FOLDER
    from grader.classroom.writing import stems_of

    try:
        content = read_bytes(worksheet, MAX_BYTES)
    except SubmissionError as cause:
        raise UsageError(str(cause)) from cause
    filled = fill_worksheet(content, (ForMoodle(paper.path, paper.report) for paper in marked.papers))
    target = _target(worksheet, results, "Moodle")
    target.write_bytes(filled.content)
    own = stems_of(marked.roll)
    pages = [
        (*filled.participants[row.path], page)
        for row in marked.roll.rows
        if row.path in filled.participants and (page := results / FOLDER / f"{own[row.name]}.html").exists()
    ]
    write_feedback_zip(results / "moodle-feedback.zip", pages)
    for warning in filled.warnings:
        stderr().print(clean(warning))
    stderr().print(f"wrote {clean(str(target))} and moodle-feedback.zip for {len(pages)} students")


def _fill_upload(upload: Path, marked: Marked, results: Path) -> None:
    from grader.classroom.prairielearn import MAX_BYTES, fill_upload

    try:
        text = read_text(upload, MAX_BYTES)
    except SubmissionError as cause:
        raise UsageError(str(cause)) from cause
    filled = fill_upload(text, (paper.report for paper in marked.papers))
    target = _target(upload, results, "PrairieLearn")
    target.write_text(filled.text, encoding="utf-8", newline="")
    if filled.strangers:
        stderr().print(f"no row of {clean(upload.name)} is theirs: {clean(', '.join(filled.strangers))}")
    stderr().print(f"wrote {clean(str(target))} for {filled.count} submissions")


def _target(given: Path, results: Path, maker: str) -> Path:
    """Where a platform's file is written once it is filled in, which is never over the one that was given."""
    target = results / given.name
    if target.resolve() == given.resolve():
        raise UsageError(f"{given} is in the results folder; give the one that {maker} made, elsewhere")
    return target
