"""The printed program as words correct it: a statement that no correction touches is the printed one itself."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from grader.program.source import parse


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """A statement, and the rows (from 1) that it stands on in the text."""

    statement: ast.stmt
    first: int
    last: int

    def is_touched(self, rows: Mapping[int, int]) -> bool:
        """Whether one of its rows is among these."""
        return any(self.first <= row <= self.last for row in rows)


def printed_statements(
    printed: str, text: str = "", rows: Mapping[int, int] = MappingProxyType({})
) -> tuple[ast.stmt, ...]:
    """The statements of a printed program, or of the `text` that corrections make of it, only to be read.

    `rows` gives the student's row by each row of the text that a correction changes. The lines of the statements
    are those rows, 0 where nothing is changed.
    """
    statements: list[ast.stmt] = []
    for placed in _printed(printed):
        if not placed.is_touched(rows):
            statements.append(placed.statement)
        elif corrected := _corrected(placed, text, rows):
            statements += corrected
        else:
            return ()  # what the words say is no Python
    return tuple(statements)


@lru_cache(maxsize=32)
def _printed(text: str) -> tuple[_Placed, ...]:
    parsed = parse(text)
    placed = [
        _Placed(statement, statement.lineno, statement.end_lineno or statement.lineno)
        for statement in (parsed if isinstance(parsed, list) else [])
    ]
    for each in placed:
        _set_lines(each.statement, {})
    return tuple(placed)


def _corrected(placed: _Placed, text: str, rows: Mapping[int, int]) -> list[ast.stmt]:
    """What the text has in the place of a printed statement, nothing where it cannot be read."""
    parsed = parse("\n".join(text.split("\n")[placed.first - 1 : placed.last]))
    statements = parsed if isinstance(parsed, list) else []
    lines = {row - placed.first + 1: student for row, student in rows.items()}
    for statement in statements:
        _set_lines(statement, lines)
    return statements


def _set_lines(statement: ast.stmt, lines: Mapping[int, int]) -> None:
    for node in ast.walk(statement):
        if isinstance(node, ast.stmt | ast.expr):
            node.lineno = node.end_lineno = lines.get(node.lineno, 0)
