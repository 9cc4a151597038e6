"""What a teacher would give: a model of all parts together, over what each part's own graded answers teach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
class Outlook:
    """The general model: the chance that at least a share is given, from features and where that share lies.

    `stretch` undoes that expected shares vary less than given ones, about the `overall` mean.
    """

    scale: Scale
    shift: float
    weights: tuple[float, ...]
    descent: float
    stretch: float
    overall: float

    def chances(self, features: Vector, levels: Sequence[Fraction]) -> tuple[float, ...]:
        """The chance of each level, in order; they add up to 1."""
        along = float(self.scale.apply(features) @ np.array(self.weights)) + self.shift
        middles = np.array([float(low + high) / 2 for low, high in pairwise(levels)])
        above = np.minimum.accumulate(sigmoid(along + self.descent * middles))
        edges = np.concatenate([[1.0], above, [0.0]])
        return tuple(map(float, edges[:-1] - edges[1:]))


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
    chances = outlook.chances(features, levels)
    expected = sum(chance * float(level) for chance, level in zip(chances, levels, strict=True))
    aimed = outlook.overall + outlook.stretch * (expected - outlook.overall)
    place = min(range(len(levels)), key=lambda n: (abs(float(levels[n]) - aimed), n))
    return Forecast(levels[place], chances[place], expected)


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
    scale = Scale.of(rows)
    scaled = scale.apply(rows)
    asked = list(_steps(answers, levels))
    places = [place for place, _, _ in asked]
    table = np.column_stack([scaled[places], _FREE * np.array([middle for _, middle, _ in asked])])
    shift, weights = logistic(table, np.array([passed for _, _, passed in asked]), PENALTY)
    drawn = Outlook(
        scale, shift, tuple(map(float, weights[:-1])), min(0.0, _FREE * float(weights[-1])), 1.0, overall
    )
    expected = np.array(
        [forecast(row, levels[each.part], drawn).expected for row, each in zip(rows, answers, strict=True)]
    )
    given = np.array([float(each.share) for each in answers])
    stretch = float(given.std() / max(float(expected.std()), 1e-6))
    return Outlook(scale, shift, drawn.weights, drawn.descent, min(3.0, max(1.0, stretch)), overall)


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
