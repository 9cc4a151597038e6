"""`grade FOLDER`: every paper below it, a table, and a CSV where one is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

import click

from grader.calibration.beside import calibration_text
from grader.classroom.anonymity import pseudonyms
from grader.classroom.intake import Intake, gather
from grader.classroom.results import Decisions, reports, unread
from grader.classroom.running import Paper, run_class
from grader.classroom.shards import Shard
from grader.classroom.store import Store, store_path
from grader.classroom.workers import Workers
from grader.cli.notices import tell_of_calibrations, tell_of_papers, tell_of_versions, tell_what_waits
from grader.cli.opening import open_rubric
from grader.errors import FileError, RubricError, SubmissionError, UsageError
from grader.loading.clean import clean
from grader.loading.text import read_bytes, read_text
from grader.model import Report, Rubric, Student
from grader.render.as_json import dumps, error_json, report_json
from grader.render.consoles import stderr, stdout
from grader.render.faults import print_error
from grader.rubric import MAX_BYTES as RUBRIC_BYTES


@dataclass(frozen=True, slots=True)
class Graded:
    """A paper of the folder, with its report; `source` is its name in the store, whatever `path` shows.

    `judged` holds the verdicts that the report was made from, as texts.
    """

    path: Path
    rubric: Rubric
    report: Report
    source: str = ""
    judged: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many papers are marked at once (0: one a core), and what each may take."""

    jobs: int = 0
    seconds: float = 60
    megabytes: int = 4096


REDRAWN = 0.1
"""Seconds between two drawings of the progress bar, at least."""

DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a class is marked: within which limits, which piece of it, on which dask cluster, and named or not.

    `results` is the folder for pages and tables, None for none; `worksheet` Moodle's file to fill in, `upload`
    PrairieLearn's; `platforms` those whose `results.json` is written for every paper.
    """

    limits: Limits = DEFAULT_LIMITS
    shard: Shard | None = None
    cluster: str = ""
    key_file: Path | None = None
    results: Path | None = None
    worksheet: Path | None = None
    upload: Path | None = None
    platforms: tuple[str, ...] = ()


DEFAULT_MANNER = Manner()


def grade_folder(
    folder: Path,
    rubric_path: Path | None,
    *,
    as_json: bool,
    csv_path: str | None,
    strict: bool,
    manner: Manner = DEFAULT_MANNER,
) -> int:
    """Grade every paper; those that cannot be read are named, the others are graded all the same."""
    intake = gather(folder)
    if not intake.papers:
        raise UsageError(f"no paper in {folder} (files named .yaml or .yml)")
    papers = manner.shard.own(intake.papers) if manner.shard else intake.papers
    graded, refused, trouble = _grade_all(intake, papers, folder, rubric_path, manner)
    if as_json:
        document = {
            "papers": [report_json(row.report) for row in graded],
            "unreadable": [error_json(e) for e in refused],
        }
        click.echo(dumps(document))
    elif csv_path != "-":
        from grader.render.table import print_class

        print_class(
            list(zip(_short([row.path for row in graded]), (row.report for row in graded), strict=True)),
            graded[0].rubric if graded else None,
            stdout(),
        )
    for error in refused:
        print_error(error)
    if csv_path and graded:
        _write_csv(graded, csv_path)
    if trouble:
        raise trouble
    if manner.shard:
        stderr().print(
            f"piece {manner.shard.number} of {manner.shard.count} is kept; `grade merge {clean(str(folder))}` joins the pieces"
        )
    elif not manner.key_file:
        tell_what_waits([row.report for row in graded], folder)
    if refused:
        return SubmissionError.exit_code
    return 1 if strict and any(row.report.needs_review for row in graded) else 0


def _short(paths: Sequence[Path]) -> list[str]:
    """File names, or whole paths where two papers have one name, as those of platforms do."""
    names = [path.name for path in paths]
    return names if len(set(names)) == len(names) else [str(path) for path in paths]


def _grade_all(
    intake: Intake, papers: Sequence[Paper], folder: Path, rubric_path: Path | None, manner: Manner
) -> tuple[list[Graded], list[FileError], UsageError | None]:
    """Mark what the folder's store lacks, make every report from what it then holds, and write the results.

    Results that cannot be written are a trouble for later: the marks are shown all the same.
    """
    given = open_rubric(rubric_path) if rubric_path else None
    text = read_text(rubric_path, RUBRIC_BYTES, RubricError) if rubric_path else ""
    taught = calibration_text(rubric_path) if rubric_path else ""
    kept = store_path(folder)
    executor = _executor(manner, len(papers))
    try:
        with Store(manner.shard.store_path(kept) if manner.shard else kept) as store:
            store.forget_others({paper.name for paper in papers})
            with _bar(len(papers)) as step:
                run_class(papers, store, executor, text, step, taught)
            if store.lost:
                stderr().print(f"results are shown but not kept: {store.path}: {store.lost}")
            graded, refused = _reports(store, papers, folder, given)
            students = {row.source: row.report.student.id for row in graded}
            if manner.key_file:
                graded, refused = _without_names(graded, refused, folder, manner.key_file)
            tell_of_versions(intake, named=not manner.key_file)
            tell_of_papers(
                [(str(row.path), students[row.source], row.report) for row in graded],
                named=not manner.key_file,
            )
            tell_of_calibrations([row.rubric for row in graded])
            trouble = _results_trouble(graded, refused, folder, executor, text, manner)
    except KeyboardInterrupt:
        stderr().print(f"what is marked is kept in {clean(str(kept))}; the same command goes on from there")
        raise
    finally:
        executor.shutdown(cancel_futures=True)
    return graded, refused, trouble


def _reports(
    store: Store, papers: Sequence[Paper], folder: Path, given: Rubric | None
) -> tuple[list[Graded], list[FileError]]:
    exams = sorted({paper.exam for paper in store.papers() if paper.exam})
    rubrics = [given] if given else [open_rubric(None, exam, folder) for exam in exams]
    order = {paper.name: place for place, paper in enumerate(papers)}
    decisions = Decisions.of(folder, order)
    graded = [
        Graded(Path(row.path), rubric, row.report, row.path, row.judged)
        for rubric in rubrics
        for row in reports(store, rubric, decisions)
    ]
    errors: list[FileError] = [SubmissionError(folder / error.path, error.faults) for error in unread(store)]
    return sorted(graded, key=lambda row: order[row.source]), errors


def _results_trouble(
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
    with _bar(len(rows)) as step:
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
    target = results / worksheet.name
    if target.resolve() == worksheet.resolve():
        raise UsageError(f"{worksheet} is in the results folder; give the one that Moodle made, elsewhere")
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
    target = results / upload.name
    if target.resolve() == upload.resolve():
        raise UsageError(f"{upload} is in the results folder; give the one that PrairieLearn made, elsewhere")
    target.write_text(filled.text, encoding="utf-8", newline="")
    if filled.strangers:
        stderr().print(f"no row of {clean(upload.name)} is theirs: {clean(', '.join(filled.strangers))}")
    stderr().print(f"wrote {clean(str(target))} for {filled.count} submissions")


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal. No thread draws it: processes are copied from this one while it has a single thread."""
    from rich.progress import Progress

    shown = sys.stderr.isatty()
    with Progress(console=stderr(), transient=True, disable=not shown, auto_refresh=False) as progress:
        bar = progress.add_task("", total=total)
        drawn = 0.0

        def step(done: int) -> None:
            nonlocal drawn
            progress.advance(bar, done)
            if shown and monotonic() - drawn > REDRAWN:
                drawn = monotonic()
                progress.refresh()

        yield step


def _executor(manner: Manner, papers: int) -> Executor:
    if manner.cluster:
        from grader.classroom.cluster import Cluster

        return Cluster(manner.cluster)
    limits = manner.limits
    return Workers(min(limits.jobs or os.cpu_count() or 1, papers), limits.seconds, limits.megabytes)


def _without_names(
    graded: list[Graded], refused: list[FileError], folder: Path, key_file: Path
) -> tuple[list[Graded], list[FileError]]:
    """Pseudonyms for files, ids and names; the same ones in every run with the same key file."""
    known = [(str(row.path), row.report.student.id, row.report.student.name) for row in graded]
    lost = [str(Path(error.path).relative_to(folder)) for error in refused]
    names = pseudonyms([*known, *((file, "", "") for file in lost)], key_file)
    hidden = [
        replace(row, path=Path(name), report=replace(row.report, student=Student(name, "")))
        for row in graded
        for name in [names[str(row.path)]]
    ]
    errors: list[FileError] = [
        SubmissionError(names[file], error.faults) for file, error in zip(lost, refused, strict=True)
    ]
    stderr().print(f"names are left out; {clean(str(key_file))} tells who is who")
    return sorted(hidden, key=lambda row: str(row.path)), errors


def _write_csv(graded: list[Graded], csv_path: str) -> None:
    from grader.render.as_csv import class_csv

    text = class_csv([(str(row.path), row.report) for row in graded])
    if csv_path == "-":
        click.echo(text, nl=False)
    else:
        Path(csv_path).write_text(text, encoding="utf-8-sig", newline="")
        stderr().print(f"wrote {csv_path}")
