"""What a calibration is worth: agreement as the rubric stands, as fitted, and with each student set apart in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.calibration.agreement import Agreement, Pair, agreement
from grader.calibration.confidence import Trained, train_all
from grader.calibration.folds import left_out
from grader.calibration.lessons import Graded
from grader.calibration.proposing import FEWEST, propose, steady

ROUNDS = 20
FEWEST_STUDENTS = 3


@dataclass(frozen=True, slots=True)
class Trialled:
    """A graded answer, the share proposed for it, and the confidence in that; `accepted` where it may stand unseen."""

    answer: Graded
    share: Fraction
    confidence: float
    accepted: bool

    @property
    def is_right(self) -> bool:
        """Whether it is what the teacher gave."""
        return self.share == self.answer.share


@dataclass(frozen=True, slots=True)
class Used:
    """How one pattern fares: answers in which it was found, those of them given at least what it earns,
    answers given everything, and in how many of those it was found."""

    concept: str
    pattern: str
    found: int
    deserved: int
    full: int
    found_in_full: int

    @property
    def precision(self) -> float | None:
        """How often an answer where it was found was given at least what it earns."""
        return self.deserved / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """In how many of the full-mark answers it was found."""
        return self.found_in_full / self.full if self.full else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Agreement over one part, or over all: by the rubric alone, fitted, and cross-validated (None where it cannot be)."""

    rubric: Agreement
    fitted: Agreement
    apart: Agreement | None
    accepted: int
    accepted_right: int


def cross_validated(
    answers: Sequence[Graded],
    scales: Mapping[str, tuple[Fraction, ...]],
    fewest: int = FEWEST,
    rounds: int = ROUNDS,
) -> tuple[Trialled, ...]:
    """Every answer judged by what the other students' answers teach; empty with too few students."""
    enough = steady(answers, fewest)
    if len({each.student for each in answers}) < FEWEST_STUDENTS:
        return ()
    made: dict[int, Trialled] = {}
    for kept, apart in left_out(answers, rounds):
        others = [answers[n] for n in kept]
        trained = train_all(others, scales)
        made |= {n: _tried(answers[n], trained, enough) for n in apart}
    return tuple(made[n] for n in sorted(made))


def tried(answers: Sequence[Graded], trained: Trained, fewest: int = FEWEST) -> tuple[Trialled, ...]:
    """Every answer judged by what all of them teach, itself included."""
    enough = steady(answers, fewest)
    return tuple(_tried(each, trained, enough) for each in answers)


def figures(
    answers: Sequence[Graded], fitted: Sequence[Trialled], apart: Sequence[Trialled], part: str | None = None
) -> Figures:
    """The figures of a part, or of all parts together."""
    own = [each for each in answers if part in (None, each.part)]
    sides = [[each for each in side if part in (None, each.answer.part)] for side in (fitted, apart)]
    held = [each for each in sides[1] if each.accepted]
    return Figures(
        rubric=agreement([Pair(each.student, each.share, each.observed.share) for each in own]),
        fitted=_agreement(sides[0]),
        apart=_agreement(sides[1]) if sides[1] else None,
        accepted=len(held),
        accepted_right=sum(each.is_right for each in held),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A pattern of a concept, and the share of the part that it earns."""

    concept: str
    pattern: str
    share: Fraction


def patterns_used(answers: Sequence[Graded], patterns: Sequence[Asked]) -> tuple[Used, ...]:
    """How each pattern of a part fares."""
    full = sum(each.share == 1 for each in answers)
    return tuple(_used(answers, asked, full) for asked in patterns)


def _used(answers: Sequence[Graded], asked: Asked, full: int) -> Used:
    holders = [each for each in answers if (asked.concept, asked.pattern) in each.observed.found]
    return Used(
        asked.concept,
        asked.pattern,
        len(holders),
        sum(each.share >= asked.share for each in holders),
        full,
        sum(each.share == 1 for each in holders),
    )


def _tried(answer: Graded, trained: Trained, enough: frozenset[str]) -> Trialled:
    made = propose(answer.part, answer.observed, trained, enough & trained.learnt.lessons.keys())
    return Trialled(answer, made.share, made.confidence, made.accepted)


def _agreement(side: Sequence[Trialled]) -> Agreement:
    return agreement([Pair(each.answer.student, each.answer.share, each.share) for each in side])
