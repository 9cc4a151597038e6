"""What is proposed for an answer once some answers were graded: one rule for grading, for its trial and for the review page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.calibration.confidence import Trained
from grader.calibration.forecasting import by_part
from grader.calibration.lessons import Graded
from grader.calibration.observing import Observed

FEWEST = 20
"""With fewer graded answers to a part, its concepts keep the rubric's shares, and nothing is accepted unseen."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A share with the confidence in it; `accepted` where it may stand unseen. Without `learnt` it is the rubric's own."""

    share: Fraction
    confidence: float
    accepted: bool
    learnt: bool


def propose(part: str, observed: Observed, trained: Trained, steady: frozenset[str]) -> Proposal:
    """The share to propose; the rubric's own where little was graded or nothing was recognised.

    Where nothing was recognised, or a doubt is one that only a person settles, nothing is accepted however sure.
    """
    if part not in steady:
        return Proposal(observed.share, 0.0, accepted=False, learnt=False)
    made = trained.learnt.forecast(part, observed)
    confidence = trained.trust.confidence(made, observed)
    if not observed.is_recognised:
        agrees = made.share == observed.share
        return Proposal(observed.share, confidence if agrees else 0.0, accepted=False, learnt=False)
    sure = trained.trust.accepts(made, observed) and made.share > 0
    return Proposal(made.share, confidence, accepted=sure, learnt=True)


def steady(answers: Sequence[Graded], fewest: int = FEWEST) -> frozenset[str]:
    """The parts with enough graded answers to move their proposals."""
    return frozenset(part for part, own in by_part(answers).items() if len(own) >= fewest)
