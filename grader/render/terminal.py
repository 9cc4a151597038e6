"""A graded paper on the terminal: a table of questions, the remarks, what a person must look at, the total."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from grader.loading.clean import clean
from grader.model import Question, Rubric
from grader.render.numbers import points
from grader.render.signs import BULLETS
from grader.render.telling import told
from grader.report import Mark, Remark, Report
from grader.texts import phrase
from grader.verdict import Status, Tone

STYLES = {
    Status.CORRECT: "green",
    Status.PARTIAL: "yellow",
    Status.WRONG: "red",
    Status.BLANK: "dim",
    Status.UNREADABLE: "magenta",
    Status.UNDECIDED: "magenta",
}
TONES = {Tone.CREDIT: "green", Tone.LOSS: "red", Tone.NOTE: "cyan", Tone.DOUBT: "magenta"}
QUOTE_LENGTH = 160


def print_report(report: Report, rubric: Rubric, console: Console) -> None:
    """Print a whole report; legible at 80 columns."""
    say = _Speaker(rubric.language)
    _heading(report, console)
    console.print(_table(report, rubric, say))
    _remarks(report, console, say)
    _flagged(report, console, say)
    _notices(report, console, say)
    console.print()
    console.print(total_line(report, rubric.language))


def total_line(report: Report, language: str) -> Text:
    """The total, its bonus, and the interval left open: `13.75 / 20 (+0.25 bonus …), between 13.25 and 14.5`."""
    text = phrase("report-total-line", language, {"points": points(report.points), "max": points(report.max)})
    line = Text(text, style="bold")
    if report.bonus:
        line.append(phrase("report-bonus-line", language, {"bonus": points(report.bonus)}))
    if report.low < report.high:
        interval = {"low": points(report.low), "high": points(report.high)}
        line.append(", " + phrase("report-between", language, interval))
    return line


def mark_lines(mark: Mark, language: str) -> list[Text]:
    """A mark and its remarks, a line each."""
    head = Text(f"{mark.part.id}  ", style="bold")
    head.append(f"{points(mark.points)} / {points(mark.part.points)}  ", style=STYLES[mark.status])
    head.append(phrase(f"status-{mark.status}", language), style=STYLES[mark.status])
    if mark.low < mark.high:
        interval = {"low": points(mark.low), "high": points(mark.high)}
        head.append(", " + phrase("report-open", language, interval), style="magenta")
    return [head, *(line for remark in told(mark) for line in _remark(remark, language))]


class _Speaker:
    """Words in the exam's language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, code: str, **facts: object) -> str:
        return phrase(code, self.language, {name: str(value) for name, value in facts.items()})


def _heading(report: Report, console: Console) -> None:
    name, id = clean(report.student.name, 80), clean(report.student.id, 80)
    console.print(Text(report.title, style="bold"))
    console.print(Text(f"{name} · {id}"))
    console.print()


def _table(report: Report, rubric: Rubric, say: _Speaker) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    table.add_column("", no_wrap=True)
    table.add_column(say("report-question"), ratio=1)
    table.add_column(say("report-points"), justify="right", no_wrap=True)
    table.add_column(say("report-status"), no_wrap=True)
    marks = {mark.part.id: mark for mark in report.marks}
    for exercise in rubric.exercises:
        own = [marks[part.id] for question in exercise.questions for part in question.parts]
        earned = sum((mark.points for mark in own), start=own[0].points * 0)
        cell = Text(f"{points(earned)} / {points(exercise.points)}", style="bold")
        table.add_row("", Text(exercise.title, style="bold"), cell, "")
        for question in exercise.questions:
            _question_rows(table, question, marks, say)
    return table


def _question_rows(table: Table, question: Question, marks: dict[str, Mark], say: _Speaker) -> None:
    for part in question.parts:
        mark = marks[part.id]
        title = question.title if part.title == question.title else f"{question.title} : {part.title}"
        bonus = f" ({say('report-bonus')})" if part.bonus else ""
        style = STYLES[mark.status]
        score = Text(f"{points(mark.points)} / {points(part.points)}", style=style)
        status = Text(say(f"status-{mark.status}"), style=style)
        flag = Text(" ?", style="bold magenta") if mark.review else Text("")
        table.add_row(question.id, Text(title + bonus), score, status + flag)


def _remarks(report: Report, console: Console, say: _Speaker) -> None:
    marks = [mark for mark in report.marks if _worth_telling(mark)]
    if not marks:
        return
    console.print()
    console.print(Rule(Text(say("report-remarks"), style="bold"), align="left", style="dim"))
    for mark in marks:
        _print_mark(mark, console, say.language)


def _worth_telling(mark: Mark) -> bool:
    return any(remark.tone is not Tone.CREDIT for remark in told(mark)) and mark.status is not Status.BLANK


def _print_mark(mark: Mark, console: Console, language: str) -> None:
    head, *lines = mark_lines(mark, language)
    console.print(head)
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 2), expand=False))


def _remark(remark: Remark, language: str) -> list[Text]:
    line = Text(f"{BULLETS[remark.tone]} ", style=TONES[remark.tone])
    line.append(clean(remark.text), style="")
    if remark.line is not None:
        line.append(f"  ({phrase('report-line', language, {'line': str(remark.line)})})", style="dim")
    quote = " ".join(clean(remark.quote, QUOTE_LENGTH).split())
    return [line, Text(f"    « {quote} »", style="italic dim")] if quote else [line]


def _flagged(report: Report, console: Console, say: _Speaker) -> None:
    console.print()
    if not report.flagged:
        console.print(Text(say("report-nothing-flagged"), style="green"))
        return
    title = say("report-flagged", count=len(report.flagged))
    console.print(Rule(Text(title, style="bold magenta"), align="left", style="dim"))
    for question, marks in groupby(report.flagged, key=lambda mark: mark.question):
        spans = [
            f"{mark.part.id} ({say('report-open', low=points(mark.low), high=points(mark.high))})"
            for mark in marks
        ]
        console.print(Text(f"{question}: " if len(spans) > 1 else "", style="bold") + Text(", ".join(spans)))


def _notices(report: Report, console: Console, say: _Speaker) -> None:
    if not report.notices:
        return
    console.print()
    console.print(Rule(Text(say("report-notices"), style="bold"), align="left", style="dim"))
    for notice in report.notices:
        for line in _remark(notice, say.language):
            console.print(line)
