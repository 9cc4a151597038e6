"""A class on the terminal: a row a paper."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.loading.clean import clean
from grader.model import Rubric
from grader.render.numbers import points
from grader.report import Report
from grader.texts import phrase


def print_class(rows: Sequence[tuple[str, Report]], rubric: Rubric, console: Console) -> None:
    """Print the papers with totals, intervals, and how many answers wait for a person."""
    table = Table(box=None, pad_edge=False, padding=(0, 1), title=Text(rubric.title), title_justify="left")
    for code, justify in (("file", "left"), ("student", "left"), ("points", "right"), ("total", "right")):
        header = phrase(f"report-{code}", rubric.language) if code != "total" else ""
        table.add_column(header, justify="right" if justify == "right" else "left")
    table.add_column(phrase("report-to-review", rubric.language), justify="right")
    for name, report in rows:
        table.add_row(*_cells(name, report))
    console.print(table)


def _cells(name: str, report: Report) -> tuple[Text, ...]:
    score = Text(f"{points(report.points)} / {points(report.max)}", style="bold")
    interval = Text(f"{points(report.low)}–{points(report.high)}", style="dim")
    file = Text(clean(name, 60).replace("\n", "␊"))
    flagged = Text(str(len(report.flagged)), style="magenta" if report.flagged else "dim")
    return file, Text(clean(report.student.name, 40)), score, interval, flagged
