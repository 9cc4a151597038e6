"""The rows of a grid in a text: what separates cells, what separates rows, and what is only a label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from grader.maths.folding import fold
from grader.maths.numerals import read_numeral

MAX_LENGTH = 8_000
MAX_CELLS = 2_000
ROW_EDGE = "\v"  # never in folded text

Row = tuple[Fraction | None, ...]
Cells = tuple[Row, ...]

_HOLE = r"[?□]|_{1,4}"
_CELL = re.compile(rf"[-+]?\s?(?:\d+(?:\.\d*)?(?:/\d+)?|\.\d+)|{_HOLE}")
_COMMA_CELL = re.compile(rf"[-+]?\s?\d+(?:[.,]\d*)?|{_HOLE}")
_LONG_NUMBER = re.compile(r"\d{13}")
_CELLS_ONLY = re.compile(r"[\s\d.,;|+\-()\[\]{}&$/?□_]*")
_LATEX = re.compile(
    r"\\(?:begin|end)\s?\{[a-z*]{1,12}\}(?:\{[a-z|]{0,20}\})?|\\(?:left|right|hline)\s?[\[\]().|]?"
)
_BRACKETED = re.compile(r"[\[({]([^\[\](){}]*)[\])}]")
_BETWEEN_GRIDS = re.compile(r"([\])}]\s?[\])}])\s?[,;]?\s?(?=[\[({]\s?[\[({])")
_BETWEEN_ROWS = re.compile(r"(?<=[\])}])[ ,;]*(?:\n[ ,;]*)?(?=[\[({])")
_SIGNED_IN_PARENTHESES = re.compile(r"\(\s?([-+]\s?\d+(?:[.,]\d+)?)\s?\)")
_NAME = re.compile(r"\s*(?:(?:conv|ligne|row|l|r)\s?_?\d*\s?[:=]|[a-z]\w{0,12}\s?[:=])\s*")
_BULLET = re.compile(r"\s*[-*•]\s+(?=[-+\d\[(?])")
_NUMBERED = re.compile(r"\s*\(?(\d{1,2})\s?[).:]\s+")
_FRACTION = re.compile(r"\d/\d")
_WORD_SIGN = re.compile(r"\w")
_VALUE_SIGN = re.compile(r"[\d?□_]")
_LETTER = re.compile(r"[a-z=]")
_SEPARATOR = re.compile(r"[|&\s]")
_SPACED_COMMA = re.compile(r",\s")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; its value is None where the student left it open."""

    value: Fraction | None


def cell(text: str) -> Cell | None:
    """The cell that a text of its own is, or None.

    >>> cell("−2").value, cell("?").value, cell("1 2")
    (Fraction(-2, 1), None, None)
    """
    if re.fullmatch(_HOLE, text.strip()):
        return Cell(None)
    numeral = read_numeral(text[:80])
    return None if numeral is None else Cell(numeral.value)


def rows_and_breaks(text: str) -> Iterator[Row | None]:
    """The rows of a text, and None where a blank line or words stand between them.

    >>> [len(row) if row else None for row in rows_and_breaks("-3 1 ; 7 2\\n\\nnoyau :\\n1 ; 0 ; 1")]
    [2, 2, None, None, 3]
    """
    text = _LATEX.sub(" ", fold(text[:MAX_LENGTH])).replace("\\\\", "\n")
    text = _BETWEEN_GRIDS.sub("\\1\n\n", _SIGNED_IN_PARENTHESES.sub(r" \1 ", text))
    for line in _unlabelled(list(_split(_bracketed(text)))):
        if line is None or not line.strip():
            yield None
        else:
            yield from _rows(line)


def _bracketed(text: str) -> str:
    """The text with an edge before and behind each bracketed row, where two or more are bracketed."""
    groups = [match[1] for match in _BRACKETED.finditer(text)]
    if sum(len(_cells(group)) > 1 for group in groups if _CELLS_ONLY.fullmatch(group)) < 2:
        return text
    text = _BETWEEN_ROWS.sub(" ", text)
    return _BRACKETED.sub(lambda match: f"{ROW_EDGE}{match[1]}{ROW_EDGE}", text)


def _split(text: str) -> Iterator[str]:
    """The lines of a text, and each bracketed row as a line; what is left of its line only where it says something."""
    for line in text.split("\n"):
        pieces = line.split(ROW_EDGE)
        yield from pieces if len(pieces) == 1 else (piece for piece in pieces if _WORD_SIGN.search(piece))


def _unlabelled(lines: list[str]) -> Iterator[str | None]:
    """The lines without names, numbers and bullets before their cells; None for a line of words."""
    bare = [_NAME.sub("", line.split("#", maxsplit=1)[0], count=1) for line in lines]
    kept = [line for line in bare if _VALUE_SIGN.search(line) and not _LETTER.search(line)]
    if len(kept) > 1 and _are_numbered(kept):
        bare = [_NUMBERED.sub("", line, count=1) for line in bare]
    elif len(kept) > 1 and all(_BULLET.match(line) for line in kept):
        bare = [_BULLET.sub("", line, count=1) for line in bare]
    for line, written in zip(bare, lines, strict=True):
        is_comment = bool(written.strip()) and not line.strip()
        if is_comment or not _CELLS_ONLY.fullmatch(line) or _LONG_NUMBER.search(line):
            yield None
        else:
            yield line


def _are_numbered(lines: list[str]) -> bool:
    numbers = [int(match[1]) for line in lines if (match := _NUMBERED.match(line))]
    return len(numbers) == len(lines) and numbers in (
        list(range(first, first + len(lines))) for first in (0, 1)
    )


def _rows(line: str) -> Iterator[Row]:
    """The rows of one line: what stands between semicolons or slashes is a row, unless it is one cell."""
    for mark in (";", "/"):
        if mark not in line or (mark == "/" and _FRACTION.search(line) and _SEPARATOR.search(line.strip())):
            continue
        pieces = [cells for piece in line.split(mark) if (cells := _cells(piece))]
        if all(len(cells) == 1 for cells in pieces):
            yield tuple(cells[0] for cells in pieces)
        else:
            yield from pieces
        return
    if cells := _cells(line):
        yield cells


def _cells(line: str) -> Row:
    bare = line.strip()
    decimal_commas = "," in line and _SEPARATOR.search(bare) and not _SPACED_COMMA.search(bare)
    found = (_COMMA_CELL if decimal_commas else _CELL).findall(line)[:MAX_CELLS]
    return tuple(map(_value, found))


@lru_cache(maxsize=1024)
def _value(written: str) -> Fraction | None:
    digits = written.replace(" ", "").replace(",", ".")
    whole, _, below = digits.partition("/")
    if not any(character.isdigit() for character in whole) or (below and not int(below)):
        return None
    return Fraction(whole) / int(below or 1)
