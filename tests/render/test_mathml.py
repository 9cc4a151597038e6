"""Formulas as MathML: well formed, inert, and saying what was understood."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from grader.maths.statements import read_answer
from grader.render.mathml import mathml


def signs(text: str, language: str = "fr") -> str:
    """What a reader sees of an equation, structure left out."""
    tree = ElementTree.fromstring(mathml(read_answer(text).statements[0], language))  # noqa: S314  our own
    return "".join(tree.itertext()).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("s3 = f(o3)", "s3=f(o3)"),
        ("o1 = w_0^(1) x_1 + w_1^(1) x_2", "o1=w0(1)⋅x1+w1(1)⋅x2"),
        ("dJ/dw_0^3 = (s3-y1) f'(o3) s1", "∂J∂w0(3)=(s3−y1)⋅f′(o3)⋅s1"),
        ("alpha^(3) <- alpha^(3) - eta * dJ/dalpha^(3)", "α3=α3−η⋅∂J∂α3"),
        ("g = o3 si o3 < 0, 0 sinon", "g={o3 si o3<00 sinon "),
        ("d1 = sum_{k=3}^{4} d_k w_0^{(k)}", "δ1=∑k=34δk⋅w0(k)"),
        ("a = (s1 + s2)^2 / 3", "a=(s1+s2)23"),
        ("a = x1 - (x2 - x3)", "a=x1−(x2−x3)"),
        ("a = (1/2)^2", "a=(12)2"),
    ],
)
def test_an_equation_says_what_was_understood(typed: str, seen: str) -> None:
    assert signs(typed) == seen


def test_the_words_of_cases_are_in_the_language_of_the_exam() -> None:
    assert "otherwise" in signs("g = o3 if o3 < 0, 0 else", "en")


def test_a_name_cannot_be_markup() -> None:
    for statement in read_answer("<script> = &x; <b>").statements:
        ElementTree.fromstring(mathml(statement, "fr"))  # noqa: S314  our own
