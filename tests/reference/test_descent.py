import math
from fractions import Fraction
from itertools import pairwise
from math import log

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reference.descent import (
    contraction,
    converging_rates,
    gradient_descent,
    iterate,
    minimum,
    newton,
    steps_to,
)
from reference.minima import minima, real_roots
from reference.polynomial import Polynomial
from reference.smooth import Smooth, function

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


@given(convex, small, rates, st.integers(0, 12), st.fractions(0, 1, max_denominator=10))
def test_descent_with_momentum_agrees_with_its_closed_form(
    f: Polynomial, start: Fraction, rate: Fraction, t: int, momentum: Fraction
) -> None:
    assert gradient_descent(f, start, rate, t, momentum)[-1] == iterate(f, start, rate, t, momentum)


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


@pytest.mark.parametrize("text", ["3", "2x", "-x^2 + 1", "x^3", "-x^4 + x", "exp(x)", "x - exp(-x)"])
def test_a_function_without_a_minimum_has_none(text: str) -> None:
    f = function(text)
    assert minimum(f) is None
    assert converging_rates(f) is None
    with pytest.raises(ValueError, match="no minimum"):
        steps_to(f, 1, Fraction(1, 10), Fraction(1, 10))
    with pytest.raises(ValueError, match="not a convex quadratic"):
        iterate(f, 1, Fraction(1), 1)


@given(st.lists(small, min_size=1, max_size=3), st.fractions("1/10", 5, max_denominator=20))
def test_a_polynomial_is_nowhere_lower_than_at_its_minima(lower: list[Fraction], leading: Fraction) -> None:
    f = Polynomial((Fraction(1), *lower, *([Fraction(0)] * (3 - len(lower))), leading))
    places = minima(f)
    lowest = f(places[0])
    for place in np.linspace(-30, 30, 241):
        assert f(Fraction(float(place))) - lowest > -Fraction(1, 10**15)
    for place in places:
        # The place is right to 30 digits, so the slope there is zero to some 25.
        assert abs(f.derivative()(place)) < Fraction(1, 10**20)


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=4, unique=True), st.integers(-3, 3))
def test_the_real_roots_of_a_product_are_its_factors(roots: list[int], scale: int) -> None:
    assume(scale)
    text = " ".join(f"(x - ({root}))" for root in roots) + f" ({scale})"
    assert real_roots(polynomial_of(text)) == tuple(sorted(roots))


def test_the_roots_are_those_of_numpy() -> None:
    found = real_roots(Polynomial.parse("x^5 - 4 x^3 + 2 x^2 + x - 1/2"))
    expected = sorted(root.real for root in np.roots([1, 0, -4, 2, 1, -0.5]) if abs(root.imag) < 1e-9)
    assert [float(root) for root in found] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x + exp(-x)", 0),
        ("exp(x) - 2x", math.log(2)),
        ("x - log(x)", 1),
        ("x log(x)", math.exp(-1)),
        ("sqrt(1 + (x - 3)^2)", 3),
        ("log(1 + exp(x)) - x / 4", math.log(1 / 3)),
        ("cosh(x) + x^2", 0),
        ("cosh(x) - x^2 / 2", 0),
        ("x^2 / 40 + cos(x)", 2.99146),
    ],
)
def test_a_smooth_function_is_least_in_its_valley(text: str, place: float) -> None:
    assert float(minimum(function(text)) or 0) == pytest.approx(place, abs=1e-4)


def test_a_smooth_function_descends_as_in_floats() -> None:
    x, expected = 2.0, [2.0]
    for _ in range(6):
        x -= 0.3 * (math.exp(x) - 2)
        expected.append(x)
    found = gradient_descent(function("exp(x) - 2x"), 2, Fraction(3, 10), 6)
    assert [float(x) for x in found] == pytest.approx(expected)


def test_newton_on_a_smooth_function_doubles_its_digits() -> None:
    errors = [abs(float(x) - math.log(2)) for x in newton(function("exp(x) - 2x"), 1, 5)]
    assert all(after < before**2 for before, after in pairwise(errors[:4]))
    assert errors[-1] < 1e-15


@settings(deadline=None)
@given(convex, small, st.fractions("1/20", "19/20", max_denominator=20), st.sampled_from([1, 10, 1000]))
def test_the_number_of_steps_is_that_of_counting(
    f: Polynomial, start: Fraction, share: Fraction, precision: int
) -> None:
    bounds = converging_rates(f)
    assert bounds is not None
    least, rate, tolerance = minimum(f), share * bounds[1], Fraction(1, precision)
    assert least is not None
    t = steps_to(f, start, rate, tolerance)
    assert t is not None
    distances = [abs(iterate(f, start, rate, n) - least) for n in range(t + 1)]
    assert [distance <= tolerance for distance in distances] == [False] * t + [True]


@settings(deadline=None, max_examples=40)
@given(convex, st.fractions("1/10", "9/10", max_denominator=10), st.fractions("1/10", 2, max_denominator=10))
def test_momentum_converges_within_its_rates_and_not_beyond(
    f: Polynomial, momentum: Fraction, share: Fraction
) -> None:
    assume(abs(share - 1) > Fraction(1, 20))
    bounds, least = converging_rates(f, momentum), minimum(f)
    assert bounds is not None
    assert least is not None
    x, velocity, rate = 1.0 + float(least), 0.0, float(share * bounds[1])
    curvature = float(2 * f.coefficient(2))
    for _ in range(4000):
        velocity = float(momentum) * velocity - rate * curvature * (x - float(least))
        x = max(min(x + velocity, 1e100), -1e100)
    assert (abs(x - float(least)) < 1e-3) == (share < 1)


def test_a_tolerance_is_reached_with_momentum_and_on_smooth_functions_too() -> None:
    tenth, hundredth = Fraction(1, 10), Fraction(1, 100)
    t = steps_to(EXAM, 4, tenth, hundredth, momentum=Fraction(1, 2))
    values = gradient_descent(EXAM, 4, tenth, 40, Fraction(1, 2))
    assert t == next(n for n, x in enumerate(values) if abs(x + Fraction(2, 5)) <= hundredth)
    smooth = function("exp(x) - 2x")
    t = steps_to(smooth, 1, tenth, hundredth)
    assert t == next(
        n for n, x in enumerate(gradient_descent(smooth, 1, tenth, 60)) if abs(x - log(2)) <= 0.01
    )


def test_a_descent_that_diverges_never_arrives() -> None:
    assert steps_to(EXAM, 4, Fraction(1), Fraction(1, 100)) is None
    assert steps_to(EXAM, 4, Fraction(3, 2), Fraction(1, 100), momentum=Fraction(1, 10)) is None
    assert steps_to(EXAM, Fraction(-2, 5), Fraction(3, 2), Fraction(1, 100)) == 0
    assert steps_to(EXAM, 4, Fraction(1, 2), Fraction(1, 10**9)) == 1


def test_exact_iterates_that_grow_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer steps"):
        gradient_descent(Polynomial.parse("x^4 / 7"), Fraction(1, 3), Fraction(1, 11), 40)


def test_a_function_outside_its_domain_says_where() -> None:
    with pytest.raises(ValueError, match=r"log\(x\) has no value at -1"):
        function("log(x)")(Fraction(-1))


def test_a_formula_that_is_a_polynomial_is_exact() -> None:
    assert function("2 (x - 1)^2 - (x + 1)/3") == Polynomial.parse("2 x^2 - 13/3 x + 5/3")
    assert function("0.5 t^2", "t") == Polynomial.parse("x^2/2")
    assert isinstance(function("1/x"), Smooth)
    assert isinstance(function("(x + 1)^30 (x + 2)^30"), Smooth)
    assert function("exp(t) + 2t", "t").written("u") == "exp(u) + 2 u"


def polynomial_of(text: str) -> Polynomial:
    found = function(text)
    assert isinstance(found, Polynomial)
    return found
