"""A graded paper as the result files of autograders: Gradescope's and PrairieLearn's `results.json`.

Formats: Gradescope's autograder specification (`score`, `tests`, `output`, `visibility`); PrairieLearn's
`docs/externalGrading.md` (`gradable`, `score` as a fraction, `tests` with points throughout).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from grader.errors import FileError
from grader.loading.clean import clean
from grader.model import Rubric
from grader.render.numbers import points
from grader.render.signs import BULLETS
from grader.render.telling import told
from grader.report import Mark, Report
from grader.texts import phrase

_LONGEST = 20_000


def gradescope(report: Report, rubric: Rubric) -> dict[str, Any]:
    """Gradescope's document; open answers say so, since students see the mark at once."""
    return {
        "score": float(report.points),
        "output": _total(report, rubric.language),
        "stdout_visibility": "hidden",
        "tests": [_gradescope_test(mark, rubric) for mark in report.marks],
        "extra_data": {
            "rubric": report.rubric,
            "submission": report.submission,
            "version": report.version,
            "low": float(report.low),
            "high": float(report.high),
            "review": [mark.part.id for mark in report.flagged],
        },
    }


def gradescope_failure(error: FileError) -> dict[str, Any]:
    """Gradescope's document for a paper that could not be read: no marks, and why."""
    return {"score": 0, "output": _why(error), "stdout_visibility": "hidden", "tests": []}


def prairielearn(report: Report, rubric: Rubric) -> dict[str, Any]:
    """PrairieLearn's document; the score is a fraction of the exam, at most 1."""
    score = float(min(report.points / report.max, Fraction(1))) if report.max else 0.0
    return {
        "gradable": True,
        "score": score,
        "message": _total(report, rubric.language),
        "tests": [
            {
                "name": mark.part.id,
                "description": _title(mark, rubric),
                "points": float(mark.points),
                "max_points": float(mark.part.points),
                "message": _said(mark, rubric.language),
            }
            for mark in report.marks
        ],
    }


def prairielearn_failure(error: FileError) -> dict[str, Any]:
    """PrairieLearn's document for a paper that could not be read, which costs no attempt."""
    return {"gradable": False, "format_errors": [_why(error)]}


def _gradescope_test(mark: Mark, rubric: Rubric) -> dict[str, Any]:
    return {
        "number": mark.part.id,
        "name": _title(mark, rubric),
        "score": float(mark.points),
        "max_score": float(mark.part.points),
        "status": "passed" if mark.points == mark.part.points else "failed",
        "output": _said(mark, rubric.language),
        "extra_data": {"review": mark.review},
    }


def _title(mark: Mark, rubric: Rubric) -> str:
    question = next(question for question in rubric.questions if question.id == mark.question)
    return question.title if mark.part.title == question.title else f"{question.title} : {mark.part.title}"


def _said(mark: Mark, language: str) -> str:
    head = phrase(f"status-{mark.status}", language)
    if mark.low < mark.high:
        interval = {"low": points(mark.low), "high": points(mark.high)}
        head = f"{head}, {phrase('report-open', language, interval)}"
    lines = [f"{BULLETS[remark.tone]} {clean(remark.text)}" for remark in told(mark) if remark.text]
    return "\n".join([head, *lines])[:_LONGEST]


def _total(report: Report, language: str) -> str:
    text = phrase("report-total-line", language, {"points": points(report.points), "max": points(report.max)})
    if report.bonus:
        text += phrase("report-bonus-line", language, {"bonus": points(report.bonus)})
    if report.needs_review:
        text += f". {phrase('page-open', language)}"
    return text


def _why(error: FileError) -> str:
    told = (f"{error.where(fault)}: {fault.message}. {fault.hint}".rstrip(". ") for fault in error.faults)
    return clean("\n".join(told), _LONGEST)
