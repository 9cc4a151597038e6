"""Which equation of an answer is the one asked for, and which names the student defines on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from grader.formulas.question import Question
from grader.maths.definitions import Definition, Definitions, derivative_key
from grader.maths.lexicon import RATES, SLOPES
from grader.maths.records import record
from grader.maths.statement import Statement
from grader.maths.statements import Reading
from grader.maths.syntax import (
    Add,
    Apply,
    Cases,
    Derivative,
    Expr,
    Multiply,
    Name,
    Negative,
    Number,
    walk,
    whole,
)
from grader.maths.wiring import Wiring

_NETWORK_NAMES = frozenset(["o", "s", "w", "x", "y", "J", "alpha", "a"])
_GRADIENTS = frozenset(["grad", "nabla", "Delta", "gradient"])
Lefts = Callable[[Statement, Question], Expr | None]


@record
class Claim:
    """What an equation says a gradient is, for one component: its members, and its generic indices' values."""

    members: tuple[Expr, ...]
    bindings: tuple[tuple[str, int], ...]
    start: int
    end: int

    @property
    def answer(self) -> Expr:
        """The last member."""
        return self.members[-1]


def definitions_in(reading: Reading, question: Question | None = None, part: str = "") -> Definitions:
    """The names that an answer defines; the gradient asked for is none of them."""
    found: list[Definition] = []
    for statement in reading.statements:
        left = statement.left
        if question is not None and is_target(left, question):
            continue
        value = statement.answer
        allowed = statement.domains
        if isinstance(left, Name) and left.base not in _NETWORK_NAMES and left != value:
            found.append(Definition(left.base, left.indices, value, part, allowed))
        elif isinstance(left, Derivative) and isinstance(left.by, Name):
            of = left.of if isinstance(left.of, Name) else Name("s" if isinstance(left.of, Apply) else "J")
            base = derivative_key(of.base if of.base in ("s", "o") else "J", left.by.base)
            indices = (*(of.indices if of.base in ("s", "o") else ()), *left.by.indices)
            found.append(Definition(base, indices, value, part, allowed))
    return Definitions(tuple(found))


def is_target(left: Expr | None, question: Question) -> bool:
    """Whether a left side is the gradient asked for, in any of its components."""
    by = _moved(left)
    if by is None:
        return False
    return any(_bindings(by, question, component) is not None for component in question.components)


def claims_for(reading: Reading, question: Question) -> dict[int, Claim]:
    """What the answer says of each component; a concrete index beats a generic one, a later line an earlier."""
    for lefts in (_same, _without_neuron, _by_weight):
        claims = _claimed(reading, question, lefts)
        if claims and (lefts is not _without_neuron or question.components[0] in claims):
            return claims
    return _unnamed(reading, question)


def _claimed(reading: Reading, question: Question, lefts: Lefts) -> dict[int, Claim]:
    named = [
        (statement, by)
        for statement in reading.statements
        if (by := _moved(lefts(statement, question))) is not None and not _is_step(statement)
    ]
    claims: dict[int, Claim] = {}
    for component in question.components if named else ():
        found = list(_candidates(named, question, component))
        concrete = [claim for claim, is_concrete in found if is_concrete]
        if found:
            claims[component] = concrete[-1] if concrete else found[-1][0]
    return claims


def _same(statement: Statement, question: Question) -> Expr | None:
    """The left side as it stands."""
    del question
    return statement.left


def _without_neuron(statement: Statement, question: Question) -> Expr | None:
    """`dJ/dw_0`, where the question's neuron is meant."""
    left = statement.left
    if not isinstance(left, Derivative) or not isinstance(left.by, Name) or len(left.by.indices) != 1:
        return None
    neuron = Number(Fraction(question.neuron))
    return replace(left, by=replace(left.by, indices=(*left.by.indices, neuron)))


def _by_weight(statement: Statement, question: Question) -> Expr | None:
    """`gradient de w_0 : …`, `w_0 : …`: a weight that is no update of itself."""
    left, answer = statement.left, statement.answer
    if question.target != "weight" or not isinstance(left, Name) or len(left.indices) != 2:
        return None
    updates = isinstance(answer, Add) and any(term == left for term in answer.terms)
    return None if updates else Derivative(Name("J"), left, left.at)


def _candidates(
    named: Iterable[tuple[Statement, Name]], question: Question, component: int
) -> Iterator[tuple[Claim, bool]]:
    """The claims of a component among statements that each give a gradient by a name, and whether it is concrete."""
    for statement, by in named:
        bindings = _bindings(by, question, component)
        if bindings is None or not _allows(statement, bindings):
            continue
        defaults = {"i": component, "j": question.neuron}
        merged = {**defaults, **bindings}
        claim = Claim(statement.members, tuple(sorted(merged.items())), statement.start, statement.end)
        yield claim, not bindings


def _allows(statement: Statement, bindings: Mapping[str, int]) -> bool:
    return all(bindings[letter] in values for letter, values in statement.domains if letter in bindings)


def _moved(left: Expr | None) -> Name | None:
    """The name by which a left side derives the loss; None where it does not."""
    left = _as_derivative(left)
    if not isinstance(left, Derivative) or not isinstance(left.by, Name) or not _is_loss(left.of):
        return None
    return left.by


def _bindings(by: Name, question: Question, component: int) -> dict[str, int] | None:
    """What the generic indices of a name stand for when it is this component's; None if it is not."""
    indices = by.indices
    if question.target == "slope":
        return _matched(by, (question.neuron,)) if by.base in SLOPES else None
    if by.base != "w":
        return None
    if len(indices) == 1:
        return _matched(by, (component,)) if not isinstance(indices[0], Number) else None
    return _matched(by, (component, question.neuron)) if indices else {"i": component}


def _as_derivative(left: Expr | None) -> Expr | None:
    """`∇w` as the derivative that it names."""
    match left:
        case Multiply(factors=(Name(base=base), Name(base="w" | "alpha" | "a") as by)) if base in _GRADIENTS:
            return Derivative(Name("J"), by, left.at)
        case _:
            return left


def _is_step(statement: Statement) -> bool:
    """Whether `Δw = −η ∂J/∂w` says by how much a weight moves, so that its left side names no gradient."""
    match statement.left:
        case Multiply(factors=(Name(base="Delta"), _)):
            return any(map(_moves, walk(statement.answer)))
    return False


def _moves(node: Expr) -> bool:
    """Whether a node is a step's rate, or the whole gradient that it follows."""
    match node:
        case Name(base=base):
            return base in RATES
        case Derivative(of=of, by=Name(base=base)):
            return base in ("w", *SLOPES) and _is_loss(of)
    return False


def _is_loss(of: Expr) -> bool:
    return isinstance(of, Number) or (isinstance(of, Name) and of.base not in ("s", "o", "w", "x", "alpha"))


def _matched(name: Name, values: tuple[int, ...]) -> dict[str, int] | None:
    """What the generic indices of a name stand for when it has these values, the neuron's last."""
    indices = name.indices
    if not indices:
        return {"j": values[-1]}
    if name.numbers is not None:
        return {} if name.numbers == values else None
    found = Definition("", indices, Number(0)).bind(values) if len(indices) == len(values) else None  # type: ignore[arg-type]
    return None if found is None else dict(found)


def _unnamed(reading: Reading, question: Question) -> dict[int, Claim]:
    """The one formula of an answer whose left side is left out, or says only `gradient = `."""
    if question.target == "slope":
        return _bare_cases(reading, question)
    bare = [item for item in reading.formulas if _is_substantial(item.answer)]
    if len(bare) == len(question.components) > 1 and not reading.statements:
        return {
            component: _claim(item, question, component)
            for component, item in zip(question.components, bare, strict=True)
        }
    others = [item for item in reading.statements if _may_name_gradient(item.left)]
    chosen = (others or bare)[-1:] if len(others) < 2 else []
    return {
        component: _claim(statement, question, component)
        for statement in chosen
        for component in question.components
        if _allows(statement, {"i": component})
    }


def _claim(statement: Statement, question: Question, component: int) -> Claim:
    bindings = (("i", component), ("j", question.neuron))
    return Claim(statement.members, bindings, statement.start, statement.end)


def _bare_cases(reading: Reading, question: Question) -> dict[int, Claim]:
    """Values by the sign of the neuron's own o, the left side left out: `0 si o1 > 0`, `… si o1 < 0`."""
    bare = [item for item in reading.formulas if _is_by_sign(item.answer, question.neuron)]
    if not bare or any(isinstance(item.left, Derivative) for item in reading.statements):
        return {}
    answers = [item.answer for item in bare if isinstance(item.answer, Cases)]
    otherwise = next((answer.otherwise for answer in answers if answer.otherwise is not None), None)
    whole_cases = Cases(tuple(case for answer in answers for case in answer.cases), otherwise, bare[0].start)
    bindings = (("i", 0), ("j", question.neuron))
    return {0: Claim((whole_cases,), bindings, bare[0].start, bare[-1].end)}


def _is_by_sign(expr: Expr, neuron: int) -> bool:
    own = (Number(Fraction(neuron)),)
    return isinstance(expr, Cases) and all(
        any(
            isinstance(node, Name) and node.base in ("o", "s") and node.indices == own
            for node in walk(case.condition)
        )
        for case in expr.cases
    )


def _is_substantial(expr: Expr) -> bool:
    return isinstance(expr, (Multiply, Add, Negative)) and not isinstance(expr, Derivative)


def _may_name_gradient(left: Expr | None) -> bool:
    match left:
        case Name(base=base):
            return base.lower().startswith(("grad", "dw", "nabla", "derivee")) or base in ("G", "D")
        case Multiply(factors=(Name(base=base), *_)):
            return base in ("Delta", "nabla", "grad")
    return False


def residual_names(bases: Iterable[str], wiring: Wiring) -> Definitions:
    """Names such as e3 taken for s3 − y1."""
    return Definitions(
        tuple(
            Definition(
                base,
                (whole(neuron),),
                Add((Name("s", (whole(neuron),)), Negative(Name("y", (whole(label),))))),
            )
            for base in bases
            for neuron, label in wiring.labels
        )
    )
