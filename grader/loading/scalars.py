"""A YAML scalar as its typed text, and the file's line number of each of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

import yaml

from grader.nodes import Place, Scalar

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
SHORTEST_WRAPPED_LINE = 60

_BREAK_ESCAPE = re.compile(r"\\(?:\\|n)")
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_scalar(event: yaml.ScalarEvent, lines: Sequence[str]) -> Scalar:
    """The text of a scalar event in a file of these lines; a plain null is empty."""
    place, end, value = place_of(event.start_mark), event.end_mark, event.value
    line = place.line
    if not event.style and value in NULLS:
        return Scalar("", place, (line,))
    if event.style == "|":
        value = value.rstrip("\n")
        return Scalar(value, place, tuple(range(line + 1, line + 2 + value.count("\n"))))
    if end and end.line + 1 == line:
        return Scalar(value, place, (line,) * (value.count("\n") + 1))
    return _read_folded(event, _rows(event, lines), place)


class _Mark(Protocol):
    """Where the parser stands, in C or in Python."""

    line: int
    column: int


def place_of(mark: _Mark | None) -> Place:
    """A parser's mark, counted from 1."""
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def dedent(rows: Sequence[str]) -> list[str]:
    """Lines without the indentation that all of them share.

    >>> dedent(["  if x:", "", "    y"])
    ['if x:', '', '  y']
    """
    rows = [row.expandtabs(8) if row[: _indent(row)].count("\t") else row for row in rows]
    shared = min((_indent(row) for row in rows if row.strip()), default=0)
    return [row[shared:].rstrip() for row in rows]


def _read_folded(event: yaml.ScalarEvent, rows: list[str], place: Place) -> Scalar:
    first = place.line + (1 if event.style == ">" else 0)
    if _typed_as_lines(event.style, rows):
        text = _keep_lines(event.style, rows)
        return Scalar(text, place, tuple(range(first, first + text.count("\n") + 1)))
    value = event.value.rstrip("\n") if event.style == ">" else event.value
    numbers = tuple(_numbers(event.style, rows, first))
    return Scalar(value, place, numbers[: value.count("\n") + 1])


def _rows(event: yaml.ScalarEvent, lines: Sequence[str]) -> list[str]:
    """The file's lines that a scalar spans, cut at its two ends; the first keeps its column."""
    start, end = place_of(event.start_mark), place_of(event.end_mark)
    if event.style == ">":
        rows = list(lines[start.line : end.line - (end.column == 1)])
        while rows and not rows[-1].strip():
            rows.pop()
        return rows or [""]
    rows = list(lines[start.line - 1 : end.line])
    rows[-1] = rows[-1][: end.column - 1]
    rows[0] = " " * (start.column - 1) + rows[0][start.column - 1 :]
    return rows


def _typed_as_lines(style: str | None, rows: list[str]) -> bool:
    """Whether YAML would join lines that were typed as lines: no editor or library wraps so early."""
    if style in ("'", '"') and not rows[0].lstrip().startswith(style):
        return False  # an anchor or tag stands before the quote, and is refused elsewhere
    if style == '"' and any(row.rstrip().endswith("\\") for row in rows):
        return False
    return any(len(rows[number].rstrip()) < SHORTEST_WRAPPED_LINE for number in _joined(style, rows))


def _joined(style: str | None, rows: list[str]) -> Iterator[int]:
    """The numbers of the rows that YAML joins with the next one."""
    kept = dedent(rows)
    for number, (row, after) in enumerate(pairwise(kept)):
        if not row.strip() or not after.strip():
            continue
        if style == ">" and (row[0] == " " or after[0] == " "):
            continue
        yield number


def _keep_lines(style: str | None, rows: list[str]) -> str:
    if style in ("'", '"'):
        return "\n".join(_unquote(row, style) for row in _without_quotes(rows))
    below_key = style == ">" or _indent(rows[0]) <= min(_indent(row) for row in rows[1:] if row.strip())
    return "\n".join(dedent(rows) if below_key else [row.strip() for row in rows])


def _without_quotes(rows: list[str]) -> list[str]:
    stripped = [row.strip() for row in rows]
    stripped[0] = stripped[0][1:]
    stripped[-1] = stripped[-1][:-1]
    return stripped


def _unquote(piece: str, style: str) -> str:
    if style == "'":
        return piece.replace("''", "'")
    events = yaml.parse(f'"{piece}"', Loader=PARSER)
    return next(event.value for event in events if isinstance(event, yaml.ScalarEvent))


def _numbers(style: str | None, rows: list[str], first: int) -> Iterator[int]:
    """The line number of each line of a folded text: a blank line, or an escape, begins a new one."""
    yield first
    joined = set(_joined(style, rows))
    for number, row in enumerate(rows):
        if style == '"':
            yield from (first + number for match in _BREAK_ESCAPE.finditer(row) if match[0] == "\\n")
        indented = style == ">" and number + 1 < len(rows) and number not in joined
        if (number and not row.strip()) or (indented and rows[number + 1].strip()):
            yield first + number + 1


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" \t"))
