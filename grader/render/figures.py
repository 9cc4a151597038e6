"""What people would rather see than read: an own grid beside the right one, own iterates on the curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.kinds.grid import GridKind
from grader.kinds.iterates import IteratesKind, iterate_readings
from grader.maths.grid_slips import differences
from grader.maths.grid_text import read_grid_text, read_grids, square_up
from grader.maths.numerals import show
from grader.model import Case
from grader.texts import phrase
from reference.convolution import size
from reference.polynomial import Polynomial

WIDTH, HEIGHT, MARGIN = 420, 220, 28
MOST_CELLS = 400
FARTHEST = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid, and whether it is not as expected."""

    text: str
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """Either two grids, the student's own (None where its size is another) and the right one, or a drawing."""

    title: str
    own: tuple[tuple[Cell, ...], ...] | None = None
    right: tuple[tuple[Cell, ...], ...] = ()
    drawing: str = ""


def figure(case: Case, language: str) -> Figure | None:
    """What may be drawn of an answer; None for a kind that has no picture, or an answer that could not be read."""
    match case.part.kind:
        case GridKind():
            return _grids(case, language)
        case IteratesKind(function=name):
            return _curve(case, case.rubric.value(name, Polynomial), language)
    return None


def _grids(case: Case, language: str) -> Figure | None:
    expected = read_grid_text(case.solution.answer)
    if expected is None or len(expected) * len(expected[0]) > MOST_CELLS:
        return None
    right = tuple(tuple(Cell(show(value)) for value in row) for row in expected)
    title = phrase("page-grids", language)
    for reading in read_grids(case.answer):
        squared = square_up(reading, size(expected))
        wrong = differences(squared.cells, expected) if squared.shape == size(expected) else None
        if wrong is not None:
            return Figure(title, _own(squared.cells, {(cell.row, cell.column) for cell in wrong}), right)
    return Figure(title, None, right)


def _own(
    cells: Sequence[Sequence[Fraction | None]], wrong: set[tuple[int, int]]
) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(
            Cell("?" if value is None else show(value), (row, column) in wrong)
            for column, value in enumerate(line, 1)
        )
        for row, line in enumerate(cells, 1)
    )


def _curve(case: Case, function: Polynomial, language: str) -> Figure | None:
    readings = list(iterate_readings(case.answer)) if case.answer is not None else []
    if not readings:
        return None
    values = [float(numeral.value) for numeral in readings[0] if abs(numeral.value) < FARTHEST][:12]
    if len(values) < 2:
        return None
    title = phrase("page-iterates", language)
    return Figure(title, drawing=curve(function, values, title))


def curve(function: Polynomial, values: Sequence[float], title: str) -> str:
    """An SVG of a polynomial and of iterates on it, joined in their order; numbers and our own words only."""
    low, high = min(*values, -1.0), max(*values, 1.0)
    margin = 0.15 * (high - low)
    low, high = low - margin, high + margin
    xs = [low + (high - low) * step / 80 for step in range(81)]
    ys = [_worth(function, x) for x in xs]
    bottom, top = min(ys), max(ys)

    def place(x: float, y: float) -> str:
        across = MARGIN + (WIDTH - 2 * MARGIN) * (x - low) / (high - low)
        up = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (y - bottom) / ((top - bottom) or 1)
        return f"{across:.1f},{up:.1f}"

    line = " ".join(place(x, y) for x, y in zip(xs, ys, strict=True))
    steps = [place(value, _worth(function, value)) for value in values]
    dots = "".join(_dot(at, number) for number, at in enumerate(steps))
    return (
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
        f'<polyline class="function" points="{line}"/>'
        f'<polyline class="steps" points="{" ".join(steps)}"/>{dots}</svg>'
    )


def _dot(at: str, number: int) -> str:
    x, y = at.split(",")
    label = f'<text x="{x}" y="{float(y) - 8:.1f}">x{number}</text>' if number < 5 else ""
    return f'<circle cx="{x}" cy="{y}" r="4"/>{label}'


def _worth(function: Polynomial, x: float) -> float:
    return float(function(Fraction(x).limit_denominator(10_000)))
