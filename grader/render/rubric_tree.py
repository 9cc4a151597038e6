"""A rubric on the terminal, as a tree of points."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from grader.model import Part, Rubric
from grader.render.answer_key import print_assumptions
from grader.render.numbers import points
from grader.texts import phrase


def print_rubric(rubric: Rubric, console: Console) -> None:
    """Print the exam's points down to each part, and what is assumed."""
    tree = Tree(_row(rubric.title, points(rubric.points), f"+ {points(rubric.bonus)} bonus"))
    for exercise in rubric.exercises:
        branch = tree.add(_row(exercise.title, points(exercise.points)))
        for question in exercise.questions:
            twig = branch.add(_row(f"{question.id}  {question.title}", points(question.points)))
            for part in question.parts:
                twig.add(_part(part, rubric.language))
    console.print(tree)
    assumed = [(each.name, each.reason) for each in rubric.parameters.values() if each.assumed]
    print_assumptions(assumed, rubric.language, console)


def print_check(rubric: Rubric, console: Console) -> None:
    """Print that a rubric can be trusted."""
    sizes = f"{len(rubric.parts)} parts, {points(rubric.points)} points + {points(rubric.bonus)} bonus, "
    told = "every reference answer earns full marks, a blank paper 0"
    console.print(Text(f"{rubric.exam}: {sizes}") + Text(told, style="green"), soft_wrap=True)


def _part(part: Part, language: str) -> Text:
    row = _row(part.id, points(part.points), part.kind_name)
    if part.bonus:
        row.append("  bonus", style="magenta")
    if part.follows:
        row.append(
            "  " + phrase("explain-follows", language, {"parts": ", ".join(part.follows)}), style="dim"
        )
    return row


def _row(title: str, worth: str, detail: str = "") -> Text:
    row = Text(title + "  ") + Text(worth, style="bold cyan")
    return row + Text(f"  {detail}" if detail else "", style="dim")
