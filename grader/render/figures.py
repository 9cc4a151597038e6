"""What people would rather see than read: an own grid beside the right one, own iterates on the curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from grader.kinds.grid import GridKind, grid_readings
from grader.kinds.iterates import IteratesKind, iterate_readings
from grader.maths.grid_slips import differences
from grader.maths.grid_text import read_grid_text, square_up
from grader.maths.numerals import show
from grader.model import Case
from grader.texts import phrase
from reference.convolution import Grid, size
from reference.polynomial import Polynomial
from reference.smooth import Function, Smooth

WIDTH, HEIGHT, MARGIN = 420, 220, 28
MOST_CELLS = 400
FARTHEST = 1_000
HIGHEST = 10**12


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


def figure(case: Case, language: str, *, is_right: bool = False) -> Figure | None:
    """What may be drawn of an answer; None for a kind that has no picture, or an answer that could not be read.

    No cell of an answer that `is_right` is marked: it may differ from the reference where it follows an own grid.
    """
    match case.part.kind:
        case GridKind():
            return _grids(case, language, is_right)
        case IteratesKind(function=name):
            return _curve(case, case.rubric.parameters[name].value, language)
    return None


def _grids(case: Case, language: str, is_right: bool) -> Figure | None:
    known = _right(case.solution.answer)
    if known is None:
        return None
    expected, right = known
    title = phrase("page-grids", language)
    for reading in grid_readings(case):
        squared = square_up(reading, size(expected))
        wrong = differences(squared.cells, expected) if squared.shape == size(expected) else None
        if wrong is not None:
            marked = set() if is_right else {(cell.row, cell.column) for cell in wrong}
            return Figure(title, _own(squared.cells, marked), right)
    return Figure(title, None, right)


@lru_cache(maxsize=64)
def _right(answer: str) -> tuple[Grid, tuple[tuple[Cell, ...], ...]] | None:
    """The grid of a reference answer, and as cells; None where it is none, or too large to be looked at."""
    grid = read_grid_text(answer)
    if grid is None or len(grid) * len(grid[0]) > MOST_CELLS:
        return None
    return grid, tuple(tuple(Cell(show(value)) for value in row) for row in grid)


def _own(
    cells: Sequence[Sequence[Fraction | None]], wrong: set[tuple[int, int]]
) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(Cell(_shown(value), (row, column) in wrong) for column, value in enumerate(line, 1))
        for row, line in enumerate(cells, 1)
    )


def _shown(value: Fraction | None) -> str:
    if value is None:
        return "?"
    return str(value.numerator) if value.denominator == 1 else show(value)


def _curve(case: Case, function: object, language: str) -> Figure | None:
    readings = list(iterate_readings(case.answer)) if case.answer is not None else []
    if not readings or not isinstance(function, Polynomial | Smooth):
        return None
    values = [numeral.value for numeral in readings[0] if abs(numeral.value) < FARTHEST][:12]
    title = phrase("page-iterates", language)
    drawing = curve(function, values, title)
    return Figure(title, drawing=drawing) if drawing else None


def curve(function: Function, values: Sequence[Fraction], title: str) -> str:
    """An SVG of a function and of iterates on it, joined in their order; numbers and our own words only.

    Empty where fewer than two iterates stand where the function has a value.
    """
    steps = [(float(value), y) for value in values if (y := _worth(function, value)) is not None]
    if len(steps) < 2:
        return ""
    frame = _Frame.around(function, steps)
    line = " ".join(frame.place(x, y) for x, y in frame.points)
    places = [frame.place(x, y) for x, y in steps]
    dots = "".join(_dot(at, number) for number, at in enumerate(places))
    told = " ; ".join(show(value, 4) for value in values)
    return (
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title} : {told}">'
        f'<polyline class="function" points="{line}"/>'
        f'<polyline class="steps" points="{" ".join(places)}"/>{dots}</svg>'
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """What of the plane a drawing shows: the `points` of a function, within left, right, bottom and top."""

    points: tuple[tuple[float, float], ...]
    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, function: Function, steps: Sequence[tuple[float, float]]) -> _Frame:
        """The frame that holds the iterates and a margin beside them."""
        low, high = min(-1.0, *(x for x, _ in steps)), max(1.0, *(x for x, _ in steps))
        margin = 0.15 * (high - low)
        low, high = low - margin, high + margin
        points = _points(function, low, high)
        heights = [y for _, y in (*points, *steps)]
        return cls(points, low, high, min(heights), max(heights))

    def place(self, x: float, y: float) -> str:
        """A point of the plane as a point of the drawing."""
        across = MARGIN + (WIDTH - 2 * MARGIN) * (x - self.left) / (self.right - self.left)
        rise = (y - self.bottom) / ((self.top - self.bottom) or 1)
        return f"{across:.1f},{HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * rise:.1f}"


@lru_cache(maxsize=64)  # most students' iterates stand between -1 and 1
def _points(function: Function, low: float, high: float) -> tuple[tuple[float, float], ...]:
    """Where a function passes between low and high."""
    xs = [low + (high - low) * step / 80 for step in range(81)]
    rough = [(x, _roughly(function, x)) for x in xs]
    return tuple((x, y) for x, y in rough if y is not None and abs(y) < HIGHEST)


def _dot(at: str, number: int) -> str:
    x, y = at.split(",")
    label = f'<text x="{x}" y="{float(y) - 8:.1f}">x{number}</text>' if number < 5 else ""
    return f'<circle cx="{x}" cy="{y}" r="4"/>{label}'


def _roughly(function: Function, x: float) -> float | None:
    """The value at x in floats, which is all that a drawing shows."""
    if not isinstance(function, Polynomial):
        return _worth(function, Fraction(x))
    value = 0.0
    for coefficient in reversed(function.coefficients):
        value = value * x + float(coefficient)
    return value


def _worth(function: Function, x: Fraction) -> float | None:
    """The value at x; None where there is none, or one past what is drawn."""
    try:
        value = function(x)
    except ValueError:
        return None
    return float(value) if abs(value) < HIGHEST else None
