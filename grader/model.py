"""The exam as data: rubric, exercise, question, part; and one answer before the kind that judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Protocol, TypeVar

from grader import nodes
from grader.nodes import Node, Scalar, Steps
from grader.submission import Submission
from grader.verdict import Evidence, Verdict

T = TypeVar("T")
U = TypeVar("U")


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
