"""In whatever order a person decides, the class is graded again, the rubric is edited, and the answer changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest

from grader.classroom.overrides import FILE, Override, answer_digest, append, asked_digest, load_overrides
from grader.classroom.results import ClassPapers, Decisions
from grader.classroom.running import Paper, run_class
from grader.classroom.store import Store, store_path
from grader.loading.submission import load_submission
from grader.placing import place
from grader.report import Mark
from grader.rubric import read_rubric

EXAM = """\
exam: small
title: Small
language: en
points: 2
parameters:
  f: {type: polynomial, expression: x^2 - 2 x}
exercises:
- title: A
  points: 2
  questions:
  - {id: a, title: Minimum, points: 2, parts: [{id: a, points: 2, kind: number, function: f, source: a}]}
"""


@dataclass
class Classroom:
    """A class of one paper, and what must hold of its mark whatever happened before."""

    folder: Path
    rubric: str = EXAM
    answer: str = "1"
    name: str = "ada.yaml"
    decided: list[tuple[Fraction, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.write()

    def write(self) -> None:
        paper = f"exam: small\nstudent: {{id: 7, name: Ada}}\nanswers: {{a: '{self.answer}'}}\n"
        (self.folder / self.name).write_text(paper, encoding="utf-8")

    def decide(self, points: str = "1/2") -> None:
        rubric = read_rubric(self.rubric)
        part = rubric.part("a")
        paper = place(load_submission(self.folder / self.name), rubric)
        seen = {"answer": answer_digest(paper, part), "asked": asked_digest(part, rubric), "student": "7"}
        append(self.folder, [Override(self.name, "a", Fraction(points), **seen)])
        self.decided.append((Fraction(points), self.answer, self.title))

    def withdraw(self) -> None:
        append(self.folder, [Override(self.name, "a", student="7")])
        self.decided.append((Fraction(-1), "", ""))

    def regrade(self) -> None:
        with Store(store_path(self.folder)) as store, ThreadPoolExecutor(1) as executor:
            run_class([Paper(self.folder / self.name, self.name)], store, executor, self.rubric)

    def reweigh(self) -> None:
        self.rubric = self.rubric.replace("points: 2", "points: 4")

    def reparameter(self) -> None:
        self.rubric = self.rubric.replace("x^2 - 2 x", "x^2 - 4 x")

    def retitle(self) -> None:
        self.rubric = self.rubric.replace("Minimum", "Maximum")

    def rewrite(self) -> None:
        self.answer = "2"
        self.write()

    def rename(self) -> None:
        (self.folder / self.name).rename(self.folder / "eve.yaml")
        self.name = "eve.yaml"

    @property
    def title(self) -> str:
        return read_rubric(self.rubric).questions[0].title

    def mark(self) -> Mark:
        self.regrade()
        with Store(store_path(self.folder)) as store:
            rows = ClassPapers(store, [read_rubric(self.rubric)], Decisions.of(self.folder, [self.name]))
            return next(row.report.marks[0] for row in rows if row.path == self.name)

    def check(self) -> None:
        """The last decision is the mark, is asked about exactly where something it saw has changed, and none is lost."""
        mark = self.mark()
        points, answer, title = self.decided[-1]
        assert [entry.points for entry in load_overrides(self.folder).entries] == [
            None if given < 0 else given for given, _, _ in self.decided
        ]
        if points < 0:
            assert (mark.points, mark.review) == (self.ours(mark), False)
            return
        assert mark.points == points
        assert mark.review == ((answer, title) != (self.answer, self.title))
        assert any(remark.code == "teacher-decision" for remark in mark.remarks)

    def ours(self, mark: Mark) -> Fraction:
        right = "2" if "4 x" in self.rubric else "1"
        return mark.part.points if self.answer == right else Fraction(0)


@pytest.mark.parametrize("edit", ["reweigh", "retitle"])
def test_every_order_of_decision_regrade_edit_and_answer(edit: str, tmp_path: Path) -> None:
    for number, order in enumerate(permutations(["decide", "regrade", edit, "rewrite"])):
        folder = tmp_path / str(number)
        folder.mkdir()
        one = Classroom(folder)
        for step in order:
            getattr(one, step)()
        one.check()


@pytest.mark.parametrize("last", ["decide", "withdraw", "rename"])
def test_a_second_decision_counts_alone_and_a_withdrawal_gives_ours_back(last: str, tmp_path: Path) -> None:
    for number, order in enumerate(permutations(["decide", "reparameter", "rewrite"])):
        folder = tmp_path / str(number)
        folder.mkdir()
        one = Classroom(folder)
        for step in order:
            getattr(one, step)()
        getattr(one, last)(*(["3/4"] if last == "decide" else []))
        one.check()


def test_deciding_grading_and_deleting_all_that_was_stored_keeps_every_byte(tmp_path: Path) -> None:
    one = Classroom(tmp_path)
    one.decide()
    kept = (tmp_path / FILE).read_bytes()
    for step in (one.regrade, one.reweigh, one.regrade, one.rewrite, one.regrade):
        step()
    for path in (tmp_path / ".grade").iterdir():
        path.unlink()
    one.check()
    assert (tmp_path / FILE).read_bytes() == kept
