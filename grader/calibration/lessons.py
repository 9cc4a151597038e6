"""What a teacher's marks for one part teach: what its concepts and words are worth, how long a good answer is."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from grader.calibration.observing import Observed
from grader.calibration.regression import Matrix, Vector, kernel_weights, ridge

CONCEPT_PENALTY = 6.0
"""As if six answers had been marked with the rubric's own shares for every concept."""

WORD_PENALTY = 8.0
MEAN_PENALTY = 2.0
SPREAD_PENALTY = 3.0
SHARED = 2
"""A stem counts once so many students wrote it, which also keeps what only one wrote out of the file."""

FEATURES = (
    "mean", "share", "concepts", "words", "length", "letters", "unexplained", "near", "contrary", "closeness", "spread"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Graded:
    """An answer with the share that a teacher gave."""

    part: str
    student: str
    observed: Observed
    share: Fraction


@dataclass(frozen=True, slots=True)
class Usual:
    """What is given over all parts: the mean, and the variance within a part."""

    mean: float
    variance: float

    @classmethod
    def of(cls, answers: Sequence[Graded]) -> Usual:
        """That of graded answers, of which there is at least one."""
        given = [float(each.share) for each in answers]
        parts: dict[str, list[float]] = defaultdict(list)
        for each, share in zip(answers, given, strict=True):
            parts[each.part].append(share)
        within = sum(len(shares) * float(np.var(shares)) for shares in parts.values()) / len(given)
        return cls(float(np.mean(given)), max(within, 1e-3))


@dataclass(frozen=True, slots=True)
class Lesson:
    """One part, learnt from `count` answers; `mean` is what they were given, drawn to the mean of all parts.

    `spread` is how much marks vary here against the other parts: where all are given the same, little is to be told
    apart. A concept is worth `weights` beyond its share in the rubric. `words` holds rarity and worth of each stem.
    """

    count: int
    mean: float
    spread: float
    proposed: float
    shift: float
    weights: tuple[float, ...]
    centre: tuple[float, ...]
    words: Mapping[str, tuple[float, float]]
    word_shift: float
    length: tuple[float, float]

    def reweighted(self, observed: Observed) -> float:
        """The share that the concepts earn with the weights learnt, from 0 to 1."""
        beyond = sum(
            weight * (credit - centre)
            for weight, credit, centre in zip(self.weights, observed.credits, self.centre, strict=True)
        )
        return min(1.0, max(0.0, float(observed.share) + self.shift + beyond))

    def features(self, observed: Observed, overall: float) -> Vector:
        """What the general model looks at, in the order of `FEATURES`; `overall` is the mean of all parts."""
        return np.concatenate(
            [[self.mean - overall], self.spread * self._of_answer(observed), [math.log(self.spread)]]
        )

    def _of_answer(self, observed: Observed) -> Vector:
        usual, spread = self.length
        return np.array(
            [
                float(observed.share) - self.proposed,
                self.reweighted(observed) - self.mean,
                self._of_words(observed) - self.word_shift,
                min(3.0, max(-3.0, (observed.log_length - usual) / spread)),
                observed.log_length,
                observed.unexplained_ratio,
                float(min(observed.near, 3)),
                float(min(observed.contrary, 3)),
                observed.closeness,
            ]
        )

    def _of_words(self, observed: Observed) -> float:
        known = [(count, *self.words[stem]) for stem, count in observed.stems.items() if stem in self.words]
        sizes = [(1 + math.log(count)) * rarity for count, rarity, _ in known]
        norm = math.sqrt(sum(size * size for size in sizes))
        return sum(size * worth for size, (_, _, worth) in zip(sizes, known, strict=True)) / (norm or 1.0)


def learn(answers: Sequence[Graded], usual: Usual) -> Lesson:
    """The lesson of a part's graded answers, of which there is at least one; weak where they are few."""
    given = np.array([float(each.share) for each in answers])
    observed = [each.observed for each in answers]
    mean = float((given.sum() + MEAN_PENALTY * usual.mean) / (len(answers) + MEAN_PENALTY))
    squares = float(((given - given.mean()) ** 2).sum()) + SPREAD_PENALTY * usual.variance
    spread = math.sqrt(squares / (len(answers) + SPREAD_PENALTY) / usual.variance)
    credits = np.array([each.credits for each in observed], dtype=np.float64).reshape(len(answers), -1)
    centre = credits.mean(axis=0)
    proposed = np.array([float(each.share) for each in observed])
    shift, weights = ridge(credits - centre, given - proposed, CONCEPT_PENALTY, 1.0)
    words, word_shift = _learn_words(observed, given - mean)
    lengths = np.array([each.log_length for each in observed])
    return Lesson(
        count=len(answers),
        mean=mean,
        spread=spread,
        proposed=float(proposed.mean()),
        shift=shift,
        weights=tuple(map(float, weights)),
        centre=tuple(map(float, centre)),
        words=words,
        word_shift=word_shift,
        length=(float(lengths.mean()), max(float(lengths.std()), 0.2)),
    )


def _learn_words(
    observed: Sequence[Observed], residuals: Vector
) -> tuple[Mapping[str, tuple[float, float]], float]:
    """Each stem's rarity and worth, by a ridge on the cosine of weighted stems."""
    holders = Counter(stem for each in observed for stem in each.stems)
    kept = sorted(stem for stem, count in holders.items() if count >= SHARED)
    if not kept:
        return {}, 0.0
    rarity = {stem: math.log((len(observed) + 1) / (holders[stem] + 1)) + 1 for stem in kept}
    vectors = _vectors(observed, {stem: (place, rarity[stem]) for place, stem in enumerate(kept)})
    middle = vectors.mean(axis=0)
    worth = kernel_weights(vectors - middle, residuals, WORD_PENALTY)
    words = {stem: (rarity[stem], float(value)) for stem, value in zip(kept, worth, strict=True)}
    return words, float(middle @ worth)


def _vectors(observed: Sequence[Observed], known: Mapping[str, tuple[int, float]]) -> Matrix:
    """A row of weighted stems an answer, each of length 1."""
    rows = np.zeros((len(observed), len(known)))
    for row, each in zip(rows, observed, strict=True):
        for stem, count in each.stems.items():
            if stem in known:
                place, rarity = known[stem]
                row[place] = (1 + math.log(count)) * rarity
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = rows / np.where(norms > 0, norms, 1.0)
    return scaled
