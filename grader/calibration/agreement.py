"""How far proposed shares agree with given ones: how often they are equal, quadratic weighted kappa, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from grader.calibration.intervals import bootstrap, rate_interval


@dataclass(frozen=True, slots=True)
class Pair:
    """An answer's share, given by the teacher and proposed."""

    student: str
    given: Fraction
    proposed: Fraction


@dataclass(frozen=True, slots=True)
class Agreement:
    """So many answers, how many have equal shares, and the weighted kappa, each with a 95 % interval.

    `kappa` is None where shares do not vary, its interval where there are too few students.
    """

    count: int
    exact: int
    interval: tuple[float, float]
    kappa: float | None
    kappa_interval: tuple[float, float] | None

    @property
    def rate(self) -> float:
        """How often shares are equal."""
        return self.exact / self.count if self.count else 0.0


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """The agreement over some answers, blank ones left out beforehand."""
    given = np.array([float(pair.given) for pair in pairs])
    proposed = np.array([float(pair.proposed) for pair in pairs])
    students = (
        np.unique([pair.student for pair in pairs], return_inverse=True)[1] if pairs else np.array([], int)
    )
    exact = sum(pair.given == pair.proposed for pair in pairs)
    interval = (
        bootstrap(lambda drawn: kappa(given[drawn], proposed[drawn]), students)
        if len(set(students.tolist())) > 2
        else None
    )
    return Agreement(len(pairs), exact, rate_interval(exact, len(pairs)), kappa(given, proposed), interval)


def kappa(given: NDArray[np.float64], proposed: NDArray[np.float64]) -> float | None:
    """Cohen's kappa with quadratic weights over shares; None where there is nothing to disagree on.

    >>> kappa(np.array([0.0, 0.5, 1.0]), np.array([0.0, 0.5, 1.0]))
    1.0
    """
    if not len(given):
        return None
    by_chance = float(given.var() + proposed.var() + (given.mean() - proposed.mean()) ** 2)
    if by_chance < 1e-12:
        return None
    return 1.0 - float(((given - proposed) ** 2).mean()) / by_chance
