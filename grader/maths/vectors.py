"""Vectors and matrices written out, `(w_0, w_1) · (s1, s2)`, worked into the equations of plain numbers that they stand for."""

from __future__ import annotations

from collections.abc import Iterator

from grader.maths.cursor import Cursor, FormulaError
from grader.maths.syntax import Add, Apply, Divide, Expr, Multiply, Name, Negative, Power, rebuild, walk

VECTOR = "vector"
MAX_PARTS = 9
Equation = tuple[Expr | None, tuple[Expr, ...]]


def vector(cursor: Cursor, parts: list[Expr], at: int) -> Expr:
    """Parts in brackets as one node; raises FormulaError beyond the limit."""
    cursor.has_vectors = True
    if len(parts) > MAX_PARTS:
        raise FormulaError("a vector too long", at)
    return Apply(VECTOR, 0, tuple(parts), at)


def _holds_vector(expr: Expr) -> bool:
    """Whether a vector stands anywhere in a formula."""
    return any(isinstance(node, Apply) and node.function == VECTOR for node in walk(expr))


def equations(left: Expr | None, members: tuple[Expr, ...]) -> Iterator[Equation]:
    """The equations of plain numbers that one with vectors stands for; raises FormulaError where it stands for none.

    >>> from grader.maths.statements import read_answer
    >>> len(read_answer("(o3, o4) = (w_0^3 s1 + w_1^3 s2, w_0^4 s1 + w_1^4 s2)").statements)
    2
    """
    parts = () if left is None else _parts(left)
    if not parts:
        yield left, tuple(map(_plain, members))
    for place, part in enumerate(parts):
        yield _plain(part), tuple(_plain(_component(member, place, len(parts))) for member in members)


def _plain(expr: Expr) -> Expr:
    """A formula with its products of two vectors summed; raises FormulaError where a vector is left."""
    pair: tuple[Expr, ...] = ()
    match expr:
        case Apply(function="dot", arguments=(_, _)):
            pair = expr.arguments
        case Multiply(factors=factors):
            pair = tuple(factor for factor in factors if _parts(factor))
        case Apply(function=function) if function == VECTOR:
            raise FormulaError("a vector where a number is expected", expr.at)
    if len(pair) != 2 or not all(map(_parts, pair)):
        return rebuild(expr, _plain)
    rest = [factor for factor in expr.factors if not _parts(factor)] if isinstance(expr, Multiply) else []
    summed = _plain(_dot(*pair))
    return Multiply((*map(_plain, rest), summed), expr.at) if rest else summed


def _dot(first: Expr, second: Expr) -> Expr:
    left, right = _parts(first), _parts(second)
    if len(left) != len(right):
        raise FormulaError("two vectors of other lengths", first.at)
    return Add(tuple(Multiply((a, b), a.at) for a, b in zip(left, right, strict=True)), first.at)


def _component(expr: Expr, place: int, count: int) -> Expr:
    """One component of a formula that is a vector, a number times a vector, or a matrix times a vector."""
    match expr:
        case Apply(function=function) if function == VECTOR:
            return _at(expr, place, count)
        case Add(terms=terms):
            return Add(tuple(_component(term, place, count) for term in terms), expr.at)
        case Negative(operand=operand):
            return Negative(_component(operand, place, count), expr.at)
        case Divide(top=top, bottom=bottom):
            return Divide(_component(top, place, count), bottom, expr.at)
        case Multiply(factors=factors):
            return _factor_component(factors, place, count, expr.at)
        case Apply(function="f", arguments=(only,)):
            return Apply("f", expr.primes, (_component(only, place, count),), expr.at)
    raise FormulaError("a vector expected", expr.at)


def _factor_component(factors: tuple[Expr, ...], place: int, count: int, at: int) -> Expr:
    vectors = [factor for factor in factors if _holds_vector(factor)]
    rest = tuple(factor for factor in factors if not _holds_vector(factor))
    if len(vectors) == 2 and _parts(vectors[0]) and all(map(_parts, _parts(vectors[0]))):
        row = _at(vectors[0], place, count)
        return Multiply((*rest, _dot(row, vectors[1])), at)
    if not vectors:
        raise FormulaError("a vector expected", at)
    return Multiply((*rest, *(_component(factor, place, count) for factor in vectors)), at)


def _at(expr: Expr, place: int, count: int) -> Expr:
    parts = _parts(expr)
    if len(parts) != count:
        raise FormulaError("two vectors of other lengths", expr.at)
    return parts[place]


def _parts(expr: Expr) -> tuple[Expr, ...]:
    """The parts of a vector, transposed or not; nothing where there is none."""
    if isinstance(expr, Power) and expr.exponent in (Name("T"), Name("t")):
        expr = expr.base
    return expr.arguments if isinstance(expr, Apply) and expr.function == VECTOR else ()
