"""How each equation of o and s stands: right, wrong, missing, or in doubt, by its own line and by what others show."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from grader.formulas.likewise import neurons_told
from grader.formulas.paper import Paper
from grader.formulas.sums import sum_variants
from grader.maths.definitions import Definitions
from grader.maths.evaluate import Evaluator, MeaninglessError
from grader.maths.records import record
from grader.maths.statement import Statement
from grader.maths.syntax import INDEX_LETTERS, Apply, Expr, Name, rebuild, walk, whole
from grader.maths.wiring import Wiring
from grader.maths.world import World, draw_world

_SEEDS = (1, 2)
MANY_INDICES = 9
_STATES = frozenset(["s", "o"])


@record
class Equation:
    """One of the equations asked for: `o` or `s` of a neuron."""

    base: str
    neuron: int

    def __str__(self) -> str:
        return f"{self.base}{self.neuron}"


@record
class Outcome:
    """How one equation stands: right, unshifted (right with a remark), missing, wrong, or in doubt."""

    equation: Equation
    how: str
    statement: Statement | None = None

    @property
    def is_right(self) -> bool:
        """Whether it earns its share."""
        return self.how in ("right", "unshifted", "likewise")


def find_outcomes(wiring: Wiring, paper: Paper, known: Definitions) -> tuple[Outcome, ...]:
    """One outcome for each equation of o and s; `known` are the names that the student defines."""
    stated = {base: _stated(base, paper) for base in ("o", "s")}
    outcomes = tuple(
        _outcome(Equation(base, k), wiring, stated[base], known) for k in wiring.neurons for base in stated
    )
    outcomes = tuple(_inferred(outcome, outcomes, wiring, known) for outcome in outcomes)
    if all(outcome.how != "missing" for outcome in outcomes):
        return outcomes
    told = neurons_told(paper.text.text)
    return tuple(_told(outcome, outcomes, wiring, told) for outcome in outcomes)


def _stated(base: str, paper: Paper) -> tuple[Statement, ...]:
    """The statements of what o is, or s."""
    statements = paper.reading.statements
    return tuple([each for each in statements if isinstance(each.left, Name) and each.left.base == base])


def bindings_of(statement: Statement, equation: Equation, wiring: Wiring) -> dict[str, int] | None:
    """What the generic index of a left side stands for when it is this equation's; None if it is not."""
    left = statement.left
    if not isinstance(left, Name) or left.base != equation.base or len(left.indices) > 1:
        return None
    if left.numbers:
        return {} if left.numbers[0] == equation.neuron else None
    index = left.indices[0] if left.indices else Name("j")
    if not isinstance(index, Name) or index.base not in INDEX_LETTERS:
        return None
    allowed = dict(statement.domains).get(index.base, statement.neurons)
    if allowed and equation.neuron not in allowed:
        return None
    if (
        not allowed
        and statement.layer
        and (statement.layer == "output") != (equation.neuron in wiring.outputs)
    ):
        return None
    return {index.base: equation.neuron}


def _outcome(
    equation: Equation, wiring: Wiring, stated: tuple[Statement, ...], known: Definitions
) -> Outcome:
    """The last concrete equation counts; of generic ones, the one that is right."""
    found = [
        (statement, bindings)
        for statement in stated
        if (bindings := bindings_of(statement, equation, wiring)) is not None
    ]
    concrete = [item for item in found if not item[1]][-1:]
    outcomes = [
        Outcome(equation, _how(_numbered(statement), bindings, equation, wiring, known), statement)
        for statement, bindings in (concrete or found)
    ]
    order = ("right", "unshifted", "one-based", "bias-added", "unknown", "wrong")
    return min(outcomes, key=lambda outcome: order.index(outcome.how), default=Outcome(equation, "missing"))


def _numbered(statement: Statement) -> tuple[Expr, ...]:
    """The members of `s = f(o)`, said of any neuron: its o and s are those of that neuron."""
    if not isinstance(statement.left, Name) or statement.left.indices:
        return statement.members
    return tuple(map(_with_neuron, statement.members))


def _with_neuron(expr: Expr) -> Expr:
    if isinstance(expr, Name) and expr.base in _STATES and not expr.indices:
        return replace(expr, indices=(Name("j"),))
    return rebuild(expr, _with_neuron)


def _how(
    members: tuple[Expr, ...],
    bindings: dict[str, int],
    equation: Equation,
    wiring: Wiring,
    known: Definitions,
) -> str:
    answer = members[-1]
    verdicts = {_compare(answer, bindings, equation, world, known) for world in _worlds(wiring)}
    return verdicts.pop() if len(verdicts) == 1 else "wrong"


@lru_cache(maxsize=16)
def _worlds(wiring: Wiring) -> tuple[World, ...]:
    """Drawn networks, and one with each neuron below its kink."""
    below = (draw_world(wiring, "f", 3, ((neuron, -1),)) for neuron in wiring.kinked)
    return (*(draw_world(wiring, "f", seed) for seed in _SEEDS), *below)


def _compare(
    answer: Expr, bindings: dict[str, int], equation: Equation, world: World, known: Definitions
) -> str:
    evaluator = Evaluator(world, bindings, known)
    try:
        value = evaluator.value(answer)
    except MeaninglessError:
        return "unknown"
    if isinstance(answer, Name) and answer == Name(equation.base, (whole(equation.neuron),)):
        return "wrong"
    own = world.states if equation.base == "s" else world.sums
    if value == own[equation.neuron]:
        return "right"
    for how, variant in sum_variants(equation.neuron, world):
        if value == (world.apply("f", 0, variant) if equation.base == "s" else variant):
            return how
    return "unknown" if evaluator.unknown and _is_open(evaluator, world) else "wrong"


def _is_open(evaluator: Evaluator, world: World) -> bool:
    """Whether an unknown name might be the student's for an input, or lacks an index, so that a person must say."""
    wanted = {"w": 2, "x": 1, "s": 1, "o": 1, "y": 1}
    open_ = any(len(indices) < wanted.get(base, MANY_INDICES) for base, indices in evaluator.unknown)
    return open_ and bool(world.sums)


def _inferred(outcome: Outcome, outcomes: tuple[Outcome, ...], wiring: Wiring, known: Definitions) -> Outcome:
    """What another equation shows: o from `s = f(sum)`, and s = f(own sum) built on an own wrong o."""
    if outcome.is_right:
        return outcome
    other_base = "s" if outcome.equation.base == "o" else "o"
    other = next(o for o in outcomes if o.equation == Equation(other_base, outcome.equation.neuron))
    if outcome.equation.base == "o" and outcome.how == "missing":
        return _sum_within(outcome, other)
    if outcome.equation.base == "s" and outcome.how == "wrong" and other.statement is not None:
        return _on_own_sum(outcome, other, wiring, known)
    return outcome


def _sum_within(missing: Outcome, state: Outcome) -> Outcome:
    """`s1 = f(w_0 x_1 + …)` also says what o1 is."""
    if not state.is_right or state.statement is None:
        return missing
    for member in state.statement.members:
        if isinstance(member, Apply) and member.function == "f" and _has_weights(member):
            return Outcome(missing.equation, state.how, state.statement)
    return missing


def _has_weights(expr: Expr) -> bool:
    return any(isinstance(node, Name) and node.base == "w" for node in walk(expr))


def _on_own_sum(state: Outcome, own: Outcome, wiring: Wiring, known: Definitions) -> Outcome:
    if state.statement is None or own.statement is None:
        return state
    is_own = all(_is_f_of_own(state, own, world, known) for world in _worlds(wiring))
    return Outcome(state.equation, "right", state.statement) if is_own else state


def _is_f_of_own(state: Outcome, own: Outcome, world: World, known: Definitions) -> bool:
    """Whether in a drawn network s is f of the own sum."""
    values = []
    for outcome in (state, own):
        statement = outcome.statement
        if statement is None:
            return False
        bindings = bindings_of(statement, outcome.equation, world.wiring)
        try:
            values.append(Evaluator(world, bindings or {}, known).value(_numbered(statement)[-1]))
        except MeaninglessError:
            return False
    return values[0] == world.apply("f", 0, values[1])


def _told(outcome: Outcome, outcomes: tuple[Outcome, ...], wiring: Wiring, told: frozenset[int]) -> Outcome:
    """`idem pour n2`: as right as the equation of a neuron of its layer."""
    equation = outcome.equation
    if outcome.how != "missing" or equation.neuron not in told:
        return outcome
    beside = [
        other
        for other in outcomes
        if other.equation.base == equation.base
        and other.how != "missing"
        and (other.equation.neuron in wiring.outputs) == (equation.neuron in wiring.outputs)
    ]
    if any(other.is_right for other in beside):
        return Outcome(equation, "likewise")
    return Outcome(equation, beside[0].how, beside[0].statement) if beside else outcome
