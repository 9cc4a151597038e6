"""The mistakes that students make in a gradient, as typed changes of the right formula, each known by its value.

A gradient of this exam is a sum over the output neurons of (s − y) · f'(o) · w, times f'(o) and the input of the
neuron itself. A mistake puts another value in one or more of these places, or joins them otherwise. What a formula
with one or two mistakes is worth in a drawn network is known in advance, so naming a student's is a look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import combinations, product

from grader.maths.deviations import Deviation, Slot, deviations
from grader.maths.field import MODULUS, residue
from grader.maths.setting import Setting

MAX_EARLIER = 3
MAX_TABLES = 256
Table = Mapping[int, list[tuple[int, ...]]]


class Gradient:
    """The right gradient of a setting, place by place, and its deviations, in an order that every setting shares."""

    def __init__(self, setting: Setting, errors: Mapping[int, int] | None = None) -> None:
        self.setting = setting
        self.right = dict(_right(setting, errors or {}))
        self._slots = list(self.right.values())
        self._tables: dict[object, Table] = {}

    @cached_property
    def deviations(self) -> tuple[Deviation, ...]:
        """Every single mistake."""
        return tuple(deviations(self.setting, self.right))

    @cached_property
    def frequent(self) -> tuple[int, ...]:
        """The numbers of the deviations that are not rare."""
        return self.frequent_of(range(len(self.deviations)))

    def frequent_of(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Those of them that are not rare."""
        return tuple([number for number in numbers if not self.deviations[number].is_rare])

    @cached_property
    def _changes(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """What each deviation puts in which place of the slots."""
        places = {slot: place for place, slot in enumerate(self.right)}
        return tuple(
            tuple((places[slot], value) for slot, value in deviation.changes.items())
            for deviation in self.deviations
        )

    @cached_property
    def _exact(self) -> int:
        return _combine(self._slots)

    def worth(self, chosen: tuple[int, ...] = ()) -> int:
        """The value of the gradient with the deviations of these numbers."""
        if not chosen:
            return self._exact
        slots = self._slots.copy()
        for number in chosen:
            for place, value in self._changes[number]:
                slots[place] = value
        return _combine(slots)

    def doubles(self) -> Table:
        """The values of the gradient with one or two deviations, each with the pairs that give it."""
        return self.table("doubles", self._upto_two)

    def table(self, name: object, candidates: Callable[[], Iterable[tuple[int, ...]]]) -> Table:
        """The candidates by the value that each gives, worked out once for a name."""
        if name not in self._tables:
            if len(self._tables) >= MAX_TABLES:
                self._tables.clear()
            table: dict[int, list[tuple[int, ...]]] = {}
            for chosen in candidates():
                table.setdefault(self.worth(chosen), []).append(chosen)
            self._tables[name] = table
        return self._tables[name]

    def _upto_two(self) -> Iterator[tuple[int, ...]]:
        """Each deviation, and two that touch different places, at most one of them rare."""
        rare = [deviation.is_rare for deviation in self.deviations]
        touched = [sum(1 << place for place, _ in changes) for changes in self._changes]
        yield from ((number,) for number in range(len(rare)))
        for one, other in combinations(range(len(rare)), 2):
            if not touched[one] & touched[other] and not (rare[one] and rare[other]):
                yield one, other


@lru_cache(maxsize=128)
def gradient(setting: Setting) -> Gradient:
    """The gradient of a setting, drawn once."""
    return Gradient(setting)


def explanations(main: Gradient, value: int, earlier: frozenset[str]) -> Iterator[Iterator[tuple[int, ...]]]:
    """Sets of deviations that give a value, in rounds: no new slip, then one, then two; each on top of earlier slips."""
    numbers = range(len(main.deviations))
    known = tuple([number for number in numbers if main.deviations[number].slips <= earlier])
    yield _giving(main, value, (0, known), lambda: _earlier(main, known))
    yield (chosen for chosen in main.doubles().get(value, ()) if len(chosen) == 1)
    yield _giving(main, value, (1, known), lambda: product(known, numbers))
    yield _giving(main, value, (2, known), lambda: _on_two(main, known))
    yield iter(main.doubles().get(value, ()))
    yield _giving(main, value, (3, known), lambda: _two_on_one(main, known))


def _earlier(main: Gradient, known: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """No slip, or up to three earlier ones, the rare ones among no more than two."""
    yield ()
    yield from ((number,) for number in known)
    yield from combinations(known, 2)
    yield from combinations(main.frequent_of(known), MAX_EARLIER)


def _on_two(main: Gradient, known: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """A new slip on top of two earlier ones."""
    pairs = combinations(main.frequent_of(known), 2)
    return ((*base, new) for base in pairs for new in main.frequent)


def _two_on_one(main: Gradient, known: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Two new slips on top of an earlier one."""
    twice = tuple(combinations(main.frequent, 2))
    return ((base, *pair) for base in main.frequent_of(known) for pair in twice)


def _giving(
    main: Gradient, value: int, name: object, candidates: Callable[[], Iterable[tuple[int, ...]]]
) -> Iterator[tuple[int, ...]]:
    return iter(main.table(name, candidates).get(value, ()))


def _right(setting: Setting, errors: Mapping[int, int]) -> Iterator[tuple[Slot, int]]:
    world, neuron = setting.world, setting.neuron
    yield ("factor", 0), 2 * residue(setting.wiring.loss_weight) % MODULUS
    for k, index in setting.branches:
        yield ("keep", k), 1
        yield ("residual", k), errors.get(k, world.pull(k))
        derives = k not in errors and (index is not None or setting.target == "weight")
        yield ("derivative", k), world.apply("f", 1, world.sums[k]) if derives else 1
        yield ("weight", k), 1 if index is None else world.weight(index, k)
    hidden = neuron not in setting.wiring.outputs
    own = hidden and setting.target == "weight"
    yield ("own", neuron), world.apply("f", 1, world.sums[neuron]) if own else 1
    yield ("input", neuron), world.sums[neuron] if setting.target == "slope" else _input(setting)
    yield ("join", 0), 0


def _input(setting: Setting) -> int:
    kind, place = setting.wiring.inputs(setting.neuron)[setting.component]
    return setting.world.input(place) if kind == "x" else setting.world.states[place]


def _combine(slots: list[int]) -> int:
    """The gradient from its slots in the order of `_right`."""
    own, source, join = slots[-3:]
    parts: list[int] = []
    for at in range(1, len(slots) - 3, 4):
        keep, residual, derivative, weight = slots[at : at + 4]
        parts.append(keep * residual * derivative % MODULUS * weight % MODULUS)
    tail = own * source % MODULUS
    match join:
        case 0:
            total = sum(parts) * tail
        case 1:
            total = tail
            for part in parts:
                total = total * part % MODULUS
        case 2:
            total = sum(parts[:-1]) + parts[-1] * tail
        case 3:
            total = parts[0] * tail + sum(parts[1:])
        case _:
            total = (sum(parts[:-1]) + parts[-1] * source) % MODULUS * own
    return slots[0] * total % MODULUS
