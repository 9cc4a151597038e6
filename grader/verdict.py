"""What is said of an answer: evidence, and the verdict that rests on it. A verdict is a share, not a mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

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
    share = _exact(share)
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
    share, low, high = _exact(share), _exact(low), _exact(high)
    low = share if low is share else min(low, share)
    high = share if high is share else max(high, share)
    return Verdict(share, low, high, Status.UNDECIDED, evidence, own, slips)


def _exact(share: Fraction | int) -> Fraction:
    return share if isinstance(share, Fraction) else Fraction(share)


def blank() -> Verdict:
    """Nothing was answered: no points, and no doubt."""
    return Verdict(Fraction(0), Fraction(0), Fraction(0), Status.BLANK, (loss("blank"),))


def unreadable(*evidence: Evidence) -> Verdict:
    """Something was answered that could not be read; a person decides from nothing to everything."""
    return Verdict(Fraction(0), Fraction(0), Fraction(1), Status.UNREADABLE, evidence)
