"""What a convolution gives when something goes wrong on the way, recomputed from the exam's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from grader.maths.grid_rows import Cells, Row
from reference.convolution import Convolution, Grid, convolve

SLIPS_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Slip:
    """A grid that slips lead to, by the codes of the slips."""

    codes: frozenset[str]
    grid: Grid


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell that is not as expected; `got` is None where it is left out. Rows and columns count from 1."""

    row: int
    column: int
    got: Fraction | None
    expected: Fraction


@lru_cache(maxsize=64)  # the exam's own grids are those of nearly every paper
def convention_slips(grid: Grid, convolution: Convolution) -> tuple[Slip, ...]:
    """Padding added, the kernel turned by 180°, the dilation ignored: one of them, then two."""
    return tuple(_convention_slips(grid, convolution))


@lru_cache(maxsize=64)
def other_slips(grid: Grid, convolution: Convolution) -> tuple[Slip, ...]:
    """What no marking rule names: another stride or dilation, rows for columns, a ReLU added."""
    return tuple(_other_slips(grid, convolution))


@lru_cache(maxsize=64)
def misread_kernels(grid: Grid, convolution: Convolution) -> tuple[Slip, ...]:
    """Kernels with one element copied wrong: its minus lost or added, or the element left out."""
    return tuple(_misread_kernels(grid, convolution))


@lru_cache(maxsize=1024)
def safely(grid: Grid, convolution: Convolution) -> Grid | None:
    """What the convolution gives, or None where the kernel does not fit a student's own grid."""
    try:
        return convolve(grid, convolution)
    except ValueError:
        return None


def differences(cells: Cells, expected: Grid) -> tuple[WrongCell, ...] | None:
    """The cells that differ, or None where the sizes do; a cell missing from a row or too many is one of them.

    >>> half = Fraction(1, 2)
    >>> [cell.column for cell in differences(((Fraction(1), Fraction(3)),), ((Fraction(1), half, Fraction(3)),))]
    [2]
    """
    if len(cells) != len(expected):
        return None
    wrong: list[WrongCell] = []
    for number, (row, target) in enumerate(zip(cells, expected, strict=True), 1):
        aligned = _aligned(row, target)
        if aligned is None:
            return None
        if aligned != target:
            wrong += _wrong_cells(number, aligned, target)
    return tuple(wrong)


def _wrong_cells(number: int, row: Row, target: tuple[Fraction, ...]) -> Iterator[WrongCell]:
    for column, (got, value) in enumerate(zip(row, target, strict=True), 1):
        if got != value:
            yield WrongCell(number, column, got, value)


def is_missing_a_row(cells: Cells, expected: Grid) -> bool:
    """Whether the grid is the expected one but for a single row that is left out."""
    left_out = (expected[:row] + expected[row + 1 :] for row in range(len(expected)))
    return len(expected) > 2 and any(cells == rest for rest in left_out)


def _convention_slips(grid: Grid, convolution: Convolution) -> Iterator[Slip]:
    for count in range(1, SLIPS_TOGETHER + 1):
        for chosen in combinations(("padding-added", "kernel-turned", "dilation-ignored"), count):
            for slipped in _applied(convolution, chosen):
                if (made := safely(grid, slipped)) is not None:
                    yield Slip(frozenset(chosen), made)


def _other_slips(grid: Grid, convolution: Convolution) -> Iterator[Slip]:
    if convolution.dilation == 1:
        yield from _slip("dilation-added", safely(grid, replace(convolution, dilation=2)))
    if convolution.stride == 1:
        yield from _slip("stride-added", safely(grid, replace(convolution, stride=2)))
    right = safely(grid, convolution)
    if right is not None:
        yield from _slip("rows-for-columns", tuple(zip(*right, strict=True)))
        yield from _slip(
            "relu-added", tuple(tuple(max(value, Fraction(0)) for value in row) for row in right)
        )


def _misread_kernels(grid: Grid, convolution: Convolution) -> Iterator[Slip]:
    for row, weights in enumerate(convolution.kernel):
        for column, weight in enumerate(weights):
            for wrong in (-weight, Fraction(0)) if weight else ():
                changed = (*weights[:column], wrong, *weights[column + 1 :])
                kernel = (*convolution.kernel[:row], changed, *convolution.kernel[row + 1 :])
                yield from _slip("kernel-misread", safely(grid, replace(convolution, kernel=kernel)))


def _applied(convolution: Convolution, chosen: tuple[str, ...]) -> Iterator[Convolution]:
    if "dilation-ignored" in chosen:
        if convolution.dilation == 1:
            return
        convolution = replace(convolution, dilation=1)
    if "kernel-turned" in chosen:
        convolution = convolution.rotated()
    if "padding-added" not in chosen:
        yield convolution
    elif convolution.padding in (0, "valid"):
        for padding in sorted({(convolution.reach[0] - 1) // 2, 1}):
            yield replace(convolution, padding=padding)


def _slip(code: str, grid: Grid | None) -> Iterator[Slip]:
    if grid is not None:
        yield Slip(frozenset({code}), grid)


def _aligned(row: Row, target: tuple[Fraction, ...]) -> Row | None:
    """The row with its one missing cell open, or without its one cell too many; None for any other length."""
    if len(row) == len(target):
        return row
    if len(row) + 1 == len(target):
        filled = [(*row[:place], None, *row[place:]) for place in range(len(target))]
        return min(filled, key=lambda each: _mismatches(each, target))
    if len(row) == len(target) + 1 and len(row) > 2:
        cut = [(*row[:place], *row[place + 1 :]) for place in range(len(row))]
        best = min(cut, key=lambda each: _mismatches(each, target))
        place = cut.index(best)
        return (*best[: place - 1], None, *best[place:]) if place else (None, *best[1:])
    return None


def _mismatches(row: Row, target: tuple[Fraction, ...]) -> int:
    return sum(got != value for got, value in zip(row, target, strict=True))
