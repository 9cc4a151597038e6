"""One paper, marked inside a worker: a task goes in, an outcome comes out, both plain texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grader.classroom.fingerprints import NOTICES, code_digest, dependencies, fingerprints
from grader.classroom.store import Outcome, faults_text
from grader.classroom.verdicts import evidence_text, verdict_text
from grader.errors import SubmissionError
from grader.exams import find_rubric, known_exams
from grader.key import Key, cached
from grader.loading.submission import load_submission
from grader.model import Rubric
from grader.pipeline import judge, notices
from grader.placing import place
from grader.rubric import calibrated, load_rubric, read_rubric


@dataclass(frozen=True, slots=True)
class Scheme:
    """A rubric with what marking needs beside it."""

    rubric: Rubric
    key: Key
    fingerprints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """A paper to mark: the file at `path`, known to the store as `name` and by `digest`.

    `stale` names the parts to judge, None all.
    """

    path: str
    name: str
    digest: str
    stale: frozenset[str] | None = None


def mark_papers(tasks: Sequence[Task], rubric: str = "", calibration: str = "") -> list[Outcome]:
    """Mark some papers, one after the other, under a rubric's text or the one of each paper's exam.

    `calibration` is the text of what that rubric was calibrated to; an exam's own is found beside it.
    """
    return [mark_paper(task, rubric, calibration) for task in tasks]


def mark_paper(task: Task, rubric: str = "", calibration: str = "") -> Outcome:
    """Read a paper and judge what is stale; a paper that cannot be read is an outcome too."""
    try:
        paper = load_submission(Path(task.path))
        scheme = scheme_of(rubric, calibration) if rubric else scheme_for(paper.exam, task.path)
    except SubmissionError as error:
        marker = {NOTICES: (unread_fingerprint(rubric), "[]")}
        return Outcome(task.name, task.digest, judged=marker, faults=faults_text(error.faults))
    placed = place(paper, scheme.rubric)
    wanted = frozenset(scheme.fingerprints) if task.stale is None else task.stale
    verdicts = judge(scheme.rubric, placed, scheme.key, with_needed(wanted, scheme.rubric))
    texts = {id: verdict_text(verdict) for id, verdict in verdicts.items()}
    texts[NOTICES] = evidence_text(notices(scheme.rubric, placed))
    judged = {id: (scheme.fingerprints[id], text) for id, text in texts.items()}
    student = paper.student
    return Outcome(task.name, paper.digest, scheme.rubric.exam, student.id, student.name, judged)


def prepare(task: Task, rubric: str = "", calibration: str = "") -> None:
    """Load here what marking a paper needs; processes that are copied from this one need not load it again."""
    with suppress(SubmissionError):
        scheme_of(rubric, calibration) if rubric else scheme_for(
            load_submission(Path(task.path)).exam, task.path
        )


def with_needed(parts: frozenset[str], rubric: Rubric) -> frozenset[str]:
    """Parts, and those whose own results their judgement looks at."""
    needed = dependencies(rubric)
    return parts.union(*(needed.get(part, frozenset()) for part in parts))


@lru_cache(maxsize=8)
def scheme_of(text: str, calibration: str = "") -> Scheme:
    """The scheme of a rubric's text and of its calibration's; raises RubricError."""
    return _scheme(calibrated(read_rubric(text), calibration))


@lru_cache(maxsize=64)
def scheme_for(exam: str, graded: str) -> Scheme:
    """The scheme of an exam, for the paper at `graded`; raises SubmissionError where no rubric is found."""
    return _scheme_at(find_rubric(exam, Path(graded)))


def unread_fingerprint(rubric: str) -> str:
    """What a refusal to read depends on: this code, and which rubrics there are."""
    return f"{code_digest()} {'given' if rubric else ' '.join(known_exams())}"


@lru_cache(maxsize=8)
def _scheme_at(path: Path) -> Scheme:
    return _scheme(load_rubric(path))


def _scheme(rubric: Rubric) -> Scheme:
    return Scheme(rubric, cached(rubric), fingerprints(rubric))
