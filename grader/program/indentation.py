"""Indentation that was lost in typing, restored where the printed program or the row above makes it plain."""

from __future__ import annotations

from collections.abc import Sequence

from grader.program.vocabulary import Vocabulary, start_of

_STEP = 4


def restore(rows: list[str], place: int, vocabulary: Vocabulary) -> bool:
    """Mend the indentation that makes the row at `place` unreadable; whether anything changed."""
    before = list(rows)
    header = _header_above(rows, place)
    if header is None:
        rows[place] = " " * _level(rows, place) + rows[place].lstrip()
    elif _stands_alone(rows, header, place, vocabulary):
        rows[header] = f"{rows[header].partition('#')[0].rstrip()} ..."
    else:
        _indent_body(rows, header, vocabulary)
    return rows != before


def _header_above(rows: Sequence[str], place: int) -> int | None:
    """The header whose body should start at `place` and does not."""
    above = next((row for row in range(place - 1, -1, -1) if rows[row].strip()), None)
    if above is None or not rows[above].partition("#")[0].rstrip().endswith(":"):
        return None
    return above if _indent(rows[place]) <= _indent(rows[above]) else None


def _stands_alone(rows: Sequence[str], header: int, place: int, vocabulary: Vocabulary) -> bool:
    """Whether a header was shown without its body: a gap follows, or a row that the program has elsewhere."""
    return place - header > 1 or vocabulary.depths.get(start_of(rows[place])) == frozenset((0,))


def _indent_body(rows: list[str], header: int, vocabulary: Vocabulary) -> None:
    """Indent the rows below a header as the printed program does, up to the next row that stands outside."""
    base = _indent(rows[header])
    depth = base // _STEP
    floor = depth + 1
    for place in range(header + 1, len(rows)):
        row = rows[place]
        if not row.strip():
            continue
        levels = vocabulary.depths.get(start_of(row), frozenset())
        if _indent(row) > base or (levels and max(levels) < floor):
            return
        above = rows[place - 1].rstrip()
        depth = max(depth + above.endswith(":"), floor)
        depth = _nearest(levels, depth) if levels else depth
        rows[place] = " " * (_STEP * max(depth, floor)) + row.lstrip()


def _nearest(levels: frozenset[int], depth: int) -> int:
    return min(sorted(levels), key=lambda level: abs(level - depth))


def _level(rows: Sequence[str], place: int) -> int:
    """The indentation of the row above, one step deeper below a header."""
    above = next((rows[row] for row in range(place - 1, -1, -1) if rows[row].strip()), "")
    return _indent(above) + (_STEP if above.rstrip().endswith(":") else 0)


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
