"""Reports of a class: what the store holds, under a rubric's points and words. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.classroom.store import Store, StoredPaper
from grader.errors import SubmissionError
from grader.model import Report, Rubric, Submission
from grader.pipeline import report


@dataclass(frozen=True, slots=True)
class Graded:
    """A paper of the class, its path relative to the class folder, with its report.

    `submission` is what the student wrote, where a caller has read it again; the store does not keep it.
    """

    path: str
    report: Report
    submission: Submission | None = None


def reports(store: Store, rubric: Rubric) -> Iterator[Graded]:
    """The report of every paper of the rubric's exam that was marked whole, in the order of paths."""
    for paper in store.papers():
        if paper.exam == rubric.exam and is_whole(paper, rubric):
            made = report(rubric, paper.student, paper.digest, paper.verdicts, paper.notices)
            yield Graded(paper.path, made)


def unread(store: Store) -> Iterator[SubmissionError]:
    """Why each paper that was not marked was not."""
    for paper in store.papers():
        if paper.faults:
            yield SubmissionError(paper.path, list(paper.faults))


def is_whole(paper: StoredPaper, rubric: Rubric) -> bool:
    """Whether every part of the rubric has a verdict."""
    return not paper.faults and all(part.id in paper.verdicts for part in rubric.parts)
