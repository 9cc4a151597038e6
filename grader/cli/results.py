"""A class's results, written: pages, tables, and the files that other platforms gave to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

from grader.cli.manner import Graded, Manner
from grader.cli.progress import bar
from grader.errors import FileError, SubmissionError, UsageError
from grader.loading.clean import clean
from grader.loading.text import read_bytes, read_text
from grader.render.consoles import stderr


def results_trouble(
    graded: Sequence[Graded],
    refused: Sequence[FileError],
    folder: Path,
    executor: Executor,
    text: str,
    manner: Manner,
) -> UsageError | None:
    """Write the results where there are any; what kept them from being written."""
    if manner.results is None or not graded:
        return None
    try:
        _write_results(graded, refused, folder, executor, text, manner)
    except UsageError as trouble:
        return trouble
    except OSError as cause:
        return UsageError(f"cannot write results into {manner.results}: {cause}")
    return None


def _write_results(
    graded: Sequence[Graded],
    refused: Sequence[FileError],
    folder: Path,
    executor: Executor,
    text: str,
    manner: Manner,
) -> None:
    from grader.classroom.writing import Row, write_platforms, write_results

    assert manner.results is not None  # noqa: S101  the caller asked
    rows = [Row(folder / row.source, str(row.path), row.rubric, row.report, row.judged) for row in graded]
    with bar(len(rows)) as step:
        files = write_results(rows, refused, manner.results, executor, text, step)
    write_platforms(rows, manner.results, manner.platforms)
    if manner.upload:
        _fill_upload(manner.upload, graded, manner.results)
    if manner.worksheet:
        _fill_worksheet(manner.worksheet, graded, manner.results)
    page = next(path for path in files if path.suffix == ".html")
    stderr().print(f"wrote {clean(str(manner.results))}/ ({len(rows)} pages; the class: {clean(str(page))})")


def _fill_worksheet(worksheet: Path, graded: Sequence[Graded], results: Path) -> None:
    from grader.classroom.moodle import MAX_BYTES, ForMoodle, fill_worksheet, write_feedback_zip
    from grader.classroom.writing import stems

    try:
        content = read_bytes(worksheet, MAX_BYTES)
    except SubmissionError as cause:
        raise UsageError(str(cause)) from cause
    filled = fill_worksheet(content, [ForMoodle(row.source, row.report) for row in graded])
    target = _target(worksheet, results, "Moodle")
    target.write_bytes(filled.content)
    names = stems([str(row.path) for row in graded])
    pages = [
        (*filled.participants[row.source], results / "students" / f"{stem}.html")
        for row, stem in zip(graded, names, strict=True)
        if row.source in filled.participants and (results / "students" / f"{stem}.html").exists()
    ]
    write_feedback_zip(results / "moodle-feedback.zip", pages)
    for warning in filled.warnings:
        stderr().print(clean(warning))
    stderr().print(f"wrote {clean(str(target))} and moodle-feedback.zip for {len(pages)} students")


def _fill_upload(upload: Path, graded: Sequence[Graded], results: Path) -> None:
    from grader.classroom.prairielearn import MAX_BYTES, fill_upload

    try:
        text = read_text(upload, MAX_BYTES)
    except SubmissionError as cause:
        raise UsageError(str(cause)) from cause
    filled = fill_upload(text, [row.report for row in graded])
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
