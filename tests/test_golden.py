"""Answers with the points that a fair marker gives; every bug becomes a row here before it is mended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.key import Key
from grader.loading.submission import read_submission
from grader.model import Rubric
from grader.pipeline import grade

GOLDEN = Path(__file__).parent / "golden"
TABLES = ("grids", "shapes", "minimum")
ROWS = [
    pytest.param(row, id=f"{table}: {row['about']}")
    for table in TABLES
    for row in yaml.load((GOLDEN / f"{table}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
]


@pytest.mark.parametrize("row", ROWS)
def test_an_answer_gets_the_points_of_a_fair_marker(row: dict[str, Any], rubric: Rubric, key: Key) -> None:
    paper = {"exam": rubric.exam, "student": {"id": "1", "name": "Ada"}, "answers": row["answers"]}
    report = grade(rubric, read_submission(yaml.safe_dump(paper, allow_unicode=True), "row.yaml"), key)
    marks = {mark.part.id: mark for mark in report.marks}
    given = {part: float(marks[part].points) for part in row["points"]}
    assert given == {part: float(points) for part, points in row["points"].items()}
    flagged = [part for part in row["points"] if marks[part].review]
    assert flagged == row.get("flagged", [])
