"""Judges the equations of o and s: one for each neuron, in any notation, generic or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.formulas.claims import Claim, OwnOutputs
from grader.formulas.likewise import neurons_told
from grader.formulas.paper import Paper, unread_doubts
from grader.formulas.sums import sum_variants
from grader.formulas.wordings import says_same, tells_mathematics
from grader.maths.definitions import NO_DEFINITIONS, Definition, Definitions
from grader.maths.evaluate import Evaluator, MeaninglessError
from grader.maths.statement import Statement
from grader.maths.syntax import INDEX_LETTERS, Apply, Expr, Name, Number, rebuild, walk
from grader.maths.wiring import Wiring
from grader.maths.world import World, draw_world
from grader.maths.written import written
from grader.model import Evidence, Verdict, credit, decided, doubt, loss, note, proposed

_SEEDS = (1, 2)
MANY_INDICES = 9
_STATES = frozenset(["s", "o"])


@dataclass(frozen=True, slots=True)
class Equation:
    """One of the equations asked for: `o` or `s` of a neuron."""

    base: str
    neuron: int

    def __str__(self) -> str:
        return f"{self.base}{self.neuron}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one equation stands: right, unshifted (right with a remark), missing, wrong, or in doubt."""

    equation: Equation
    how: str
    statement: Statement | None = None

    @property
    def is_right(self) -> bool:
        """Whether it earns its share."""
        return self.how in ("right", "unshifted", "likewise")


def judge_outputs(wiring: Wiring, paper: Paper) -> Verdict:
    """An equal share for each equation of o and s, with those that are missing or wrong by name."""
    known = _definitions(paper)
    outcomes = tuple(
        _outcome(Equation(base, k), wiring, paper, known) for k in wiring.neurons for base in ("o", "s")
    )
    outcomes = tuple(_inferred(outcome, outcomes, wiring, known) for outcome in outcomes)
    told = neurons_told(paper.text.text)
    outcomes = tuple(_told(outcome, outcomes, wiring, told) for outcome in outcomes)
    share = Fraction(sum(outcome.is_right for outcome in outcomes), len(outcomes))
    evidence = tuple(_evidence(outcomes, paper))
    doubts = tuple(_doubts(outcomes, wiring, paper))
    own = _own_outputs(outcomes, wiring, known)
    slips = frozenset("weight-index" for outcome in outcomes if outcome.how == "one-based")
    if doubts:
        open_share = Fraction(sum(outcome.how != "wrong" for outcome in outcomes), len(outcomes))
        return proposed(
            share, *evidence, *doubts, low=share, high=max(share, open_share), own=own, slips=slips
        )
    return decided(share, *evidence, own=own, slips=slips)


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


def _own_outputs(outcomes: tuple[Outcome, ...], wiring: Wiring, known: Definitions) -> OwnOutputs | None:
    """The student's own sums that are wrong, where others are right: a paper with none right is nothing to build on."""
    sums: dict[int, Claim] = {}
    for outcome in outcomes:
        statement = outcome.statement
        if outcome.equation.base != "o" or outcome.is_right or statement is None:
            continue
        bindings = _bindings(statement, outcome.equation, wiring) or {}
        sums[outcome.equation.neuron] = Claim(
            statement.members, tuple(sorted(bindings.items())), statement.start, statement.end
        )
    return OwnOutputs(sums, known) if sums and any(outcome.is_right for outcome in outcomes) else None


def _definitions(paper: Paper) -> Definitions:
    """Names of the student's own, such as an input vector's letters."""
    found = [
        Definition(left.base, left.indices, statement.answer)
        for statement in paper.reading.statements
        if isinstance(left := statement.left, Name) and left.base not in ("o", "s", "w", "x", "y")
    ]
    return Definitions(tuple(found)) if found else NO_DEFINITIONS


def _outcome(equation: Equation, wiring: Wiring, paper: Paper, known: Definitions) -> Outcome:
    """The last concrete equation counts; of generic ones, the one that is right."""
    found = [
        (statement, bindings)
        for statement in paper.reading.statements
        if (bindings := _bindings(statement, equation, wiring)) is not None
    ]
    concrete = [item for item in found if not item[1]][-1:]
    outcomes = [
        Outcome(equation, _how(_numbered(statement), bindings, equation, wiring, known), statement)
        for statement, bindings in (concrete or found)
    ]
    order = ("right", "unshifted", "one-based", "bias-added", "unknown", "wrong")
    return min(outcomes, key=lambda outcome: order.index(outcome.how), default=Outcome(equation, "missing"))


def _bindings(statement: Statement, equation: Equation, wiring: Wiring) -> dict[str, int] | None:
    left = statement.left
    if not isinstance(left, Name) or left.base != equation.base or len(left.indices) > 1:
        return None
    index = left.indices[0] if left.indices else Name("j")
    if isinstance(index, Number):
        return {} if index.value == equation.neuron else None
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
    if answer == Name(equation.base, (Number(Fraction(equation.neuron)),)):
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
        bindings = _bindings(statement, outcome.equation, world.wiring)
        try:
            values.append(Evaluator(world, bindings or {}, known).value(_numbered(statement)[-1]))
        except MeaninglessError:
            return False
    return values[0] == world.apply("f", 0, values[1])


def _evidence(outcomes: tuple[Outcome, ...], paper: Paper) -> Iterator[Evidence]:
    missing = [outcome.equation for outcome in outcomes if outcome.how == "missing"]
    if all(outcome.is_right for outcome in outcomes):
        yield credit("equations-right", count=len(outcomes))
    for outcome in outcomes:
        if not outcome.is_right and outcome.statement is not None:
            start = outcome.statement.start
            quote = paper.reading.quote(start, outcome.statement.end)
            yield loss("equation-wrong", quote, paper.text.line_at(start), name=outcome.equation)
    if missing:
        yield loss("equations-missing", names=", ".join(map(str, missing)))
    if any(outcome.how == "unshifted" for outcome in outcomes):
        yield note("sum-unshifted")
    if likewise := [outcome.equation for outcome in outcomes if outcome.how == "likewise"]:
        yield note("equations-likewise", names=", ".join(map(str, likewise)))


def _doubts(outcomes: tuple[Outcome, ...], wiring: Wiring, paper: Paper) -> Iterator[Evidence]:
    hows = {outcome.how for outcome in outcomes}
    if all(outcome.is_right for outcome in outcomes):
        return
    yield from unread_doubts(paper)
    if "one-based" in hows:
        yield doubt("weights-from-one")
    if "bias-added" in hows:
        yield doubt("bias-added")
    if "unknown" in hows:
        yield doubt("equation-names-unknown", names=", ".join(sorted(_strange_names(outcomes, wiring))))
    if "missing" in hows and (says_same(paper.text.text) or paper.reading.told):
        yield doubt("equations-by-words")
    elif "missing" in hows and _tells_activation(outcomes, paper):
        yield doubt("equations-in-words")


def _strange_names(outcomes: tuple[Outcome, ...], wiring: Wiring) -> Iterator[str]:
    """The names in equations in doubt that stand for nothing of the network's, as they were read: the `w` of `wx1`."""
    for outcome in outcomes:
        if outcome.how == "unknown" and outcome.statement is not None:
            world = draw_world(wiring, "f", _SEEDS[0])
            names = [node for node in walk(outcome.statement.answer) if isinstance(node, Name)]
            yield from {written(name) for name in names if _is_strange(name, world)}


def _is_strange(name: Name, world: World) -> bool:
    indices = [int(index.value) for index in name.indices if isinstance(index, Number)]
    letter = name.base in INDEX_LETTERS and not name.indices
    whole_number = len(indices) == len(name.indices)
    return not letter and whole_number and world.look_up(name.base, tuple(indices)) is None


def _tells_activation(outcomes: tuple[Outcome, ...], paper: Paper) -> bool:
    """Whether words say what s is where no equation does."""
    missing = {outcome.equation.base for outcome in outcomes if outcome.how == "missing"}
    present = {outcome.equation.base for outcome in outcomes if outcome.how != "missing"}
    if paper.reading.is_empty:
        return len(paper.reading.words) > 8 or tells_mathematics(paper.text.text)
    return missing == {"s"} and present == {"o"} and "activation" in paper.reading.words
