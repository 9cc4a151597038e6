"""An answer's equations as they were understood, and what could not be read, with its place marked."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.kinds.equations import EquationsKind
from grader.loading.clean import clean
from grader.maths.statement import Statement
from grader.maths.statements import read_answer
from grader.maths.written import Notation, written
from grader.model import Part
from grader.texts import phrase

MAX_SHOWN = 40


def print_formulas(part: Part, text: str, language: str, console: Console) -> None:
    """Print each equation of an answer as it was parsed; nothing for a part that asks for no equation."""
    if not isinstance(part.kind, EquationsKind):
        return
    reading = read_answer(text)
    if not reading.is_empty:
        console.print(Text(phrase("explain-understood", language), style="bold"))
    for statement in (*reading.statements, *reading.formulas)[:MAX_SHOWN]:
        console.print(Padding(Text(equation(statement), style="cyan"), (0, 0, 0, 2), expand=False))
    for unread in reading.unread[:MAX_SHOWN]:
        console.print(Text(phrase("explain-unread", language), style="yellow"))
        console.print(
            Padding(_marked(reading.text, unread.at, console.width - 4), (0, 0, 0, 2), expand=False)
        )


def equation(statement: Statement) -> str:
    """One equation written back, its members joined by equals signs.

    >>> equation(read_answer("s3=f(w_0^3 s1)").statements[0])
    's₃ = f(w₀⁽³⁾·s₁)'
    """
    members = statement.members if statement.left is None else (statement.left, *statement.members)
    return " = ".join(written(member, Notation.UNICODE) for member in members)


def _marked(text: str, at: int, width: int) -> Text:
    """The line in which something was not read, cut to a width, with a caret under where reading stopped."""
    first = text.rfind("\n", 0, at) + 1
    line = text[first:].split("\n", maxsplit=1)[0]
    column = at - first
    cut = max(0, min(column - width // 2, len(line) - width))
    shown = ("…" if cut else "") + clean(line[cut + bool(cut) :], width - 1)
    before = ("…" if cut else "") + clean(line[cut + bool(cut) : column])
    return Text(f"{shown}\n{' ' * cell_len(before)}^")
