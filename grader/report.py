"""A graded paper: what verdicts come to under a rubric's points and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from grader.model import Part
from grader.submission import Student
from grader.verdict import Status, Tone


@dataclass(frozen=True, slots=True)
class Remark:
    """A piece of evidence in words."""

    code: str
    text: str
    quote: str
    line: int | None
    tone: Tone


@dataclass(frozen=True, slots=True)
class Mark:
    """A part's points, with the interval that a person may still decide."""

    part: Part
    question: str
    points: Fraction
    low: Fraction
    high: Fraction
    status: Status
    review: bool
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A graded paper; `points` includes the bonus, `max` does not."""

    exam: str
    title: str
    student: Student
    max: Fraction
    marks: tuple[Mark, ...]
    notices: tuple[Remark, ...]
    rubric: str
    submission: str
    version: str

    @property
    def points(self) -> Fraction:
        """The total, bonus included."""
        return exact_total(mark.points for mark in self.marks)

    @property
    def bonus(self) -> Fraction:
        """The part of the total that bonus parts earned."""
        return exact_total(mark.points for mark in self.marks if mark.part.bonus)

    @property
    def low(self) -> Fraction:
        """The least total that a person may decide."""
        return exact_total(mark.low for mark in self.marks)

    @property
    def high(self) -> Fraction:
        """The greatest total that a person may decide."""
        return exact_total(mark.high for mark in self.marks)

    @property
    def flagged(self) -> tuple[Mark, ...]:
        """The marks that a person must look at."""
        return tuple(mark for mark in self.marks if mark.review)

    @property
    def needs_review(self) -> bool:
        """Whether a person must look at a mark, or at what the file says beside its answers."""
        return bool(self.flagged) or any(notice.tone is Tone.DOUBT for notice in self.notices)


def exact_total(values: Iterable[Fraction]) -> Fraction:
    """The sum, exact; the values' denominators are few, so each is brought over only once.

    >>> exact_total([Fraction(1, 4), Fraction(1, 2), Fraction(1, 4)])
    Fraction(1, 1)
    """
    tops: dict[int, int] = {}
    for value in values:
        top, bottom = value.as_integer_ratio()
        tops[bottom] = tops.get(bottom, 0) + top
    parts = [Fraction(top, bottom) for bottom, top in tops.items()]
    return sum(parts[1:], parts[0]) if parts else Fraction(0)
