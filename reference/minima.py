"""Where a function is least: the real roots of a polynomial's derivative, or the valley downhill of a point."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from reference.polynomial import Polynomial
from reference.smooth import Function, Smooth

PRECISION = Fraction(1, 10**30)
LARGEST_DENOMINATOR = 10**6
FARTHEST = 10**6
NUDGE = Fraction(1, 8)
_STARTS = (Fraction(0), Fraction(1), Fraction(-1), Fraction(10), Fraction(-10))


def minima(f: Function) -> tuple[Fraction, ...]:
    """Every place where f is least, from the left; none where f has no minimum.

    Places of a polynomial are exact where they are fractions, else right to 30 digits. Of any other f it is the
    valley nearest downhill of 0 (or of 1, −1, 10, −10 where f has no value there), the only one of a convex f.

    >>> minima(Polynomial.parse("x^4 - 2 x^2"))
    (Fraction(-1, 1), Fraction(1, 1))
    """
    match f:
        case Polynomial():
            return _least(f)
        case Smooth():
            found = (valley(f, start) for start in _STARTS if _has_value(f, start))
            place = next(found, None)
            return () if place is None else (place,)
    raise TypeError(f"no minimum is looked for of a {type(f).__name__}")


@lru_cache(maxsize=64)  # asked for at every paper
def _least(f: Polynomial) -> tuple[Fraction, ...]:
    if f.degree < 2 or f.degree % 2 or f.coefficients[-1] < 0:
        return ()
    places = real_roots(f.derivative())
    lowest = min(f(place) for place in places)
    # Places known to 30 digits give values that agree to some 20.
    return tuple(place for place in places if f(place) - lowest < Fraction(1, 10**20))


def real_roots(p: Polynomial) -> tuple[Fraction, ...]:
    """Where a polynomial crosses zero, from the left; also where it touches zero in a fraction.

    Between two roots of the derivative it is monotone, so a change of sign there is one root, found by halving.

    >>> real_roots(Polynomial.parse("x^3 - 3/4 x^2 - x"))[1:2]
    (Fraction(0, 1),)
    """
    if p.degree == 0:
        return ()
    if p.degree == 1:
        return (-p.coefficients[0] / p.coefficients[1],)
    bound = 1 + max(abs(c / p.coefficients[-1]) for c in p.coefficients)
    places = (-bound, *real_roots(p.derivative()), bound)
    found = [place for place in places if not p(place)]
    found += [_halved(p, left, right) for left, right in pairwise(places) if p(left) * p(right) < 0]
    return tuple(sorted(set(found)))


def _halved(p: Polynomial, left: Fraction, right: Fraction) -> Fraction:
    """The root between two places of opposite signs, exact where it is a short fraction."""
    rises = p(right) > 0
    while right - left > PRECISION:
        middle = (left + right) / 2
        left, right = (left, middle) if (p(middle) > 0) == rises else (middle, right)
    short = ((left + right) / 2).limit_denominator(LARGEST_DENOMINATOR)
    return short if not p(short) else (left + right) / 2


def valley(f: Function, start: Fraction) -> Fraction | None:
    """The place where the slope turns from down to up, walking downhill from `start`, to the precision of floats.

    None where f goes down without end. Raises ValueError where f has no slope at the start.
    """
    slope = f.derivative()
    if not slope(start):
        if slope.derivative()(start) > 0:
            return start
        start += NUDGE
    direction = -1 if slope(start) > 0 else 1
    low, high = start, _across(slope, start, direction)
    if high is None:
        return None
    for _ in range(120):
        middle = Fraction(float((low + high) / 2))
        if slope(middle) * direction < 0:
            low = middle
        else:
            high = middle
    short = high.limit_denominator(LARGEST_DENOMINATOR)
    return short if not slope(short) else high


def _across(slope: Function, start: Fraction, direction: int) -> Fraction | None:
    """A place on the other side of the valley: steps that double, and halve at the edge of where f has values."""
    place, step = start, NUDGE
    for _ in range(200):
        ahead = place + direction * step
        if abs(ahead) > FARTHEST:
            return None
        try:
            pull = slope(ahead)
        except ValueError:
            step /= 4
            continue
        if pull * direction > 0:
            return ahead
        place, step = ahead, 2 * step
    return None


def _has_value(f: Function, place: Fraction) -> bool:
    try:
        f(place), f.derivative()(place)
    except ValueError:
        return False
    return True
