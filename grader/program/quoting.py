"""Rows that an answer copies from the printed program: read once for all the answers that have them on the same rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from grader.program.source import (
    ends_what_it_opens,
    leaves_arguments_out,
    modern,
    parse,
    parse_modern,
    too_deep,
)

Piece = tuple[str, ...]
"""The rows of a statement that stands by itself."""

Quotable = Mapping[str, Sequence[Piece]]
"""The pieces of a program by their first row, the longest first."""


Run = tuple[int, Piece, bool]
"""Where some rows start, the rows, and whether they are quoted."""


def quotable(*programs: str) -> Quotable:
    """The pieces of some programs.

    >>> dict(quotable("for i in x:\\n    f(i)\\ng()"))
    {'for i in x:': (('for i in x:', '    f(i)'),), 'g()': (('g()',),)}
    """
    pieces = dict.fromkeys(piece for text in programs for piece in _pieces(text))
    found: dict[str, list[Piece]] = {}
    for piece in sorted(pieces, key=len, reverse=True):
        found.setdefault(piece[0], []).append(piece)
    return MappingProxyType({row: tuple(found[row]) for row in dict.fromkeys(piece[0] for piece in pieces)})


def quoted_at(rows: Sequence[str], place: int, known: Quotable) -> Piece:
    """The piece that stands on the rows from `place` on, empty where none does or where it goes on."""
    for piece in known.get(rows[place], ()):
        stop = place + len(piece)
        if tuple(rows[place:stop]) == piece and not _goes_on(rows, stop):
            return piece
    return ()


def parse_rows(rows: Sequence[str], known: Quotable) -> list[ast.stmt] | SyntaxError:
    """What `parse` makes of the rows; the statements of what they quote are shared, and only to be read."""
    text, statements = "\n".join(rows), list[ast.stmt]()
    if leaves_arguments_out(text):
        return parse(text)
    runs = list(_runs(rows, known))
    for place, run, is_quoted in runs:
        read = (_read_once if is_quoted else _read)(run, place)
        if not isinstance(read, list):
            return _parse_together(rows, runs)  # a bracket or a block is open
        statements += read
    return statements


def _parse_together(rows: Sequence[str], runs: Sequence[Run]) -> list[ast.stmt] | SyntaxError:
    """What `parse` makes of the rows of runs that may mean something only together; each is made modern once."""
    text = "\n".join(rows)
    if too_deep(text) or not all(
        is_quoted or ends_what_it_opens("\n".join(run)) for _, run, is_quoted in runs
    ):
        return parse(text)
    whole = list(rows)
    for place, run, _ in runs:
        whole[place : place + len(run)] = modern("\n".join(run)).split("\n")
    return parse_modern("\n".join(whole))


def _pieces(text: str) -> Iterator[Piece]:
    rows, parsed = [row.rstrip() for row in text.split("\n")], parse(text)
    for statement in parsed if isinstance(parsed, list) else []:
        piece = tuple(rows[statement.lineno - 1 : statement.end_lineno])
        if isinstance(parse("\n".join(piece)), list):
            yield piece


def _goes_on(rows: Sequence[str], place: int) -> bool:
    return next((row.startswith(" ") for row in rows[place:] if row), False)


def _runs(rows: Sequence[str], known: Quotable) -> Iterator[Run]:
    """The quoted pieces and what stands between them: where it starts, its rows, and whether it is quoted."""
    start = place = 0
    while place < len(rows):
        piece = quoted_at(rows, place, known)
        if piece:
            if any(rows[start:place]):
                yield start, tuple(rows[start:place]), False
            yield place, piece, True
            start = place + len(piece)
        place += len(piece) or 1
    yield start, tuple(rows[start:]), False


def _read(run: Piece, place: int) -> list[ast.stmt] | SyntaxError:
    return parse("\n" * place + "\n".join(run))


_read_once = lru_cache(maxsize=1024)(_read)
