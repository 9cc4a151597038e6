"""Reports of a class: what the store holds, under a rubric's points and words. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom.overrides import Overrides, applied, load_overrides
from grader.classroom.store import Store, StoredPaper
from grader.classroom.verdicts import read_verdict, verdict_text
from grader.errors import SubmissionError
from grader.loading.submission import load_submission
from grader.model import Report, Rubric, Verdict
from grader.pipeline import report
from grader.placing import place


@dataclass(frozen=True, slots=True)
class Graded:
    """A paper of the class, its path relative to the class folder, with its report.

    `judged` holds what that was made from as texts: the verdict of every part, and the notices under `NOTICES`.
    """

    path: str
    report: Report
    judged: Mapping[str, str]


def reports(store: Store, rubric: Rubric, decisions: Decisions | None = None) -> Iterator[Graded]:
    """The report of every paper of the rubric's exam that was marked whole, in the order of paths.

    `decisions` are a person's, which stand in the place of ours.
    """
    for paper in store.papers():
        if paper.exam == rubric.exam and is_whole(paper, rubric):
            verdicts = decisions.applied(paper, rubric) if decisions else paper.verdicts
            made = report(rubric, paper.student, paper.digest, verdicts, paper.notices)
            yield Graded(paper.path, made, _judged(paper, verdicts))


def _judged(paper: StoredPaper, verdicts: Mapping[str, Verdict]) -> Mapping[str, str]:
    """The stored texts, but for verdicts that a person has decided."""
    decided = [part for part, verdict in verdicts.items() if verdict is not read_verdict(paper.judged[part])]
    return {**paper.judged, **{part: verdict_text(verdicts[part]) for part in decided}}


@dataclass(frozen=True, slots=True)
class Decisions:
    """A person's decisions on a class in `folder`."""

    folder: Path
    overrides: Overrides

    @classmethod
    def of(cls, folder: Path, papers: Iterable[str]) -> Decisions:
        """Those in the folder's file, if any; raises OverridesError."""
        return cls(folder, replace(load_overrides(folder), papers=frozenset(papers)))

    def applied(self, paper: StoredPaper, rubric: Rubric) -> Mapping[str, Verdict]:
        """The verdicts of a paper, decided ones included; the paper is read again only where one is decided."""
        verdicts = paper.verdicts
        if not self.overrides.about(paper.path, paper.student):
            return verdicts
        try:
            submission = place(load_submission(self.folder / paper.path), rubric)
        except SubmissionError:
            return verdicts
        return applied(verdicts, self.overrides, paper.path, submission, rubric)


def unread(store: Store) -> Iterator[SubmissionError]:
    """Why each paper that was not marked was not."""
    for paper in store.papers():
        if paper.faults:
            yield SubmissionError(paper.path, list(paper.faults))


def is_whole(paper: StoredPaper, rubric: Rubric) -> bool:
    """Whether every part of the rubric has a verdict."""
    return not paper.faults and all(part.id in paper.judged for part in rubric.parts)
