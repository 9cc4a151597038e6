"""A calibration from graded answers, with all its figures: what is learnt, what it is worth, and how each pattern fares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import grader
from grader.calibration.confidence import train_all
from grader.calibration.files import FORMAT, Stored, asked
from grader.calibration.forecasting import Learnt, by_part
from grader.calibration.lessons import Graded
from grader.calibration.levels import levels
from grader.calibration.proposing import steady
from grader.calibration.trial import Asked, Figures, Used, cross_validated, figures, patterns_used, tried
from grader.hashes import digest
from grader.kinds.ideas import IdeasKind
from grader.model import Part, Rubric


@dataclass(frozen=True, slots=True)
class Worth:
    """A concept's share in the rubric, and what it is worth to the teacher; `worth` is None where too little was graded."""

    concept: str
    share: Fraction
    worth: float | None


@dataclass(frozen=True, slots=True)
class OfPart:
    """One part: its figures, its concepts and patterns. `is_steady` where enough was graded to move its proposals."""

    part: str
    figures: Figures
    is_steady: bool
    concepts: tuple[Worth, ...]
    patterns: tuple[Used, ...]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a calibration found, and what is written of it."""

    stored: Stored
    students: int
    overall: Figures
    parts: tuple[OfPart, ...]

    @property
    def is_cautious(self) -> bool:
        """Whether no part has enough graded answers to move anything."""
        return not any(part.is_steady for part in self.parts)


def calibrate(rubric: Rubric, answers: Sequence[Graded]) -> Calibrated:
    """Learn from graded answers to a rubric's open parts, of which there is at least one."""
    kinds = {part.id: part.kind for part in rubric.parts if isinstance(part.kind, IdeasKind)}
    graded = by_part(answers)
    scales = {part: levels(kinds[part], [each.share for each in own]) for part, own in graded.items()}
    trained = train_all(answers, scales)
    enough = steady(answers)
    fitted = tried(answers, trained)
    apart = cross_validated(answers, scales) if enough else ()
    stored = Stored(
        format=FORMAT,
        exam=rubric.exam,
        version=grader.__version__,
        rubric=rubric.digest,
        answers=answers_digest(answers),
        asked={part.id: asked(part) for part in rubric.parts if part.id in enough},
        counts={part: len(own) for part, own in graded.items()},
        trained=trained,
    )
    return Calibrated(
        stored,
        len({each.student for each in answers}),
        figures(answers, fitted, apart),
        tuple(
            OfPart(
                part.id,
                figures(answers, fitted, apart, part.id),
                part.id in enough,
                _worths(part, trained.learnt, is_steady=part.id in enough),
                patterns_used(graded[part.id], _patterns(kinds[part.id])),
            )
            for part in rubric.parts
            if part.id in graded
        ),
    )


def answers_digest(answers: Sequence[Graded]) -> str:
    """The hash of graded answers, whatever their order."""
    rows = sorted(digest(each.part, each.student, each.observed, each.share) for each in answers)
    return "sha256:" + digest(rows)[:32]


def _worths(part: Part, learnt: Learnt, *, is_steady: bool) -> tuple[Worth, ...]:
    if not isinstance(part.kind, IdeasKind):
        return ()
    weights: Mapping[str, float] = dict(
        zip((concept.id for concept in part.kind.concepts), learnt.lessons[part.id].weights, strict=True)
    )
    return tuple(
        Worth(
            concept.id,
            concept.share,
            min(1.0, max(0.0, float(concept.share) + weights[concept.id]))
            if is_steady and not part.kind.count
            else None,
        )
        for concept in part.kind.concepts
    )


def _patterns(kind: IdeasKind) -> list[Asked]:
    """Every pattern that asserts a concept, with what it earns by itself."""
    least = min(kind.count.values(), default=Fraction(0))
    rows = []
    for concept in kind.concepts:
        share = least if kind.count else concept.share
        whole = (*concept.patterns, *concept.unsure)
        rows += [Asked(concept.id, pattern, share) for pattern in whole]
        rows += [Asked(concept.id, pattern, share / 2) for pattern in concept.half]
    return rows
