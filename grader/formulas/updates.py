"""The descent step on a slope: α ← α − η ∂J/∂α, in any letters, its gradient by name or written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from grader.formulas.claims import Claim
from grader.formulas.question import Question
from grader.maths.lexicon import SLOPES
from grader.maths.records import record
from grader.maths.statement import Statement
from grader.maths.statements import Reading
from grader.maths.syntax import (
    INDEX_LETTERS,
    Add,
    Case,
    Cases,
    Derivative,
    Expr,
    Multiply,
    Name,
    Negative,
    Number,
    rebuild,
    walk,
)

_QUANTITIES = frozenset(["w", "s", "o", "x", "y", "J", "alpha", "a", "delta"])
_GRADIENTS = ("grad", "nabla", "d", "g", "G", "Delta")


@record
class Step:
    """An update as read: which way it goes, what its step is called (nothing where there is none), and the gradient.

    `is_generic` says that it holds for every neuron.
    """

    claim: Claim
    is_descent: bool
    rates: tuple[Expr, ...]
    gradient: Expr
    is_generic: bool = False


def steps_for(reading: Reading, question: Question) -> tuple[Step, ...]:
    """The updates of a neuron's slope that an answer gives."""
    named: dict[Expr, Expr] = {
        item.left: item.answer
        for item in reading.statements
        if isinstance(item.left, Name) and _slope_on_left(item.left) is None and _is_scaled(item.answer)
    }
    updates = (item for item in reading.statements if updates_slope(item))
    steps = (_step(_with_names(item, named), question) for item in updates)
    return tuple(step for step in steps if step is not None)


def _is_scaled(expr: Expr) -> bool:
    """Whether a name is given to a whole step, η ∂J/∂α or α − η ∂J/∂α, and not to a gradient."""
    match expr:
        case Negative(operand=operand):
            return _is_scaled(operand)
        case Add(terms=terms):
            bare = (term.operand if isinstance(term, Negative) else term for term in terms)
            return any(map(_is_scaled, terms)) and any(_is_slope(term, ()) for term in bare)
        case Multiply(factors=factors):
            return any(map(_is_rate, factors))
    return False


def _with_names(statement: Statement, named: Mapping[Expr, Expr]) -> Statement:
    """An update with what such names stand for in it."""
    if not named:
        return statement
    return replace(statement, members=(*statement.members[:-1], _put_in(statement.answer, named)))


def _put_in(expr: Expr, named: Mapping[Expr, Expr]) -> Expr:
    """A formula with what such names stand for in their places, one level deep."""
    if isinstance(expr, Name) and expr in named:
        return named[expr]
    return rebuild(expr, lambda child: _put_in(child, named))


def updates_slope(statement: Statement) -> bool:
    """Whether an equation assigns to a slope."""
    return _slope_on_left(statement.left) is not None


def embedded_gradient(reading: Reading, question: Question) -> dict[int, Claim]:
    """The gradient by a slope where only the update holds it, written out."""
    if question.target != "slope":
        return {}
    for step in reversed(steps_for(reading, question)):
        if not any(isinstance(node, Derivative) and _is_own(node, question) for node in walk(step.gradient)):
            if not _mentions_error(step.gradient):
                continue
            climbs = not step.is_descent and _takes_from_label(step.gradient)
            gradient = Negative(step.gradient, step.gradient.at) if climbs else step.gradient
            return {0: replace(step.claim, members=(gradient,))}
    return {}


def _takes_from_label(expr: Expr) -> bool:
    """Whether the error is taken as y − s, so that a step along it descends: `α + η (y1 − s3) o3`."""
    for node in walk(expr):
        if isinstance(node, Add) and any(isinstance(term, Name) and term.base == "y" for term in node.terms):
            return any(isinstance(term, Negative) for term in node.terms)
    return False


def _is_own(node: Derivative, question: Question) -> bool:
    return isinstance(node.by, Name) and node.by.base in SLOPES and question.target == "slope"


def _mentions_error(expr: Expr) -> bool:
    """Whether a formula speaks of the error at the output: s and y, δ, a derivative or a name of the student's."""
    bases = {node.base for node in walk(expr) if isinstance(node, Name)}
    derives = any(isinstance(node, Derivative) for node in walk(expr))
    return derives or {"s", "y"} <= bases or bool(bases & {"delta", "e", "E", "err"})


def _step(statement: Statement, question: Question) -> Step | None:
    found = _slope_on_left(statement.left)
    if found is None:
        return None
    slope, is_change = found
    bindings = _bindings(slope, statement, question.neuron)
    if bindings is None:
        return None
    merged = {"j": question.neuron, **bindings}
    claim = Claim(statement.members, tuple(sorted(merged.items())), statement.start, statement.end)
    split = _split(statement.answer, slope.indices, is_change)
    if split is None:
        return Step(claim, True, (), statement.answer, bool(bindings))
    is_descent, moved = split
    rates, gradient = _without_rates(moved)
    return Step(claim, is_descent, rates, gradient, bool(bindings))


def _slope_on_left(left: Expr | None) -> tuple[Name, bool] | None:
    """The slope that a left side assigns, and whether it is the change Δα rather than α."""
    match left:
        case Name(base=base) if base.rstrip("'") in SLOPES:
            return (replace(left, base=base.rstrip("'")) if base.endswith("'") else left), False
        case Multiply(factors=(Name(base="Delta"), Name(base=base) as slope)) if base in SLOPES:
            return slope, True
    return None


def _bindings(slope: Name, statement: Statement, neuron: int) -> dict[str, int] | None:
    if not slope.indices:
        return {"j": neuron}
    match slope.indices[-1]:
        case Number(value=value):
            return {} if value == neuron else None
        case Name(base=base) if base in INDEX_LETTERS:
            allowed = dict(statement.domains).get(base)
            return {base: neuron} if allowed is None or neuron in allowed else None
    return None


def _split(expr: Expr, indices: tuple[Expr, ...], is_change: bool) -> tuple[bool, Expr] | None:
    """What is subtracted from α (True) or added to it (False); case by case where the update is."""
    if isinstance(expr, Cases):
        return _split_cases(expr, indices, is_change)
    terms = tuple(_terms(expr))
    moved = tuple(term for term in terms if not _is_slope(term, indices))
    if (len(moved) == len(terms)) != is_change or not moved:
        return None
    descent = all(isinstance(term, Negative) for term in moved)
    parts = tuple(term.operand if isinstance(term, Negative) and descent else term for term in moved)
    return descent, parts[0] if len(parts) == 1 else Add(parts, expr.at)


def _terms(expr: Expr) -> Iterator[Expr]:
    """The terms of a sum, brackets opened: α and −η g of −(η g − α)."""
    match expr:
        case Add(terms=terms):
            for term in terms:
                yield from _terms(term)
        case Negative(operand=Add() | Negative() as operand):
            for term in _terms(operand):
                yield term.operand if isinstance(term, Negative) else Negative(term, term.at)
        case _:
            yield expr


def _split_cases(expr: Cases, indices: tuple[Expr, ...], is_change: bool) -> tuple[bool, Expr] | None:
    directions: list[bool] = []
    cases: list[Case] = []
    for case in expr.cases:
        split = _split(case.value, indices, is_change)
        directions += [split[0]] if split is not None else []
        cases.append(Case(case.condition, split[1] if split is not None else _nothing(), case.at))
    otherwise = _split(expr.otherwise, indices, is_change) if expr.otherwise is not None else None
    directions += [otherwise[0]] if otherwise is not None else []
    if not directions:
        return None
    last = None if expr.otherwise is None else (otherwise[1] if otherwise is not None else _nothing())
    return all(directions), Cases(tuple(cases), last, expr.at)


def _nothing() -> Number:
    from fractions import Fraction

    return Number(Fraction(0))


def _is_slope(term: Expr, indices: tuple[Expr, ...]) -> bool:
    return (
        isinstance(term, Name)
        and term.base.rstrip("'") in SLOPES
        and (term.indices == indices or not term.indices or not indices)
    )


def _without_rates(moved: Expr) -> tuple[tuple[Expr, ...], Expr]:
    """The step's name or number, and the gradient that it multiplies."""
    if isinstance(moved, Cases):
        return _cases_without_rates(moved)
    if not isinstance(moved, Multiply):
        return (), moved
    rates = tuple(factor for factor in moved.factors if _is_rate(factor))
    rest = tuple(factor for factor in moved.factors if not _is_rate(factor))
    if not rest and len(rates) > 1 and isinstance(rates[-1], Name) and rates[-1].base.startswith(_GRADIENTS):
        return rates[:-1], rates[-1]
    if not rest:
        return rates, Number(rates[0].value) if isinstance(rates[0], Number) else rates[0]
    inner_rates: tuple[Expr, ...] = ()
    if len(rest) == 1:
        inner_rates, only = _without_rates(rest[0])
        return (*rates, *inner_rates), only
    return rates, Multiply(rest, moved.at)


def _cases_without_rates(moved: Cases) -> tuple[tuple[Expr, ...], Expr]:
    rates: tuple[Expr, ...] = ()
    cases: list[Case] = []
    for case in moved.cases:
        found, rest = _without_rates(case.value)
        rates = rates or found
        cases.append(Case(case.condition, rest, case.at))
    otherwise = moved.otherwise
    if otherwise is not None:
        found, otherwise = _without_rates(otherwise)
        rates = rates or found
    return rates, Cases(tuple(cases), otherwise, moved.at)


def _is_rate(factor: Expr) -> bool:
    """Whether a factor is the step: a name that is none of the network's, or a number below one."""
    match factor:
        case Number(value=value):
            return 0 < value < 1
        case Name(base=base, indices=indices):
            return base not in _QUANTITIES and not any(
                isinstance(index, Number) and base == "e" for index in indices
            )
    return False
