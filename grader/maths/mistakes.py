"""The mistakes that students make in a gradient, as typed changes of the right formula, each known by its value.

A gradient of this exam is a sum over the output neurons of (s − y) · f'(o) · w, times f'(o) and the input of the
neuron itself. A mistake puts another value in one or more of these places, or joins them otherwise. What a formula
with one or two mistakes is worth in a drawn network is known in advance, so naming a student's is a look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import combinations

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
        self.world = setting.world
        self.outputs = tuple(k for k, _ in setting.branches)
        self.right = dict(_right(setting, errors or {}))
        self._tables: dict[object, Table] = {}

    @cached_property
    def deviations(self) -> tuple[Deviation, ...]:
        """Every single mistake."""
        return tuple(deviations(self.setting, self.right))

    @cached_property
    def _exact(self) -> int:
        return _combine(self.setting.neuron, self.outputs, self.right)

    def worth(self, chosen: tuple[int, ...] = ()) -> int:
        """The value of the gradient with the deviations of these numbers."""
        if not chosen:
            return self._exact
        slots = dict(self.right)
        for number in chosen:
            slots.update(self.deviations[number].changes)
        return _combine(self.setting.neuron, self.outputs, slots)

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
        numbers = range(len(self.deviations))
        yield from ((number,) for number in numbers)
        yield from (pair for pair in combinations(numbers, 2) if self._agree(*pair))

    def _agree(self, first: int, second: int) -> bool:
        """Whether two deviations can be made together: at most one is rare, and they touch different places."""
        one, other = self.deviations[first], self.deviations[second]
        return not (one.is_rare and other.is_rare) and not set(one.changes) & set(other.changes)


@lru_cache(maxsize=128)
def gradient(setting: Setting) -> Gradient:
    """The gradient of a setting, drawn once."""
    return Gradient(setting)


def explanations(main: Gradient, value: int, earlier: frozenset[str]) -> Iterator[Iterator[tuple[int, ...]]]:
    """Sets of deviations that give a value, in rounds: no new slip, then one, then two; each on top of earlier slips."""
    numbers = range(len(main.deviations))
    known = tuple(number for number in numbers if main.deviations[number].slips <= earlier)
    frequent = [number for number in numbers if not main.deviations[number].is_rare]
    often_known = [number for number in known if number in frequent]
    pairs = tuple(combinations(often_known, 2))
    bases = (
        (),
        *((number,) for number in known),
        *combinations(known, 2),
        *combinations(often_known, MAX_EARLIER),
    )
    yield _giving(main, value, (0, known), lambda: bases)
    yield (chosen for chosen in main.doubles().get(value, ()) if len(chosen) == 1)
    yield _giving(main, value, (1, known), lambda: ((base, new) for base in known for new in numbers))
    yield _giving(main, value, (2, known), lambda: ((*base, new) for base in pairs for new in frequent))
    yield iter(main.doubles().get(value, ()))
    twice = tuple(combinations(frequent, 2))
    yield _giving(main, value, (3, known), lambda: ((base, *pair) for base in often_known for pair in twice))


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


def _combine(neuron: int, outputs: tuple[int, ...], slots: Mapping[Slot, int]) -> int:
    own, source = slots["own", neuron], slots["input", neuron]
    parts = [
        slots["keep", k]
        * slots["residual", k]
        * slots["derivative", k]
        % MODULUS
        * slots["weight", k]
        % MODULUS
        for k in outputs
    ]
    tail = own * source % MODULUS
    match slots["join", 0]:
        case 1:
            total = tail
            for part in parts:
                total = total * part % MODULUS
        case 2:
            total = sum(parts[:-1]) + parts[-1] * tail
        case 3:
            total = parts[0] * tail + sum(parts[1:])
        case 4:
            total = (sum(parts[:-1]) + parts[-1] * source) % MODULUS * own
        case _:
            total = sum(parts) * tail
    return slots["factor", 0] * total % MODULUS
