"""`grade FOLDER`: every paper below it, a table, and a CSV where one is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

import click

from grader.classroom.anonymity import pseudonyms
from grader.classroom.intake import Intake, gather, shared_ids
from grader.classroom.results import reports, unread
from grader.classroom.running import Paper, run_class
from grader.classroom.shards import Shard
from grader.classroom.store import Store, store_path
from grader.classroom.workers import Workers
from grader.cli.opening import open_rubric
from grader.errors import FileError, RubricError, SubmissionError, UsageError
from grader.loading.clean import clean
from grader.loading.text import read_text
from grader.model import Report, Rubric, Student
from grader.render.as_json import dumps, error_json, report_json
from grader.render.consoles import stderr, stdout
from grader.render.faults import print_error
from grader.rubric import MAX_BYTES as RUBRIC_BYTES


@dataclass(frozen=True, slots=True)
class Graded:
    """A paper of the folder, with its report."""

    path: Path
    rubric: Rubric
    report: Report


@dataclass(frozen=True, slots=True)
class Limits:
    """How many papers are marked at once (0: one a core), and what each may take."""

    jobs: int = 0
    seconds: float = 60
    megabytes: int = 4096


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a class is marked: within which limits, which piece of it, on which dask cluster, and named or not."""

    limits: Limits = DEFAULT_LIMITS
    shard: Shard | None = None
    cluster: str = ""
    key_file: Path | None = None


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
    graded, refused = _grade_all(papers, folder, rubric_path, manner)
    _tell(intake, graded)
    if manner.key_file:
        graded, refused = _without_names(graded, refused, folder, manner.key_file)
    if as_json:
        document = {
            "papers": [report_json(row.report) for row in graded],
            "unreadable": [error_json(e) for e in refused],
        }
        click.echo(dumps(document))
    elif csv_path != "-":
        from grader.render.table import print_class

        print_class(
            [(row.path.name, row.report) for row in graded], graded[0].rubric if graded else None, stdout()
        )
    for error in refused:
        print_error(error)
    if csv_path and graded:
        _write_csv(graded, csv_path)
    if refused:
        return SubmissionError.exit_code
    return 1 if strict and any(row.report.needs_review for row in graded) else 0


def _grade_all(
    papers: Sequence[Paper], folder: Path, rubric_path: Path | None, manner: Manner
) -> tuple[list[Graded], list[FileError]]:
    """Mark what the folder's store lacks, and make every report from what it then holds."""
    given = open_rubric(rubric_path) if rubric_path else None
    text = read_text(rubric_path, RUBRIC_BYTES, RubricError) if rubric_path else ""
    kept = store_path(folder)
    with Store(manner.shard.store_path(kept) if manner.shard else kept) as store:
        store.forget_others({paper.name for paper in papers})
        _run(papers, store, text, manner)
        if store.lost:
            stderr().print(f"results are shown but not kept: {store.path}: {store.lost}")
        exams = sorted({paper.exam for paper in store.papers() if paper.exam})
        rubrics = [given] if given else [open_rubric(None, exam, folder) for exam in exams]
        graded = [
            Graded(Path(r.path), rubric, r.report) for rubric in rubrics for r in reports(store, rubric)
        ]
        errors = [SubmissionError(folder / error.path, error.faults) for error in unread(store)]
    order = {paper.name: place for place, paper in enumerate(papers)}
    return sorted(graded, key=lambda row: order[str(row.path)]), [*errors]


def _run(papers: Sequence[Paper], store: Store, rubric: str, manner: Manner) -> None:
    from rich.progress import Progress

    workers = _executor(manner, len(papers))
    with Progress(console=stderr(), transient=True, disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task("", total=len(papers))
        try:
            run_class(papers, store, workers, rubric, lambda done: progress.advance(bar, done))
        finally:
            workers.shutdown(cancel_futures=True)


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
        Graded(Path(name), row.rubric, replace(row.report, student=Student(name, "")))
        for row in graded
        for name in [names[str(row.path)]]
    ]
    errors: list[FileError] = [
        SubmissionError(names[file], error.faults) for file, error in zip(lost, refused, strict=True)
    ]
    stderr().print(f"names are left out; {clean(str(key_file))} tells who is who")
    return sorted(hidden, key=lambda row: str(row.path)), errors


def _tell(intake: Intake, graded: list[Graded]) -> None:
    """Say on stderr which versions do not count, and which papers carry one student's id."""
    for older, newer in intake.replaced:
        stderr().print(f"{clean(older.name)} is not marked: {clean(newer.name)} is newer")
    students = [(str(row.path), row.report.student.id) for row in graded]
    for id, paths in shared_ids(students).items():
        names = ", ".join(map(clean, paths))
        stderr().print(f"the student id {clean(id)} stands on {len(paths)} papers, all marked: {names}")


def _write_csv(graded: list[Graded], csv_path: str) -> None:
    from grader.render.as_csv import class_csv

    text = class_csv([(str(row.path), row.report) for row in graded])
    if csv_path == "-":
        click.echo(text, nl=False)
    else:
        Path(csv_path).write_text(text, encoding="utf-8-sig", newline="")
        stderr().print(f"wrote {csv_path}")
