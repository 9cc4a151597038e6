"""What a calibration makes of a verdict: it may settle a soft doubt, move a proposal, or ask for a person.

Hard doubts stay whatever was learnt. An answer in which nothing was recognised is left as the rubric judges it.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from grader.calibration.confidence import Trained
from grader.calibration.observing import SOFT, Observed, is_warned
from grader.calibration.proposing import Proposal, propose
from grader.verdict import Evidence, Status, Tone, Verdict, decided, doubt, note, proposed

LIKELY = 0.5
OPEN = 0.1
"""A share that the teacher gives at least so often in such a case stays open to a person."""


def adjusted(verdict: Verdict, part: str, observed: Observed, trained: Trained) -> Verdict:
    """The verdict on an answer of a part of which enough was graded; `observed` is that answer."""
    if not observed.is_recognised or verdict.status in (Status.BLANK, Status.UNREADABLE):
        return verdict
    made = propose(part, observed, trained, frozenset({part}))
    if made.share == verdict.share and not verdict.needs_review and made.confidence >= LIKELY:
        return verdict
    if made.accepted and not is_warned(verdict):
        return _settled(verdict, made)
    if made.confidence < LIKELY:
        return verdict if verdict.needs_review else _asked(verdict, part, observed, trained)
    if made.share == verdict.share:
        return verdict
    return _moved(verdict, made)


def _settled(verdict: Verdict, made: Proposal) -> Verdict:
    """A share that past marks confirm, or put in the place of the rubric's."""
    kept = tuple(_calmed(item) for item in verdict.evidence)
    code = "calibration-agrees" if made.share == verdict.share else "calibration-instead"
    told = note(code, share=made.share, before=verdict.share, confidence=_percent(made.confidence))
    return replace(decided(made.share, *kept, told), own=verdict.own, slips=verdict.slips)


def _moved(verdict: Verdict, made: Proposal) -> Verdict:
    """Another proposal, between whose share and the rubric's own a person decides at least."""
    told = doubt(
        "calibration-moves", share=made.share, before=verdict.share, confidence=_percent(made.confidence)
    )
    return proposed(
        made.share,
        *verdict.evidence,
        told,
        low=min(verdict.low, made.share),
        high=max(verdict.high, made.share),
        own=verdict.own,
        slips=verdict.slips,
    )


def _asked(verdict: Verdict, part: str, observed: Observed, trained: Trained) -> Verdict:
    """The same proposal, for a person to confirm."""
    shares = _probable(part, observed, trained)
    told = doubt("calibration-doubts", share=verdict.share)
    return proposed(
        verdict.share,
        *verdict.evidence,
        told,
        low=min(verdict.low, *shares),
        high=max(verdict.high, *shares),
        own=verdict.own,
        slips=verdict.slips,
    )


def _probable(part: str, observed: Observed, trained: Trained) -> tuple[Fraction, ...]:
    """The shares that are not improbable."""
    learnt = trained.learnt
    features = learnt.lessons[part].features(observed, learnt.outlook.overall)
    chances = learnt.outlook.chances(features, learnt.levels[part])
    return tuple(level for level, chance in zip(learnt.levels[part], chances, strict=True) if chance >= OPEN)


def _calmed(item: Evidence) -> Evidence:
    soft = item.tone is Tone.DOUBT and item.code in SOFT
    return replace(item, tone=Tone.NOTE) if soft else item


def _percent(confidence: float) -> str:
    return f"{100 * confidence:.0f}"
