"""What mistakes are worth on top of another one, for many of them at once: each multiplies what every branch brings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from itertools import compress, repeat
from operator import mul, or_

from grader.maths.field import MODULUS
from grader.maths.mistakes import Gradient, Scale
from grader.maths.records import record

Numbers = tuple[int, ...]


@record
class Row:
    """Sets of deviations that come on top of a base, and what the gradient is worth with each."""

    base: Numbers
    tops: Sequence[Numbers]
    values: Sequence[int]


@record
class _Bundle:
    """Sets that change the same of the places that a base changes; `scales` holds theirs, branch by branch."""

    shared: int
    sets: Sequence[Numbers]
    scales: Sequence[Sequence[int]] | None


class Tops:
    """Sets of deviations that come on top of others; where two change a place, the later one counts.

    Of two, the second leaves something of the first. In columns: the places that each set changes, by what it
    multiplies each branch, whether it does nothing else, and whether it is looked at alone in an earlier round.
    """

    def __init__(self, main: Gradient, sets: Iterable[Numbers]) -> None:
        self._main = main
        self._sets: list[Numbers] = []
        self._places: list[int] = []
        self._scales: list[list[int]] = [[] for _ in main.setting.branches]
        self._multiplies: list[bool] = []
        self._is_tried: list[bool] = []
        self._beside = cache(lambda changed: tuple(self._bundles(changed)))
        for chosen in sets:
            self._keep(chosen)

    def _keep(self, chosen: Numbers) -> None:
        places, scale = self._main.places, self._main.scales[chosen[0]]
        changed, is_apart = places[chosen[0]], True
        for number in chosen[1:]:
            if not changed & ~places[number]:
                return  # the later leaves nothing of the earlier
            is_apart = is_apart and not changed & places[number]
            changed |= places[number]
            scale = _times(scale, self._main.scales[number])
        if not is_apart:
            scale = self._main.scale_of(chosen)
        self._sets.append(chosen)
        self._places.append(changed)
        self._is_tried.append(is_apart)
        self._multiplies.append(scale is not None)
        for column, factor in zip(self._scales, scale or repeat(0), strict=False):
            column.append(factor)

    def rows(self, base: Numbers, behind: Numbers = (), is_apart: bool = False) -> Iterator[Row]:
        """What the sets behind another give on top of a base; `is_apart` takes those that change other places only.

        A set that leaves nothing of its base is left out where it has been tried alone.
        """
        for bundle in self._beside(reduce(or_, [self._main.places[number] for number in base], 0)):
            start = bisect_right(bundle.sets, behind)
            if start < len(bundle.sets) and not (is_apart and bundle.shared):
                yield self._row(base, bundle, start)

    def _bundles(self, changed: int) -> Iterator[_Bundle]:
        """The sets on top of what changes these places."""
        kinds = [
            -1 if changed and is_tried and not changed & ~places else 2 * (places & changed) + multiplies
            for places, multiplies, is_tried in zip(
                self._places, self._multiplies, self._is_tried, strict=True
            )
        ]
        for kind in dict.fromkeys(kinds):
            if kind >= 0:
                alike = [kind == other for other in kinds]
                scales = [list(compress(column, alike)) for column in self._scales] if kind & 1 else None
                yield _Bundle(kind >> 1, list(compress(self._sets, alike)), scales)

    def _row(self, base: Numbers, bundle: _Bundle, start: int) -> Row:
        main, sets = self._main, bundle.sets[start:]
        if bundle.scales is None or any(main.scales[number] is None for number in base):
            return Row(base, sets, [main.reckoned(base + top) for top in sets])
        brought = main.brought(base, bundle.shared)
        return Row(base, sets, _weighted(brought, [scales[start:] for scales in bundle.scales]))


def _times(one: Scale | None, other: Scale | None) -> Scale | None:
    if one is None or other is None:
        return None
    return tuple([left * right % MODULUS for left, right in zip(one, other, strict=True)])


def _weighted(parts: Scale, columns: Sequence[Sequence[int]]) -> list[int]:
    """The sum of some numbers, each times what its column holds, for every row of the columns."""
    if len(parts) == 2:  # as in the exam itself
        one, other = parts
        return [(one * left + other * right) % MODULUS for left, right in zip(*columns, strict=True)]
    return [sum(map(mul, parts, scale)) % MODULUS for scale in zip(*columns, strict=True)]
