"""The answer key on the terminal: what is assumed, then each part's answer and its derivation."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from grader.key import Key
from grader.model import Part, Rubric
from grader.render.explanation import print_solution
from grader.render.numbers import points
from grader.texts import phrase


def print_key(
    rubric: Rubric, key: Key, parts: Iterable[Part], console: Console, *, assumptions: bool
) -> None:
    """Print the reference answers of these parts."""
    console.print(Text(phrase("key-title", rubric.language, {"title": rubric.title}), style="bold"))
    if assumptions:
        print_assumptions(rubric, console)
    for part in parts:
        console.print()
        title = f"{part.id}  {part.title}  ({points(part.points)})"
        console.print(Rule(Text(title, style="bold"), align="left", style="dim"))
        print_solution(part, key, console)


def print_assumptions(rubric: Rubric, console: Console) -> None:
    """Print the parameters that were assumed, each with its reason."""
    assumed = [parameter for parameter in rubric.parameters.values() if parameter.assumed]
    if not assumed:
        return
    console.print()
    console.print(Text(phrase("key-assumed", rubric.language), style="bold"))
    for parameter in assumed:
        line = Text(f"{parameter.name}: ", style="yellow") + Text(parameter.reason, style="")
        console.print(Padding(line, (0, 0, 0, 2)))
