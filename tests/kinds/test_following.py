"""An error is charged once, and following an own earlier result cannot be gamed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
import yaml

from grader.report import Report

Graded = Callable[[str], Report]
EMPTY = [
    ({"1.4": "dJ/dw_i^(1) = x_{i+1}", "1.5": "dJ/dw_i^(1) = x_{i+1}"}, "1.5"),
    ({"1.4": "dJ/dw_i^(1) = 0", "1.5": "dJ/dw_i^(1) = 0"}, "1.5"),
    ({"1.4": "dJ/dw_i^(1) = 42", "1.5": "dJ/dw_i^(1) = 42"}, "1.5"),
    ({"1.4": "dJ/dw_i^(1) = s1", "1.5": "dJ/dw_i^(1) = s1"}, "1.5"),
    ({"1.4": "dJ/dw_i^(1) = 0"}, "1.4"),
    ({"1.2": "dJ/dw_i^(3) = 1", "1.4": "dJ/dw_i^(1) = 0"}, "1.4"),
    ({"1.2": "dJ/dw_i^(3) = 1", "1.3": "dJ/dw_0^(1) = w_0^(3) + w_0^(4)"}, "1.3"),
    ({"1.2": "dJ/dw_i^(3) = 0", "1.6": "dJ/dalpha3 = 0"}, "1.6.alpha3-gradient"),
    ({"1.1": "o1 = 0\no2 = 0\no3 = 0\no4 = 0", "1.3": "dJ/dw_0^(1) = 0"}, "1.3"),
    ({"1.1": "o3 = 1\ns3 = 1", "1.2": "dJ/dw_i^(3) = 0"}, "1.2"),
    ({"1.3": "dJ/dw_0^(1) = x1", "1.4": "dJ/dw_i^(1) = x_{i+1}"}, "1.4"),
    ({"1.2": "", "1.4": "dJ/dw_i^(1) = x_{i+1}"}, "1.4"),
]
RIGHT = "dJ/dw_i^(1) = ((s3-y1) f'(o3) w_0^(3) + (s4-y2) f'(o4) w_0^(4)) f'(o1) x_{i+1}"
FOLLOWED = [
    ("dJ/dw_i^(3) = (s3 - y1)^3 f'(o3) s_{i+1}", RIGHT.replace("y1)", "y1)^3").replace("y2)", "y2)^3")),
    (
        "dJ/dw_i^(3) = (s3 - y1) f'(o3)^2 s_{i+1}",
        RIGHT.replace("f'(o3)", "f'(o3)^2").replace("f'(o4)", "f'(o4)^2"),
    ),
    ("dJ/dw_i^(3) = 2 (s3 - y1) f'(o3) s_{i+1}", RIGHT.replace("= ", "= 2 ", 1)),
    ("dJ/dw_i^(3) = (y1 - s3) f'(o3) s_{i+1}", RIGHT.replace("= ", "= - ", 1)),
]


@pytest.mark.parametrize(("answers", "part"), EMPTY)
def test_an_empty_earlier_result_gives_nothing_to_follow(
    answers: dict[str, str], part: str, graded: Graded
) -> None:
    assert _share(graded, answers, part) == 0


@pytest.mark.parametrize(("earlier", "later"), FOLLOWED)
def test_what_is_built_on_an_own_error_is_right(earlier: str, later: str, graded: Graded) -> None:
    assert _share(graded, {"1.2": earlier, "1.4": later}, "1.4") == 1


@pytest.mark.parametrize(("earlier", "later"), FOLLOWED)
def test_a_right_answer_after_a_wrong_one_is_right(earlier: str, later: str, graded: Graded) -> None:
    assert _share(graded, {"1.2": earlier, "1.4": RIGHT}, "1.4") == 1


def _share(graded: Graded, answers: dict[str, str], part: str) -> Fraction:
    report = graded(yaml.safe_dump(answers, allow_unicode=True, width=1000))
    mark = next(mark for mark in report.marks if mark.part.id == part)
    return mark.points / mark.part.points
