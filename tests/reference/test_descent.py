from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.descent import (
    contraction,
    converging_rates,
    gradient_descent,
    iterate,
    minimum,
    newton,
)
from reference.polynomial import Polynomial

EXAM = Polynomial.parse("x^2 + 0.8 x - 0.5")

small = st.fractions(-5, 5, max_denominator=20)
rates = st.fractions(0, 2, max_denominator=20)
convex = st.builds(
    lambda c, b, a: Polynomial((c, b, a)), small, small, st.fractions("1/10", 5, max_denominator=20)
)


def test_the_exam_function_is_least_at_minus_two_fifths() -> None:
    least = minimum(EXAM)
    assert least == Fraction(-2, 5)
    assert EXAM(least) == Fraction(-33, 50)


def test_the_iterates_of_the_exam_are_exact() -> None:
    iterates = gradient_descent(EXAM, 4, Fraction(1, 10), 3)
    assert [float(x) for x in iterates] == [4, 3.12, 2.416, 1.8528]


@given(convex, small, rates, st.integers(0, 12))
def test_descent_agrees_with_its_closed_form(f: Polynomial, start: Fraction, rate: Fraction, t: int) -> None:
    assert gradient_descent(f, start, rate, t)[-1] == iterate(f, start, rate, t)


@given(st.lists(small, min_size=2, max_size=4), rates, st.fractions(0, 1, max_denominator=10))
def test_descent_with_momentum_agrees_with_numpy(
    coefficients: list[Fraction], rate: Fraction, momentum: Fraction
) -> None:
    f = Polynomial(tuple(coefficients))
    slope = np.polynomial.Polynomial([float(c) for c in coefficients]).deriv()
    x, velocity = 0.5, 0.0
    for exact in gradient_descent(f, Fraction(1, 2), rate, 3, momentum)[1:]:
        velocity = float(momentum) * velocity - float(rate) * slope(x)
        x += velocity
        # Floats carry about 16 digits, of which cubic iterates lose some.
        assert float(exact) == pytest.approx(x, rel=1e-6, abs=1e-6)


@given(convex, small)
def test_newton_reaches_the_minimum_of_a_quadratic_in_one_step(f: Polynomial, start: Fraction) -> None:
    assert newton(f, start, 2)[1:] == (minimum(f), minimum(f))


def test_newton_stops_where_there_is_no_curvature() -> None:
    with pytest.raises(ValueError, match="f'' is zero at 0"):
        newton(Polynomial.parse("x^3"), 0, 1)


@given(convex, st.fractions("1/50", 3, max_denominator=50))
def test_descent_contracts_exactly_within_the_converging_rates(f: Polynomial, share: Fraction) -> None:
    bounds = converging_rates(f)
    assert bounds is not None
    assert (abs(contraction(f, share * bounds[1])) < 1) == (share < 1)


@pytest.mark.parametrize("text", ["3", "2x", "-x^2 + 1", "x^3", "x^4"])
def test_only_a_convex_quadratic_has_its_minimum_given(text: str) -> None:
    f = Polynomial.parse(text)
    assert minimum(f) is None
    assert converging_rates(f) is None
    with pytest.raises(ValueError, match="not a convex quadratic"):
        iterate(f, 1, Fraction(1), 1)
