"""A witness that two formulas differ: small numbers for the names, and what each formula is worth with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from grader.formulas.claims import Claim
from grader.formulas.question import Question
from grader.formulas.worth import evaluate
from grader.maths.definitions import Definitions
from grader.maths.field import rational
from grader.maths.setting import Setting
from grader.maths.world import World

_TRIES = 12


@dataclass(frozen=True, slots=True)
class Witness:
    """The numbers chosen, such as `s_3 = 2, y_1 = 1`, and the two values."""

    at: str
    yours: Fraction
    right: Fraction


def find_witness(
    question: Question, component: int, claim: Claim, definitions: Definitions
) -> Witness | None:
    """Small numbers at which a claim is not the gradient; None where every try agrees or has no value."""
    for seed in range(1, _TRIES + 1):
        setting = _small(question.settings(component)[0], seed)
        yours, unknown = evaluate(claim, claim.answer, setting, definitions)
        if unknown:
            return None
        right = _reference(setting)
        if yours is None or right is None or yours == right:
            continue
        shown = rational(yours), rational(right)
        if shown[0] is not None and shown[1] is not None:
            return Witness(_told(setting), shown[0], shown[1])
    return None


@lru_cache(maxsize=256)
def _small(setting: Setting, seed: int) -> Setting:
    """The same in a network of small numbers."""
    return replace(setting, seed=seed, signs=(), is_small=True)


def _reference(setting: Setting) -> int | None:
    by = (
        ("w", (setting.component, setting.neuron))
        if setting.target == "weight"
        else ("alpha", (setting.neuron,))
    )
    return setting.world.derivative(("J", ()), by)


@lru_cache(maxsize=256)
def _told(setting: Setting) -> str:
    """The numbers of a drawn network, such as `s_3 = 2, y_1 = 1`."""
    return ", ".join(_chosen(setting))


def _chosen(setting: Setting) -> Iterator[str]:
    """The numbers behind each place of the gradient, each name once."""
    seen: set[str] = set()
    for name, value in _places(setting):
        number = rational(value)
        if name not in seen and number is not None:
            seen.add(name)
            yield f"{name} = {number}"


def _places(setting: Setting) -> Iterator[tuple[str, int]]:
    world, neuron = setting.world, setting.neuron
    for k, index in setting.branches:
        yield f"s_{k}", world.states[k]
        if setting.wiring.label(k) is not None:
            yield f"y_{setting.wiring.label(k)}", world.states[k] - world.residual(k)
        if setting.target == "weight" or index is not None:
            yield from _derivative(world, k)
        if index is not None:
            yield f"w_{index}^({k})", world.weight(index, k)
    if setting.target == "slope":
        yield f"o_{neuron}", world.sums[neuron]
        return
    if neuron not in setting.wiring.outputs:
        yield from _derivative(world, neuron)
    kind, place = setting.wiring.inputs(neuron)[setting.component]
    yield f"{kind}_{place}", world.input(place) if kind == "x" else world.states[place]


def _derivative(world: World, neuron: int) -> Iterator[tuple[str, int]]:
    if world.kind_of(neuron) in ("tanh", "sigmoid"):
        yield f"s_{neuron}", world.states[neuron]
    else:
        yield f"f'(o_{neuron})", world.apply("f", 1, world.sums[neuron])
