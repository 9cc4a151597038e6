"""A class, marked: what the store lacks goes to an executor, and every outcome is kept as soon as it exists."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from grader.classroom.fingerprints import NOTICES
from grader.classroom.marking import Task, mark_paper, scheme_for, scheme_of, unread_fingerprint
from grader.classroom.store import Outcome, Store, faults_text
from grader.classroom.workers import WorkerDied
from grader.errors import Fault, SubmissionError
from grader.loading.text import read_bytes

IN_FLIGHT = 64  # tasks submitted and not yet kept, which bounds memory whatever the size of the class


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
) -> int:
    """Mark what the store lacks, under a rubric's text or the one of each paper's exam; returns how many that were.

    `step` hears how many papers were just settled. Raises sqlite3.Error when the store cannot be written; what
    it held stays.
    """
    tasks = _stale(papers, store, rubric, step)
    running: dict[Future[Outcome], Task] = {}
    marked = 0
    while batch := [*islice(tasks, IN_FLIGHT - len(running))] or running:
        running |= {executor.submit(mark_paper, task): task for task in batch if isinstance(task, Task)}
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            store.keep(_outcome(future, running.pop(future)))
            marked += 1
            step(1)
    return marked


def _stale(
    papers: Iterable[Paper], store: Store, rubric: str, step: Callable[[int], object]
) -> Iterator[Task]:
    """The tasks of the papers for which the store lacks something."""
    for paper in papers:
        try:
            digest = "sha256:" + hashlib.sha256(read_bytes(paper.path)).hexdigest()
        except SubmissionError as error:
            store.keep(Outcome(paper.name, "", faults=faults_text(error.faults), again=True))
            step(1)
            continue
        stale = _stale_parts(paper, digest, store, rubric)
        if stale is None or stale:
            yield Task(str(paper.path), paper.name, digest, rubric, stale)
        else:
            step(1)


def _stale_parts(paper: Paper, digest: str, store: Store, rubric: str) -> frozenset[str] | None:
    """The parts to judge: None for all, empty for none."""
    standing = store.standing(paper.name, digest)
    if standing is None:
        return None
    exam, known = standing
    if not exam:
        return frozenset() if known.get(NOTICES) == unread_fingerprint(rubric) else None
    try:
        scheme = scheme_of(rubric) if rubric else scheme_for(exam, str(paper.path))
    except SubmissionError:
        return None
    return frozenset(id for id, mark in scheme.fingerprints.items() if known.get(id) != mark)


def _outcome(future: Future[Outcome], task: Task) -> Outcome:
    """What a task gave; a lost process is the fault of its paper alone."""
    try:
        return future.result()
    except TimeoutError as cause:
        fault = Fault(f"marking took {cause} and was ended", hint="mark this paper by hand, or raise --time")
    except (WorkerDied, MemoryError) as cause:
        why = f"the process that marked this paper died ({cause or 'out of memory'})"
        fault = Fault(why, hint="mark this paper by hand; the others are not affected")
    return Outcome(task.name, task.digest, faults=faults_text([fault]), again=True)
