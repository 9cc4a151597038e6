"""The mistakes that students make in a gradient, as typed changes of the right formula, each known by its value.

A gradient of this exam is a sum over the output neurons of (s − y) · f'(o) · w, times f'(o) and the input of the
neuron itself. A mistake puts another value in one or more of these places, or joins them otherwise. What a formula
with one or two mistakes is worth in a drawn network is known in advance, so naming a student's is a look-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain

from grader.maths.deviations import Deviation, Slot, deviations
from grader.maths.field import MODULUS, inverse, residue
from grader.maths.setting import Setting

Scale = tuple[int, ...]
Changes = tuple[tuple[int, int], ...]
MAX_WORTHS = 1_024


class Gradient:
    """The right gradient of a setting, place by place, and its deviations, in an order that every setting shares."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.right = dict(_right(setting))
        self._slots = list(self.right.values())
        self.total = _combine(self._slots)
        self._worths: dict[tuple[int, ...], int] = {}

    @cached_property
    def deviations(self) -> tuple[Deviation, ...]:
        """Every single mistake."""
        return tuple(deviations(self.setting, self.right))

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the deviations."""
        return tuple(range(len(self.deviations)))

    @cached_property
    def names(self) -> tuple[frozenset[str], ...]:
        """The slips of each deviation."""
        return tuple([deviation.slips for deviation in self.deviations])

    @cached_property
    def frequent(self) -> tuple[int, ...]:
        """The numbers of those that are not rare."""
        return self.frequent_of(self.numbers)

    def frequent_of(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Those of the numbers whose deviations are not rare."""
        return tuple([number for number in numbers if not self.deviations[number].is_rare])

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The places that each deviation changes, as bits."""
        return tuple([sum([1 << place for place, _ in changes]) for changes in self._changes])

    @cached_property
    def scales(self) -> tuple[Scale | None, ...]:
        """By what each deviation multiplies what every branch brings; None where it does something else to it."""
        return tuple(map(self._scale, self._changes))

    def scale_of(self, chosen: tuple[int, ...]) -> Scale | None:
        """The same for several at once; where two change a place, the later one counts."""
        return self._scale(tuple(dict(chain.from_iterable(self._changes[n] for n in chosen)).items()))

    @cached_property
    def _inverses(self) -> tuple[int, ...]:
        """One over each place of the right gradient; zero where it is zero."""
        return tuple([inverse(value) if value else 0 for value in self._slots])

    def _scale(self, changes: Changes) -> Scale | None:
        count = len(self.setting.branches)
        scale = [1] * count
        for place, value in changes:
            if not self._inverses[place]:
                return None
            ratio = value * self._inverses[place] % MODULUS
            branch = (place - 1) // 4
            for at in (branch,) if 0 <= branch < count else range(count):
                scale[at] = scale[at] * ratio % MODULUS
        return tuple(scale)

    @cached_property
    def _changes(self) -> tuple[Changes, ...]:
        """What each deviation puts in which place of the slots."""
        places = {slot: place for place, slot in enumerate(self.right)}
        return tuple(
            [
                tuple([(places[slot], value) for slot, value in deviation.changes.items()])
                for deviation in self.deviations
            ]
        )

    def worth(self, chosen: tuple[int, ...] = ()) -> int:
        """The value of the gradient with the deviations of these numbers; what was asked for lately is kept in mind."""
        if chosen not in self._worths:
            if len(self._worths) >= MAX_WORTHS:
                self._worths.clear()
            self._worths[chosen] = self.reckoned(chosen)
        return self._worths[chosen]

    def reckoned(self, chosen: tuple[int, ...]) -> int:
        """The same, worked out anew."""
        slots = self._slots.copy()
        for number in chosen:
            for place, value in self._changes[number]:
                slots[place] = value
        return _combine(slots)

    def with_errors(self, errors: Mapping[int, int]) -> int:
        """The value of the gradient with other errors of the neurons above, (s − y) · f'(o) together."""
        slots = self._slots.copy()
        for place, (k, _) in enumerate(self.setting.branches):
            slots[2 + 4 * place : 4 + 4 * place] = errors[k], 1
        return _combine(slots)

    def brought(self, chosen: tuple[int, ...], kept: int) -> Scale:
        """What each branch brings to the gradient with these deviations, the places of the bits `kept` right."""
        slots = self._slots.copy()
        for number in chosen:
            for place, value in self._changes[number]:
                if not kept >> place & 1:
                    slots[place] = value
        own, source, _ = slots[-3:]
        common = slots[0] * own % MODULUS * source % MODULUS
        return tuple([part * common % MODULUS for part in _parts(slots)])


@lru_cache(maxsize=128)
def gradient(setting: Setting) -> Gradient:
    """The gradient of a setting, drawn once."""
    return Gradient(setting)


def _right(setting: Setting) -> Iterator[tuple[Slot, int]]:
    world, neuron = setting.world, setting.neuron
    yield ("factor", 0), 2 * residue(setting.wiring.loss_weight) % MODULUS
    for k, index in setting.branches:
        yield ("keep", k), 1
        yield ("residual", k), world.pull(k)
        derives = index is not None or setting.target == "weight"
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
    parts = _parts(slots)
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


def _parts(slots: list[int]) -> list[int]:
    """The branches without what they share."""
    parts: list[int] = []
    for at in range(1, len(slots) - 3, 4):
        keep, residual, derivative, weight = slots[at : at + 4]
        parts.append(keep * residual * derivative % MODULUS * weight % MODULUS)
    return parts
