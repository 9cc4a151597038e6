"""Judges the equations of o and s: one for each neuron, in any notation, generic or not."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from grader.formulas.claims import Claim
from grader.formulas.outcomes import Outcome, bindings_of, find_outcomes
from grader.formulas.paper import Paper, unread_doubts
from grader.formulas.wordings import says_same, tells_mathematics
from grader.formulas.worth import OwnOutputs
from grader.maths.definitions import NO_DEFINITIONS, Definition, Definitions
from grader.maths.syntax import INDEX_LETTERS, Name, Number, walk
from grader.maths.wiring import Wiring
from grader.maths.world import World, draw_world
from grader.maths.written import written
from grader.verdict import Evidence, Verdict, credit, decided, doubt, loss, note, proposed

_SEED = 1


def judge_outputs(wiring: Wiring, paper: Paper) -> Verdict:
    """An equal share for each equation of o and s, with those that are missing or wrong by name."""
    known = _definitions(paper)
    outcomes = find_outcomes(wiring, paper, known)
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


def _own_outputs(outcomes: tuple[Outcome, ...], wiring: Wiring, known: Definitions) -> OwnOutputs | None:
    """The student's own sums that are wrong, where others are right: a paper with none right is nothing to build on."""
    sums: dict[int, Claim] = {}
    for outcome in outcomes:
        statement = outcome.statement
        if outcome.equation.base != "o" or outcome.is_right or statement is None:
            continue
        bindings = bindings_of(statement, outcome.equation, wiring) or {}
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
            world = draw_world(wiring, "f", _SEED)
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
