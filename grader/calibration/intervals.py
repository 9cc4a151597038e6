"""Intervals without a library: Clopper and Pearson's for a rate, percentiles of a bootstrap for any figure."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
_HALVINGS = 60


def upper_bound(events: int, count: int, risk: float = 0.05) -> float:
    """The rate that so few events among `count` exclude at this risk, one-sided (Clopper and Pearson).

    >>> round(upper_bound(0, 29), 3)
    0.098
    """
    if events >= count:
        return 1.0
    return _solve(lambda rate: _at_most(events, count, rate) - risk)


def rate_interval(events: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a rate (Clopper and Pearson).

    >>> [round(bound, 3) for bound in rate_interval(8, 10)]
    [0.444, 0.975]
    """
    if not count:
        return 0.0, 1.0
    low = 0.0 if not events else 1 - upper_bound(count - events, count, 0.025)
    return low, upper_bound(events, count, 0.025)


def bootstrap(
    figure: Callable[[NDArray[np.intp]], float | None], groups: NDArray[np.intp]
) -> tuple[float, float] | None:
    """The 95 % interval of a figure of answers, drawn student by student; None where it often has no value."""
    names = np.unique(groups)
    members = [np.flatnonzero(groups == name) for name in names]
    draws = np.random.default_rng(20181008).integers(len(names), size=(RESAMPLES, len(names)))
    values = [figure(np.concatenate([members[n] for n in draw])) for draw in draws]
    known = [value for value in values if value is not None]
    if len(known) < RESAMPLES // 2:
        return None
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


def _at_most(events: int, count: int, rate: float) -> float:
    """The chance of at most so many events; falls with the rate."""
    if rate <= 0:
        return 1.0
    if rate >= 1:
        return 0.0
    terms = (
        _log_choose(count, n) + n * math.log(rate) + (count - n) * math.log1p(-rate)
        for n in range(events + 1)
    )
    return math.fsum(math.exp(term) for term in terms)


def _log_choose(count: int, taken: int) -> float:
    return math.lgamma(count + 1) - math.lgamma(taken + 1) - math.lgamma(count - taken + 1)


def _solve(falling: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return high
