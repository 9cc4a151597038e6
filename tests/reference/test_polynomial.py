from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.polynomial import MAX_DEGREE, Polynomial

coefficients = st.lists(st.fractions(-50, 50, max_denominator=40), max_size=6).map(tuple)
polynomials = coefficients.map(Polynomial)


def polynomial(*numbers: str) -> Polynomial:
    return Polynomial(tuple(Fraction(number) for number in numbers))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x^2 + 0.8 x - 0.5", polynomial("-1/2", "4/5", "1")),
        ("x² + 0,8x − 0,5", polynomial("-1/2", "4/5", "1")),
        ("x**2+0.8*x-0.5", polynomial("-1/2", "4/5", "1")),
        ("2x + 4/5", polynomial("4/5", "2")),
        ("½ x^2", polynomial("0", "0", "1/2")),
        ("x^3/3 - x", polynomial("0", "-1", "0", "1/3")),
        ("-3", polynomial("-3")),
        ("x - x", polynomial()),
        ("x + 2 - 3x - 5", polynomial("-3", "-2")),
        ("- -x", polynomial("0", "1")),
    ],
)
def test_a_polynomial_is_read_in_any_usual_spelling(text: str, expected: Polynomial) -> None:
    assert Polynomial.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "+", "x^", "3*", "x y", "2 3", "x 3", "xx", "y + 1", "x^2 0.8x", "x^-1"),
        *("sin(x)", "2(x+1)", "1.2.3", "1e5", "1/0", f"x^{MAX_DEGREE + 1}", "9" * 31, "x+" * 300 + "x"),
    ],
)
def test_what_is_no_polynomial_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"polynomial|number|power|division"):
        Polynomial.parse(text)


def test_the_variable_may_have_another_name() -> None:
    assert Polynomial.parse("t^2 - 1", variable="t") == polynomial("-1", "0", "1")


@given(polynomials)
def test_what_is_written_is_read_back(f: Polynomial) -> None:
    assert Polynomial.parse(str(f)) == f


@given(polynomials, polynomials, st.fractions(-9, 9, max_denominator=9))
def test_the_derivative_follows_the_rule_of_products(f: Polynomial, g: Polynomial, x: Fraction) -> None:
    product = np.convolve(
        np.array(f.coefficients or (0,), dtype=object), np.array(g.coefficients or (0,), dtype=object)
    )
    derivative = Polynomial(tuple(product)).derivative()
    assert derivative(x) == f.derivative()(x) * g(x) + f(x) * g.derivative()(x)


@given(polynomials, st.fractions(-9, 9, max_denominator=9))
def test_a_value_is_the_sum_of_the_powers(f: Polynomial, x: Fraction) -> None:
    assert f(x) == sum(coefficient * x**n for n, coefficient in enumerate(f.coefficients))


def test_trailing_zeros_are_dropped() -> None:
    assert polynomial("1", "2", "0", "0").degree == 1
    assert polynomial("0").degree == 0
    assert polynomial("1").coefficient(7) == 0
