"""What a class tells of an exam: facility, discrimination, consistency and error, as Moodle's quiz report defines them.

Definitions: Moodle's “Quiz statistics calculations” (facility index; discrimination index, the correlation of a
question with the rest of the exam; coefficient of internal consistency, Cronbach's alpha; standard error of
measurement, SD · √(1 − alpha)). Intervals are 95 % bootstrap percentiles over students, with a fixed seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.model import Rubric
from grader.report import Report
from grader.verdict import Status

RESAMPLES = 1_000
FEWEST = 3
"""Below so many papers nothing but means is told."""

LEAST_VARIANCE = 1e-12
"""Less is rounding: marks are multiples of hundredths."""

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
    samples = _Samples.of(marks) if len(marks) >= FEWEST else None
    return ClassFigures(
        totals=tuple(map(float, totals)),
        mean=_estimate(float(totals.mean()), samples, _Samples.total_mean),
        median=float(np.median(totals)),
        deviation=float(totals.std(ddof=1)) if len(totals) > 1 else None,
        alpha=_estimate(alpha(marks), samples, _Samples.alphas),
        error=_estimate(standard_error(marks), samples, _Samples.standard_errors),
        questions=tuple(
            _question(place, marks, standing, rubric, samples)
            for place, standing in enumerate(_standing(reports, rubric))
        ),
    )


def alpha(marks: Marks) -> float | None:
    """Cronbach's alpha of marks (students × questions); None where totals do not vary.

    >>> alpha(np.array([[1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]))
    1.0
    """
    count = marks.shape[1]
    spread = marks.sum(axis=1).var(ddof=1) if len(marks) > 1 else 0.0
    if count < 2 or spread <= LEAST_VARIANCE:
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


def _standing(reports: Iterable[Report], rubric: Rubric) -> Iterator[tuple[int, int]]:
    """By question, how many papers left it blank, and in how many a person must look at it."""
    blank: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    for report in reports:
        answered = {mark.question for mark in report.marks if mark.status is not Status.BLANK}
        blank.update({mark.question for mark in report.marks} - answered)
        flagged.update({mark.question for mark in report.flagged})
    yield from ((blank[question.id], flagged[question.id]) for question in rubric.questions)


def _question(
    place: int, marks: Marks, standing: tuple[int, int], rubric: Rubric, samples: _Samples | None
) -> QuestionFigures:
    """The figures of a question; `standing` counts the papers without an answer, and those that wait for a person."""
    question = rubric.questions[place]
    most = float(question.points)
    mean = float(marks[:, place].mean())
    return QuestionFigures(
        question.id,
        question.title,
        most,
        mean,
        _estimate(mean / most if most else None, samples, lambda draws: draws.means[:, place] / most),
        _estimate(discrimination(marks, place), samples, lambda draws: draws.discriminations(place)),
        *standing,
    )


@dataclass(frozen=True, slots=True)
class _Samples:
    """Moments of marks over classes drawn with replacement, a row a draw: a draw is how often it holds each student.

    Columns are questions, then the total; means are of the marks, all else of their distance from the class's mean.
    """

    size: int
    means: Marks
    weights: Marks
    centred: Marks
    shifts: Marks
    variances: Marks

    @classmethod
    def of(cls, marks: Marks) -> _Samples:
        """Draws from a class; a large one needs fewer for the same width."""
        size = len(marks)
        count = max(200, RESAMPLES * 100 // max(100, size))
        random = np.random.default_rng(2018)
        weights = np.empty((count, size))
        for draw in weights:
            draw[:] = np.bincount(random.integers(0, size, size), minlength=size)
        weights /= size
        columns = np.column_stack([marks, marks.sum(axis=1)])
        centre = columns.mean(axis=0)
        centred = columns - centre
        shifts = weights @ centred
        variances = np.maximum(weights @ centred**2 - shifts**2, 0)  # rounding leaves less than nothing
        return cls(size, centre + shifts, weights, centred, shifts, variances)

    def total_mean(self) -> Marks:
        """The mean of totals."""
        return self.means[:, -1]

    def alphas(self) -> Marks:
        """Cronbach's alpha; not a number where totals do not vary."""
        count = self.means.shape[1] - 1
        spread = np.where(self.variances[:, -1] > LEAST_VARIANCE, self.variances[:, -1], np.nan)
        if count < 2:
            return np.full(len(spread), np.nan)
        found: Marks = count / (count - 1) * (1 - self.variances[:, :-1].sum(axis=1) / spread)
        return found

    def standard_errors(self) -> Marks:
        """The standard error of measurement, in points."""
        consistency = self.alphas()
        consistency[consistency > 1] = np.nan
        deviations: Marks = np.sqrt(self.variances[:, -1] * self.size / (self.size - 1))
        errors: Marks = deviations * np.sqrt(1 - consistency)
        return errors

    def discriminations(self, place: int) -> Marks:
        """The correlation of a question with the rest; not a number where either does not vary."""
        own, rest = self.centred[:, place], self.centred[:, -1] - self.centred[:, place]
        shift = self.shifts[:, -1] - self.shifts[:, place]
        across = self.weights @ (own * rest) - self.shifts[:, place] * shift
        one, other = self.variances[:, place], self.weights @ rest**2 - shift**2
        varies = (one > LEAST_VARIANCE) & (other > LEAST_VARIANCE)
        found: Marks = across / np.sqrt(np.where(varies, one * other, np.nan))
        return found


def _estimate(value: float | None, samples: _Samples | None, of: Callable[[_Samples], Marks]) -> Estimate:
    if value is None or samples is None:
        return Estimate(value)
    drawn = of(samples)
    found = drawn[~np.isnan(drawn)]
    low, high = np.percentile(found, [2.5, 97.5]) if len(found) else (value, value)
    return Estimate(value, float(low), float(high))
