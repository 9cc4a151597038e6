"""Convolution of grids of exact numbers: stride, padding, dilation, and both conventions of the kernel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, Literal

Grid = tuple[tuple[Fraction, ...], ...]
Padding = int | Literal["same", "valid"]


@dataclass(frozen=True, slots=True)
class Convolution:
    """A kernel and how it moves over a grid.

    Libraries do not turn the kernel (cross-correlation); the convolution of mathematics does, and is
    `flipped`. A `padding` of "same" keeps ceil(size / stride) positions, the odd zero below and on the right.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    kernel: Grid
    stride: int = 1
    padding: Padding = 0
    dilation: int = 1
    flipped: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "kernel", as_grid(self.kernel))
        if self.stride < 1 or self.dilation < 1:
            raise ValueError("stride and dilation are at least 1")
        if isinstance(self.padding, int) and self.padding < 0:
            raise ValueError("padding is not negative")

    def rotated(self) -> Convolution:
        """The same with its kernel turned by 180°."""
        return replace(self, kernel=tuple(row[::-1] for row in self.kernel[::-1]))

    @property
    def reach(self) -> tuple[int, int]:
        """How many rows and columns the kernel covers once dilated: (3, 3) dilated by 2 covers (5, 5)."""
        rows, columns = size(self.kernel)
        return self.dilation * (rows - 1) + 1, self.dilation * (columns - 1) + 1

    def dilated_kernel(self) -> Grid:
        """The kernel with its holes written as zeros."""
        rows, columns = self.reach
        return tuple(tuple(self._element(row, column) for column in range(columns)) for row in range(rows))

    def _element(self, row: int, column: int) -> Fraction:
        if row % self.dilation or column % self.dilation:
            return Fraction(0)
        return self.kernel[row // self.dilation][column // self.dilation]


def as_grid(rows: Iterable[Iterable[Fraction | int]]) -> Grid:
    """Rows of numbers as a grid; raises ValueError where rows are missing, empty, or of unequal lengths."""
    grid = tuple(tuple(Fraction(value) for value in row) for row in rows)
    if not grid or not grid[0]:
        raise ValueError("a grid has at least one row and one column")
    if any(len(row) != len(grid[0]) for row in grid):
        raise ValueError("the rows of a grid have the same length")
    return grid


def size(grid: Sequence[Sequence[Fraction]]) -> tuple[int, int]:
    """Rows and columns."""
    return len(grid), len(grid[0])


def convolve(grid: Grid, convolution: Convolution) -> Grid:
    """Slide the kernel over the grid; raises ValueError where it does not fit.

    >>> image = as_grid([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    >>> convolve(image, Convolution(as_grid([[1, 0], [0, -1]])))[0]
    (Fraction(-4, 1), Fraction(-4, 1))
    """
    rows, columns = positions(size(grid), convolution)
    kernel = (convolution.rotated() if convolution.flipped else convolution).dilated_kernel()
    padded = pad(as_grid(grid), *margins(size(grid), convolution))
    if all(value.denominator == 1 for row in (*padded, *kernel) for value in row):
        kernel, padded = _integers(kernel), _integers(padded)
    step = convolution.stride
    return as_grid(
        tuple(window_sum(padded, kernel, row * step, column * step) for column in range(columns))
        for row in range(rows)
    )


def in_sequence(grid: Grid, convolutions: Iterable[Convolution]) -> tuple[Grid, ...]:
    """The grid that each convolution gives, on what the one before gave; raises ValueError where one does not fit.

    >>> ones = as_grid([[1, 1]])
    >>> [str(row) for row in in_sequence(as_grid([[1, 2, 3]]), [Convolution(ones), Convolution(ones)])[-1][0]]
    ['8']
    """
    grids: list[Grid] = []
    for convolution in convolutions:
        grid = convolve(grid, convolution)
        grids.append(grid)
    return tuple(grids)


def positions(shape: tuple[int, int], convolution: Convolution) -> tuple[int, int]:
    """How many rows and columns a convolution leaves of a grid of that shape; raises ValueError where it does not fit.

    >>> positions((8, 8), Convolution(as_grid([[1] * 3] * 3), stride=2, padding="same"))
    (4, 4)
    """
    above, below, left, right = margins(shape, convolution)
    padded = shape[0] + above + below, shape[1] + left + right
    rows, columns = (length - reach for length, reach in zip(padded, convolution.reach, strict=True))
    if rows < 0 or columns < 0:
        raise ValueError(f"a kernel of {_by(convolution.reach)} does not fit a grid of {_by(padded)}")
    return rows // convolution.stride + 1, columns // convolution.stride + 1


def _integers(grid: Grid) -> Grid:
    """The same numbers as integers, which sum and multiply faster."""
    return tuple(tuple(value.numerator for value in row) for row in grid)  # type: ignore[misc]


def window_sum(grid: Grid, kernel: Grid, row: int, column: int) -> Fraction | int:
    """The sum of products with the kernel's corner at (row, column)."""
    return sum(
        (
            weight * grid[row + i][column + j]
            for i, weights in enumerate(kernel)
            for j, weight in enumerate(weights)
            if weight
        ),
        start=0,
    )


def pad(grid: Grid, above: int, below: int, left: int, right: int) -> Grid:
    """The grid with that many rows and columns of zeros around it."""
    zero = Fraction(0)
    width = left + len(grid[0]) + right
    blank = (zero,) * width
    middle = tuple((zero,) * left + row + (zero,) * right for row in grid)
    return (blank,) * above + middle + (blank,) * below


def margins(shape: tuple[int, int], convolution: Convolution) -> tuple[int, int, int, int]:
    """How many zeros a convolution puts around a grid of that shape: above, below, left, right."""
    if convolution.padding == "valid":
        return 0, 0, 0, 0
    if convolution.padding != "same":
        margin = convolution.padding
        return margin, margin, margin, margin
    above, below = same_margins(shape[0], convolution.reach[0], convolution.stride)
    left, right = same_margins(shape[1], convolution.reach[1], convolution.stride)
    return above, below, left, right


def same_margins(length: int, reach: int, stride: int) -> tuple[int, int]:
    """The zeros before and behind a line for "same" padding, the odd one behind, as TensorFlow pads.

    >>> same_margins(8, 3, 2)
    (0, 1)
    """
    kept = -(-length // stride)
    total = max((kept - 1) * stride + reach - length, 0)
    return total // 2, total - total // 2


def _by(shape: tuple[int, int]) -> str:
    return f"{shape[0]}×{shape[1]}"
