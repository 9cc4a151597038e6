"""Two indices below a weight, as in `w_{3,0}`: which of them is the neuron, by what the network has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from grader.maths.statement import Statement
from grader.maths.statements import Reading, read_answer
from grader.maths.syntax import Expr, Name, Number, names_in, rebuild
from grader.maths.wiring import Wiring


@lru_cache(maxsize=64)
def read_oriented(text: str, wiring: Wiring) -> Reading:
    """An answer read with the neuron's number last in every weight, where its writer puts it first throughout."""
    reading = read_answer(text)
    pairs = _pairs(reading)
    if all(_fits(pair, wiring) for pair in pairs) or not all(_fits(pair[::-1], wiring) for pair in pairs):
        return reading
    return replace(
        reading,
        statements=tuple(map(_turned_statement, reading.statements)),
        formulas=tuple(map(_turned_statement, reading.formulas)),
    )


def _pairs(reading: Reading) -> list[tuple[Expr, ...]]:
    """The indices of every weight that has two, plain numbers each once."""
    numbered: dict[tuple[int, ...], tuple[Expr, ...]] = {}
    generic: list[tuple[Expr, ...]] = []
    for name in names_in(*_members(reading)):
        if name.base != "w" or len(name.indices) != 2:
            continue
        if name.numbers is None:
            generic.append(name.indices)
        else:
            numbered[name.numbers] = name.indices
    return [*numbered.values(), *generic]


def _members(reading: Reading) -> Iterator[Expr]:
    for statement in (*reading.statements, *reading.formulas):
        if statement.left is not None:
            yield statement.left
        yield from statement.members


def _fits(pair: tuple[Expr, ...], wiring: Wiring) -> bool:
    """Whether a pair is that of a weight of the network; a generic index fits either place, but j before i neither."""
    index, neuron = pair
    if isinstance(index, Number) and index.integer not in range(wiring.most_inputs):
        return False
    if isinstance(neuron, Number) and neuron.integer not in wiring.neurons:
        return False
    letters = tuple(part.base if isinstance(part, Name) else "" for part in pair)
    return letters not in (("j", "i"), ("k", "i"), ("j", "k"))


def _turned_statement(statement: Statement) -> Statement:
    left = None if statement.left is None else _turned(statement.left)
    return replace(statement, left=left, members=tuple(map(_turned, statement.members)))


def _turned(expr: Expr) -> Expr:
    inner = rebuild(expr, _turned)
    if isinstance(inner, Name) and inner.base == "w" and len(inner.indices) == 2:
        return replace(inner, indices=inner.indices[::-1])
    return inner
