"""Minimising a polynomial: gradient descent and Newton's method in exact fractions."""

from __future__ import annotations

from fractions import Fraction

from reference.polynomial import Polynomial

Iterates = tuple[Fraction, ...]


def gradient_descent(
    f: Polynomial, start: Fraction | int, rate: Fraction, steps: int, momentum: Fraction | int = 0
) -> Iterates:
    """The iterates x₀ … x_steps of v ← momentum · v − rate · f'(x), x ← x + v.

    >>> f = Polynomial.parse("x^2 + 0.8 x - 0.5")
    >>> [str(x) for x in gradient_descent(f, 4, Fraction(1, 10), 2)]
    ['4', '78/25', '302/125']
    """
    slope = f.derivative()
    iterates, velocity = [Fraction(start)], Fraction(0)
    for _ in range(steps):
        velocity = momentum * velocity - rate * slope(iterates[-1])
        iterates.append(iterates[-1] + velocity)
    return tuple(iterates)


def newton(f: Polynomial, start: Fraction | int, steps: int) -> Iterates:
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
        iterates.append(x - slope(x) / curvature(x))
    return tuple(iterates)


def minimum(f: Polynomial) -> Fraction | None:
    """Where a quadratic is least, −b / 2a; None for one that opens downwards, and for any other degree."""
    if not _is_convex_quadratic(f):
        return None
    return -f.coefficient(1) / (2 * f.coefficient(2))


def iterate(f: Polynomial, start: Fraction | int, rate: Fraction, t: int) -> Fraction:
    """The iterate x_t of plain descent on a convex quadratic, at once: x* + (1 − 2aη)ᵗ (x₀ − x*).

    Raises ValueError where f is no convex quadratic.

    >>> iterate(Polynomial.parse("x^2 + 0.8 x - 0.5"), 4, Fraction(1, 2), 7)
    Fraction(-2, 5)
    """
    least = minimum(f)
    if least is None:
        raise ValueError(f"{f} is not a convex quadratic")
    return least + contraction(f, rate) ** t * (start - least)


def contraction(f: Polynomial, rate: Fraction) -> Fraction:
    """By what a step of descent on a quadratic multiplies the distance to its minimum: 1 − 2aη."""
    return 1 - 2 * f.coefficient(2) * rate


def converging_rates(f: Polynomial) -> tuple[Fraction, Fraction] | None:
    """The open interval of rates for which descent converges from everywhere, (0, 1/a) on a convex quadratic.

    >>> converging_rates(Polynomial.parse("x^2 + 0.8 x - 0.5"))
    (Fraction(0, 1), Fraction(1, 1))
    """
    if not _is_convex_quadratic(f):
        return None
    return Fraction(0), 1 / f.coefficient(2)


def _is_convex_quadratic(f: Polynomial) -> bool:
    return f.degree == 2 and f.coefficient(2) > 0
