"""`grade FOLDER`: every paper below it, a table, and a CSV where one is asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

import click

from grader.calibration.beside import calibration_text
from grader.classroom.anonymity import pseudonyms
from grader.classroom.intake import Intake, gather
from grader.classroom.results import Decisions, reports, unread
from grader.classroom.running import Paper, run_class
from grader.classroom.store import Store, store_path
from grader.classroom.workers import Workers
from grader.cli.manner import DEFAULT_MANNER, Graded, Manner
from grader.cli.notices import tell_of_calibrations, tell_of_papers, tell_of_versions, tell_what_waits
from grader.cli.opening import open_rubric
from grader.cli.progress import bar
from grader.cli.results import results_trouble
from grader.errors import FileError, RubricError, SubmissionError, UsageError
from grader.loading.clean import clean
from grader.loading.text import read_text
from grader.model import Rubric, Student
from grader.render.as_json import dumps, error_json, report_json
from grader.render.consoles import stderr, stdout
from grader.render.faults import print_error
from grader.rubric import MAX_BYTES as RUBRIC_BYTES


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
            with bar(len(papers)) as step:
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
            trouble = results_trouble(graded, refused, folder, executor, text, manner)
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
