"""What a teacher would give: a model of all parts together, over what each part's own graded answers teach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from grader.calibration.folds import left_out
from grader.calibration.lessons import FEATURES, Graded, Lesson, Usual, learn
from grader.calibration.observing import Observed
from grader.calibration.regression import Matrix, Vector, logistic, sigmoid

PENALTY = 5.0
_FREE = 20.0
"""The place of a level is counted so large that the penalty hardly holds its weight."""

_WIDE = 10.0
"""So is the spread of a part, a little less."""

ROUNDS = 20
"""Every student of a small class is set apart alone, those of a larger one in so many groups."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Standardisation: the mean and the spread of each column."""

    centre: tuple[float, ...]
    spread: tuple[float, ...]

    @classmethod
    def of(cls, rows: Matrix) -> Scale:
        """That of some rows; a column that does not vary counts for nothing."""
        spread = rows.std(axis=0)
        return cls(
            tuple(map(float, rows.mean(axis=0))), tuple(map(float, np.where(spread > 1e-9, spread, 1e9)))
        )

    def apply(self, rows: Matrix) -> Matrix:
        """Rows, standardised and kept within four spreads."""
        scaled: Matrix = np.clip((rows - np.array(self.centre)) / np.array(self.spread), -4.0, 4.0)
        return scaled


@dataclass(frozen=True, slots=True)
class Steps:
    """The chance that at least a share is given, from features and where that share lies.

    `widening` tells how much more steeply it falls about the `overall` mean where a part's marks are spread wider.
    """

    shift: float
    weights: tuple[float, ...]
    descent: float
    widening: float
    overall: float

    def chances(self, scaled: Vector, spread: float, levels: Sequence[Fraction]) -> Vector:
        """The chance of each level, in order; they add up to 1."""
        along = float(scaled @ np.array(self.weights)) + self.shift
        middles = np.array([float(low + high) / 2 for low, high in pairwise(levels)])
        slopes = self.descent * middles + self.widening * spread * (middles - self.overall)
        above = np.minimum.accumulate(sigmoid(along + slopes))
        edges = np.concatenate([[1.0], above, [0.0]])
        chances: Vector = edges[:-1] - edges[1:]
        return chances


@dataclass(frozen=True, slots=True)
class Outlook:
    """The general model, over features of which the last is the spread of the part's marks.

    What is proposed follows `aimed`, which takes every part for one of usual spread, since parts where all are given
    the same say little about the scale; how probable that is follows `likely`. `stretch` undoes that expected shares
    vary less than given ones, about the `overall` mean.
    """

    scale: Scale
    aimed: Steps
    likely: Steps
    stretch: float
    overall: float

    def chances(self, features: Vector, levels: Sequence[Fraction]) -> tuple[float, ...]:
        """The chance of each level, in order; they add up to 1."""
        spread = float(features[-1])
        return tuple(map(float, self.likely.chances(self.scale.apply(features[:-1]), spread, levels)))

    def expected(self, features: Vector, levels: Sequence[Fraction]) -> float:
        """The mean of what may be given in a part of usual spread."""
        chances = self.aimed.chances(self.scale.apply(features[:-1]), 0.0, levels)
        return float(chances @ np.array([float(level) for level in levels]))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of an answer: the share proposed, how probable it is, and the mean of what may be given."""

    share: Fraction
    chance: float
    expected: float


@dataclass(frozen=True, slots=True)
class Learnt:
    """Everything that some graded answers teach; `levels` are the shares that may be proposed, by part."""

    lessons: Mapping[str, Lesson]
    levels: Mapping[str, tuple[Fraction, ...]]
    outlook: Outlook

    def forecast(self, part: str, observed: Observed) -> Forecast:
        """What the teacher would give this answer."""
        features = self.lessons[part].features(observed, self.outlook.overall)
        return forecast(features, self.levels[part], self.outlook)


def forecast(features: Vector, levels: Sequence[Fraction], outlook: Outlook) -> Forecast:
    """The level nearest to the expected share, once that is stretched to vary as given shares do."""
    expected = outlook.expected(features, levels)
    aimed = outlook.overall + outlook.stretch * (expected - outlook.overall)
    place = min(range(len(levels)), key=lambda n: (abs(float(levels[n]) - aimed), n))
    return Forecast(levels[place], outlook.chances(features, levels)[place], expected)


def train(
    answers: Sequence[Graded], levels: Mapping[str, tuple[Fraction, ...]], usual: Usual, rows: Matrix
) -> Learnt:
    """Learn from graded answers, of which there is at least one; `rows` are their honest features."""
    lessons = {part: learn(each, usual) for part, each in by_part(answers).items()}
    return Learnt(lessons, levels, fit_outlook(rows, answers, levels, usual.mean))


def fit_outlook(
    rows: Matrix, answers: Sequence[Graded], levels: Mapping[str, tuple[Fraction, ...]], overall: float
) -> Outlook:
    """The general model over features that were taken with each student set apart."""
    scale = Scale.of(rows[:, :-1])
    scaled, spreads = scale.apply(rows[:, :-1]), rows[:, -1]
    asked = tuple(_steps(answers, levels))
    aimed = _fit_steps(scaled, np.zeros_like(spreads), asked, overall)
    likely = _fit_steps(scaled, spreads, asked, overall)
    drawn = Outlook(scale, aimed, likely, 1.0, overall)
    expected = np.array(
        [drawn.expected(row, levels[each.part]) for row, each in zip(rows, answers, strict=True)]
    )
    given = np.array([float(each.share) for each in answers])
    stretch = float(given.std() / max(float(expected.std()), 1e-6))
    return replace(drawn, stretch=min(3.0, max(1.0, stretch)))


def _fit_steps(
    scaled: Matrix, spreads: Vector, asked: Sequence[tuple[int, float, float]], overall: float
) -> Steps:
    places = [place for place, _, _ in asked]
    middles = np.array([middle for _, middle, _ in asked])
    table = np.column_stack([scaled[places], _WIDE * spreads[places] * (middles - overall), _FREE * middles])
    shift, weights = logistic(table, np.array([passed for _, _, passed in asked]), PENALTY)
    *plain, widening, descent = map(float, weights)
    return Steps(shift, tuple(plain), min(0.0, _FREE * descent), _WIDE * widening, overall)


def honest_features(answers: Sequence[Graded], usual: Usual) -> Matrix:
    """The features of every answer by what the other students of its part teach."""
    rows = np.zeros((len(answers), len(FEATURES)))
    for places in _places(answers).values():
        own = [answers[place] for place in places]
        for kept, apart in left_out(own, ROUNDS):
            lesson = learn([own[n] for n in kept], usual)
            for n in apart:
                rows[places[n]] = lesson.features(own[n].observed, usual.mean)
    return rows


def by_part(answers: Sequence[Graded]) -> dict[str, list[Graded]]:
    """The answers of each part, in the order given."""
    return {part: [answers[place] for place in places] for part, places in _places(answers).items()}


def _places(answers: Sequence[Graded]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(answers):
        places[each.part].append(place)
    return dict(places)


def _steps(
    answers: Sequence[Graded], levels: Mapping[str, tuple[Fraction, ...]]
) -> Iterator[tuple[int, float, float]]:
    """For every answer and every two neighbouring levels: its place, their middle, whether more was given."""
    for place, each in enumerate(answers):
        own = levels[each.part]
        for low, high in pairwise(own):
            middle = (low + high) / 2
            yield place, float(middle), float(each.share > middle)
