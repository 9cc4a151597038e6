"""A name with plain numbers is one sign from the start; it means what it means sign by sign."""

from __future__ import annotations

import pytest

from grader.maths.naming import name_tokens
from grader.maths.signs import Sign
from grader.maths.statements import read_answer
from grader.maths.syntax import Expr
from grader.maths.tokens import tokenize

WHOLE = {
    "s3": "s _ 3",
    "s_3": "s _ 3",
    "s_{3}": "s _ { 3 }",
    "s^(3)": "s ^ ( 3 )",
    "s^{(3)}": "s ^ { ( 3 ) }",
    "x12": "x _ 12",
    "w_0^(3)": "w _ 0 ^ ( 3 )",
    "w_{0}^{(3)}": "w _ { 0 } ^ { ( 3 ) }",
    "w_0^3": "w _ 0 ^ 3",
    "w_{0}^3": "w _ { 0 } ^ 3",
}
IN_PARTS = ["s3'", "s_3_1", "s3₁", "w_0", "w_01", "w_0^31", "f_{o3}", "s_{i+1}", "s3[0]", "os3"]


@pytest.mark.parametrize("name", WHOLE)
def test_a_name_with_plain_numbers_is_one_sign(name: str) -> None:
    (token,) = tokenize(name)
    assert token == (Sign.QUANTITY, name, 0, len(name), False)


@pytest.mark.parametrize("name", IN_PARTS)
def test_a_name_with_more_to_it_is_read_sign_by_sign(name: str) -> None:
    assert Sign.QUANTITY not in {token.sign for token in name_tokens(tokenize(name))}


@pytest.mark.parametrize(("name", "parts"), WHOLE.items())
def test_one_sign_means_what_its_parts_mean(name: str, parts: str) -> None:
    assert _answer(f"a {name} b") == _answer(f"a {parts} b")


def _answer(formula: str) -> Expr:
    (statement,) = read_answer(f"J = {formula}").statements
    return statement.answer


@pytest.mark.parametrize("sign", "+-")
def test_a_name_behind_a_numbered_function_is_no_index(sign: str) -> None:
    assert _answer(f"f'3 {sign} y1") == _answer(f"f'(o3) {sign} y1")
