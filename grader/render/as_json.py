"""A graded paper as one JSON document: the contract that other programs read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from grader.errors import FileError
from grader.loading.clean import clean
from grader.report import Mark, Remark, Report


def report_json(report: Report) -> dict[str, Any]:
    """A report as plain values; points are exact wherever binary floats are."""
    return {
        "exam": report.exam,
        "student": {"id": clean(report.student.id), "name": clean(report.student.name)},
        "points": _number(report.points),
        "max": _number(report.max),
        "bonus": _number(report.bonus),
        "low": _number(report.low),
        "high": _number(report.high),
        "rubric": report.rubric,
        "submission": report.submission,
        "version": report.version,
        "notices": [remark_json(notice) for notice in report.notices],
        "parts": [mark_json(mark) for mark in report.marks],
    }


def mark_json(mark: Mark) -> dict[str, Any]:
    """One element of `parts`."""
    return {
        "id": mark.part.id,
        "question": mark.question,
        "points": _number(mark.points),
        "max": _number(mark.part.points),
        "low": _number(mark.low),
        "high": _number(mark.high),
        "status": mark.status.value,
        "review": mark.review,
        "remarks": [remark_json(remark) for remark in mark.remarks],
    }


def remark_json(remark: Remark) -> dict[str, Any]:
    """One remark, with the student's own words made inert."""
    return {
        "code": remark.code,
        "tone": remark.tone.value,
        "text": clean(remark.text),
        "quote": clean(remark.quote),
        "line": remark.line,
    }


def error_json(error: FileError) -> dict[str, Any]:
    """A file that could not be used, as plain values."""
    faults = [
        {
            "message": clean(fault.message),
            "line": fault.place.line if fault.place else None,
            "column": fault.place.column if fault.place else None,
            "hint": clean(fault.hint),
        }
        for fault in error.faults
    ]
    return {"file": clean(error.path), "error": faults}


def dumps(document: Any) -> str:
    """The document as text; ASCII, so that any pipe can carry it."""
    return json.dumps(document, ensure_ascii=True, indent=1)


def streamed(document: Mapping[str, Iterable[Any]]) -> Iterator[str]:
    """The text of `dumps` for an object of arrays, piece by piece: one element of an array is in memory at a time.

    >>> "".join(streamed({"a": iter([1, {"b": 2}]), "c": []})) == dumps({"a": [1, {"b": 2}], "c": []})
    True
    """
    opening = "{"
    for name, elements in document.items():
        yield f"{opening}\n {dumps(name)}: ["
        opening, separator = ",", ""
        for element in elements:
            yield f"{separator}\n  " + dumps(element).replace("\n", "\n  ")
            separator = ","
        yield "\n ]" if separator else "]"
    yield "\n}" if document else "{}"


def _number(value: Fraction) -> float:
    return float(value)
