"""The nouns: rubric, question, part; submission, answer; evidence, verdict; mark, report. Frozen, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol, TypeVar

from grader import nodes
from grader.nodes import Node, Scalar, Steps

T = TypeVar("T")
U = TypeVar("U")
_EMPTY: Mapping[str, str] = MappingProxyType({})


class Status(StrEnum):
    """How an answer stands; `wrong` (judged), `unreadable` and `undecided` (not judged) are never confused."""

    CORRECT = "correct"
    PARTIAL = "partial"
    WRONG = "wrong"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"


class Tone(StrEnum):
    """What a piece of evidence does: earns, costs, only remarks, or asks for a person."""

    CREDIT = "credit"
    LOSS = "loss"
    NOTE = "note"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason of a verdict: a code with its facts (worded by `texts/`), and the student's own words."""

    code: str
    tone: Tone
    facts: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    quote: str = ""
    line: int | None = None


def credit(code: str, quote: str = "", line: int | None = None, **facts: object) -> Evidence:
    """Evidence that earned points."""
    return Evidence(code, Tone.CREDIT, _texts(facts), quote, line)


def loss(code: str, quote: str = "", line: int | None = None, **facts: object) -> Evidence:
    """Evidence that cost points."""
    return Evidence(code, Tone.LOSS, _texts(facts), quote, line)


def note(code: str, quote: str = "", line: int | None = None, **facts: object) -> Evidence:
    """A remark that changes no mark."""
    return Evidence(code, Tone.NOTE, _texts(facts), quote, line)


def doubt(code: str, quote: str = "", line: int | None = None, **facts: object) -> Evidence:
    """A reason why a person must look."""
    return Evidence(code, Tone.DOUBT, _texts(facts), quote, line)


def _texts(facts: Mapping[str, object]) -> Mapping[str, str]:
    return MappingProxyType({name: str(value) for name, value in facts.items()})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which share of a part is earned, why, and how sure that is; points are computed elsewhere.

    `low` and `high` bound the share that a person may decide; they equal `share` when nothing is in doubt.
    `own` is the student's own result, on which later parts build; `slips` the mistakes charged or seen so far.
    """

    share: Fraction
    low: Fraction
    high: Fraction
    status: Status
    evidence: tuple[Evidence, ...] = ()
    own: object = None
    slips: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        is_one = self.low is self.share is self.high
        in_order = is_one or self.low <= self.share <= self.high
        if self.low.numerator < 0 or self.high.numerator > self.high.denominator or not in_order:
            raise ValueError(f"shares out of order: 0 <= {self.low} <= {self.share} <= {self.high} <= 1")

    @property
    def needs_review(self) -> bool:
        """Whether a person must look at this answer."""
        is_open = self.low is not self.high and self.low < self.high
        return is_open or any(item.tone is Tone.DOUBT for item in self.evidence)


def decided(
    share: Fraction | int, *evidence: Evidence, own: object = None, slips: frozenset[str] = frozenset()
) -> Verdict:
    """A verdict without doubt: correct, partial or wrong, as its share says."""
    share = Fraction(share)
    status = Status.CORRECT if share == 1 else Status.PARTIAL if share else Status.WRONG
    return Verdict(share, share, share, status, evidence, own, slips)


def proposed(
    share: Fraction | int,
    *evidence: Evidence,
    low: Fraction | int = 0,
    high: Fraction | int = 1,
    own: object = None,
    slips: frozenset[str] = frozenset(),
) -> Verdict:
    """A share that a person must confirm, anywhere from `low` to `high`; `evidence` holds the doubt."""
    share = Fraction(share)
    low, high = min(Fraction(low), share), max(Fraction(high), share)
    return Verdict(share, low, high, Status.UNDECIDED, evidence, own, slips)


def blank() -> Verdict:
    """Nothing was answered: no points, and no doubt."""
    return Verdict(Fraction(0), Fraction(0), Fraction(0), Status.BLANK, (loss("blank"),))


def unreadable(*evidence: Evidence) -> Verdict:
    """Something was answered that could not be read; a person decides from nothing to everything."""
    return Verdict(Fraction(0), Fraction(0), Fraction(1), Status.UNREADABLE, evidence)


@dataclass(frozen=True, slots=True)
class Solution:
    """The reference answer of a part, as an excellent student types it, and how it is derived, a step a line."""

    answer: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer stands in a student's file: a key of `answers`, and a field below it."""

    key: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.key}/{self.field}" if self.field else self.key


class Kind(Protocol):
    """A kind of answer: derives the reference answer of a part, and judges a student's."""

    def solve(self, rubric: Rubric) -> Solution:
        """The reference answer, from the exam's parameters."""

    def judge(self, case: Case) -> Verdict:
        """A student's answer against the reference; pure, and raises nothing whatever was written."""


class Adjuster(Protocol):
    """What a teacher's earlier marks change in verdicts; see `calibration/`."""

    @property
    def notices(self) -> tuple[Evidence, ...]:
        """What a report says of it."""

    def adjusted(self, verdict: Verdict, case: Case) -> Verdict:
        """A verdict in the light of earlier marks."""

    def mark(self, part: str) -> str:
        """Changes with whatever a verdict on a part depends on here; empty where it depends on nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is marked on its own, such as `1.6.alpha3-gradient`.

    `follows` names the earlier parts whose own results this one may build on; `also` the other places
    where it may have been answered; `steps` lead to it in the rubric's file.
    """

    id: str
    title: str
    points: Fraction
    kind: Kind
    kind_name: str
    source: Source
    also: tuple[Source, ...] = ()
    follows: tuple[str, ...] = ()
    bonus: bool = False
    steps: Steps = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as printed, such as 1.6, with its parts.

    `fields` holds the fields that its answer may have, each with the other names that students give it.
    """

    id: str
    title: str
    points: Fraction
    parts: tuple[Part, ...]
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise of the exam, with its questions."""

    title: str
    points: Fraction
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A fact of the exam from which answers are derived; `assumed` when the scan lost it, with the reason."""

    name: str
    value: object
    assumed: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A recognised mistake: the share that it leaves, and the remark in the student's language."""

    name: str
    share: Fraction
    text: str


@dataclass(frozen=True, slots=True, eq=False)  # itself alone: what is worked out for one is kept by it
class Rubric:
    """An exam as data; `digest` is the hash of its file, `text` what stands in it.

    `calibration` is what earlier marks taught about it, if any.
    """

    exam: str
    title: str
    language: str
    points: Fraction
    bonus: Fraction
    parameters: Mapping[str, Parameter]
    mistakes: Mapping[str, Mistake]
    exercises: tuple[Exercise, ...]
    digest: str
    path: str = ""
    text: str = field(default="", repr=False)
    calibration: Adjuster | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the exam."""
        return _questions(self)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part, in the order of the exam."""
        return _parts(self)

    def part(self, id: str) -> Part:
        """The part of that id; raises KeyError."""
        return _parts_by_id(self)[id]

    def value(self, name: str, of: type[T]) -> T:
        """The parameter `name`, which must be an `of`; raises TypeError where it is not."""
        value = self.parameters[name].value
        if not isinstance(value, of):
            raise TypeError(f"parameter {name} is not a {of.__name__}")
        return value

    def either(self, name: str, of: type[T], other: type[U]) -> T | U:
        """The parameter `name`, which must be an `of` or an `other`; raises TypeError where it is neither."""
        value = self.parameters[name].value
        return value if isinstance(value, other) else self.value(name, of)


@lru_cache(maxsize=16)
def _questions(rubric: Rubric) -> tuple[Question, ...]:
    return tuple(question for exercise in rubric.exercises for question in exercise.questions)


@lru_cache(maxsize=16)
def _parts(rubric: Rubric) -> tuple[Part, ...]:
    return tuple(part for question in rubric.questions for part in question.parts)


@lru_cache(maxsize=16)
def _parts_by_id(rubric: Rubric) -> dict[str, Part]:
    return {part.id: part for part in rubric.parts}


@dataclass(frozen=True, slots=True)
class Student:
    """Who wrote a paper; both texts are the student's own and never trusted."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A student's file, read: `answers` by normalised question key; `faults` what could not be read.

    An answer lost to a fault stands in `unread` with the fault's evidence instead.
    """

    exam: str
    student: Student
    answers: Mapping[str, Node]
    digest: str = ""
    path: str = ""
    unread: Mapping[str, Evidence] = field(default_factory=dict)
    notices: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One answer before its judge: everything a kind may know."""

    part: Part
    rubric: Rubric
    solution: Solution
    submission: Submission
    earlier: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def answer(self) -> Node | None:
        """What stands at the part's own place, or None; a text where fields were expected is the whole answer."""
        return self.at(self.part.source)

    @property
    def elsewhere(self) -> tuple[Node, ...]:
        """What stands at the other places where this part may have been answered."""
        return tuple(node for source in self.part.also if (node := self.at(source)) is not None)

    @property
    def text(self) -> Scalar:
        """The answer as one text; empty when nothing is written."""
        return nodes.as_text(self.answer)

    @property
    def shares_text(self) -> bool:
        """Whether one text, in which no field is named, answers this part and one before it."""
        source = self.part.source
        if not source.field or not isinstance(self.submission.answers.get(source.key), Scalar):
            return False
        sources = (part.source for part in self.rubric.parts if part.source.key == source.key)
        return next(sources, None) != source

    def field(self, name: str) -> Node | None:
        """What stands under another field of the same question, such as `learning_rate`."""
        return self.at(Source(self.part.source.key, name))

    def at(self, source: Source) -> Node | None:
        """What stands at a place of the student's file."""
        node = self.submission.answers.get(source.key)
        if source.field and isinstance(node, nodes.Mapping):
            return node.get(source.field)
        return node

    def followed(self) -> Mapping[str, Verdict]:
        """The verdicts of the parts that this one follows, those that were judged."""
        return {id: self.earlier[id] for id in self.part.follows if id in self.earlier}


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
