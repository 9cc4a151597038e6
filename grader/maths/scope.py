"""What is said around equations: a domain or a layer holds for those of its line, or for those below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from grader.maths.line_reader import LineReader
from grader.maths.statement import Domain, Statement
from grader.maths.syntax import ZERO, Apply, Cases, Derivative, Expr, Name, walk


def scoped(lines: list[LineReader]) -> list[Statement]:
    """Every equation with the domains that hold for it: its line's own, or those announced above it."""
    kept: list[Statement] = []
    announced: tuple[Domain, ...] = ()
    neurons: tuple[int, ...] = ()
    layer = ""
    for line in lines:
        statements = [item for item in line.items if isinstance(item, Statement)]
        if statements:
            spread = statements if len(statements) == len(line.items) else _spread(line.items)
            kept += [_within(statement, announced, neurons, layer) for statement in spread]
            continue
        domains, said = _announced(line.items)
        if domains or said or line.layer:
            if _is_last(line, lines):
                kept = [_within(statement, domains, said, line.layer) for statement in kept]
            announced, neurons, layer = domains, said, line.layer
    return kept


def _is_last(line: LineReader, lines: list[LineReader]) -> bool:
    """Whether no equation follows, so that what this line announces is said of those above."""
    after = lines[lines.index(line) + 1 :]
    return not any(isinstance(item, Statement) for other in after for item in other.items)


def _announced(
    items: Iterable[Statement | Domain | tuple[int, ...]],
) -> tuple[tuple[Domain, ...], tuple[int, ...]]:
    domains: list[Domain] = []
    neurons: tuple[int, ...] = ()
    for item in items:
        if isinstance(item, Statement):
            continue
        if isinstance(item[0], str):
            domains.append((item[0], item[1]))
        else:
            neurons = item
    return tuple(domains), neurons


def _spread(items: list[Statement | Domain | tuple[int, ...]]) -> list[Statement]:
    """A line's equations with the domains of the line: those before them if the line opens so, those after if not."""
    groups = (
        [(head[::-1], body[::-1]) for head, body in _groups(items[::-1])][::-1]
        if isinstance(items[0], Statement)
        else _groups(items)
    )
    spread: list[Statement] = []
    for head, body in groups:
        domains, neurons = _announced(head)
        spread += [_within(item, domains, neurons, "") for item in body]
    return spread


def _groups(
    items: list[Statement | Domain | tuple[int, ...]],
) -> list[tuple[list[Statement | Domain | tuple[int, ...]], list[Statement]]]:
    """Runs of domains, each with the equations after it."""
    groups: list[tuple[list[Statement | Domain | tuple[int, ...]], list[Statement]]] = [([], [])]
    for item in items:
        if isinstance(item, Statement):
            groups[-1][1].append(item)
        else:
            if groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append(item)
    return groups


def _within(
    statement: Statement, domains: tuple[Domain, ...], neurons: tuple[int, ...], layer: str
) -> Statement:
    """An equation with what is said around it, where it says nothing itself."""
    if not (domains or neurons or layer):
        return statement
    own = {letter for letter, _ in statement.domains}
    added = tuple(domain for domain in domains if domain[0] not in own)
    return replace(
        statement,
        domains=(*statement.domains, *added),
        neurons=statement.neurons or neurons,
        layer=statement.layer or layer,
    )


def with_zero_cases(statements: list[Statement]) -> list[Statement]:
    """A bare `0 si o3 > 0` said of the one derivative beside it that is by the slope of the same neuron."""
    if not any(item.left is None and _is_zero(item.answer) for item in statements):
        return statements
    derivatives = [item for item in statements if _may_be_zero(item)]
    kept: list[Statement] = []
    for item in statements:
        owner = next((other for other in derivatives if _is_zero_case_of(item, other)), None)
        kept.append(item if owner is None else replace(item, left=owner.left))
    return [_completed(item, kept) for item in kept]


def _may_be_zero(statement: Statement) -> bool:
    """Whether it gives a derivative that may have a further case."""
    if not isinstance(statement.left, Derivative):
        return False
    answer = statement.answer
    if isinstance(answer, Cases):
        return not answer.cases or answer.otherwise is None
    return not any(isinstance(node, Cases) or _has_kink(node) for node in walk(answer))


def _has_kink(node: Expr) -> bool:
    """Whether a function holds a case of its own."""
    return isinstance(node, Apply) and node.function in ("min", "max", "step", "relu", "abs", "sign")


def _is_zero_case_of(bare: Statement, owner: Statement) -> bool:
    """Whether it says only that something is zero where o of the owner's neuron has a sign."""
    answer, by = bare.answer, owner.left.by if isinstance(owner.left, Derivative) else None
    if bare.left is not None or not isinstance(answer, Cases) or answer.otherwise is not None:
        return False
    known = owner.answer.cases if isinstance(owner.answer, Cases) else ()
    taken = {case.condition.operator for case in known}
    return _is_zero(answer) and all(
        isinstance(case.condition.left, Name)
        and isinstance(by, Name)
        and case.condition.left.indices == by.indices
        and case.condition.operator not in taken
        for case in answer.cases
    )


def _completed(statement: Statement, kept: Iterable[Statement]) -> Statement:
    """A derivative without a condition, as what holds where none of its zero cases does."""
    if not _may_be_zero(statement) or isinstance(statement.answer, Cases):
        return statement
    zeros = [other for other in kept if other.left == statement.left and _is_zero(other.answer)]
    last = Cases((), statement.answer, statement.answer.at)
    return replace(statement, members=(*statement.members[:-1], last)) if zeros else statement


def _is_zero(answer: Expr) -> bool:
    return (
        isinstance(answer, Cases) and bool(answer.cases) and all(case.value == ZERO for case in answer.cases)
    )


def merged(statements: Iterable[Statement]) -> list[Statement]:
    """Equations with one left side, each for a case of its own, as one equation by cases."""
    whole: list[Statement] = []
    for statement in statements:
        place = _completed_place(whole, statement)
        if place is None:
            whole.append(statement)
            continue
        first, second = whole[place].answer, statement.answer
        if isinstance(first, Cases) and isinstance(second, Cases):
            otherwise = first.otherwise if second.otherwise is None else second.otherwise
            both = Cases((*first.cases, *second.cases), otherwise, first.at)
            whole[place] = replace(
                whole[place], members=(*whole[place].members[:-1], both), end=statement.end
            )
    return whole


def _completed_place(whole: list[Statement], statement: Statement) -> int | None:
    """Where the equation stands that a further one is a case of."""
    if not isinstance(statement.answer, Cases):
        return None
    return next((at for at, other in enumerate(whole) if _complete_each_other(other, statement)), None)


def _complete_each_other(first: Statement, second: Statement) -> bool:
    left, right = first.answer, second.answer
    if not isinstance(left, Cases) or not isinstance(right, Cases) or first.left != second.left:
        return False
    return left.otherwise is None or right.otherwise is None
