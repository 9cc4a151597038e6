"""A class's marks on stdout, or in a CSV beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from grader.classroom.roll import Row
from grader.cli.results import Marked
from grader.errors import UsageError
from grader.render.as_json import error_json, report_json, streamed
from grader.render.consoles import stderr, stdout


@dataclass(frozen=True, slots=True)
class Output:
    """What stdout gets: JSON rather than a table, or the CSV where `csv_path` is “-”."""

    as_json: bool
    csv_path: str | None


def show(marked: Marked, output: Output) -> UsageError | None:
    """Print a class's marks, and write the CSV where one is asked for; what kept it from being written."""
    rows = marked.roll.rows
    if output.as_json:
        _print_json(marked)
    elif output.csv_path != "-" and rows:
        from grader.render.table import print_class

        shown = zip(_short([row.name for row in rows]), (row.report for row in rows), strict=True)
        print_class([*shown], rows[0].rubric, stdout())
    return _csv_trouble(rows, output.csv_path) if output.csv_path and rows else None


def _print_json(marked: Marked) -> None:
    """One document, made and written paper by paper."""
    reports = (report_json(paper.report) for paper in marked.papers)
    for piece in streamed({"papers": reports, "unreadable": map(error_json, marked.refused)}):
        click.echo(piece, nl=False)
    click.echo()


def _short(names: Sequence[str]) -> list[str]:
    """File names, or whole paths where two papers have one name, as those of platforms do."""
    short = [Path(name).name for name in names]
    return short if len(set(short)) == len(short) else [*names]


def _csv_trouble(rows: Sequence[Row], csv_path: str) -> UsageError | None:
    from grader.render.as_csv import class_csv

    text = class_csv([(row.name, row.report) for row in rows])
    if csv_path == "-":
        click.echo(text, nl=False)
        return None
    try:
        Path(csv_path).write_text(text, encoding="utf-8-sig", newline="")
    except OSError as cause:
        return UsageError(f"cannot write {csv_path}: {cause.strerror}")
    stderr().print(f"wrote {csv_path}")
    return None
