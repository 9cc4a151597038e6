"""Formulas of a rubric: read, written, evaluated and derived as sympy does."""

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Symbol

from reference.algebra import to_sympy
from reference.formula import (
    FUNCTIONS,
    Call,
    Formula,
    Name,
    Number,
    derivative,
    evaluate,
    opposite,
    power,
    product,
    quotient,
    total,
)
from reference.formula_text import MAX_DEPTH, parse, write

leaves = st.one_of(
    st.sampled_from([Name("x"), Name("s3"), Name("y1")]),
    st.fractions(-9, 9, max_denominator=6).map(Number),
)


def _grow(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    return st.one_of(
        st.builds(total, inner, inner),
        st.builds(product, inner, inner),
        st.builds(opposite, inner),
        st.builds(Call, st.sampled_from(["exp", "tanh", "sigmoid", "sin", "cos"]), inner),
        st.builds(quotient, inner, st.just(parse("1 + x^2"))),
        st.builds(power, inner, st.sampled_from([Fraction(2), Fraction(3)])),
    )


formulas = st.recursive(leaves, _grow, max_leaves=6)
points = st.fixed_dictionaries(
    {name: st.floats(-2, 2).map(lambda v: round(v, 3)) for name in ("x", "s3", "y1")}
)


@pytest.mark.parametrize(
    ("text", "at_two"),
    [
        ("x^2 + 0.8 x - 0.5", 5.1),
        ("x² + 0,8x − ½", 5.1),
        ("2(x+1)(x-1)", 6),
        ("-x^2", -4),
        ("(-x)^2", 4),
        ("x/4/2", 0.25),
        ("1/2x", 1),
        ("x**3 - 2·x", 4),
        ("ln 1 + exp 0 + sqrt(2x)", 3),
        ("σ(x - 2)", 0.5),
        ("x^(1/2) x^(1/2)", 2),
        ("--x", 2),
    ],
)
def test_a_formula_is_read_in_any_usual_spelling(text: str, at_two: float) -> None:
    assert evaluate(parse(text), {"x": 2.0}) == pytest.approx(at_two)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is expected"),
        ("x +", "at character 4"),
        ("2 3", "needs a sign"),
        ("x 3", "needs a sign"),
        ("(x", "not closed"),
        ("x)", "cannot follow"),
        ("x^x", "an exponent is a number"),
        ("x^51", "up to 50"),
        ("((x^50)^50)", "too high"),
        ("(9^50)^50", "too high"),
        ("0^-1", "no value"),
        ("1/0", "division by zero"),
        ("y", "the names here are x"),
        ("__import__('os')", "no place"),
        ("x[0]", "no place"),
        ("9" * 31, "30 characters"),
        ("x+" * 300 + "x", "500 characters"),
        ("(" * (MAX_DEPTH + 1) + "x", "within each other"),
        ("-" * (MAX_DEPTH + 1) + "x", "within each other"),
        ("exp " * (MAX_DEPTH + 1) + "x", "within each other"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(text, known=["x"])


@given(formulas)
def test_what_is_written_reads_back_to_the_same(formula: Formula) -> None:
    text = write(formula)
    assume(len(text) < 400)
    assert write(parse(text)) == text
    assert sp.simplify(to_sympy(parse(text)) - to_sympy(formula)) == 0 or parse(text) == formula


@settings(deadline=None)
@given(formulas, points)
def test_a_formula_is_worth_what_sympy_finds(formula: Formula, point: dict[str, float]) -> None:
    expected = complex(to_sympy(formula).xreplace({Symbol(n): sp.Float(v, 30) for n, v in point.items()}))
    assume(abs(expected) < 1e12)
    assert evaluate(formula, point) == pytest.approx(expected.real, rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(formulas, points)
def test_a_derivative_is_that_of_sympy(formula: Formula, point: dict[str, float]) -> None:
    known = {Symbol(n): sp.Float(v, 30) for n, v in point.items()}
    expected = complex(sp.diff(to_sympy(formula), Symbol("x")).xreplace(known))
    assume(abs(expected) < 1e12)
    assert evaluate(derivative(formula, "x"), point) == pytest.approx(expected.real, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_derived_as_sympy_does(name: str) -> None:
    call = Call(name, parse("x^2 + 1/2"))
    found = evaluate(derivative(call, "x"), {"x": 0.7})
    assert found == pytest.approx(float(sp.diff(to_sympy(call), Symbol("x")).subs(Symbol("x"), 0.7)))


def test_an_exact_formula_stays_exact() -> None:
    third = evaluate(parse("x^2 / 3"), {"x": Fraction(1)}, number=Fraction)
    assert third == Fraction(1, 3)
