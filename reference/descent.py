"""Minimising a function: gradient descent, with momentum, and Newton's method; in fractions where f is a polynomial.

A smooth f that is no polynomial is worked out in floats, of about 16 digits, and the same functions apply.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from math import ceil, log

from reference.minima import minima
from reference.polynomial import Polynomial
from reference.smooth import Function

Iterates = tuple[Fraction, ...]
Matrix = tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]

MAX_BITS = 400_000
MAX_STEPS = 100_000
LARGEST = 10**12


def gradient_descent(
    f: Function, start: Fraction | int, rate: Fraction, steps: int, momentum: Fraction | int = 0
) -> Iterates:
    """The iterates x₀ … x_steps of v ← momentum · v − rate · f'(x), x ← x + v (Polyak's heavy ball).

    Raises ValueError where f has no slope on the way, and where exact iterates become too long to write.

    >>> f = Polynomial.parse("x^2 + 0.8 x - 0.5")
    >>> [str(x) for x in gradient_descent(f, 4, Fraction(1, 10), 2)]
    ['4', '78/25', '302/125']
    """
    slope = f.derivative()
    iterates, velocity = [Fraction(start)], Fraction(0)
    for _ in range(steps):
        velocity = momentum * velocity - rate * slope(iterates[-1])
        iterates.append(_writable(iterates[-1] + velocity, len(iterates)))
    return tuple(iterates)


def newton(f: Function, start: Fraction | int, steps: int) -> Iterates:
    """The iterates x₀ … x_steps of x ← x − f'(x) / f''(x); raises ValueError where f'' is zero on the way.

    >>> [str(x) for x in newton(Polynomial.parse("x^2 + 0.8 x - 0.5"), 4, 2)]
    ['4', '-2/5', '-2/5']
    """
    slope = f.derivative()
    curvature = slope.derivative()
    iterates = [Fraction(start)]
    for _ in range(steps):
        x = iterates[-1]
        if not curvature(x):
            raise ValueError(f"f'' is zero at {x}: Newton's method stops there")
        iterates.append(_writable(x - slope(x) / curvature(x), len(iterates)))
    return tuple(iterates)


def minimum(f: Function) -> Fraction | None:
    """Where f is least, −b / 2a for a quadratic; the leftmost of several places; None where there is none.

    >>> minimum(Polynomial.parse("x^2 - 3x + 1")), minimum(Polynomial.parse("x^3"))
    (Fraction(3, 2), None)
    """
    return next(iter(minima(f)), None)


def iterate(
    f: Function, start: Fraction | int, rate: Fraction, t: int, momentum: Fraction | int = 0
) -> Fraction:
    """The iterate x_t on a convex quadratic, at once: x* + (1 − 2aη)ᵗ (x₀ − x*) for plain descent.

    With momentum, the distance to x* and the velocity move by a matrix, raised to the power t by squaring. Raises
    ValueError where f is no convex quadratic.

    >>> iterate(Polynomial.parse("x^2 + 0.8 x - 0.5"), 4, Fraction(1, 2), 7)
    Fraction(-2, 5)
    """
    quadratic = _convex_quadratic(f)
    least = _vertex(quadratic)
    if not momentum:
        return least + contraction(quadratic, rate) ** t * (start - least)
    pull = 2 * quadratic.coefficient(2) * rate
    moved = _matrix_power(((1 - pull, Fraction(momentum)), (-pull, Fraction(momentum))), t)
    return least + moved[0][0] * (start - least)


def closed_form(f: Function, start: Fraction | int, rate: Fraction) -> str:
    """The same as a formula in t; raises ValueError where f is no convex quadratic.

    >>> closed_form(Polynomial.parse("x^2 + 0.8 x - 0.5"), 4, Fraction(1, 10))
    'x_t = -2/5 + (22/5) (4/5)^t'
    """
    quadratic = _convex_quadratic(f)
    least = _vertex(quadratic)
    return f"x_t = {least} + ({start - least}) ({contraction(quadratic, rate)})^t"


def contraction(f: Polynomial, rate: Fraction) -> Fraction:
    """By what a step of descent on a quadratic multiplies the distance to its minimum: 1 − 2aη."""
    return 1 - 2 * f.coefficient(2) * rate


def converging_rates(f: Function, momentum: Fraction | int = 0) -> tuple[Fraction, Fraction] | None:
    """The open interval of rates for which descent converges to the minimum: (0, 2 (1 + momentum) / f''(x*)).

    From everywhere on a convex quadratic, from near the minimum on any other f (Polyak 1964, for 0 ≤ momentum < 1).
    None where f has no minimum, or no curvature there.

    >>> converging_rates(Polynomial.parse("x^2 + 0.8 x - 0.5"))
    (Fraction(0, 1), Fraction(1, 1))
    """
    least = minimum(f)
    curvature = None if least is None else f.derivative().derivative()(least)
    if not curvature or curvature < 0 or not 0 <= momentum < 1:
        return None
    return Fraction(0), 2 * (1 + momentum) / curvature


def steps_to(
    f: Function,
    start: Fraction | int,
    rate: Fraction,
    tolerance: Fraction,
    momentum: Fraction | int = 0,
) -> int | None:
    """The first t at which x_t is within a tolerance of the minimum; None where it is never, within 100,000 steps.

    >>> steps_to(Polynomial.parse("x^2 + 0.8 x - 0.5"), 4, Fraction(1, 10), Fraction(1, 100))
    28
    """
    least = minimum(f)
    if least is None:
        raise ValueError(f"{f.written()} has no minimum")
    if tolerance <= 0:
        raise ValueError("a tolerance is above zero")
    if isinstance(f, Polynomial) and f.degree == 2 and not momentum:
        return _steps_of(abs(contraction(f, rate)), abs(start - least), tolerance)
    return _counted(f, Fraction(start), rate, momentum, least, tolerance)


def _matrix_power(matrix: Matrix, t: int) -> Matrix:
    result: Matrix = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
    while t:
        result = _product(result, matrix) if t % 2 else result
        matrix, t = _product(matrix, matrix), t // 2
    return result


def _product(one: Matrix, other: Matrix) -> Matrix:
    (a, b), (c, d) = one
    (e, f), (g, h) = other
    return (a * e + b * g, a * f + b * h), (c * e + d * g, c * f + d * h)


def _steps_of(factor: Fraction, distance: Fraction, tolerance: Fraction) -> int | None:
    """The least t with factorᵗ · distance ≤ tolerance: a logarithm, then exactly."""
    if distance <= tolerance:
        return 0
    if factor >= 1:
        return None
    if not factor:
        return 1
    guess = ceil((_log(tolerance) - _log(distance)) / _log(factor))
    if guess > MAX_STEPS:
        return None
    near = count(max(guess - 1, 1))
    return next(t for t in near if factor**t * distance <= tolerance)


def _log(value: Fraction) -> float:
    return log(value.numerator) - log(value.denominator)


def _counted(
    f: Function, x: Fraction, rate: Fraction, momentum: Fraction | int, least: Fraction, tolerance: Fraction
) -> int | None:
    slope, velocity = f.derivative(), Fraction(0)
    digits = 30 + len(str(tolerance.denominator))
    for t in range(MAX_STEPS + 1):
        if abs(x - least) <= tolerance:
            return t
        if abs(x) > LARGEST:
            return None
        # Rounded far below the tolerance, for exact iterates double their length at every step.
        velocity = round(momentum * velocity - rate * slope(x), digits)
        x += velocity
    return None


def _writable(x: Fraction, index: int) -> Fraction:
    if x.denominator.bit_length() > MAX_BITS:
        raise ValueError(f"x_{index} is a fraction too long to write; ask for fewer steps")
    return x


def _convex_quadratic(f: Function) -> Polynomial:
    if not isinstance(f, Polynomial) or f.degree != 2 or f.coefficient(2) < 0:
        raise ValueError(f"{f.written()} is not a convex quadratic")
    return f


def _vertex(f: Polynomial) -> Fraction:
    return -f.coefficient(1) / (2 * f.coefficient(2))
