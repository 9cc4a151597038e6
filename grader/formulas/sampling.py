"""Formulas outside the finite field, compared in real networks: the same, different, or not to be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from grader.formulas.claims import Claim
from grader.formulas.question import Question
from grader.formulas.worth import evaluate
from grader.maths.constants import constant
from grader.maths.definitions import Definitions
from grader.maths.field_functions import OUTSIDE
from grader.maths.reals import RealWorld
from grader.maths.syntax import Apply, Expr, Power, walk

SAMPLES = 12
"""How many networks must give both formulas a value for them to be the same."""

TRIES = 200
SAME, OTHER = 1e-9, 1e-5
"""Up to which relative difference two values are the same, and from which on they are not."""


def is_outside(formulas: Iterable[Expr]) -> bool:
    """Whether a formula holds a function or a power whose laws the finite field does not have."""
    return any(
        (isinstance(node, Apply) and node.function in OUTSIDE)
        or (isinstance(node, Power) and _is_broken(node.exponent))
        for formula in formulas
        for node in walk(formula)
    )


def _is_broken(exponent: Expr) -> bool:
    power = constant(exponent)
    return power is not None and power.denominator != 1


def same_by_sampling(question: Question, claims: Mapping[int, Claim], known: Definitions) -> bool | None:
    """Whether every claim is the gradient wherever both have a value; None where too few networks tell."""
    verdicts = [_same(question, component, claim, known) for component, claim in claims.items()]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _same(question: Question, component: int, claim: Claim, known: Definitions) -> bool | None:
    counted = 0
    for value, right in _pairs(question, component, claim, known):
        distance = abs(value - right) / (1 + abs(right))
        if distance > OTHER:
            return False
        counted += distance <= SAME
    return True if counted >= SAMPLES else None


def _pairs(
    question: Question, component: int, claim: Claim, known: Definitions
) -> Iterator[tuple[float, float]]:
    """What the claim and the gradient are worth in networks that give both a value."""
    setting = question.settings(component)[0]
    by = ("alpha", (setting.neuron,)) if setting.target == "slope" else ("w", (component, setting.neuron))
    found = 0
    for seed in range(TRIES):
        world = RealWorld(setting.wiring, setting.activation, seed)
        value, _ = evaluate(claim, claim.answer, setting, known, world=world)
        right = world.derivative(("J", ()), by)
        if value is None or right is None:
            continue
        yield value, right
        found += 1
        if found == SAMPLES:
            return
