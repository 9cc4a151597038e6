"""Reports of a class: what the store holds, under a rubric's points and words. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from grader.classroom.fingerprints import NOTICES
from grader.classroom.names import file_of
from grader.classroom.overrides import Overrides, applied, load_overrides
from grader.classroom.store import Store, StoredPaper
from grader.classroom.verdicts import read_evidence, read_verdict, verdict_text
from grader.errors import SubmissionError
from grader.loading.submission import load_submission
from grader.model import Rubric
from grader.pipeline import report
from grader.placing import place
from grader.report import Report
from grader.submission import Student
from grader.verdict import Verdict


@dataclass(frozen=True)
class Graded:
    """A paper of the class that was marked whole; `path` is its file relative to the class folder, `digest` its hash.

    `student` is who results say wrote it. `judged` holds, as texts, what the report is made from: the verdict of every
    part, and the notices under `NOTICES`.
    """

    path: str
    name: str
    rubric: Rubric
    student: Student
    digest: str
    judged: Mapping[str, str]

    @cached_property
    def report(self) -> Report:
        """Its marks with every reason, made when first asked for."""
        verdicts = {part: read_verdict(text) for part, text in self.judged.items() if part != NOTICES}
        notices = read_evidence(self.judged.get(NOTICES, "[]"))
        return report(self.rubric, self.student, self.digest, verdicts, notices)


@dataclass(frozen=True, slots=True)
class ClassPapers:
    """The marked papers of a class, read from its store anew whenever they are gone through, so that none has to stay.

    They come in the order of `paths`, without it in the store's own; papers of other exams, and those not marked
    whole, are left out. `names` tells those that stand in the place of files and students; `decisions` are a person's,
    in the place of ours.
    """

    store: Store
    rubrics: Sequence[Rubric]
    decisions: Decisions | None = None
    paths: Sequence[str] | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Graded]:
        """One paper after the other."""
        rubrics = {rubric.exam: rubric for rubric in self.rubrics}
        for paper in self._stored():
            rubric = rubrics.get(paper.exam)
            if rubric is not None and is_whole(paper, rubric):
                yield self._graded(paper, rubric)

    def _stored(self) -> Iterator[StoredPaper]:
        if self.paths is None:
            return self.store.papers()
        return (paper for path in self.paths if (paper := self.store.paper(path)) is not None)

    def _graded(self, paper: StoredPaper, rubric: Rubric) -> Graded:
        judged = self.decisions.judged(paper, rubric) if self.decisions else paper.judged
        hidden = self.names.get(paper.path)
        student = Student(hidden, "") if hidden else paper.student
        return Graded(paper.path, hidden or paper.path, rubric, student, paper.digest, judged)


@dataclass(frozen=True, slots=True)
class Decisions:
    """A person's decisions on a class in `folder`."""

    folder: Path
    overrides: Overrides

    @classmethod
    def of(cls, folder: Path, papers: Iterable[str]) -> Decisions:
        """Those in the folder's file, if any; raises OverridesError."""
        return cls(folder, replace(load_overrides(folder), papers=frozenset(papers)))

    def judged(self, paper: StoredPaper, rubric: Rubric) -> Mapping[str, str]:
        """The texts of a paper's verdicts, decided ones included."""
        if not self.overrides.about(paper.path, paper.student):
            return paper.judged
        verdicts = self.applied(paper, rubric)
        return {**paper.judged, **{part: verdict_text(verdict) for part, verdict in verdicts.items()}}

    def applied(self, paper: StoredPaper, rubric: Rubric) -> Mapping[str, Verdict]:
        """The verdicts of a paper, decided ones included; the paper is read again only where one is decided."""
        verdicts = paper.verdicts
        if not self.overrides.about(paper.path, paper.student):
            return verdicts
        try:
            submission = place(load_submission(file_of(paper.path, self.folder)), rubric)
        except SubmissionError:
            return verdicts
        return applied(verdicts, self.overrides, paper.path, submission, rubric)


def unread(store: Store) -> Iterator[SubmissionError]:
    """Why each paper that was not marked was not."""
    yield from (SubmissionError(path, list(faults)) for path, faults in store.unread())


def is_whole(paper: StoredPaper, rubric: Rubric) -> bool:
    """Whether every part of the rubric has a verdict."""
    return not paper.faults and all(part.id in paper.judged for part in rubric.parts)
