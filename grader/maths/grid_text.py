"""Grids of numbers as students write them: lists, rows of text, bars, brackets, LaTeX, all on one line."""

from __future__ import annotations

import re
from fractions import Fraction

from grader.maths.folding import fold
from grader.maths.numerals import Numeral, read_numeral
from grader.nodes import Node, Scalar, Sequence, as_text
from reference.convolution import Grid

MAX_CELLS = 2_000
MAX_LENGTH = 8_000

_NUMBER = re.compile(r"[-+]?\s?\d+(?:[.,]\d+)?")
_LONG_NUMBER = re.compile(r"\d{13}")
_CELLS_ONLY = re.compile(r"[\s\d.,;|+\-()\[\]{}&$/*]*")
_LATEX = re.compile(
    r"\\(?:begin|end)\s?\{[a-z*]{1,12}\}(?:\{[a-z|]{0,20}\})?|\\(?:left|right|hline)\s?[\[\]().|]?"
)
_BRACKETED = re.compile(r"[\[({]([^\[\](){}]*)[\])}]")
_LABEL = re.compile(
    r"^\s*(?:(?:conv|ligne|row|l|r)\s?_?\d*\s?[:=]|[a-z]\w{0,12}\s?[:=]|[-*•]\s(?=\s*[-+\d]))\s*"
)


def read_grid(node: Node | None) -> Grid | None:
    """The grid that a node holds, or None where it holds none; rows may differ in length."""
    if isinstance(node, Sequence):
        rows = [_listed(item) for item in node.items]
        if rows and all(rows):
            return _single_row(tuple(row for row in rows if row))
    return read_grid_text(as_text(node).text)


def read_grid_text(text: str) -> Grid | None:
    """The grid that a text holds; lines with words are left out.

    >>> read_grid_text("# noyau 3x3\\n 1 | 2\\n 3 | -4") == ((1, 2), (3, -4))
    True
    """
    text = _LATEX.sub(" ", fold(text[:MAX_LENGTH])).replace("\\\\", "\n")
    bracketed = _bracketed_rows(text)
    if bracketed:
        return bracketed
    rows = [row for line in re.split(r"\n|;\s*(?=\n|[-+\[\d])", text) if (row := _row(line))]
    return tuple(rows) or None


def square_up(grid: Grid, shape: tuple[int, int]) -> Grid:
    """A single row of the right number of cells, cut into rows; any other grid unchanged."""
    rows, columns = shape
    if len(grid) == 1 and rows > 1 and len(grid[0]) == rows * columns:
        return tuple(grid[0][start : start + columns] for start in range(0, rows * columns, columns))
    return grid


def _listed(item: Node) -> tuple[Fraction, ...] | None:
    if isinstance(item, Scalar):
        return _row(fold(item.text[:MAX_LENGTH]))
    cells: list[Fraction] = []
    for cell in item.items if isinstance(item, Sequence) else ():
        found: Numeral | None = read_numeral(cell.text[:80]) if isinstance(cell, Scalar) else None
        if found is None:
            return None
        cells.append(found.value)
    return tuple(cells) or None


def _single_row(rows: Grid) -> Grid:
    """A flat list of numbers is one row."""
    if len(rows) > 1 and all(len(row) == 1 for row in rows):
        return (tuple(row[0] for row in rows),)
    return rows


def _bracketed_rows(text: str) -> Grid | None:
    found = [row for match in _BRACKETED.finditer(text) if (row := _row(match[1]))]
    return tuple(found) if len(found) > 1 else None


def _row(line: str) -> tuple[Fraction, ...] | None:
    line = _LABEL.sub("", line.split("#", maxsplit=1)[0] if not line.lstrip().startswith("#") else "")
    if not _CELLS_ONLY.fullmatch(line) or _LONG_NUMBER.search(line):
        return None
    separated = re.search(r"[;|&\s]", line.strip())
    pattern = (
        _NUMBER
        if separated and "," in line and not re.search(r",\s", line)
        else re.compile(r"[-+]?\s?\d+(?:\.\d+)?")
    )
    cells = [Fraction(cell.replace(" ", "").replace(",", ".")) for cell in pattern.findall(line)[:MAX_CELLS]]
    return tuple(cells) or None
