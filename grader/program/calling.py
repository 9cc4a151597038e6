"""Calls of a student's own function that leave nothing behind: followed once for all that give it and let it read the same."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from grader.program.machine import STEPS, Followed, Machine
from grader.program.syntax import loaded_names
from grader.program.values import Array, Constant, Function, Module, Unknown, Value

_MOST_KEPT = 256


def remembered(
    machine: Machine,
    function: Function,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    follow: Callable[[], Value],
) -> Value:
    """What a call is worth: what it was, where one like it left nothing behind, else what comes of following it."""
    read = _read(machine, function, arguments, keywords)
    if read is None:
        return follow()
    known = machine.calls.get(read)
    if known is not None and machine.steps + known.steps <= STEPS:
        machine.steps += known.steps
        return known.value
    before, guesses, steps = machine.left_behind(), machine.guesses, machine.steps
    value = follow()
    if machine.left_behind() == before and machine.guesses == guesses:
        _keep(machine, read, Followed(value, machine.steps - steps))
    return value


def _keep(machine: Machine, read: tuple[object, ...], followed: Followed) -> None:
    if len(machine.calls) >= _MOST_KEPT:
        machine.calls.clear()
    machine.calls[read] = followed


def _read(
    machine: Machine, function: Function, arguments: Sequence[Value], keywords: Mapping[str, Value]
) -> tuple[object, ...] | None:
    """All that a call can depend on; None where that is more than plain values, as where a session is in reach."""
    if function.source is None or machine.frames:
        return None
    values = [*arguments, *keywords.values(), *map(machine.names.get, _names_read(function.source))]
    if not all(map(_is_plain, values)):
        return None
    told = tuple((value, value.value.__class__) if isinstance(value, Constant) else value for value in values)
    return function.source, len(arguments), tuple(keywords), told, machine.line, bool(machine.branches)


def _is_plain(value: Value | None) -> bool:
    match value:
        case None | Constant() | Array() | Unknown():
            return True
        case Module(path=path):
            return not path.startswith("tf")
        case _:
            return False


@lru_cache(maxsize=256)
def _names_read(function: ast.FunctionDef) -> tuple[str, ...]:
    """The names that may be read outside of a function, with the one that arrays of images ask for."""
    return tuple(dict.fromkeys(("BATCH_SIZE", *loaded_names(function))))
