"""What a mistake leaves in the writing: of several that give one formula, the one whose trace stands there is the cause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from grader.formulas.causes import Cause, Ledger
from grader.maths.syntax import Add, Apply, Expr, Multiply, Name, Negative, walk


def told_apart(cause: Cause, ledger: Ledger, written: Iterable[Expr]) -> Cause:
    """The cause without its rivals where the writing shows which of them it is."""
    if not cause.rivals:
        return cause
    formulas = tuple(written)
    shown = [slips for slips in (cause.slips, *cause.rivals) if _leave_traces(slips, formulas)]
    if len(shown) != 1:
        return cause
    return ledger.cause(shown[0], cause.on_own)


def _leave_traces(slips: frozenset[str], formulas: tuple[Expr, ...]) -> bool:
    return all(_TRACES[slip](formulas) for slip in slips if slip in _TRACES)


def _turns_sign(formulas: tuple[Expr, ...]) -> bool:
    """Whether y − s is written, or a minus before the whole or its first branch."""
    return any(map(_opens_negative, formulas)) or any(
        isinstance(node, Add)
        and _is_residual(node)
        and isinstance(node.terms[0], Name)
        and node.terms[0].base == "y"
        for formula in formulas
        for node in walk(formula)
    )


def _opens_negative(expr: Expr) -> bool:
    match expr:
        case Negative():
            return True
        case Multiply(factors=(first, *_)) | Add(terms=(first, *_)):
            return _opens_negative(first)
    return False


def _subtracts(formulas: tuple[Expr, ...]) -> bool:
    """Whether a minus stands between two branches, which hold more than s and y."""
    return any(
        isinstance(node, Add) and not _is_residual(node) and isinstance(node.terms[-1], Negative)
        for formula in formulas
        for node in walk(formula)
    )


def _is_residual(node: Add) -> bool:
    return any(
        isinstance(inner, Name) and inner.base == "y"
        for term in node.terms
        for inner in (term, *_operand(term))
    )


def _operand(term: Expr) -> tuple[Expr, ...]:
    return (term.operand,) if isinstance(term, Negative) else ()


def _derives(formulas: tuple[Expr, ...]) -> bool:
    return any(isinstance(node, Apply) and node.primes for formula in formulas for node in walk(formula))


def _derives_nothing(formulas: tuple[Expr, ...]) -> bool:
    return not _derives(formulas)


_TRACES: Mapping[str, Callable[[tuple[Expr, ...]], bool]] = MappingProxyType(
    {
        "sign": _turns_sign,
        "branch-minus": _subtracts,
        "derivative-extra": _derives,
        "slope-wrong": _derives_nothing,
    }
)
