"""The corrected program, as the next students may write it."""

from __future__ import annotations

from difflib import unified_diff
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.model import Case, Rubric, Solution
from grader.nodes import Scalar
from grader.program.printed import PrintedProgram
from grader.submission import Student, Submission
from grader.verdict import Verdict

GOLDEN = Path(__file__).parent.parent / "golden"
REPAIRS = yaml.safe_load((GOLDEN / "program_repairs.yaml").read_text(encoding="utf-8"))
ANSWERS = yaml.safe_load((GOLDEN / "program_answers.yaml").read_text(encoding="utf-8"))
STYLES = ("whole", "lines", "diff")


def judge(rubric: Rubric, text: str) -> Verdict:
    part = rubric.part("3.1")
    submission = Submission(rubric.exam, Student("1", "Camille"), {"3.1": Scalar.typed(text)})
    return part.kind.judge(Case(part, rubric, Solution(""), submission))


def edited(rubric: Rubric, edits: list[list[str]]) -> str:
    text = rubric.value("program", PrintedProgram).corrected()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


def in_style(style: str, printed: str, text: str) -> str:
    before, after = printed.split("\n"), text.split("\n")
    changes = list(unified_diff(before, after, lineterm="", n=0 if style == "lines" else 2))
    match style:
        case "whole":
            return text
        case "diff":
            return "\n".join(changes)
        case _:
            added = [row[1:] for row in changes[2:] if row.startswith("+")]
            return "\n...\n".join(added)


def pytest_rows() -> list[Any]:
    return [
        pytest.param(case, style, id=f"{case['name']}, {style}")
        for case in REPAIRS
        for style in case.get("styles", STYLES)
    ]


@pytest.mark.parametrize(("case", "style"), pytest_rows())
def test_a_repair_earns_the_same_in_every_style(rubric: Rubric, case: dict[str, Any], style: str) -> None:
    printed = rubric.value("program", PrintedProgram).text
    verdict = judge(rubric, in_style(style, printed, edited(rubric, case["edits"])))

    assert verdict.share == Fraction(str(case["points"])), verdict.evidence
    assert verdict.needs_review == case.get("review", False), verdict.evidence


@pytest.mark.parametrize("case", ANSWERS, ids=[case["name"] for case in ANSWERS])
def test_an_answer_earns_what_a_marker_gives(rubric: Rubric, case: dict[str, Any]) -> None:
    verdict = judge(rubric, case["answer"])

    assert verdict.share == Fraction(str(case["points"])), verdict.evidence
    assert verdict.needs_review == case.get("review", False), verdict.evidence
