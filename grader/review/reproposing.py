"""What the decisions taken so far would change in the proposals that still wait; a pure function of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.calibration.confidence import Trained, train_all
from grader.calibration.forecasting import by_part
from grader.calibration.lessons import Graded
from grader.calibration.levels import levels
from grader.calibration.observing import Observed
from grader.calibration.proposing import propose, steady
from grader.kinds.ideas import IdeasKind
from grader.language.grouping import Said, alike

FEWEST = 10
"""From so many decisions on a part on, its other proposals are learnt again; each is still a person's to confirm."""

LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer that a person decided in this sitting, as it is compared with others."""

    said: Said
    share: Fraction


@dataclass(frozen=True, slots=True)
class Open:
    """An answer that waits, with the share proposed now."""

    id: str
    part: str
    said: Said
    observed: Observed
    share: Fraction


@dataclass(frozen=True, slots=True)
class Change:
    """A proposal that the decisions taken would change, and why: `alike` to one decided, or `learnt` from all."""

    id: str
    part: str
    old: Fraction
    new: Fraction
    reason: str


def changes(
    settled: Sequence[Settled],
    graded: Sequence[Graded],
    waiting: Sequence[Open],
    kinds: Mapping[str, IdeasKind],
) -> tuple[Change, ...]:
    """What would change among the answers that wait; `graded` are all decisions, those of earlier sittings included."""
    trained = _trained(graded, kinds)
    enough = steady(graded, FEWEST)
    found = (_change(each, settled, trained, enough) for each in waiting)
    return tuple(change for change in found if change is not None)


def _trained(graded: Sequence[Graded], kinds: Mapping[str, IdeasKind]) -> Trained | None:
    if not graded:
        return None
    scales = {
        part: levels(kinds[part], [each.share for each in own]) for part, own in by_part(graded).items()
    }
    return train_all(graded, scales)


def _change(
    each: Open, settled: Sequence[Settled], trained: Trained | None, enough: frozenset[str]
) -> Change | None:
    same = frozenset(_shares_alike(each, settled))
    if len(same) == 1:
        (share,) = same
        return _moved(each, share, "alike")
    if trained is None or same:
        return None
    made = propose(each.part, each.observed, trained, enough)
    return _moved(each, made.share, "learnt") if made.learnt and made.confidence >= LIKELY else None


def _shares_alike(each: Open, settled: Sequence[Settled]) -> Iterator[Fraction]:
    """What answers alike were given; several shares mean that a person sees a difference that we do not."""
    return (other.share for other in settled if alike(other.said, each.said))


def _moved(each: Open, share: Fraction, reason: str) -> Change | None:
    return Change(each.id, each.part, each.share, share, reason) if share != each.share else None
