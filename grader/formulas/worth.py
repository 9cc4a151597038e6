"""What a claim is worth in a drawn network, and a student's own results, on which later answers build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import field

from grader.formulas.claims import Claim
from grader.formulas.question import Question
from grader.maths.definitions import NO_DEFINITIONS, Definition, Definitions
from grader.maths.evaluate import Evaluator, MeaninglessError
from grader.maths.field import MODULUS
from grader.maths.records import record
from grader.maths.retrial import Retrial
from grader.maths.setting import Setting
from grader.maths.syntax import Expr, Name, whole
from grader.maths.world import Key, World


@record
class OwnFormulas:
    """A student's result, on which later answers build: the formula by component, and the names it uses.

    Where no mistake explains it, `is_sure` is false and whoever builds on it needs a person too. One that `is_right`
    is the gradient itself.
    """

    question: Question | None
    claims: Mapping[int, Claim] = field(default_factory=dict)
    definitions: Definitions = NO_DEFINITIONS
    is_sure: bool = True
    is_right: bool = False

    def value(self, component: int, setting: Setting, shifts: Mapping[Key, Key] | None = None) -> int | None:
        """What the formula is worth in a drawn network, or None where it says nothing or means nothing."""
        claim = self.claims.get(component)
        if claim is None:
            return None
        return evaluate(claim, claim.answer, setting, self.definitions, shifts)[0]


@record
class OwnOutputs:
    """The student's own sums o that are not the network's, by neuron, on which gradients may build."""

    sums: Mapping[int, Claim]
    definitions: Definitions = NO_DEFINITIONS

    def partial(self, neuron: int, name: Name, setting: Setting) -> int | None:
        """The derivative of an own sum by one of its names, in which it is linear; None where that has no value."""
        claim = self.sums[neuron]
        values = []
        for worth in (1, 0):
            fixed = self.definitions + Definitions((Definition(name.base, name.indices, whole(worth)),))
            value, _ = evaluate(claim, claim.answer, setting, fixed)
            if value is None:
                return None
            values.append(value)
        return (values[0] - values[1]) % MODULUS


def evaluate(
    claim: Claim,
    expr: Expr,
    setting: Setting,
    definitions: Definitions,
    shifts: Mapping[Key, Key] | None = None,
    world: World | None = None,
) -> tuple[int | None, Set[Key]]:
    """A formula's value in a drawn network with the names it uses that nobody defines; None where it has none.

    `world` is another network than the setting's own.
    """
    world = world or setting.world
    evaluator = Evaluator(world, dict(claim.bindings), definitions, shifts or {}, _argument(setting, world))
    try:
        return evaluator.value(expr), evaluator.unknown
    except MeaninglessError:
        return None, evaluator.unknown


def _argument(setting: Setting, world: World) -> int | None:
    """What a bare o stands for."""
    return world.sums[setting.neuron] if setting.target == "slope" else None


def retrial(claim: Claim, setting: Setting, definitions: Definitions) -> Callable[[Expr], int | None]:
    """Evaluates formulas like a claim's answer in a drawn network; None where one has no value."""
    world, bindings = setting.world, dict(claim.bindings)
    evaluator = Retrial(
        world, bindings, definitions, argument=_argument(setting, world), original=claim.answer
    )

    def value(expr: Expr) -> int | None:
        evaluator.steps = 0
        try:
            return evaluator.value(expr)
        except MeaninglessError:
            return None

    return value
