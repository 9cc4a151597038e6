from dataclasses import replace
from fractions import Fraction

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from reference.convolution import Convolution, Grid, as_grid, convolve, in_sequence, positions, size
from reference.receptive import receptive_field, sources

IMAGE = as_grid(
    [
        [0, 1, 1, 0, 0, 1, 2, 0],
        [2, 0, 1, 1, 0, 1, 1, 1],
        [1, 0, 2, 1, 0, 1, 1, 0],
        [2, 4, 0, 0, 1, 2, 0, 0],
        [0, 1, 0, 1, 0, 0, 1, 0],
        [1, 0, 3, 2, 3, 1, 0, 1],
        [0, 1, 0, 0, 0, 0, 0, 0],
        [0, 1, 1, 0, 2, 3, 1, 4],
    ]
)
CONV1 = Convolution(as_grid([[1, 0, 0], [0, 1, 0], [0, 0, -1]]))
CONV2 = Convolution(as_grid([[1, 0, 1], [0, -1, 0], [0, 0, 1]]), dilation=2)


def grids(least: int, most: int) -> st.SearchStrategy[Grid]:
    lengths = st.tuples(st.integers(least, most), st.integers(least, most))
    return lengths.flatmap(
        lambda shape: st.lists(
            st.lists(st.integers(-9, 9), min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        )
    ).map(as_grid)


def by_torch(grid: Grid, convolution: Convolution) -> list[list[float]]:
    image, kernel = (
        torch.tensor([[float(v) for v in row] for row in rows], dtype=torch.float64)
        for rows in (grid, convolution.kernel)
    )
    if convolution.flipped:
        kernel = kernel.flip(0, 1)
    result = functional.conv2d(
        image[None, None],
        kernel[None, None],
        stride=convolution.stride,
        padding=convolution.padding,
        dilation=convolution.dilation,
    )
    return result[0, 0].tolist()


def test_the_two_convolutions_of_the_exam_give_their_grids() -> None:
    first = convolve(IMAGE, CONV1)
    assert size(first) == (6, 6)
    assert convolve(first, CONV2) == as_grid([[-3, 1], [7, 2]])


def test_the_first_grid_of_the_exam_is_that_of_torch() -> None:
    assert [list(row) for row in convolve(IMAGE, CONV1)] == by_torch(IMAGE, CONV1)


@given(
    grids(1, 9),
    grids(1, 3),
    st.integers(1, 3),
    st.one_of(st.integers(0, 3), st.just("valid")),
    st.integers(1, 3),
    st.booleans(),
)
def test_a_convolution_is_that_of_torch(
    grid: Grid, kernel: Grid, stride: int, padding: int, dilation: int, flipped: bool
) -> None:
    convolution = Convolution(kernel, stride, padding, dilation, flipped)
    margin = 0 if padding == "valid" else padding
    assume(all(n + 2 * margin >= k for n, k in zip(size(grid), convolution.reach, strict=True)))
    assert [list(row) for row in convolve(grid, convolution)] == by_torch(grid, convolution)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@given(grids(1, 7), grids(1, 4), st.integers(1, 3))
def test_same_padding_is_that_of_torch(grid: Grid, kernel: Grid, dilation: int) -> None:
    convolution = Convolution(kernel, padding="same", dilation=dilation)
    assert [list(row) for row in convolve(grid, convolution)] == by_torch(grid, convolution)


@given(grids(1, 7), grids(1, 3), st.integers(1, 4))
def test_same_padding_keeps_one_position_a_stride(grid: Grid, kernel: Grid, stride: int) -> None:
    result = convolve(grid, Convolution(kernel, stride, "same"))
    assert size(result) == tuple(-(-n // stride) for n in size(grid))


def test_the_odd_zero_of_same_padding_stands_after() -> None:
    # TensorFlow pads 4 for a kernel of 3 and a stride of 2 by nothing before and one zero after.
    result = convolve(as_grid([[1, 2, 3, 4]]), Convolution(as_grid([[1, 1, 1]]), 2, "same"))
    assert result == as_grid([[6, 7]])


@given(grids(3, 6), grids(1, 3))
def test_flipping_is_turning_the_kernel(grid: Grid, kernel: Grid) -> None:
    assert convolve(grid, Convolution(kernel, flipped=True)) == convolve(grid, Convolution(kernel).rotated())


@given(grids(6, 8), grids(1, 3))
def test_dilating_is_writing_zeros_into_the_kernel(grid: Grid, kernel: Grid) -> None:
    convolution = Convolution(kernel, dilation=2)
    assume(all(n >= k for n, k in zip(size(grid), convolution.reach, strict=True)))
    assert convolve(grid, convolution) == convolve(grid, Convolution(convolution.dilated_kernel()))


def test_fractions_stay_exact() -> None:
    third = Fraction(1, 3)
    assert convolve(((third, third),), Convolution(((third, third),))) == ((Fraction(2, 9),),)


def test_a_kernel_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="5×5 does not fit a grid of 4×4"):
        convolve(as_grid([[0] * 4] * 4), CONV2)


@pytest.mark.parametrize("rows", [[], [[]], [[1, 2], [3]]])
def test_rows_that_make_no_grid_are_refused(rows: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="grid"):
        as_grid(rows)


@pytest.mark.parametrize("options", [{"stride": 0}, {"dilation": 0}, {"padding": -1}])
def test_sizes_that_make_no_sense_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"at least 1|not negative"):
        Convolution(CONV1.kernel, **options)


@given(grids(5, 9), grids(1, 3), grids(1, 3), st.integers(1, 2), st.integers(1, 2), st.booleans())
def test_convolutions_in_sequence_are_those_of_torch(
    grid: Grid, first: Grid, second: Grid, stride: int, dilation: int, flipped: bool
) -> None:
    convolutions = [Convolution(first, stride, 1, 1, flipped), Convolution(second, 1, 0, dilation)]
    assume(
        all(
            n >= k for n, k in zip(positions(size(grid), convolutions[0]), convolutions[1].reach, strict=True)
        )
    )
    one = as_grid([[Fraction(value) for value in row] for row in by_torch(grid, convolutions[0])])
    found = in_sequence(grid, convolutions)
    assert found[0] == one
    assert [list(row) for row in found[1]] == by_torch(one, convolutions[1])


paddings = st.one_of(st.integers(0, 2), st.sampled_from(["same", "valid"]))
chains = st.lists(
    st.builds(Convolution, grids(1, 3), st.integers(1, 2), paddings, st.integers(1, 2), st.booleans()),
    min_size=1,
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(grids(5, 8), chains, st.data())
def test_an_output_depends_on_its_sources_alone(
    grid: Grid, convolutions: list[Convolution], data: st.DataObject
) -> None:
    # Kernels above zero, so that no two ways from a cell to the output cancel.
    kernels = [as_grid([[abs(v) for v in row] for row in each.kernel]) for each in convolutions]
    chain = [replace(each, kernel=kernel) for each, kernel in zip(convolutions, kernels, strict=True)]
    try:
        last = in_sequence(grid, chain)[-1]
    except ValueError:
        assume(False)
    rows, columns = size(last)
    row, column = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    moving = {
        (r, c)
        for r, line in enumerate(grid)
        for c, value in enumerate(line)
        if in_sequence(_with(grid, r, c, value + 1), chain)[-1][row][column] != last[row][column]
    }
    assert moving == sources(size(grid), chain, row, column)


@settings(deadline=None)
@given(st.tuples(st.integers(5, 12), st.integers(5, 12)), chains, st.data())
def test_the_receptive_field_is_the_hull_of_the_sources(
    shape: tuple[int, int], convolutions: list[Convolution], data: st.DataObject
) -> None:
    solid = [replace(each, kernel=as_grid([[1] * len(row) for row in each.kernel])) for each in convolutions]
    try:
        rows, columns = receptive_field(shape, solid)
        last = shape
        for each in solid:
            last = positions(last, each)
    except ValueError:
        assume(False)
    row, column = data.draw(st.integers(0, last[0] - 1)), data.draw(st.integers(0, last[1] - 1))
    seen = sources(shape, solid, row, column)
    for axis, (field, place) in enumerate(((rows, row), (columns, column))):
        inside = [n for n in field.places(place) if 0 <= n < shape[axis]]
        reached = {cell[axis] for cell in seen}
        assert reached <= set(inside)
        no_padding = field.places(place)[0] >= 0 and field.places(place)[-1] < shape[axis]
        if no_padding and reached:
            assert (min(reached), max(reached)) == (inside[0], inside[-1])


def test_the_receptive_field_of_the_exam_is_seven_by_seven() -> None:
    rows, columns = receptive_field((8, 8), [CONV1, CONV2])
    assert (rows.size, columns.size, rows.jump) == (7, 7, 1)
    assert sources((8, 8), [CONV1, CONV2], 0, 0) <= {(r, c) for r in range(7) for c in range(7)}


def _with(grid: Grid, row: int, column: int, value: Fraction) -> Grid:
    changed = [list(line) for line in grid]
    changed[row][column] = value
    return as_grid(changed)
