"""What a student's own earlier results give for a later question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from grader.formulas.causes import Base
from grader.formulas.question import Question
from grader.formulas.worth import OwnFormulas, OwnOutputs
from grader.maths.definitions import Definition, Definitions
from grader.maths.field import MODULUS, inverse
from grader.maths.lexicon import ERROR_NAMES
from grader.maths.mistakes import gradient
from grader.maths.setting import Setting
from grader.maths.syntax import Derivative, Expr, Name, walk, whole
from grader.maths.wiring import Wiring
from grader.maths.world import Key


def own_definitions(owns: Iterable[OwnFormulas], question: Question | None) -> Definitions:
    """The names defined in earlier answers; those worked out for tanh mean nothing where f is another function."""
    known: list[Definition] = []
    for own in owns:
        for_tanh = own.question is not None and own.question.activation == "tanh"
        if not for_tanh or (question is not None and question.activation == "tanh"):
            known += own.definitions.all
    return Definitions(tuple(known))


def own_bases(owns: Iterable[OwnFormulas], question: Question) -> Iterator[Base]:
    """Ways to get the gradient asked for from own earlier gradients, other than those that give the right one."""
    for own in owns:
        earlier = own.question
        if earlier is None or earlier.target != "weight" or _gives_right(own, earlier, question):
            continue
        if earlier.neuron == question.neuron:
            if _keeps_error(own):
                yield _same_neuron(own, question)
        elif earlier.is_output and not question.is_output and _keeps_error(own):
            yield _from_output(own)


def _gives_right(own: OwnFormulas, earlier: Question, question: Question) -> bool:
    """Whether an own result is right, here too: for the same function, and for outputs that do not differ."""
    holds = own.is_right and earlier.activation in ("f", question.activation)
    return holds and (earlier.neuron == question.neuron or question.wiring.has_equal_outputs)


def _keeps_error(own: OwnFormulas) -> bool:
    """Whether an own result still holds an error: one that is a constant, or an input alone, makes nothing right."""
    written = [claim.answer for claim in own.claims.values()]
    return any(map(_holds_error, (*written, *[each.value for each in own.definitions.all])))


def _holds_error(formula: Expr) -> bool:
    """Whether a label, an error by its name or a derivative stands in a formula."""
    return any(
        isinstance(node, Derivative)
        or (isinstance(node, Name) and (node.base == "y" or node.base in ERROR_NAMES))
        for node in walk(formula)
    )


def wired_base(own: OwnOutputs, question: Question) -> Base:
    """The gradient through the student's own sums of 1.1, wrong as they may be."""

    def base(setting: Setting) -> int | None:
        links = [_link(own, question, setting, k, index) for k, index in setting.branches]
        source = _own_source(own, question, setting)
        if source is None or None in links:
            return None
        total = 0
        for (k, _), link in zip(setting.branches, links, strict=True):
            error = setting.world.pull(k)
            if question.target == "weight" or not question.is_output:
                error = error * setting.world.apply("f", 1, setting.world.sums[k]) % MODULUS
            total += error * (link or 0)
        scale = 2 * setting.wiring.loss_weight
        return total * source % MODULUS * scale.numerator * inverse(scale.denominator) % MODULUS

    return base


def _own_source(own: OwnOutputs, question: Question, setting: Setting) -> int | None:
    """What the weight asked for multiplies in the own sum; one for a slope, whose o stands in the link."""
    if question.target == "slope":
        return setting.world.sums[question.neuron] if question.is_output else 1
    if question.neuron in own.sums:
        name = Name("w", (whole(setting.component), whole(question.neuron)))
        return own.partial(question.neuron, name, setting)
    kind, place = setting.wiring.inputs(question.neuron)[setting.component]
    return setting.world.input(place) if kind == "x" else setting.world.states[place]


def _link(
    own: OwnOutputs, question: Question, setting: Setting, parent: int, index: int | None
) -> int | None:
    """How the sum of a neuron above moves with the neuron's own sum, or with its slope."""
    if index is None:
        return 1
    world, neuron = setting.world, question.neuron
    moved = world.sums[neuron] if question.target == "slope" else world.apply("f", 1, world.sums[neuron])
    if parent not in own.sums:
        return world.weight(index, parent) * moved % MODULUS
    by_state = own.partial(parent, Name("s", (whole(neuron),)), setting)
    by_sum = own.partial(parent, Name("o", (whole(neuron),)), setting)
    if by_state is None or by_sum is None:
        return None
    return (by_state * moved + (by_sum if question.target == "weight" else 0)) % MODULUS


def _same_neuron(own: OwnFormulas, question: Question) -> Base:
    def base(setting: Setting) -> int | None:
        value, given = _own_value(own, setting)
        if value is None or question.target == "weight":
            return value
        return _for_slope(value, given, setting)

    return base


def _own_value(own: OwnFormulas, setting: Setting) -> tuple[int | None, int]:
    """The own formula for a component, from that of another where only that one is given, its input exchanged."""
    component = setting.component if setting.component in own.claims else min(own.claims)
    inputs = setting.wiring.inputs(setting.neuron)
    here, there = inputs[component], inputs[setting.component]
    shifts: Mapping[Key, Key] = {(here[0], (here[1],)): (there[0], (there[1],))} if here != there else {}
    return own.value(component, setting, shifts), setting.component


def _for_slope(value: int, component: int, setting: Setting) -> int | None:
    """The gradient by α from that by a weight: o in the place of f'(o) and the input."""
    world = setting.world
    kind, place = setting.wiring.inputs(setting.neuron)[component]
    source = world.input(place) if kind == "x" else world.states[place]
    divisor = world.apply("f", 1, world.sums[setting.neuron]) * source
    return value * inverse(divisor) % MODULUS * world.sums[setting.neuron] % MODULUS


def _from_output(own: OwnFormulas) -> Base:
    known: dict[object, int | None] = {}  # the same for every weight of a neuron in one drawn network

    def base(setting: Setting) -> int | None:
        errors: dict[int, int] = {}
        for k, _ in setting.branches:
            drawn = (setting.activation, setting.seed, setting.signs, setting.is_small, k)
            if drawn not in known:
                known[drawn] = _own_error(own, setting, k)
            if (error := known[drawn]) is None:
                return None
            errors[k] = error
        return gradient(setting).with_errors(errors)

    return base


def _own_error(own: OwnFormulas, setting: Setting, neuron: int) -> int | None:
    """The error of an output neuron by the own formula for another's weights, the neurons exchanged."""
    earlier = own.question
    if earlier is None:
        return None
    component = min(own.claims)
    kind, place = setting.wiring.inputs(earlier.neuron)[component]
    source = setting.world.input(place) if kind == "x" else setting.world.states[place]
    shifts = _exchanged(setting.wiring, earlier.neuron, neuron)
    value = own.value(component, setting, shifts)
    weight = setting.wiring.loss_weight
    if value is None:
        return None
    return value * weight.denominator * inverse(2 * source * weight.numerator) % MODULUS


@lru_cache(maxsize=64)
def _exchanged(wiring: Wiring, here: int, there: int) -> Mapping[Key, Key]:
    """The names of an output neuron as those of another."""
    return MappingProxyType(dict(_exchange(wiring, here, there)))


def _exchange(wiring: Wiring, here: int, there: int) -> Iterator[tuple[Key, Key]]:
    if here == there:
        return
    for base in ("s", "o", "delta"):
        yield (base, (here,)), (base, (there,))
    label_here, label_there = wiring.label(here), wiring.label(there)
    if label_here is not None and label_there is not None:
        yield ("y", (label_here,)), ("y", (label_there,))
    for index in range(len(wiring.inputs(here))):
        yield ("w", (index, here)), ("w", (index, there))
