"""Cutting the batch: `tf.split`, `tf.unstack`, and which images each piece holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate, pairwise

from grader.program.axes import ShapeError, normal
from grader.program.machine import Machine
from grader.program.values import Axes, Axis, Constant, Items, Recipe, Tensor, Unknown, Value, doubtful, whole

MOST = 64
"""The most pieces that are followed."""


def split(machine: Machine, given: Mapping[str, Value]) -> Value:
    """The pieces of a tensor along an axis; a split that TensorFlow refuses counts as made in two halves."""
    tensor, parts = given["value"], given["num_or_size_splits"]
    if not isinstance(tensor, Tensor):
        return Unknown(doubtful(tensor))
    axis = whole(given.get("axis", Constant(0)))
    if axis is None or (whole(parts) is None and not isinstance(parts, Items)):
        machine.puzzle("not-followed", bug="split")
        return halves(machine, tensor)
    if tensor.axes is None:
        return Items((_piece(machine, tensor, None), _piece(machine, tensor, None)), tensor)
    return _split(machine, tensor, tensor.axes, parts, axis)


def halves(machine: Machine, tensor: Tensor) -> Items:
    """The two halves of the batch."""
    if not tensor.axes or tensor.axes[0].size is None:
        return Items((_piece(machine, tensor, None), _piece(machine, tensor, None)), tensor)
    half = tensor.axes[0].size // 2
    return _cut(machine, tensor, tensor.axes, 0, (half, tensor.axes[0].size - half))


def _split(machine: Machine, tensor: Tensor, axes: Axes, parts: Value, axis: int) -> Value:
    try:
        place = normal(axis, len(axes))
    except ShapeError:
        machine.report("split", "split-axis", axis=axis)
        return halves(machine, tensor)
    if place != 0:
        machine.report("split", "split-axis", axis=axis)
        return halves(machine, tensor)
    if axes[0].size is None:
        return _split_open(machine, tensor, axes, parts)
    sizes = _sizes(parts, axes[0].size)
    if sizes is None:
        machine.report("split", "split-sizes", size=axes[0].size)
        return halves(machine, tensor)
    if len(set(sizes)) > 1:
        machine.report("split", "split-unequal", sizes=list(sizes))
        return halves(machine, tensor)
    machine.splits.append(sizes)
    return _cut(machine, tensor, axes, 0, sizes)


def _split_open(machine: Machine, tensor: Tensor, axes: Axes, parts: Value) -> Value:
    """A batch of open size is split as the images that are fed to it."""
    images = axes[0].images
    sizes = _sizes(parts, len(images)) if images is not None else None
    if images is None or sizes is None:
        machine.puzzle("not-followed", bug="split")
        return halves(machine, tensor)
    machine.splits.append(sizes)
    cut = _cut(machine, tensor, (Axis(len(images), images=images), *axes[1:]), 0, sizes)
    if whole(parts) is None:
        return cut
    pieces = [piece for piece in cut.values if isinstance(piece, Tensor)]
    return replace(cut, values=tuple(_opened(piece) for piece in pieces))


def _opened(piece: Tensor) -> Tensor:
    axes = piece.axes or ()
    return replace(piece, axes=(Axis(None, images=axes[0].images), *axes[1:]))


def _sizes(parts: Value, total: int) -> tuple[int, ...] | None:
    """The size of each piece, or None where the split is refused.

    >>> _sizes(Constant(2), 16), _sizes(Items((Constant(4), Constant(-1))), 16)
    ((8, 8), (4, 12))
    """
    count = whole(parts)
    if count is not None:
        return (total // count,) * count if 0 < count <= min(total, MOST) and total % count == 0 else None
    given = [whole(part) for part in parts.values] if isinstance(parts, Items) else []
    known = [size for size in given if size is not None]
    if known.count(-1) == 1:
        rest = total - sum(known) - 1
        known = [rest if size == -1 else size for size in known]
    fits = len(known) == len(given) and sum(known) == total and all(size >= 0 for size in known)
    return tuple(known) if fits else None


def _cut(machine: Machine, tensor: Tensor, axes: Axes, place: int, sizes: tuple[int, ...]) -> Items:
    bounds = [0, *accumulate(sizes[:MOST])]
    pieces = []
    for start, stop in pairwise(bounds):
        images = axes[place].images
        cut = Axis(stop - start, axes[place].role, None if images is None else images[start:stop])
        how = Recipe("slice", (tensor,), {"axis": place, "start": start, "stop": stop})
        pieces.append(_piece(machine, tensor, (*axes[:place], cut, *axes[place + 1 :]), how))
    return Items(tuple(pieces), tensor)


def _piece(machine: Machine, tensor: Tensor, axes: Axes | None, recipe: Recipe | None = None) -> Tensor:
    return machine.build(Tensor("piece", (tensor,), axes, tensor.dtype, line=machine.line, recipe=recipe))
