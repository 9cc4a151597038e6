"""Which mistakes give a value, looked for in rounds: those made before, then one or two new ones, alone or on top of them.

What many mistakes give on top of another is known by a product for each branch, as `tops` says; the rounds with few
sets of mistakes work out each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, combinations

from grader.maths.mistakes import Gradient
from grader.maths.tops import Numbers, Row, Tops

MAX_TABLES = 512


def explanations(main: Gradient, value: int, earlier: frozenset[str]) -> Iterator[list[Numbers]]:
    """Sets of deviations that give a value, in rounds: no new slip, then one, then two; each on top of earlier slips."""
    known = _known(main, earlier)
    for rows, on_top in (
        (_earlier, known),
        (_singles, ()),
        (_on_one, known),
        (_on_two, known),
        (_doubles, ()),
        (_two_on_one, known),
    ):
        yield _table(main, rows, on_top).giving(value)


class Table:
    """Sets of deviations by the value that they give."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = tuple(rows)
        self._values = frozenset(chain.from_iterable(row.values for row in self._rows))
        self._found: dict[int, list[Numbers]] = {}

    def giving(self, value: int) -> list[Numbers]:
        """The sets that give a value, the smaller ones first, then in the order of the deviations."""
        if value not in self._values:
            return []
        if value not in self._found:
            self._found[value] = self._search(value)
        return self._found[value]

    def _search(self, value: int) -> list[Numbers]:
        found = [
            row.base + top
            for row in self._rows
            if value in row.values
            for top, worth in zip(row.tops, row.values, strict=True)
            if worth == value
        ]
        return sorted(found, key=lambda chosen: (len(chosen), chosen))


@lru_cache(maxsize=MAX_TABLES)
def _table(main: Gradient, rows: Callable[[Gradient, Numbers], Iterator[Row]], known: Numbers) -> Table:
    """A round's table, worked out once."""
    return Table(rows(main, known))


@lru_cache(maxsize=MAX_TABLES)
def _known(main: Gradient, earlier: frozenset[str]) -> Numbers:
    """The deviations that earlier slips are."""
    return tuple([number for number in main.numbers if main.deviations[number].slips <= earlier])


def _earlier(main: Gradient, known: Numbers) -> Iterator[Row]:
    """Up to three earlier slips, the rare ones among no more than two."""
    some = (combinations(known, count) for count in (1, 2))
    sets = (*chain.from_iterable(some), *combinations(main.frequent_of(known), 3))
    yield Row((), sets, tuple(map(main.reckoned, sets)))


def _singles(main: Gradient, known: Numbers) -> Iterator[Row]:
    """A new slip."""
    del known
    return _tops(main).rows(())


def _on_one(main: Gradient, known: Numbers) -> Iterator[Row]:
    """A new slip on top of an earlier one."""
    for base in known:
        yield from _tops(main).rows((base,))


def _on_two(main: Gradient, known: Numbers) -> Iterator[Row]:
    """A new slip on top of two earlier ones, none of them rare."""
    for pair in combinations(main.frequent_of(known), 2):
        yield from _usual_tops(main).rows(pair)


def _doubles(main: Gradient, known: Numbers) -> Iterator[Row]:
    """Two new slips in different places, at most one of them rare."""
    del known
    for one in main.numbers:
        tops = _usual_tops(main) if main.deviations[one].is_rare else _tops(main)
        yield from tops.rows((one,), behind=(one,), is_apart=True)


def _two_on_one(main: Gradient, known: Numbers) -> Iterator[Row]:
    """Two new slips on top of an earlier one, none of them rare."""
    for base in main.frequent_of(known):
        yield from _pairs(main).rows((base,))


@lru_cache(maxsize=MAX_TABLES)
def _tops(main: Gradient) -> Tops:
    """Each deviation."""
    return Tops(main, combinations(main.numbers, 1))


@lru_cache(maxsize=MAX_TABLES)
def _usual_tops(main: Gradient) -> Tops:
    """Each deviation that is not rare."""
    return Tops(main, combinations(main.frequent, 1))


@lru_cache(maxsize=MAX_TABLES)
def _pairs(main: Gradient) -> Tops:
    """Each two that are not rare."""
    return Tops(main, combinations(main.frequent, 2))
