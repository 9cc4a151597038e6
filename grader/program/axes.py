"""Shapes of arrays and tensors: how each operation moves, keeps, cuts or mixes the axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from grader.program.values import Axes, Axis, Constant, Items, Role, Slice, Value, whole

CHANNELS = 3
"""The channels of a colour image."""


class ShapeError(ValueError):
    """Shapes that do not fit one another."""


def axes_of(sizes: Sequence[int | None], batch: int | None = None) -> Axes:
    """Axes of these sizes: in an array of images the channel is the axis of size 3, the batch the first one.

    >>> [axis.role.value for axis in axes_of((16, 3, 32, 32))]
    ['plain', 'channel', 'plain', 'plain']
    """
    axes = [Axis(size) for size in sizes]
    if len(axes) in (3, 4):
        channel = next((i for i in reversed(range(len(axes))) if sizes[i] == CHANNELS), None)
        if channel is not None:
            axes[channel] = Axis(CHANNELS, Role.CHANNEL)
    if len(axes) == 4:
        count = axes[0].size if axes[0].size is not None else batch
        axes[0] = replace(axes[0], images=None if count is None else range(count))
    return tuple(axes)


def shape(axes: Axes) -> tuple[int | None, ...]:
    """The sizes of the axes."""
    return tuple(axis.size for axis in axes)


def permuted(axes: Axes, order: Sequence[int]) -> Axes:
    """The axes in another order; raises ShapeError where it is not an order of them."""
    turned = [index + len(axes) if index < 0 else index for index in order]
    if sorted(turned) != list(range(len(axes))):
        raise ShapeError(f"{tuple(order)} is no order of {len(axes)} axes")
    return tuple(axes[index] for index in turned)


def moved(axes: Axes, source: int, target: int) -> Axes:
    """The axes with one of them moved to another place."""
    rest = list(axes)
    axis = rest.pop(normal(source, len(axes)))
    rest.insert(normal(target, len(axes)), axis)
    return tuple(rest)


def swapped(axes: Axes, first: int, second: int) -> Axes:
    """The axes with two of them exchanged."""
    result = list(axes)
    first, second = normal(first, len(axes)), normal(second, len(axes))
    result[first], result[second] = result[second], result[first]
    return tuple(result)


def normal(axis: int, rank: int) -> int:
    """An axis counted from the front; raises ShapeError where there is none."""
    if not -rank <= axis < rank:
        raise ShapeError(f"there is no axis {axis} among {rank}")
    return axis % rank


def reshaped(axes: Axes, sizes: Sequence[int | None]) -> Axes:
    """What a reshape gives: a first axis that keeps its size keeps its images, a moved channel is scrambled."""
    sizes = _without_minus_one(axes, sizes)
    if shape(axes) == tuple(sizes):
        return axes
    old, new = _count(axes), _product(sizes)
    if old is not None and new is not None and old != new:
        raise ShapeError(f"{shape(axes)} cannot become {tuple(sizes)}")
    if not axes or not sizes:
        return axes_of(sizes)
    first = axes[0] if sizes[0] == axes[0].size else Axis(sizes[0])
    if all(axis.role is Role.PLAIN for axis in axes):
        return (first, *axes_of(sizes)[1:])
    role = Role.SCRAMBLED if len(sizes) > 2 else Role.PLAIN
    return (first, *(Axis(size, role) for size in sizes[1:]))


def broadcast(left: Axes, right: Axes) -> Axes:
    """The axes of an operation on two arrays; raises ShapeError where they do not fit."""
    rank = max(len(left), len(right))
    pairs = zip(_padded(left, rank), _padded(right, rank), strict=True)
    return tuple(_joined(a, b) for a, b in pairs)


def reduced(axes: Axes, over: Sequence[int] | None, keep: bool) -> Axes:
    """The axes that a sum leaves; `over` None sums everything."""
    gone = set(range(len(axes))) if over is None else {normal(axis, len(axes)) for axis in over}
    if keep:
        return tuple(Axis(1) if i in gone else axis for i, axis in enumerate(axes))
    return tuple(axis for i, axis in enumerate(axes) if i not in gone)


def indexed(axes: Axes, index: Value) -> Axes | None:
    """The axes of `array[index]`, None where the index is not followed; raises ShapeError on too many."""
    indices = list(index.values) if isinstance(index, Items) else [index]
    if any(item == Constant(...) for item in indices):
        at = indices.index(Constant(...))
        indices[at : at + 1] = [Slice(Constant(None), Constant(None), Constant(None))] * (
            len(axes) - len(indices) + 1
        )
    if len(indices) > len(axes):
        raise ShapeError(f"{len(indices)} indices for {len(axes)} axes")
    kept = [axis for item, axis in zip(indices, axes, strict=False) for axis in _taken(axis, item)]
    return (*kept, *axes[len(indices) :])


def _taken(axis: Axis, index: Value) -> tuple[Axis, ...]:
    match index:
        case Slice(start=start, stop=stop, step=step):
            cut = slice(*(None if bound == Constant(None) else whole(bound) for bound in (start, stop, step)))
            if any(
                given is None and bound != Constant(None)
                for given, bound in zip((cut.start, cut.stop, cut.step), (start, stop, step), strict=True)
            ):
                return (Axis(None),)
            return (_cut(axis, cut),)
        case _:
            return ()


def _cut(axis: Axis, cut: slice) -> Axis:
    if cut.step == 0:
        raise ShapeError("a step cannot be 0")
    if cut == slice(None):
        return axis
    size = None if axis.size is None else len(range(axis.size)[cut])
    images = None if axis.images is None else axis.images[cut]
    return Axis(size, axis.role, images)


def _joined(left: Axis, right: Axis) -> Axis:
    if left.size == 1 and right.size != 1:
        return right
    if left.size is not None and right.size not in (None, 1, left.size):
        raise ShapeError(f"{left.size} against {right.size}")
    return left if left.size is not None or right.size is None or right.size == 1 else right


def _padded(axes: Axes, rank: int) -> Axes:
    return (Axis(1),) * (rank - len(axes)) + axes


def _without_minus_one(axes: Axes, wanted: Sequence[int | None]) -> tuple[int | None, ...]:
    total, known = _count(axes), _product([size for size in wanted if size is not None])
    if list(wanted).count(None) != 1 or total is None or not known:
        return tuple(wanted)
    return tuple(total // known if size is None else size for size in wanted)


def _count(axes: Axes) -> int | None:
    return _product(shape(axes))


def _product(sizes: Sequence[int | None]) -> int | None:
    return None if None in sizes else prod(size for size in sizes if size is not None)
