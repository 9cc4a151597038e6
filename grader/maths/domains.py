"""What generic indices range over, and the neurons that an equation is said of: `j = 1, 2`, `pour n1 et n2`."""

from __future__ import annotations

from grader.maths.cursor import Cursor
from grader.maths.series import read_values
from grader.maths.signs import NAME, NUMBER, WORD
from grader.maths.statement import Domain
from grader.maths.syntax import INDEX_LETTERS

_RANGING = frozenset("allant variant going ranging de from va".split())


def named_neurons(cursor: Cursor) -> tuple[int, ...]:
    """`n1 et n2` after `pour`."""
    mark = cursor.at
    while cursor.now.sign is WORD:
        cursor.take()
    if cursor.now.text != "n" or cursor.ahead(1).sign is not NUMBER:
        cursor.at = mark
        return ()
    cursor.at -= 1
    return read_values(cursor) or ()


def read_domain(cursor: Cursor) -> Domain | None:
    """`j = 1, 2`, `i ∈ {0,1}`, `0 ≤ i ≤ 2` or `j allant de 1 à 4`, for a letter that is only an index."""
    mark = cursor.at
    low = None
    if cursor.now.sign is NUMBER and cursor.ahead(1).text in ("≤", "<"):
        low = int(float(cursor.take().text)) + (cursor.take().text == "<")
    letter = cursor.now.text if cursor.now.sign is NAME else ""
    if letter in INDEX_LETTERS:
        cursor.take()
        values = _bounded(cursor, low) if low is not None else _values(cursor)
        if values:
            return letter, values
    cursor.at = mark
    return None


def _bounded(cursor: Cursor, low: int) -> tuple[int, ...] | None:
    if not cursor.sees("≤", "<"):
        return None
    strict = cursor.take().text == "<"
    if cursor.now.sign is not NUMBER or not cursor.now.text.isdigit():
        return None
    return tuple(range(low, min(int(cursor.take().text), low + 20) + (not strict)))


def _values(cursor: Cursor) -> tuple[int, ...] | None:
    if cursor.now.text in _RANGING:
        while cursor.ahead(1).text in _RANGING:
            cursor.take()
    elif not (cursor.sees("=") or cursor.sees_keyword("∈")):
        return None
    follower = cursor.ahead(1)
    if follower.sign is NUMBER or follower.text in ("{", "[", "(", "n"):
        return read_values(cursor)
    return None
