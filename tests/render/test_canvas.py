"""Canvas's gradebook CSV, read back by the rules of its importer (`lib/gradebook_importer.rb`)."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.key import Key
from grader.loading.submission import load_submission
from grader.model import Rubric
from grader.pipeline import grade
from grader.render.as_canvas import canvas_csv
from grader.report import Report
from grader.submission import Student

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def report(rubric: Rubric, key: Key) -> Report:
    return grade(rubric, load_submission(ROOT / "submissions_example" / "middling.yaml"), key)


def imported(text: str) -> tuple[str, float, dict[str, tuple[str, float]]]:
    """The assignment, its possible points, and name and mark by SIS id, as Canvas takes them."""
    header, possible, *students = csv.reader(io.StringIO(text, newline=""))
    assert header[0] == "Student"
    assert header[1] == "ID"
    assert header[4] == "Section"
    assert len(header) == 6
    assert "Points Possible" in possible[0]
    assert all(len(row) == len(header) for row in students)
    sis = header.index("SIS User ID")
    return header[5], float(possible[5]), {row[sis]: (row[0], float(row[5])) for row in students}


def test_every_mark_comes_back(report: Report) -> None:
    other = replace(report, student=Student("8", 'Élie, "Zoé"'))
    title, possible, marks = imported(canvas_csv([report, other]))
    assert (title, possible) == ("Partiel du 8 octobre 2018 Deep Learning", 20)
    assert marks == {"21900417": ("Nadia Ferrand", 13.375), "8": ('Élie, "Zoé"', 13.375)}


def test_a_bonus_above_the_possible_points_stays(report: Report) -> None:
    rich = replace(report, marks=tuple(replace(mark, points=Fraction(1)) for mark in report.marks))
    assert imported(canvas_csv([rich]))[2]["21900417"][1] == 34


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x.example")', "+1", "-1", "@x", "\t=1", "a\r\nb,c"])
def test_no_name_is_a_formula_or_a_row(name: str, report: Report) -> None:
    _, _, marks = imported(canvas_csv([replace(report, student=Student(name, name))]))
    ((id, (shown, _)),) = marks.items()
    assert not id.startswith(("=", "+", "-", "@", "\t"))
    assert not shown.startswith(("=", "+", "-", "@", "\t"))
