"""`grade diff A B`: what a second grading of a class changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from grader.classroom.comparison import Change, Move, moves
from grader.errors import UsageError
from grader.loading.clean import clean
from grader.render.numbers import points

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(short_help="Tell who moved between two gradings of a class, and why.")
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
def diff(before: Path, after: Path) -> int:
    """Compare BEFORE with AFTER, two files of `grade FOLDER --json`; exits with 1 when a student moved."""
    found = list(moves(_read(before), _read(after)))
    for move in found:
        click.echo("\n".join(_lines(move)))
    click.echo(f"{len(found)} moved", err=True)
    return 1 if found else 0


def _lines(move: Move) -> Iterator[str]:
    who = " ".join(clean(f"{move.id} {move.name}", 80).split())
    yield f"{who}: {_shown(move.before)} -> {_shown(move.after)}"
    yield from (f"  {_change(change)}" for change in move.changes)


def _change(change: Change) -> str:
    reasons = [*(f"-{code}" for code in change.lost_reasons), *(f"+{code}" for code in change.new_reasons)]
    why = " ".join(reasons) or "points of the rubric"
    return f"{change.part}: {points(change.before)} -> {points(change.after)} ({clean(why, 200)})"


def _shown(total: Fraction | None) -> str:
    return "no mark" if total is None else points(total)


def _read(path: Path) -> Any:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document["papers"], list):
            raise TypeError
    except (ValueError, KeyError, TypeError) as cause:
        raise UsageError(f"{path} is no document of `grade FOLDER --json`") from cause
    return document
