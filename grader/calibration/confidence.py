"""How sure a forecast is: the chance that the proposed share is what the teacher gives, and from where on that is enough."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from grader.calibration.folds import left_out
from grader.calibration.forecasting import (
    Forecast,
    Learnt,
    Scale,
    fit_outlook,
    forecast,
    honest_features,
    train,
)
from grader.calibration.intervals import upper_bound
from grader.calibration.lessons import Graded, Usual
from grader.calibration.observing import Observed
from grader.calibration.regression import Matrix, Vector, logistic, sigmoid

PENALTY = 60.0
"""Strong: the forecast's own chance stands unless past forecasts clearly say otherwise."""

ROUNDS = 8
FEATURES = ("full", "none", "apart", "unexplained", "mended", "near", "contrary", "length")
TOLERATED = 0.1
"""The rate of wrong marks among those accepted unseen must be below this, with its 95 % bound."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The confidence model; forecasts at or above `threshold` may be accepted, none where it is above 1."""

    scale: Scale
    shift: float
    weights: tuple[float, ...]
    threshold: float

    def confidence(self, made: Forecast, observed: Observed) -> float:
        """The chance that a forecast is right."""
        row = self.scale.apply(signs(made, observed))
        return float(sigmoid(np.array([odds(made) + self.shift + float(row @ np.array(self.weights))]))[0])

    def accepts(self, made: Forecast, observed: Observed) -> bool:
        """Whether a forecast may stand unseen; never where only a person may settle a doubt."""
        return not observed.is_warned and self.confidence(made, observed) >= self.threshold


def odds(made: Forecast) -> float:
    """The logarithm of the odds that the forecast itself gives."""
    chance = min(0.999, max(0.001, made.chance))
    return math.log(chance / (1 - chance))


def signs(made: Forecast, observed: Observed) -> Vector:
    """What tells a sure forecast from an unsure one, in the order of `FEATURES`."""
    return np.array(
        [
            float(made.share == 1),
            float(made.share == 0),
            abs(float(made.share - observed.share)),
            observed.unexplained_ratio,
            float(min(observed.mended, 3)),
            float(min(observed.near, 3)),
            float(min(observed.contrary, 3)),
            observed.log_length,
        ]
    )


@dataclass(frozen=True, slots=True)
class Trained:
    """What graded answers teach, and how far that may be trusted."""

    learnt: Learnt
    trust: Trust


def train_all(answers: Sequence[Graded], levels: Mapping[str, tuple[Fraction, ...]]) -> Trained:
    """Learn everything from graded answers, of which there is at least one; `levels` names the scale of each part."""
    usual = Usual.of(answers)
    rows = honest_features(answers, usual)
    return Trained(train(answers, levels, usual, rows), learn_trust(answers, levels, usual, rows))


def learn_trust(
    answers: Sequence[Graded], levels: Mapping[str, tuple[Fraction, ...]], usual: Usual, features: Matrix
) -> Trust:
    """The confidence model, from forecasts made with each student set apart."""
    made = _honest_forecasts(answers, levels, usual, features)
    rows = np.array([signs(each, answer.observed) for each, answer in zip(made, answers, strict=True)])
    right = np.array([float(each.share == answer.share) for each, answer in zip(made, answers, strict=True)])
    scale = Scale.of(rows)
    shift, weights = logistic(scale.apply(rows), right, PENALTY, np.array([odds(each) for each in made]))
    drawn = Trust(scale, shift, tuple(map(float, weights)), 2.0)
    open_to_trust = [n for n, answer in enumerate(answers) if not answer.observed.is_warned]
    sure = [drawn.confidence(made[n], answers[n].observed) for n in open_to_trust]
    return Trust(scale, shift, drawn.weights, threshold(sure, [bool(right[n]) for n in open_to_trust]))


def threshold(confidences: Sequence[float], right: Sequence[bool], tolerated: float = TOLERATED) -> float:
    """The least confidence from which on wrong forecasts are rarer than tolerated, with 95 % certainty; 2 for none.

    Cuts are tried from the highest with enough answers above it down to the first that fails, which keeps the
    certainty whatever their number.
    """
    ranked = sorted(zip(confidences, right, strict=True), key=lambda pair: (-pair[0], pair[1]))
    found = 2.0
    for cut in sorted({confidence for confidence, _ in ranked}, reverse=True):
        above = [was_right for confidence, was_right in ranked if confidence >= cut]
        if upper_bound(0, len(above)) > tolerated:
            continue  # too few to tell, were all of them right
        if upper_bound(above.count(False), len(above)) > tolerated:
            break
        found = cut
    return found


def _honest_forecasts(
    answers: Sequence[Graded], levels: Mapping[str, tuple[Fraction, ...]], usual: Usual, features: Matrix
) -> list[Forecast]:
    """A forecast of every answer, by models that never saw its student."""
    made = [Forecast(each.observed.share, 0.0, 0.0) for each in answers]
    for kept, apart in left_out(answers, ROUNDS):
        outlook = fit_outlook(features[kept], [answers[n] for n in kept], levels, usual.mean)
        for n in apart:
            made[n] = forecast(features[n], levels[answers[n].part], outlook)
    return made
