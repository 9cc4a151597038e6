"""A wrong gradient comes with small numbers that show it; a right one with none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.maths.field import MODULUS, rational
from grader.report import Report
from grader.verdict import Tone

Graded = Callable[[str], Report]
WRONG = [
    ("1.2", "dJ/dw_i^(3) = (s3 - y1) f(o3) s_{i+1}"),
    ("1.3", "dJ/dw_0^(1) = delta3 w_0^(3) f'(o1) x1"),
    ("1.4", "dJ/dw_i^(1) = ((s3-y1) f'(o3) w_0^(3) + (s4-y1) f'(o4) w_0^(4)) f'(o1) x_{i+1}"),
    ("1.5", "dJ/dw_i^(1) = ((s3-y1)(1-s3) w_0^(3) + (s4-y2)(1-s4) w_0^(4)) (1-s1) x_{i+1}"),
    ("1.6", "dJ/dalpha3 = (s3-y1) o3"),
]


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_a_wrong_formula_comes_with_a_witness(question: str, answer: str, graded: Graded) -> None:
    (witness,) = _witnesses(graded(f'"{question}": "{answer}"'))
    assert " = " in witness
    assert "au lieu de" in witness


def test_a_right_formula_has_no_witness(graded: Graded) -> None:
    assert _witnesses(graded('"1.2": "dJ/dw_i^(3) = (s3 - y1) f\'(o3) s_{i+1}"')) == []


def test_a_repeated_mistake_that_costs_nothing_has_no_second_witness(graded: Graded) -> None:
    first = "dJ/dw_i^(3) = (s3 - y1) s_{i+1}"
    again = "dJ/dw_0^(1) = ((s3-y1) w_0^(3) + (s4-y2) w_0^(4)) f'(o1) x1"
    assert len(_witnesses(graded(f'"1.2": "{first}"\n"1.4": "{again}"'))) == 1


def test_a_large_residue_stands_for_no_small_fraction_by_chance() -> None:
    assert rational(5) == 5
    assert rational(MODULUS - 5) == -5


def _witnesses(report: Report) -> list[str]:
    remarks = (remark for mark in report.marks for remark in mark.remarks)
    return [remark.text for remark in remarks if remark.code == "witness" and remark.tone is Tone.NOTE]
