"""A mistake is named when it is the only one that gives the formula, at its own line; otherwise all that do are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from grader.report import Remark, Report

Graded = Callable[[str], Report]
BRANCHES = "((s3-y1) f'(o3) w_0^(3) {} (s4-y2) f'(o4) w_0^(4)) f'(o1) x_{{i+1}}"
NAMED = [
    ("1.2", "dJ/dw_i^(3) = (s3 - y2) f'(o3) s_{i+1}", "label-wrong"),
    ("1.2", "dJ/dw_i^(3) = (y1 - s3) f'(o3) s_{i+1}", "sign"),
    ("1.2", "dJ/dw_i^(3) = (s3 - y1) f(o3) s_{i+1}", "function-for-derivative"),
    ("1.4", "dJ/dw_i^(1) = " + BRANCHES.format("-"), "branch-minus"),
    ("1.4", "dJ/dw_i^(1) = -" + BRANCHES.format("+"), "sign"),
    ("1.4", "dJ/dw_i^(1) = " + BRANCHES.format("+").replace("s4-y2", "y2-s4"), "sign"),
    ("1.6.alpha3-gradient", "dJ/dα3 = (s3-y1) f'(o3) o3 si o3<0, 0 sinon", "derivative-extra"),
    ("1.6.alpha3-gradient", "dJ/dα3 = (s3-y1) s3 si o3<0, 0 sinon", "slope-wrong"),
]


@pytest.mark.parametrize(("part", "answer", "code"), NAMED)
def test_a_mistake_is_named_where_only_it_gives_the_formula(
    part: str, answer: str, code: str, graded: Graded
) -> None:
    assert code in [remark.code for remark in _remarks(graded, part, answer)]


def test_mistakes_that_the_writing_does_not_tell_apart_are_all_told(graded: Graded) -> None:
    answer = "dJ/dw_i^(1) = " + BRANCHES.format("+ (-1)")
    (told,) = [
        r for r in _remarks(graded, "1.4", answer) if r.code in ("sign", "branch-minus", "one-of-several")
    ]
    assert told.code == "one-of-several"
    assert " / " in told.text


def test_a_mistake_stands_at_the_line_of_the_last_member(graded: Graded) -> None:
    answer = "dJ/dw_i^(3) = dJ/ds3 * ds3/do3 * do3/dw_i^(3)\n = (s3 - y2) f'(o3) s_{i+1}"
    remark = _remarks(graded, "1.2", answer)[0]
    alone = _remarks(graded, "1.2", answer.replace("\n", " "))[0]
    assert (remark.quote, remark.line) == ("(s3 - y2) f'(o3) s_{i+1}", alone.line + 1)


def test_a_wrong_step_before_a_right_end_is_remarked_on_and_costs_nothing(graded: Graded) -> None:
    answer = "dJ/dw_i^(3) = 2 (s3-y1) f'(o3) s_{i+1} = (s3-y1) f'(o3) s_{i+1}"
    assert [remark.code for remark in _remarks(graded, "1.2", answer)] == ["gradient-right", "step-differs"]


def _remarks(graded: Graded, part: str, answer: str) -> tuple[Remark, ...]:
    question = part if part[:3] != "1.6" else "1.6"
    report = graded(yaml.safe_dump({question: answer}, allow_unicode=True, width=1000, default_style="|"))
    return next(mark.remarks for mark in report.marks if mark.part.id == part)
