"""Grids of numbers as students write them: lists, rows of text, bars, brackets, LaTeX, named rows, one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

from grader.maths.grid_rows import Cells, Row, cell, rows_and_breaks
from grader.maths.numerals import find_numerals
from grader.nodes import Mapping, Node, Scalar, Sequence, as_text
from reference.convolution import Grid

MAX_CELLS = 2_000
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class GridReading:
    """A grid as read; a cell left open is None, and rows may differ in length.

    `in_words` when its numbers stood in a sentence.
    """

    cells: Cells
    in_words: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns; 0 columns where the rows differ in length."""
        lengths = {len(row) for row in self.cells}
        return len(self.cells), lengths.pop() if len(lengths) == 1 else 0

    @property
    def grid(self) -> Grid | None:
        """The grid on which later answers may build; None where it has holes or uneven rows."""
        complete = tuple(tuple(value for value in row if value is not None) for row in self.cells)
        return complete if self.shape[1] and complete == self.cells else None


def read_grids(node: Node | None) -> tuple[GridReading, ...]:
    """Every way to read an answer as one grid, the likeliest first; empty where it holds no numbers.

    A text may hold an image or a kernel beside the grid: its blocks are readings too, the last first.
    """
    lines = _lines(node, 0)
    if any(lines):
        found: list[Cells] = []  # few, and compared sooner than hashed
        for cells in _groupings(lines):
            if cells not in found:
                found.append(cells)
        return tuple([GridReading(cells) for cells in (*found, *_unnumbered(found))])
    values = tuple(numeral.value for numeral in find_numerals(as_text(node).text))[:MAX_CELLS]
    return (GridReading((values,), in_words=True),) if len(values) > 1 else ()


def read_blocks(node: Node | None) -> tuple[GridReading, ...]:
    """The separate grids of an answer, each of two rows at least.

    >>> [block.shape for block in read_blocks(Scalar.typed("1 2\\n3 4\\n\\n5 6 7\\n8 9 0"))]
    [(2, 2), (2, 3)]
    """
    return tuple(GridReading(block) for block in _blocks(_lines(node, 0)) if len(block) > 1)


@lru_cache(maxsize=64)  # above all for the reference
def read_grid_text(text: str) -> Grid | None:
    """The likeliest grid of a text; lines with words are left out.

    >>> read_grid_text("# noyau 3x3\\n 1 | 2\\n 3 | -4") == ((1, 2), (3, -4))
    True
    """
    return next((reading.grid for reading in read_grids(Scalar.typed(text))), None)


def square_up(reading: GridReading, shape: tuple[int, int]) -> GridReading:
    """A single row of the right number of cells, cut into rows; any other grid unchanged."""
    rows, columns = shape
    if len(reading.cells) != 1 or rows == 1 or len(reading.cells[0]) != rows * columns:
        return reading
    flat = reading.cells[0]
    cut = tuple(flat[start : start + columns] for start in range(0, rows * columns, columns))
    return GridReading(cut, reading.in_words)


def _lines(node: Node | None, depth: int) -> list[Row | None]:
    """The rows of a node in order, None where one grid may end and another begin."""
    match node:
        case Sequence(items=items) if depth < MAX_DEPTH:
            return _listed(items, depth)
        case Mapping(entries=entries) if depth < MAX_DEPTH:
            return _listed(tuple(value for _, value in entries), depth)
        case _:
            return list(_text_lines(as_text(node).text))


@lru_cache(maxsize=4)  # one text may answer for several grids, and a grid is looked at beside the next
def _text_lines(text: str) -> tuple[Row | None, ...]:
    return tuple(rows_and_breaks(text))


def _listed(items: tuple[Node, ...], depth: int) -> list[Row | None]:
    flat = [cell(item.text) if isinstance(item, Scalar) else None for item in items[:MAX_CELLS]]
    if all(found is not None for found in flat):
        return [tuple(found.value for found in flat if found is not None)] if flat else []
    lines: list[Row | None] = []
    for item in items[:MAX_CELLS]:
        nested = isinstance(item, Sequence) and any(isinstance(each, Sequence) for each in item.items)
        lines += [None, *_lines(item, depth + 1), None] if nested else _lines(item, depth + 1)
    return lines


def _unnumbered(grids: list[Cells]) -> Iterator[Cells]:
    """Grids without a first column that only numbers their rows."""
    for cells in grids:
        first = [row[0] for row in cells if row]
        if len(first) > 2 and len(first) == len(cells) and first in (_count(0, first), _count(1, first)):
            yield tuple(row[1:] for row in cells)


def _count(start: int, column: list[Fraction | None]) -> list[Fraction | None]:
    return [Fraction(start + place) for place in range(len(column))]


def _groupings(lines: list[Row | None]) -> Iterator[Cells]:
    rows = tuple(row for row in lines if row)
    if _is_even(rows):
        yield rows
    yield from (block for block in reversed(_blocks(lines)) if _is_even(block) and len(block) > 1)
    runs = [tuple(run) for _, run in groupby(rows, key=len)]
    yield from (run for run in reversed(runs) if len(run) > 1)
    yield from _without_headings(rows)
    yield rows


def _blocks(lines: list[Row | None]) -> list[Cells]:
    grouped = groupby(lines, key=lambda row: row is None)
    return [tuple(row for row in block if row) for is_break, block in grouped if not is_break]


def _is_even(rows: Cells) -> bool:
    return len({len(row) for row in rows}) == 1


def _without_headings(rows: Cells) -> Iterator[Cells]:
    """A table whose first row and column count, as pandas prints one, without both."""
    head, body = rows[0], rows[1:]
    if not body or any(len(row) != len(head) + 1 for row in body):
        return
    if _counts(head) and _counts(tuple(row[0] for row in body)):
        yield tuple(row[1:] for row in body)


def _counts(values: Row) -> bool:
    return any(values == tuple(range(first, first + len(values))) for first in (0, 1))
