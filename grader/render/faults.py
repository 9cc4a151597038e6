"""What is wrong with a file or a command line: message, place, source line with a caret, and the way out."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from grader.errors import Fault, FileError, GraderError
from grader.loading.clean import clean
from grader.render.consoles import stderr

SOURCE_LENGTH = 100


def print_error(error: GraderError, console: Console | None = None) -> None:
    """Print an error on stderr."""
    console = console or stderr()
    if not isinstance(error, FileError):
        console.print(Text("error: ", style="bold red") + Text(clean(str(error))))
        return
    for fault in error.faults:
        for line in fault_lines(error, fault):
            console.print(line, soft_wrap=True)


def fault_lines(error: FileError, fault: Fault) -> list[Text]:
    """A fault as lines: `file:line:column: message`, the source line, a caret, a hint."""
    where = Text(clean(error.where(fault)).replace("\n", "␊"), style="bold")
    lines = [where + Text(": " + clean(fault.message), style="")]
    if fault.source and fault.place:
        lines += _excerpt(fault.source, fault.place.column)
    if fault.hint:
        lines.append(Text("  → " + clean(fault.hint), style="cyan"))
    return lines


def _excerpt(source: str, column: int) -> list[Text]:
    start = max(0, column - SOURCE_LENGTH // 2) if column > SOURCE_LENGTH else 0
    shown = clean(source[start : start + SOURCE_LENGTH]).replace("\t", " ")
    caret = " " * (column - 1 - start) + "^"
    return [Text("  | " + shown, style="dim"), Text("  | " + caret, style="bold red")]
