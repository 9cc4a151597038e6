"""How one mark came about: the answer with its line numbers, every reason, the reference and its derivation."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.key import Key
from grader.loading.clean import clean
from grader.model import Case, Part, Rubric
from grader.nodes import Node, Scalar, as_text, is_blank
from grader.points import mark
from grader.render.answer_key import print_solution
from grader.render.formulas import print_formulas
from grader.render.numbers import points
from grader.render.terminal import mark_lines
from grader.submission import Submission
from grader.texts import phrase
from grader.verdict import Verdict


def print_explanation(
    part: Part,
    submission: Submission,
    verdicts: Mapping[str, Verdict],
    rubric: Rubric,
    key: Key,
    console: Console,
) -> None:
    """Print one part's story, from the student's lines to the points."""
    language = rubric.language
    case = Case(part, rubric, key[part.id], submission, verdicts)
    console.print(Text(f"{part.id}  {part.title}", style="bold"))
    _section(console, phrase("explain-answer", language))
    for node in (case.answer, *case.elsewhere):
        _written(node, console)
    console.print()
    print_formulas(part, case.text.text, language, console)
    _section(console, phrase("report-status", language))
    judged = mark(part, verdicts[part.id], rubric)
    for line in mark_lines(judged, language):
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
    facts = {"low": points(judged.low), "high": points(judged.high)}
    sure = "explain-interval" if judged.review else "explain-certain"
    console.print(Padding(Text(phrase(sure, language, facts)), (0, 0, 0, 2), expand=False))
    _section(console, phrase("explain-derivation", language))
    print_solution(key[part.id].answer, key[part.id].steps, console)


def _section(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, style="bold"))


def _written(node: Node | None, console: Console) -> None:
    if node is None or is_blank(node):
        console.print(Text("  —", style="dim"))
        return
    for number, line in _numbered(as_text(node)):
        console.print(Text(f"{number:5}  ", style="dim") + Text(clean(line)))


def _numbered(text: Scalar) -> list[tuple[int, str]]:
    offset, rows = 0, []
    for line in text.text.split("\n"):
        if line.strip():
            rows.append((text.line_at(offset), line))
        offset += len(line) + 1
    return rows
