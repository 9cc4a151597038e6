"""The answer key on the terminal: what is assumed, then each part's answer and its derivation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from grader.texts import phrase

if TYPE_CHECKING:
    from grader.render.sheet import Sheet, SheetPart

_NUMBER = re.compile(r"[-+]?\d+([.,/]\d+)?")


def print_key(shown: Sheet, parts: Iterable[SheetPart], console: Console, *, assumptions: bool) -> None:
    """Print the reference answers of these parts."""
    console.print(Text(phrase("key-title", shown.language, {"title": shown.title}), style="bold"))
    if assumptions:
        print_assumptions(shown.assumed, shown.language, console)
    for part in parts:
        console.print()
        title = f"{part.id}  {part.title}  ({part.points})"
        console.print(Rule(Text(title, style="bold"), align="left", style="dim"))
        print_solution(part.answer, part.steps, console)


def print_solution(answer: str, steps: Iterable[str], console: Console) -> None:
    """Print a part's reference answer and the steps that lead to it."""
    for line in _in_columns(answer.splitlines()):
        console.print(Padding(Text(line, style="green"), (0, 0, 0, 2), expand=False))
    for step in steps:
        console.print(Padding(Text(step, style="dim"), (0, 0, 0, 4), expand=False))


def _in_columns(rows: list[str]) -> list[str]:
    """The rows of a grid with its numbers under each other; other rows as they are.

    >>> _in_columns(["-3 1", "7 2"])
    ['-3 1', ' 7 2']
    """
    cells = [row.split(" ") for row in rows]
    if len(rows) < 2 or not all(_NUMBER.fullmatch(cell) for row in cells for cell in row):
        return rows
    widths = [max(map(len, column)) for column in zip(*cells, strict=False)]
    return [" ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=False)) for row in cells]


def print_assumptions(assumed: Sequence[tuple[str, str]], language: str, console: Console) -> None:
    """Print the parameters that were assumed, each with its reason."""
    if not assumed:
        return
    console.print()
    console.print(Text(phrase("key-assumed", language), style="bold"))
    for name, reason in assumed:
        line = Text(f"{name}: ", style="yellow") + Text(reason, style="")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
