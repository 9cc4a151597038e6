"""From verdicts to points: a pure function of verdict and rubric, in exact fractions, with every reason in words."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from grader.model import Part, Rubric
from grader.report import Mark, Remark
from grader.texts import fill, phrase
from grader.verdict import Evidence, Verdict


def mark(part: Part, verdict: Verdict, rubric: Rubric) -> Mark:
    """The points of a part, and the interval that a person may still decide."""
    points = _points(verdict.share, part)
    sure = verdict.low is verdict.high or verdict.low == verdict.high
    return Mark(
        part=part,
        question=_question_of(rubric)[part.id],
        points=points,
        low=points if sure else _points(verdict.low, part),
        high=points if sure else _points(verdict.high, part),
        status=verdict.status,
        review=verdict.needs_review,
        remarks=tuple(remark(item, rubric) for item in verdict.evidence),
    )


def _points(share: Fraction, part: Part) -> Fraction:
    """A share of a part's points; most are all of them, or nothing."""
    if share == 1:
        return part.points
    return share * part.points if share else share


@lru_cache(maxsize=16)
def _question_of(rubric: Rubric) -> dict[str, str]:
    return {part.id: question.id for question in rubric.questions for part in question.parts}


def remark(evidence: Evidence, rubric: Rubric) -> Remark:
    """A piece of evidence in the exam's language; the rubric's own wording of a mistake comes first."""
    mistake = rubric.mistakes.get(evidence.code)
    text = (
        fill(mistake.text, evidence.facts)
        if mistake
        else phrase(evidence.code, rubric.language, evidence.facts)
    )
    return Remark(evidence.code, text, evidence.quote, evidence.line, evidence.tone)
