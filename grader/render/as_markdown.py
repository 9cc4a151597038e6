"""A student's feedback in Markdown, for platforms that show no page; what the student wrote stands in code, inert."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from grader.render.feedback import Feedback, PartFeedback, QuestionFeedback, Said
from grader.render.figures import Cell, Figure
from grader.texts import phrase

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|!~$&]")
_START = re.compile(r"\d+(?=[.)])|(?=[-+=])")  # what makes an item or a rule of a line, up to its sign


def feedback_markdown(feedback: Feedback) -> str:
    """The whole feedback as one document."""
    return "\n".join(_lines(feedback)) + "\n"


def inert(text: str) -> str:
    """A text that Markdown shows as it is, on one line.

    >>> inert("<b>*x*</b> [a](b)")
    '\\\\<b\\\\>\\\\*x\\\\*\\\\</b\\\\> \\\\[a\\\\](b)'
    """
    flat = _SPECIAL.sub(_escaped, " ".join(text.split()))
    start = _START.match(flat)
    return f"{start[0]}\\{flat[start.end() :]}" if start else flat


_own = lru_cache(maxsize=512)(inert)
"""The exam's own words, which stand on every page."""


def _escaped(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"


def code_block(text: str) -> str:
    """A text as a block of code, fenced by more backquotes than it holds."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _lines(feedback: Feedback) -> Iterator[str]:
    language = feedback.language
    total = f"**{feedback.points} / {feedback.max}**"
    if feedback.bonus:
        total += phrase("report-bonus-line", language, {"bonus": feedback.bonus})
    yield f"# {_own(feedback.title)}\n"
    yield f"{inert(feedback.name)} · {inert(feedback.id)}\n"
    yield total + (f", {feedback.interval}" if feedback.interval else "") + "\n"
    for exercise in feedback.exercises:
        yield f"## {_own(exercise.title)} ({exercise.points} / {exercise.max})\n"
        for question in exercise.questions:
            yield from _question(question, language)
    if feedback.notices:
        yield f"## {phrase('report-notices', language)}\n"
        yield from map(_remark, feedback.notices)


def _question(question: QuestionFeedback, language: str) -> Iterator[str]:
    yield f"### {question.id} {_own(question.title)} ({question.points} / {question.max})\n"
    if question.answer:
        yield code_block(question.answer) + "\n"
    for part in question.parts:
        yield from _part(part, question, language)
    yield ""


def _part(part: PartFeedback, question: QuestionFeedback, language: str) -> Iterator[str]:
    named = "" if part.title == question.title else f"{_own(part.title)} : "
    interval = f", {part.interval}" if part.interval else ""
    yield f"{named}**{part.points} / {part.max}**, {part.status_text}{interval}\n"
    yield from map(_remark, part.remarks)
    if part.remarks:
        yield ""
    if part.figure is not None and part.figure.right:
        yield from _grids(part.figure, language)


def _remark(remark: Said) -> str:
    where = f" ({remark.where})" if remark.where else ""
    quote = f" — « {inert(remark.quote)} »" if remark.quote else ""
    return f"- {_own(remark.bullet)} {inert(remark.text)}{where}{quote}"


def _grids(figure: Figure, language: str) -> Iterator[str]:
    for code, grid in (("page-own", figure.own), ("page-right", figure.right)):
        if grid:
            yield f"{phrase(code, language)}\n"
            yield from _table(grid)
            yield ""


def _table(grid: tuple[tuple[Cell, ...], ...]) -> Iterator[str]:
    yield "|" + "   |" * len(grid[0])
    yield "|" + " --: |" * len(grid[0])
    for row in grid:
        yield "| " + " | ".join(f"**{cell.text} ✗**" if cell.is_wrong else cell.text for cell in row) + " |"
