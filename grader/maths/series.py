"""Sums over an index, and the values that an index takes."""

from __future__ import annotations

from grader.maths.cursor import Cursor
from grader.maths.indices import read_index
from grader.maths.reader import CLOSING, PRODUCT, FormulaReader
from grader.maths.signs import NAME, NUMBER, WORD
from grader.maths.syntax import Expr, Number, Series


def series(parser: FormulaReader) -> Expr:
    """A sum with its index, bounds and body."""
    cursor = parser.cursor
    at = cursor.take().start
    if cursor.sees("(") and (written := _written_series(parser, at)) is not None:
        return written
    while cursor.now.sign is WORD:
        cursor.take()
    index, values = "", None
    if cursor.accept("_"):
        index, values = _bounds(parser)
    if cursor.accept("^"):
        top = _top(parser)
        if values and top is not None:
            values = tuple(range(values[0], min(top, values[0] + 20) + 1))
        elif values:
            values = None
    return Series(index, values, parser.formula(PRODUCT - 1), at)


def _written_series(parser: FormulaReader, at: int) -> Expr | None:
    """`sum(w_i x_{i+1}, i = 0..2)`."""
    cursor = parser.cursor
    mark = cursor.at
    cursor.take()
    body = parser.formula()
    if cursor.accept(",", ";") and cursor.now.sign is NAME and cursor.ahead(1).text in ("=", "∈"):
        index = cursor.take().text
        values = read_values(cursor)
        cursor.expect(")")
        return Series(index, values, body, at)
    cursor.at = mark
    return None


def _bounds(parser: FormulaReader) -> tuple[str, tuple[int, ...] | None]:
    cursor = parser.cursor
    brackets = []
    while cursor.sees("{", "("):
        brackets.append(CLOSING[cursor.take().text])
    index = cursor.take().text
    values = read_values(cursor) if cursor.sees("=") or cursor.sees_keyword("∈") else None
    while brackets and not cursor.done:
        if cursor.sees(brackets[-1]):
            brackets.pop()
        cursor.take()
    return index, values


def _top(parser: FormulaReader) -> int | None:
    cursor = parser.cursor
    braced = cursor.accept("{", "(")
    bound = read_index(cursor)
    if braced:
        cursor.expect("}", ")")
    return int(bound.value) if isinstance(bound, Number) else None


def read_values(cursor: Cursor) -> tuple[int, ...] | None:
    """`= 0, 1, 2`, `∈ {3,4}`, `= 1..4`, `= 1 à 4`, or a lower bound alone; None where no integer stands."""
    cursor.take()
    brackets = 0
    while cursor.sees("{", "[", "(", "|"):
        cursor.take()
        brackets += 1
    values: list[int] = []
    ranged = False
    while True:
        cursor.at += cursor.now.text == "n" and cursor.ahead(1).sign is NUMBER
        if cursor.now.sign is not NUMBER or not cursor.now.text.isdigit():
            break
        number = int(cursor.take().text)
        values += range(values[-1] + 1, min(number, values[-1] + 20) + 1) if ranged and values else [number]
        ranged = _passes_range(cursor)
    while brackets and values and cursor.accept("}", "]", ")", "|"):
        brackets -= 1
    return tuple(values) or None


def _passes_range(cursor: Cursor) -> bool:
    """Pass what stands between two values of a list; whether it means all between them."""
    ranged = False
    while True:
        token, follower = cursor.now, cursor.ahead(1)
        goes_on = follower.sign is NUMBER or follower.text in ("…", ",", "n")
        if token.text in ("…", "à", "a", "to", "-") and goes_on:
            ranged = True
        elif token.text not in (",", ";", "and", "ou", "or") or not goes_on:
            return ranged
        cursor.take()
