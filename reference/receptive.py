"""Receptive fields: which places of the input one output sees, along one axis, through windows on windows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reference.convolution import Convolution, margins, positions


@dataclass(frozen=True, slots=True)
class Field:
    """Output 0 sees `size` places from `start` on, and each output `jump` places further; holes are counted in.

    `start` is negative where the field reaches into the padding.

    >>> Field().through(reach=3, stride=2, before=1).through(reach=3, stride=1, before=1)
    Field(size=7, jump=2, start=-3)
    """

    size: int = 1
    jump: int = 1
    start: int = 0

    def through(self, reach: int, stride: int, before: int) -> Field:
        """The field of the next layer, whose window covers `reach` outputs of this one, `before` of them padding."""
        return Field(self.size + (reach - 1) * self.jump, self.jump * stride, self.start - before * self.jump)

    def places(self, output: int) -> range:
        """The places that one output sees, those of the padding included."""
        first = self.start + output * self.jump
        return range(first, first + self.size)

    def joined(self, outputs: int) -> Field:
        """What so many outputs side by side see together, as one."""
        return Field(self.size + (outputs - 1) * self.jump, self.jump * outputs, self.start)


def receptive_field(shape: tuple[int, int], convolutions: Iterable[Convolution]) -> tuple[Field, Field]:
    """What one cell sees of a grid of that shape after convolutions in sequence: its rows and its columns.

    Raises ValueError where a kernel does not fit.

    >>> from reference.convolution import as_grid
    >>> three = as_grid([[1] * 3] * 3)
    >>> receptive_field((8, 8), [Convolution(three), Convolution(three, dilation=2)])[0].size
    7
    """
    rows, columns = Field(), Field()
    for convolution in convolutions:
        above, _, left, _ = margins(shape, convolution)
        rows = rows.through(convolution.reach[0], convolution.stride, above)
        columns = columns.through(convolution.reach[1], convolution.stride, left)
        shape = positions(shape, convolution)
    return rows, columns


def sources(
    shape: tuple[int, int], convolutions: Iterable[Convolution], row: int, column: int
) -> frozenset[tuple[int, int]]:
    """The cells of a grid of that shape from which one cell of the last result is made; holes and zeros are none."""
    steps: list[tuple[tuple[int, int], Convolution]] = []
    for convolution in convolutions:
        steps.append((shape, convolution))
        shape = positions(shape, convolution)
    cells = frozenset({(row, column)})
    for before, convolution in reversed(steps):
        cells = frozenset(source for cell in cells for source in _taps(before, convolution, cell))
    return cells


def _taps(
    shape: tuple[int, int], convolution: Convolution, cell: tuple[int, int]
) -> Iterable[tuple[int, int]]:
    above, _, left, _ = margins(shape, convolution)
    kernel = (convolution.rotated() if convolution.flipped else convolution).dilated_kernel()
    for i, weights in enumerate(kernel):
        for j, weight in enumerate(weights):
            row = cell[0] * convolution.stride + i - above
            column = cell[1] * convolution.stride + j - left
            if weight and 0 <= row < shape[0] and 0 <= column < shape[1]:
                yield row, column
