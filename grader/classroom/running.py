"""A class, marked: what the store lacks goes to an executor, and every outcome is kept as soon as it exists."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from grader.classroom.fingerprints import NOTICES
from grader.classroom.flight import BATCH, settled, singly
from grader.classroom.marking import (
    Task,
    mark_papers,
    prepare,
    scheme_for,
    scheme_of,
    unread_fingerprint,
)
from grader.classroom.store import Outcome, Store, faults_text
from grader.classroom.workers import WorkerDied
from grader.errors import Fault, SubmissionError
from grader.loading.text import read_bytes

_GROWTH = 16
"""So many papers are sent before batches grow by one, so that a small class spreads over all processes."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of the class: where it is now, and its name in the store."""

    path: Path
    name: str


def run_class(
    papers: Iterable[Paper],
    store: Store,
    executor: Executor,
    rubric: str = "",
    step: Callable[[int], object] = bool,
    calibration: str = "",
) -> int:
    """Mark what the store lacks, under a rubric's text or the one of each paper's exam; returns how many that were.

    `calibration` is the text of what that rubric was calibrated to; an exam's own is found beside it. `step` hears
    how many papers were just settled. Raises sqlite3.Error when the store cannot be written; what it held stays.
    """
    tasks = _stale(papers, store, rubric, step, calibration)
    batches = _batches(tasks, rubric, calibration)
    again: list[tuple[Task, ...]] = []
    marked = 0
    for done in settled(
        batches, lambda batch: executor.submit(mark_papers, batch, rubric, calibration), again
    ):
        outcomes: list[Outcome] = []
        for batch, future in done:
            found, alone = _outcomes(future, batch)
            outcomes += found
            again += alone
        store.keep(*outcomes)
        marked += len(outcomes)
        step(len(outcomes))
    return marked


def _batches(tasks: Iterator[Task], rubric: str, calibration: str) -> Iterator[tuple[Task, ...]]:
    """Tasks by one, then by more."""
    sent = 0
    while batch := tuple(islice(tasks, min(BATCH, 1 + sent // _GROWTH))):
        sent += len(batch)
        if sent == len(batch):
            prepare(batch[0], rubric, calibration)
        yield batch


def _stale(
    papers: Iterable[Paper], store: Store, rubric: str, step: Callable[[int], object], calibration: str
) -> Iterator[Task]:
    """The tasks of the papers for which the store lacks something."""
    for paper in papers:
        try:
            digest = "sha256:" + hashlib.sha256(read_bytes(paper.path)).hexdigest()
        except SubmissionError as error:
            store.keep(Outcome(paper.name, "", faults=faults_text(error.faults), again=True))
            step(1)
            continue
        stale = _stale_parts(paper, digest, store, rubric, calibration)
        if stale is None or stale:
            yield Task(str(paper.path), paper.name, digest, stale)
        else:
            step(1)


def _stale_parts(
    paper: Paper, digest: str, store: Store, rubric: str, calibration: str
) -> frozenset[str] | None:
    """The parts to judge: None for all, empty for none."""
    standing = store.standing(paper.name, digest)
    if standing is None:
        return None
    exam, known = standing
    if not exam:
        return frozenset() if known.get(NOTICES) == unread_fingerprint(rubric) else None
    try:
        scheme = scheme_of(rubric, calibration) if rubric else scheme_for(exam, str(paper.path))
    except SubmissionError:
        return None
    return frozenset(id for id, mark in scheme.fingerprints.items() if known.get(id) != mark)


def _outcomes(
    future: Future[list[Outcome]], batch: tuple[Task, ...]
) -> tuple[list[Outcome], list[tuple[Task, ...]]]:
    """What a batch gave, or its papers to try one by one; a process lost to one paper is the fault of that paper."""
    try:
        return future.result(), []
    except TimeoutError as cause:
        fault = Fault(f"marking took {cause} and was ended", hint="mark this paper by hand, or raise --time")
    except (WorkerDied, MemoryError) as cause:
        why = f"the process that marked this paper died ({cause or 'out of memory'})"
        fault = Fault(why, hint="mark this paper by hand; the others are not affected")
    if len(batch) > 1:
        return [], singly(batch)
    (task,) = batch
    return [Outcome(task.name, task.digest, faults=faults_text([fault]), again=True)], []
