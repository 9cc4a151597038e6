"""Formulas as a small closed set of frozen nodes, each knowing where it stands in the student's text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from fractions import Fraction
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from grader.maths.records import record


def _offset() -> int:
    return field(default=0, compare=False, repr=False)


@record
class Number:
    """An exact number, such as ½ or 0,25; `integer` is the same as an int where it is one."""

    value: Fraction
    at: int = _offset()
    integer: int | None = field(init=False, compare=False, repr=False)

    def __init__(self, value: Fraction, at: int = 0) -> None:
        integer = value.numerator if value.denominator == 1 else None
        self.value, self.at, self.integer = value, at, integer  # type: ignore[misc]  # frozen once made


@record
class Name:
    """A name with its indices: `w_0^(1)` is `Name("w", (0, 1))`; an index may be `i + 1`.

    `numbers` holds the indices where all of them are integers, None where one is generic; whoever knows them gives them.
    """

    base: str
    indices: tuple[Expr, ...] = ()
    at: int = _offset()
    numbers: tuple[int, ...] | None = field(init=False, compare=False, repr=False)

    def __init__(
        self, base: str, indices: tuple[Expr, ...] = (), at: int = 0, numbers: tuple[int, ...] | None = None
    ) -> None:
        numbers = numbers or integers(indices)
        self.base, self.indices, self.at, self.numbers = base, indices, at, numbers  # type: ignore[misc]


@record
class Apply:
    """A function, primed so many times, of its arguments; `f'` alone has none."""

    function: str
    primes: int = 0
    arguments: tuple[Expr, ...] = ()
    at: int = _offset()


@record
class Add:
    """A sum of terms; a difference holds a `Negative`."""

    terms: tuple[Expr, ...]
    at: int = _offset()


@record
class Multiply:
    """A product of factors."""

    factors: tuple[Expr, ...]
    at: int = _offset()


@record
class Divide:
    """A quotient."""

    top: Expr
    bottom: Expr
    at: int = _offset()


@record
class Power:
    """A power."""

    base: Expr
    exponent: Expr
    at: int = _offset()


@record
class Negative:
    """The opposite."""

    operand: Expr
    at: int = _offset()


@record
class Derivative:
    """∂of/∂by, not worked out."""

    of: Expr
    by: Expr
    at: int = _offset()


@record
class Series:
    """A sum of `body` over an index; `values` is None where no bounds are given, `index` empty where none is named."""

    index: str
    values: tuple[int, ...] | None
    body: Expr
    at: int = _offset()


@record
class Comparison:
    """`left < right` and the like; `operator` is one of `<`, `>`."""

    operator: str
    left: Expr
    right: Expr
    at: int = _offset()


@record
class Case:
    """A value where a condition holds."""

    condition: Comparison
    value: Expr
    at: int = _offset()


@record
class Cases:
    """A value by cases; `otherwise` is None where it is not said."""

    cases: tuple[Case, ...]
    otherwise: Expr | None
    at: int = _offset()


def integers(indices: tuple[Expr, ...]) -> tuple[int, ...] | None:
    """The numbers that indices are; None where one is generic or no integer."""
    if not indices:
        return ()
    numbers: list[int] = []
    for index in indices:
        if index.__class__ is not Number or index.integer is None:
            return None
        numbers.append(index.integer)
    return tuple(numbers)


Expr = (
    Number
    | Name
    | Apply
    | Add
    | Multiply
    | Divide
    | Power
    | Negative
    | Derivative
    | Series
    | Comparison
    | Case
    | Cases
)


def children(expr: Expr) -> tuple[Expr, ...]:
    """What a node is made of, in the order of the text."""
    return _CHILDREN[expr.__class__](expr)


def _cases(expr: Cases) -> tuple[Expr, ...]:
    return expr.cases if expr.otherwise is None else (*expr.cases, expr.otherwise)


_CHILDREN: Mapping[type[Expr], Callable[[Any], tuple[Expr, ...]]] = MappingProxyType(
    {
        Number: lambda _: (),
        Name: attrgetter("indices"),
        Apply: attrgetter("arguments"),
        Add: attrgetter("terms"),
        Multiply: attrgetter("factors"),
        Divide: attrgetter("top", "bottom"),
        Power: attrgetter("base", "exponent"),
        Negative: lambda expr: (expr.operand,),
        Derivative: attrgetter("of", "by"),
        Series: lambda expr: (expr.body,),
        Comparison: attrgetter("left", "right"),
        Case: attrgetter("value", "condition"),
        Cases: _cases,
    }
)


def walk(expr: Expr) -> Iterator[Expr]:
    """Every node of a formula, the indices of names included."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        yield node
        if node.__class__ is not Number:
            waiting += _CHILDREN[node.__class__](node)[::-1]


def names_in(*exprs: Expr) -> Iterator[Name]:
    """The names of formulas, in no order; those within indices are left out."""
    waiting = [*exprs]
    while waiting:
        node = waiting.pop()
        if node.__class__ is Name:
            yield node
        elif node.__class__ is not Number:
            waiting += _CHILDREN[node.__class__](node)


def rebuild(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The same node with `change` applied to each of its children."""
    match expr:
        case Number():
            return expr
        case Name(indices=indices):
            return Name(expr.base, tuple(map(change, indices)), expr.at) if indices else expr
        case Apply(arguments=arguments):
            return Apply(expr.function, expr.primes, tuple(map(change, arguments)), expr.at)
        case Add(terms=terms):
            return Add(tuple(map(change, terms)), expr.at)
        case Multiply(factors=factors):
            return Multiply(tuple(map(change, factors)), expr.at)
        case Divide(top=top, bottom=bottom):
            return Divide(change(top), change(bottom), expr.at)
        case Power(base=base, exponent=exponent):
            return Power(change(base), change(exponent), expr.at)
        case Derivative(of=of, by=by):
            return Derivative(change(of), change(by), expr.at)
        case Negative(operand=operand):
            return Negative(change(operand), expr.at)
        case Series(body=body):
            return replace(expr, body=change(body))
        case _:
            return _rebuild_cases(expr, change)


def _rebuild_cases(expr: Comparison | Case | Cases, change: Callable[[Expr], Expr]) -> Expr:
    match expr:
        case Comparison(left=left, right=right):
            return replace(expr, left=change(left), right=change(right))
        case Case(condition=condition, value=value):
            return Case(_comparison(change(condition), condition), change(value), expr.at)
        case Cases(cases=cases, otherwise=otherwise):
            kept = tuple(case for old in cases if isinstance(case := change(old), Case))
            return Cases(kept, None if otherwise is None else change(otherwise), expr.at)


def _comparison(changed: Expr, original: Comparison) -> Comparison:
    return changed if isinstance(changed, Comparison) else original


ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))


_KNOWN = 100
_WHOLE = tuple(Number(Fraction(value)) for value in range(_KNOWN))


def whole(value: int) -> Number:
    """An integer as a node."""
    return _WHOLE[value] if 0 <= value < _KNOWN else Number(Fraction(value))


INDEX_LETTERS = frozenset("ijklmnpqt")
