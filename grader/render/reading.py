"""What of a paper could be read, and nothing about what it is worth."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.loading.clean import clean
from grader.model import Rubric
from grader.report import Mark, Remark, Report
from grader.texts import phrase
from grader.verdict import Status, Tone


def print_reading(report: Report, rubric: Rubric, console: Console) -> bool:
    """Print what could not be read and what is blank; tells whether everything could be read."""
    language = rubric.language
    unread = [mark for mark in report.marks if mark.status is Status.UNREADABLE]
    notices = [notice for notice in report.notices if notice.tone is not Tone.CREDIT]
    for mark in unread:
        _print_mark(mark, console, language)
    for notice in notices:
        console.print(_line(notice, language))
    blank = [mark.part.id for mark in report.marks if mark.status is Status.BLANK]
    if blank:
        console.print(Text(phrase("check-blank", language, {"parts": ", ".join(blank)}), style="yellow"))
    if not unread and not any(notice.tone is Tone.DOUBT for notice in notices):
        console.print(Text(phrase("check-ok", language), style="green"))
        return True
    console.print(Text(phrase("check-faults", language, {"count": str(len(unread))}), style="bold red"))
    return False


def _print_mark(mark: Mark, console: Console, language: str) -> None:
    console.print(Text(f"{mark.part.id}  {mark.part.title}", style="bold"))
    for remark in mark.remarks:
        if remark.tone is Tone.DOUBT:
            console.print(Padding(_line(remark, language), (0, 0, 0, 2), expand=False))


def _line(remark: Remark, language: str) -> Text:
    where = f"  ({phrase('report-line', language, {'line': str(remark.line)})})" if remark.line else ""
    quote = f"  « {clean(remark.quote, 100)} »" if remark.quote else ""
    return Text(f"? {clean(remark.text)}{where}{quote}")
