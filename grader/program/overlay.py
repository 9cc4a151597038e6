"""What a student shows of the program, laid over the printed one: what is not shown counts as printed."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from grader.program.laying import MOSTLY, Memory, lay, merged
from grader.program.likeness import likeness
from grader.program.syntax import Block, blocks, bound_names, loaded_names, own_blocks, statements_in

_WHOLE = 0.6
"""From this share of the printed names on, an answer that leaves nothing out is a whole program."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The program to judge; `doubled` lists the rows of statements that the answer shows in two versions."""

    program: tuple[ast.stmt, ...]
    doubled: tuple[int, ...] = ()


def overlay(
    printed: Sequence[ast.stmt],
    shown: Sequence[ast.stmt],
    partial: bool,
    original: frozenset[str] = frozenset(),
    replacing: frozenset[int] = frozenset(),
) -> Laid:
    """The student's program: as it stands where it is whole, completed from the printed one where it is not.

    `printed` may hold corrections made in words, whose line is not 0; `original` dumps the statements as printed;
    `replacing` lists the rows that are marked as the new version of another.
    """
    if not partial and _is_whole(printed, shown):
        return Laid(tuple(_completed(printed, _filled(printed, shown))))
    block = _without_moved(printed, shown)
    memory = Memory(set(statements_in(block)), original)
    lay(block, own_blocks(shown), memory)
    return Laid(tuple(block), tuple(row for row in memory.doubled if row not in replacing))


def _is_whole(printed: Sequence[ast.stmt], shown: Sequence[ast.stmt]) -> bool:
    wanted = {name for item in printed for name in bound_names(item)}
    given = {name for item in statements_in(shown) for name in bound_names(item)}
    return len(wanted & given) >= _WHOLE * len(wanted)


def _filled(printed: Sequence[ast.stmt], shown: Sequence[ast.stmt]) -> Block:
    """The statements; those whose body or arguments are left out, with the printed ones."""
    places: dict[tuple[type[ast.stmt], str], int] = {}
    for place, item in enumerate(printed):
        for name in bound_names(item):
            places.setdefault((type(item), name), place)
    return [_filled_from(printed, places, statement) for statement in shown]


def _filled_from(
    printed: Sequence[ast.stmt], places: Mapping[tuple[type[ast.stmt], str], int], statement: ast.stmt
) -> ast.stmt:
    """A statement, completed from the first printed one of its type that binds one of its names."""
    found = [places.get((type(statement), name)) for name in bound_names(statement)]
    place = min((place for place in found if place is not None), default=None)
    if place is None:
        return statement
    there = printed[place]
    return merged(there, statement, Memory(set(statements_in([there])), partial=False))


def _completed(printed: Sequence[ast.stmt], shown: Sequence[ast.stmt]) -> Block:
    """A whole program with the printed statements for names that it reads and binds nowhere."""
    program = list(shown)
    definitions = {name: item for item in reversed(printed) for name in bound_names(item) if name != "_"}
    for _ in definitions:
        missing = _first_missing(program, definitions.keys())
        if missing is None:
            break
        place, name = missing
        program.insert(place, definitions[name])
    return program


def _first_missing(program: Block, names: Collection[str]) -> tuple[int, str] | None:
    """The first name that is read and bound nowhere, and where."""
    bound = {name for inner in statements_in(program) for name in bound_names(inner)}
    for place, item in enumerate(program):
        for name in _read_names(item):
            if name in names and name not in bound:
                return place, name
    return None


@lru_cache(maxsize=512)  # what answers copy is the same statements in all of them
def _read_names(statement: ast.stmt) -> tuple[str, ...]:
    return tuple(dict.fromkeys(loaded_names(statement)))


def _without_moved(printed: Sequence[ast.stmt], shown: Sequence[ast.stmt]) -> Block:
    """The printed program without what the student has moved into a function that is called, or under `main`."""
    read = {name for item in shown if not isinstance(item, ast.FunctionDef) for name in loaded_names(item)}
    own = read - {name for item in printed for name in bound_names(item)}
    moved = [
        inner
        for item in shown
        if (isinstance(item, ast.FunctionDef) and item.name in own) or _is_main(item)
        for inner in statements_in(blocks(item)[0])
    ]
    return [item for item in printed if not _is_moved(item, moved)]


def _is_moved(statement: ast.stmt, moved: Sequence[ast.stmt]) -> bool:
    return isinstance(statement, ast.Expr | ast.For) and any(
        likeness(statement, inner) >= MOSTLY for inner in moved
    )


def _is_main(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__name__" in loaded_names(statement.test)
