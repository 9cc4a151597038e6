"""What a class tells of an exam: facility, discrimination, consistency and error, as Moodle's quiz report defines them.

Definitions: Moodle's “Quiz statistics calculations” (facility index; discrimination index, the correlation of a
question with the rest of the exam; coefficient of internal consistency, Cronbach's alpha; standard error of
measurement, SD · √(1 − alpha)). Intervals are 95 % bootstrap percentiles over students, with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.model import Report, Rubric

RESAMPLES = 1_000
FEWEST = 3
"""Below so many papers nothing but means is told."""

Marks = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; `value` is None where the class is too small or marks do not vary."""

    value: float | None
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """A question: mean over maximum, the correlation with the rest of the exam, and how its marks spread."""

    id: str
    title: str
    max: float
    mean: float
    facility: Estimate
    discrimination: Estimate
    blank: int
    flagged: int


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """A class: `totals` in the order of the reports; `alpha` between 0 and 1, `error` (SEM) and `deviation` in points."""

    totals: tuple[float, ...]
    mean: Estimate
    median: float
    deviation: float | None
    alpha: Estimate
    error: Estimate
    questions: tuple[QuestionFigures, ...]


def figures(reports: Sequence[Report], rubric: Rubric) -> ClassFigures:
    """The figures of one exam's reports, of which there is at least one."""
    marks = _matrix(reports, rubric)
    totals = marks.sum(axis=1)
    draws = _draws(len(reports))
    return ClassFigures(
        totals=tuple(map(float, totals)),
        mean=_estimate(totals, lambda sample: float(sample.mean()), draws),
        median=float(np.median(totals)),
        deviation=float(totals.std(ddof=1)) if len(totals) > 1 else None,
        alpha=_estimate(marks, alpha, draws),
        error=_estimate(marks, standard_error, draws),
        questions=tuple(_question(place, marks, reports, rubric, draws) for place in range(marks.shape[1])),
    )


def alpha(marks: Marks) -> float | None:
    """Cronbach's alpha of marks (students × questions); None where totals do not vary.

    >>> alpha(np.array([[1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]))
    1.0
    """
    count = marks.shape[1]
    spread = marks.sum(axis=1).var(ddof=1) if len(marks) > 1 else 0.0
    if count < 2 or spread <= 1e-12:
        return None
    return float(count / (count - 1) * (1 - marks.var(axis=0, ddof=1).sum() / spread))


def standard_error(marks: Marks) -> float | None:
    """The standard error of measurement in points, SD · √(1 − alpha); None where alpha is none or above 1."""
    consistency = alpha(marks)
    if consistency is None or consistency > 1:
        return None
    return float(marks.sum(axis=1).std(ddof=1) * np.sqrt(1 - consistency))


def discrimination(marks: Marks, place: int) -> float | None:
    """The correlation of a question with the sum of the others; None where either does not vary."""
    own = marks[:, place]
    rest = marks.sum(axis=1) - own
    if len(own) < 2 or own.std() <= 1e-9 or rest.std() <= 1e-9:
        return None
    return float(np.corrcoef(own, rest)[0, 1])


def _matrix(reports: Sequence[Report], rubric: Rubric) -> Marks:
    rows = []
    for report in reports:
        earned = dict.fromkeys([question.id for question in rubric.questions], 0.0)
        for mark in report.marks:
            earned[mark.question] += float(mark.points)
        rows.append(list(earned.values()))
    return np.array(rows)


def _question(
    place: int, marks: Marks, reports: Sequence[Report], rubric: Rubric, draws: NDArray[np.intp]
) -> QuestionFigures:
    question = rubric.questions[place]
    most = float(question.points)
    own = [[mark for mark in report.marks if mark.question == question.id] for report in reports]
    return QuestionFigures(
        question.id,
        question.title,
        most,
        float(marks[:, place].mean()),
        _estimate(marks, lambda sample: float(sample[:, place].mean() / most) if most else None, draws),
        _estimate(marks, lambda sample: discrimination(sample, place), draws),
        sum(all(mark.status == "blank" for mark in row) for row in own),
        sum(any(mark.review for mark in row) for row in own),
    )


def _draws(count: int) -> NDArray[np.intp]:
    return np.random.default_rng(2018).integers(0, count, size=(RESAMPLES, count))


def _estimate(values: Marks, statistic: Callable[[Marks], float | None], draws: NDArray[np.intp]) -> Estimate:
    value = statistic(values)
    if value is None or len(values) < FEWEST:
        return Estimate(value)
    # large classes need fewer resamples for the same width
    chosen = draws[: max(200, RESAMPLES * 100 // max(100, len(values)))]
    found = [each for draw in chosen if (each := statistic(values[draw])) is not None]
    low, high = np.percentile(found, [2.5, 97.5]) if found else (value, value)
    return Estimate(value, float(low), float(high))
