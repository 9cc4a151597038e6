"""The mistakes that students make in a gradient, as typed changes of the right formula: what they put in which place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from grader.maths.field import MODULUS, draw, inverse, residue
from grader.maths.records import record
from grader.maths.setting import Setting
from grader.maths.world import World

Slot = tuple[str, int]

_FACTORS = ((2, 1), (1, 2), (4, 1), (1, 4), (3, 1), (1, 3))
_INVERSES = {number: inverse(number) for number in (1, 2, 3, 4)}
SUM, PRODUCT, TAIL_ON_LAST, TAIL_ON_FIRST, INPUT_ON_LAST = range(5)


@record
class Deviation:
    """A mistake, by its slips' names, and what it puts in which places."""

    slips: frozenset[str]
    changes: Mapping[Slot, int]
    is_rare: bool = False


def deviations(setting: Setting, right: Mapping[Slot, int]) -> Iterator[Deviation]:
    """Every mistake of one slip, in an order that all settings share."""
    yield from _outer(right)
    yield from _joined(setting)
    yield from _errors(setting, right)
    yield from _residuals(setting)
    yield from _derivatives(setting, right)
    yield from _weights(setting)
    yield from _inputs(setting)


def _outer(right: Mapping[Slot, int]) -> Iterator[Deviation]:
    scale = right["factor", 0]
    yield _one("sign", {("factor", 0): -scale})
    for top, bottom in _FACTORS:
        name = f"factor-{top}" if bottom == 1 else f"factor-{top}/{bottom}"
        yield _one(name, {("factor", 0): scale * top * _INVERSES[bottom]}, is_rare=top + bottom > 3)


def _joined(setting: Setting) -> Iterator[Deviation]:
    branches = setting.branches
    if len(branches) < 2:
        return
    for k, _ in branches:
        yield _one("branch-missing", {("keep", k): 0})
        yield _one("branch-minus" if k != branches[0][0] else "sign", {("keep", k): -1})
    yield _one("branches-multiplied", {("join", 0): PRODUCT}, is_rare=True)
    for join in (TAIL_ON_LAST, TAIL_ON_FIRST, INPUT_ON_LAST):
        yield _one("brackets-missing", {("join", 0): join}, is_rare=True)


def _errors(setting: Setting, right: Mapping[Slot, int]) -> Iterator[Deviation]:
    """The whole error of one neuron above where that of another is due, or both exchanged."""
    branches = [k for k, _ in setting.branches]
    taken = {
        (k, other): {(part, k): right[part, other] for part in ("residual", "derivative")}
        for k in branches
        for other in branches
        if k != other
    }
    yield from (_one("neuron-wrong", changes, is_rare=True) for changes in taken.values())
    if len(branches) == 2:
        first, second = branches
        yield _one("neuron-wrong", taken[first, second] | taken[second, first], is_rare=True)


def _residuals(setting: Setting) -> Iterator[Deviation]:
    world = setting.world
    outputs = [k for k, _ in setting.branches]
    if setting.wiring.slopes or not set(outputs) <= set(setting.wiring.outputs):
        return
    for slip, rare, values in _weighed(setting, _residual_values(world, outputs)):
        if len(outputs) > 1:
            yield _one(slip, {("residual", k): values[k] for k in outputs}, rare)
        yield from (_one(slip, {("residual", k): values[k]}, rare) for k in outputs)


def _weighed(
    setting: Setting, found: Iterator[tuple[str, bool, dict[int, int]]]
) -> Iterator[tuple[str, bool, dict[int, int]]]:
    """The same where squares have weights of their own: each value times its output's share of the common weight."""
    wiring = setting.wiring
    ratios = {k: residue(wiring.weight_of(k) / wiring.loss_weight) for k, _ in setting.branches}
    for slip, rare, values in found:
        yield slip, rare, {k: value * ratios[k] for k, value in values.items()}


def _residual_values(world: World, outputs: list[int]) -> Iterator[tuple[str, bool, dict[int, int]]]:
    residuals = {k: world.residual(k) for k in outputs}
    labels = {k: (world.states[k] - world.residual(k)) % MODULUS for k in world.wiring.outputs}
    yield "sign", False, {k: -residuals[k] for k in outputs}
    yield "residual-missing", False, dict.fromkeys(outputs, 1)
    yield "square-left", False, {k: residuals[k] ** 2 for k in outputs}
    yield "square-left", True, {k: residuals[k] ** 2 * _INVERSES[2] for k in outputs}
    yield "label-missing", False, {k: world.states[k] for k in outputs}
    yield "label-only", True, {k: labels[k] for k in outputs}
    yield "residual-plus", True, {k: world.states[k] + labels[k] for k in outputs}
    yield "residual-of-o", True, {k: world.sums[k] - labels[k] for k in outputs}
    for other in world.wiring.outputs:
        yield "label-wrong", True, {k: world.states[k] - labels[other] for k in outputs}
    if len(world.wiring.outputs) == 2:
        swap = dict(zip(world.wiring.outputs, reversed(world.wiring.outputs), strict=True))
        yield "label-wrong", True, {k: world.states[k] - labels[swap[k]] for k in outputs}
    for other in world.sums:
        yield "neuron-wrong", True, {k: world.states[other] - labels[k] for k in outputs}


def _derivatives(setting: Setting, right: Mapping[Slot, int]) -> Iterator[Deviation]:
    world, neuron = setting.world, setting.neuron
    outputs = [
        ("derivative", k) for k, index in setting.branches if index is not None or setting.target == "weight"
    ]
    own = [("own", neuron)] if neuron not in setting.wiring.outputs and setting.target == "weight" else []
    families = [outputs, own, [*outputs, *own]] if own and outputs else [outputs]
    families += [[slot] for slot in outputs if len(outputs) > 1]
    for slips, rare, values in _derivative_values(world, [*outputs, *own]):
        for family in filter(None, families):
            yield Deviation(slips, {slot: values[slot] % MODULUS for slot in family}, rare)
    if setting.target == "slope":
        slot = ("own", neuron)
        for function, primes in (("derivative-extra", 1), ("derivative-extra", 0)):
            yield _one(function, {slot: world.apply("f", primes, world.sums[neuron])}, is_rare=not primes)
        slope = right["input", neuron] * world.slope(neuron)
        yield _one("slope-wrong", {("input", neuron): slope})
        yield _one("slope-wrong", {("input", neuron): world.slope(neuron)})


def _derivative_values(
    world: World, slots: list[Slot]
) -> Iterator[tuple[frozenset[str], bool, dict[Slot, int]]]:
    """What students put for f'(o) in each place."""
    sums = {slot: world.sums[slot[1]] for slot in slots}
    states = {slot: world.states[slot[1]] for slot in slots}
    primed = {slot: world.apply("f", 1, sums[slot]) for slot in slots}
    yield _alone("derivative-missing"), False, dict.fromkeys(slots, 1)
    yield _alone("derivative-place"), False, {slot: world.apply("f", 1, states[slot]) for slot in slots}
    yield _alone("function-for-derivative"), False, states
    yield _alone("derivative-extra"), False, {slot: primed[slot] ** 2 for slot in slots}
    yield (
        _alone("function-for-derivative"),
        True,
        {slot: world.apply("f", 0, states[slot]) for slot in slots},
    )
    for other in world.sums:
        elsewhere = world.apply("f", 1, world.sums[other])
        yield _alone("derivative-place"), True, dict.fromkeys(slots, elsewhere)
    kinds = {world.kind_of(neuron) for _, neuron in slots}
    if kinds == {"f"}:
        one = _alone("derivative-of-one-function")
        yield one, False, {slot: 1 - state**2 for slot, state in states.items()}
        yield one, False, {slot: state * (1 - state) for slot, state in states.items()}
        yield one, False, {slot: 1 - world.apply("tanh", 0, value) ** 2 for slot, value in sums.items()}
    if kinds == {"tanh"}:
        yield from _tanh_values(world, sums, states)


def _tanh_values(
    world: World, sums: dict[Slot, int], states: dict[Slot, int]
) -> Iterator[tuple[frozenset[str], bool, dict[Slot, int]]]:
    """What students take for tanh'."""
    wrong = _alone("tanh-derivative")
    again = {slot: world.apply("tanh", 0, state) for slot, state in states.items()}
    yield wrong, False, {slot: 1 - state for slot, state in states.items()}
    yield wrong, False, {slot: 1 - value**2 for slot, value in sums.items()}
    yield wrong, False, {slot: 1 + state**2 for slot, state in states.items()}
    yield wrong, True, {slot: state**2 for slot, state in states.items()}
    yield wrong, True, {slot: (1 - state) ** 2 for slot, state in states.items()}
    yield wrong, True, {slot: state * (1 - state) for slot, state in states.items()}
    yield wrong, True, {slot: 1 + state for slot, state in states.items()}
    yield wrong, True, {slot: 1 - world.apply("tanh", 0, value**2 % MODULUS) for slot, value in sums.items()}
    yield wrong, True, {slot: world.apply("sech", 0, value) for slot, value in sums.items()}
    yield wrong, True, {slot: inverse(1 + value**2) for slot, value in sums.items()}
    yield wrong, True, {slot: state**2 - 1 for slot, state in states.items()}
    yield wrong | {"derivative-place"}, True, {slot: 1 - value for slot, value in again.items()}


def _weights(setting: Setting) -> Iterator[Deviation]:
    world = setting.world
    weighted = {k: index for k, index in setting.branches if index is not None}
    if not weighted:
        return
    yield _one("weight-missing", {("weight", k): 1 for k in weighted})
    if len(weighted) > 1:
        yield from (_one("weight-missing", {("weight", k): 1}) for k in weighted)
    for index in range(max(len(setting.wiring.inputs(k)) for k in weighted) + 2):
        yield _one("weight-index", {("weight", k): _weight(world, index, k) for k in weighted})
    yield _one("weight-index", {("weight", k): _weight(world, setting.component, k) for k in weighted})
    yield _one("weight-index", {("weight", k): _weight(world, weighted[k], setting.neuron) for k in weighted})
    yield _one(
        "weight-index", dict.fromkeys(_slots(weighted), _weight(world, setting.component, setting.neuron))
    )
    swapped = dict(zip(weighted, reversed(tuple(weighted)), strict=True))
    yield _one(
        "weight-index", {("weight", k): _weight(world, weighted[swapped[k]], swapped[k]) for k in weighted}
    )
    for k in weighted:
        for neuron, places in setting.wiring.sources:
            for index in range(len(places)):
                yield _one("weight-index", {("weight", k): _weight(world, index, neuron)}, is_rare=True)


def _slots(weighted: Mapping[int, int]) -> list[Slot]:
    return [("weight", k) for k in weighted]


def _weight(world: World, index: int, neuron: int) -> int:
    known = world.look_up("w", (index, neuron))
    return _stranger(world, "w", index, neuron) if known is None else known


def _stranger(world: World, base: str, *indices: int) -> int:
    """What a name that the exam does not know is worth; the same as in a student's formula."""
    return draw(world.seed, "unknown", base, indices)


def _inputs(setting: Setting) -> Iterator[Deviation]:
    world, slot = setting.world, ("input", setting.neuron)
    yield _one("input-missing", {slot: 1})
    if setting.target == "weight":
        kind, _ = setting.wiring.inputs(setting.neuron)[setting.component]
        for base in ("x", "s", "o"):
            slip = "input-unshifted" if base == kind else "input-wrong"
            yield _one(slip, {slot: _known(world, base, setting.component)})
            shifted = _known(world, base, setting.component + 1)
            yield _one("input-wrong", {slot: shifted})
        yield _one("input-wrong", {slot: _weight(world, setting.component, setting.neuron)})
    for base, indices in (("x", sorted(_places(setting, "x"))), ("s", world.sums), ("o", world.sums)):
        yield from (
            _one("input-wrong", {slot: _known(world, base, index)}, is_rare=True) for index in indices
        )
    if setting.target == "slope":
        for index in sorted(_places(setting, "x")):
            yield _one("input-extra", {slot: world.sums[setting.neuron] * world.input(index)}, is_rare=True)
        yield _one(
            "input-extra", {slot: world.sums[setting.neuron] * world.sums[setting.neuron]}, is_rare=True
        )


def _places(setting: Setting, kind: str) -> set[int]:
    return {k for _, places in setting.wiring.sources for place, k in places if place == kind}


def _known(world: World, base: str, index: int) -> int:
    known = world.look_up(base, (index,))
    return _stranger(world, base, index) if known is None else known


def _one(slip: str, changes: Mapping[Slot, int], is_rare: bool = False) -> Deviation:
    return Deviation(_alone(slip), {slot: value % MODULUS for slot, value in changes.items()}, is_rare)


@cache
def _alone(slip: str) -> frozenset[str]:
    """A slip as a set, the same one each time: there are few, and deviations by the hundred."""
    return frozenset([slip])
