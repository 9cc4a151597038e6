"""`grade FOLDER`: every paper below it, a table, and a CSV where one is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

from grader.calibration.beside import calibration_text
from grader.classroom.anonymity import pseudonyms
from grader.classroom.desk import Desk
from grader.classroom.intake import Intake, gather
from grader.classroom.names import file_of
from grader.classroom.results import ClassPapers, Decisions, unread
from grader.classroom.roll import roll_of
from grader.classroom.running import Paper, run_class
from grader.classroom.store import Store, store_path
from grader.classroom.workers import Workers
from grader.cli.manner import DEFAULT_MANNER, Manner
from grader.cli.notices import tell_of_calibrations, tell_of_papers, tell_of_versions, tell_what_waits
from grader.cli.opening import open_rubric
from grader.cli.progress import bar
from grader.cli.results import Marked, results_trouble
from grader.cli.showing import Output, show
from grader.errors import FileError, RubricError, SubmissionError, UsageError
from grader.loading.clean import clean
from grader.loading.text import read_text
from grader.model import Rubric
from grader.render.consoles import stderr
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
    output = Output(as_json, csv_path)
    marked, trouble = _grade_all(intake, papers, folder, rubric_path, manner, output)
    for error in marked.refused:
        print_error(error)
    if trouble:
        raise trouble
    if manner.shard:
        stderr().print(
            f"piece {manner.shard.number} of {manner.shard.count} is kept; `grade merge {clean(str(folder))}` joins the pieces"
        )
    elif not manner.key_file:
        tell_what_waits([row.report for row in marked.roll.rows], folder)
    if marked.refused:
        return SubmissionError.exit_code
    return 1 if strict and any(row.report.needs_review for row in marked.roll.rows) else 0


def _grade_all(
    intake: Intake,
    papers: Sequence[Paper],
    folder: Path,
    rubric_path: Path | None,
    manner: Manner,
    output: Output,
) -> tuple[Marked, UsageError | None]:
    """Mark what the folder's store lacks, write the results from what it then holds, and show the marks.

    Results or a CSV that cannot be written are a trouble for later: the marks are shown all the same.
    """
    text = read_text(rubric_path, RUBRIC_BYTES, RubricError) if rubric_path else ""
    given = open_rubric(rubric_path) if rubric_path else None
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
            marked = _marked(store, papers, folder, given, manner.key_file)
            _tell(intake, marked, store, named=not manner.key_file)
            trouble = results_trouble(marked, Desk(folder, Path(), executor, text), manner)
            untold = show(marked, output)
    except KeyboardInterrupt:
        stderr().print(f"what is marked is kept in {clean(str(kept))}; the same command goes on from there")
        raise
    finally:
        executor.shutdown(cancel_futures=True)
    return marked, trouble or untold


def _marked(
    store: Store, papers: Sequence[Paper], folder: Path, given: Rubric | None, key_file: Path | None
) -> Marked:
    rubrics = [given] if given else [open_rubric(None, exam, folder) for exam in store.exams()]
    paths = [paper.name for paper in papers]
    names = _pseudonyms(store, key_file) if key_file else {}
    decisions = Decisions.of(folder, paths)
    order = sorted(paths, key=lambda path: names[path]) if names else paths
    found = ClassPapers(store, rubrics, decisions, order, names)
    refused: list[FileError] = [
        SubmissionError(names.get(error.path) or file_of(error.path, folder), error.faults)
        for error in unread(store)
    ]
    return Marked(found, roll_of(found), refused)


def _pseudonyms(store: Store, key_file: Path) -> Mapping[str, str]:
    """Pseudonyms for files, ids and names; the same ones in every run with the same key file."""
    names = pseudonyms([(path, who.id, who.name) for path, who in store.students().items()], key_file)
    stderr().print(f"names are left out; {clean(str(key_file))} tells who is who")
    return names


def _tell(intake: Intake, marked: Marked, store: Store, *, named: bool) -> None:
    tell_of_versions(intake, named=named)
    students = store.students()
    tell_of_papers([(row.name, students[row.path].id, row.report) for row in marked.roll.rows], named=named)
    tell_of_calibrations([row.rubric for row in marked.roll.rows])


def _executor(manner: Manner, papers: int) -> Executor:
    if manner.cluster:
        from grader.classroom.cluster import Cluster

        return Cluster(manner.cluster)
    limits = manner.limits
    return Workers(min(limits.jobs or os.cpu_count() or 1, papers), limits.seconds, limits.megabytes)
