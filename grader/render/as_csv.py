"""A class as CSV: a row a paper, a column a part; no cell can act as a formula in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.loading.clean import clean
from grader.render.numbers import points
from grader.report import Report


def class_csv(rows: Sequence[tuple[str, Report]]) -> str:
    """The table as text; the columns are those of the first paper's exam."""
    text = io.StringIO()
    writer = csv.writer(text)
    parts = [mark.part.id for mark in rows[0][1].marks]
    writer.writerow(["file", "id", "name", "points", "max", "bonus", "low", "high", "to review", *parts])
    for name, report in rows:
        marks = {mark.part.id: points(mark.points) for mark in report.marks}
        totals = [report.points, report.max, report.bonus, report.low, report.high]
        who = [name, report.student.id, report.student.name]
        reviews = len(report.flagged)
        writer.writerow(
            [*map(inert_cell, who), *map(points, totals), reviews, *(marks.get(part, "") for part in parts)]
        )
    return text.getvalue()


def inert_cell(cell: str) -> str:
    """A text cell that no spreadsheet takes for a formula."""
    cell = clean(cell, 120).replace("\n", " ").replace("\t", " ")
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@", "|", "%")) else cell
