"""A single local slip that no list foresees, found by mending it: one sign, name or factor changed makes the formula right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from grader.maths.definitions import Definition, Definitions
from grader.maths.syntax import (
    Add,
    Apply,
    Expr,
    Multiply,
    Name,
    Negative,
    Number,
    Power,
    rebuild,
    walk,
    whole,
)
from grader.maths.wiring import Wiring

MAX_VARIANTS = 3_000
_LATEST = 6
MAX_WORK = 200_000
"""Nodes of all variants together, each of which is evaluated: a formula of usual size has fifty."""


def mended(expr: Expr, definitions: Definitions, wiring: Wiring) -> Iterator[tuple[Expr, Definitions]]:
    """The formulas that one local change makes of this one, in it or in a definition that it uses, the first so many."""
    formulas = (expr, *(definition.value for definition in definitions.all[-_LATEST:]))
    size = max(sum(1 for _ in walk(formula)) for formula in formulas)
    yield from islice(_mended(expr, definitions, tuple(_names(wiring))), min(MAX_VARIANTS, MAX_WORK // size))


def _mended(
    expr: Expr, definitions: Definitions, names: tuple[Name, ...]
) -> Iterator[tuple[Expr, Definitions]]:
    for changed in _variants(expr, names):
        yield changed, definitions
    first = max(0, len(definitions.all) - _LATEST)
    for place, definition in enumerate(definitions.all[first:], start=first):
        for value in _variants(definition.value, names):
            yield expr, Definitions(_exchanged(definitions.all, place, replace(definition, value=value)))


def _exchanged(all_: tuple[Definition, ...], place: int, definition: Definition) -> tuple[Definition, ...]:
    return (*all_[:place], definition, *all_[place + 1 :])


def _names(wiring: Wiring) -> Iterator[Name]:
    for neuron, places in wiring.sources:
        yield Name("s", (whole(neuron),))
        yield Name("o", (whole(neuron),))
        yield from (Name("w", (whole(index), whole(neuron))) for index in range(len(places)))
    for _, label in wiring.labels:
        yield Name("y", (whole(label),))
    shifted = Add((Name("i"), Number(Fraction(1))))
    yield Name("x", (shifted,))
    yield Name("s", (shifted,))
    for index in sorted({place for _, places in wiring.sources for kind, place in places if kind == "x"}):
        yield Name("x", (whole(index),))


def _variants(expr: Expr, names: tuple[Name, ...]) -> Iterator[Expr]:
    """A node changed in one place: itself, or one of its children."""
    yield from _here(expr, names)
    for place, child in enumerate(_parts(expr)):
        for changed in _variants(child, names):
            yield _with_part(expr, place, changed)


def _here(expr: Expr, names: tuple[Name, ...]) -> Iterator[Expr]:
    match expr:
        case Name(indices=indices) if indices:
            yield from (name for name in names if name != expr)
        case Apply(function="f", primes=primes):
            yield replace(expr, primes=1 - min(primes, 1))
        case Multiply(factors=factors):
            for place in range(len(factors)):
                rest = (*factors[:place], *factors[place + 1 :])
                yield rest[0] if len(rest) == 1 else Multiply(rest, expr.at)
        case Add(terms=terms):
            for place, term in enumerate(terms):
                yield Add((*terms[:place], *terms[place + 1 :]), expr.at)
                flipped = term.operand if isinstance(term, Negative) else Negative(term)
                yield Add((*terms[:place], flipped, *terms[place + 1 :]), expr.at)
        case Power(base=base):
            yield base


def _parts(expr: Expr) -> tuple[Expr, ...]:
    """The children that may be changed: not the indices of names."""
    parts: list[Expr] = []
    if not isinstance(expr, Name):
        rebuild(expr, _collector(parts))
    return tuple(parts)


def _collector(parts: list[Expr]) -> Callable[[Expr], Expr]:
    def collect(child: Expr) -> Expr:
        parts.append(child)
        return child

    return collect


def _with_part(expr: Expr, place: int, changed: Expr) -> Expr:
    match expr:
        case Add(terms=parts):
            return Add((*parts[:place], changed, *parts[place + 1 :]), expr.at)
        case Multiply(factors=parts):
            return Multiply((*parts[:place], changed, *parts[place + 1 :]), expr.at)
    return _rebuilt(expr, place, changed)


def _rebuilt(expr: Expr, place: int, changed: Expr) -> Expr:
    """The same for a node of any kind."""
    seen = -1

    def exchange(child: Expr) -> Expr:
        nonlocal seen
        seen += 1
        return changed if seen == place else child

    return rebuild(expr, exchange)
