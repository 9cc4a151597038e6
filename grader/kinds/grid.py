"""A grid of numbers: what convolutions give on an image, or on the student's own earlier grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.maths.grid_text import read_grid, read_grid_text, square_up
from grader.maths.numerals import show
from grader.model import (
    Case,
    Evidence,
    Rubric,
    Solution,
    Verdict,
    blank,
    decided,
    doubt,
    loss,
    note,
    unreadable,
)
from grader.nodes import is_blank
from reference.convolution import Convolution, Grid, convolve, size

HALF = Fraction(1, 2)
SHOWN_CELLS = 4


@dataclass(frozen=True, slots=True)
class GridKind:
    """The grid after `convolutions`, one after the other, on `image`; `wrong_cells` may be wrong for half.

    `partner` is the field of the next convolution, which tells whether a turned kernel was kept throughout.
    """

    image: str
    convolutions: tuple[str, ...]
    wrong_cells: int = 1
    partner: str = ""
    partner_convolution: str = ""

    def solve(self, rubric: Rubric) -> Solution:
        """The grid, and the sum behind its first cell."""
        grid = _image(rubric, self.image)
        steps = []
        for name in self.convolutions:
            convolution = rubric.value(name, Convolution)
            grid = convolve(grid, convolution)
            rows, columns = size(grid)
            steps.append(f"{name}: {rows}×{columns}, noyau {_rows(convolution.kernel, ' ; ')}")
        return Solution(_rows(grid, "\n"), tuple(steps))

    def judge(self, case: Case) -> Verdict:
        """Compare cell by cell; then with what the own earlier grid or a named slip of convention gives."""
        if is_blank(case.answer):
            return blank()
        reference = read_grid_text(case.solution.answer)
        grid = read_grid(case.answer)
        if grid is None or reference is None:
            return unreadable(doubt("grid-unreadable", quote=case.text.text[:80], line=case.text.place.line))
        grid = square_up(grid, size(reference))
        if grid == reference:
            return decided(1, own=grid)
        return self._follow(case, grid) or self._slip(case, grid) or self._cells(case, grid, reference)

    def _follow(self, case: Case, grid: Grid) -> Verdict | None:
        for own in self._own_grids(case):
            convolution = case.rubric.value(self.convolutions[-1], Convolution)
            if _safely(own, convolution) == grid:
                return decided(1, note("grid-follows-own"), own=grid)
            if _turned_before(case) and _safely(own, convolution.rotated()) == grid:
                return decided(
                    1, note("kernel-turned-throughout"), own=grid, slips=frozenset({"kernel-turned"})
                )
            for code, slipped in _slips(convolution):
                if _safely(own, slipped) == grid:
                    return decided(HALF, loss(code), own=grid, slips=frozenset({code}))
        return None

    def _own_grids(self, case: Case) -> Iterator[Grid]:
        for verdict in case.followed().values():
            if isinstance(verdict.own, tuple) and verdict.own:
                yield verdict.own

    def _slip(self, case: Case, grid: Grid) -> Verdict | None:
        """A slip of convention in this convolution, the ones before it done right."""
        convolutions = [case.rubric.value(name, Convolution) for name in self.convolutions]
        before = _image(case.rubric, self.image)
        for convolution in convolutions[:-1]:
            before = convolve(before, convolution)
        for code, slipped in _slips(convolutions[-1]):
            if _safely(before, slipped) == grid:
                return self._named(case, grid, code)
        return None

    def _named(self, case: Case, grid: Grid, code: str) -> Verdict:
        if code == "kernel-turned" and self._kept_by_partner(case, grid):
            return decided(1, note("kernel-turned-throughout"), own=grid, slips=frozenset({code}))
        return decided(HALF, loss(code), own=grid, slips=frozenset({code}))

    def _kept_by_partner(self, case: Case, grid: Grid) -> bool:
        if not self.partner:
            return False
        convolution = case.rubric.value(self.partner_convolution, Convolution).rotated()
        expected = _safely(grid, convolution)
        own = read_grid(case.field(self.partner))
        return own is not None and expected is not None and square_up(own, size(expected)) == expected

    def _cells(self, case: Case, grid: Grid, reference: Grid) -> Verdict:
        targets = [reference]
        convolution = case.rubric.value(self.convolutions[-1], Convolution)
        targets += [made for own in self._own_grids(case) if (made := _safely(own, convolution)) is not None]
        fitting = [target for target in targets if _shape(target) == _shape(grid)]
        if not fitting:
            rows, columns = size(reference)
            got = "×".join(map(str, _shape(grid)))
            return decided(0, loss("grid-size", got=got, expected=f"{rows}×{columns}"), own=grid)
        wrong = min((_differences(grid, target) for target in fitting), key=len)
        share = HALF if len(wrong) <= self.wrong_cells else Fraction(0)
        return decided(share, _wrong_cells(wrong), own=grid)


def _image(rubric: Rubric, name: str) -> Grid:
    image: Grid = rubric.value(name, tuple)
    return image


def _safely(grid: Grid, convolution: Convolution) -> Grid | None:
    """What the convolution gives, or None where it cannot be applied to a student's own grid."""
    if len({len(row) for row in grid}) != 1:
        return None
    try:
        return convolve(grid, convolution)
    except ValueError:
        return None


def _turned_before(case: Case) -> bool:
    return any("kernel-turned" in verdict.slips for verdict in case.followed().values())


def _slips(convolution: Convolution) -> Iterator[tuple[str, Convolution]]:
    reach = convolution.reach[0]
    if convolution.padding in (0, "valid"):
        yield "padding-added", replace(convolution, padding=(reach - 1) // 2)
        yield "padding-added", replace(convolution, padding=1)
    yield "kernel-turned", convolution.rotated()
    if convolution.dilation > 1:
        yield "dilation-ignored", replace(convolution, dilation=1)


def _shape(grid: Grid) -> tuple[int, int]:
    lengths = {len(row) for row in grid}
    return len(grid), lengths.pop() if len(lengths) == 1 else 0


def _differences(grid: Grid, reference: Grid) -> list[tuple[int, int, Fraction, Fraction]]:
    return [
        (row, column, got, expected)
        for row, (ours, theirs) in enumerate(zip(grid, reference, strict=True), 1)
        for column, (got, expected) in enumerate(zip(ours, theirs, strict=True), 1)
        if got != expected
    ]


def _wrong_cells(wrong: list[tuple[int, int, Fraction, Fraction]]) -> Evidence:
    cells = [f"({row}, {column}) : {show(got)} ≠ {show(expected)}" for row, column, got, expected in wrong]
    more = ", …" if len(cells) > SHOWN_CELLS else ""
    return loss("wrong-cells", count=len(cells), cells=", ".join(cells[:SHOWN_CELLS]) + more)


def _rows(grid: Grid, between: str) -> str:
    return between.join(" ".join(map(show, row)) for row in grid)
