"""Calls of a student's own functions: one that leaves nothing behind is followed once for all that let it read the same."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from grader.program.machine import STEPS, Broken, Followed, Machine
from grader.program.values import Array, Constant, Function, Module, Unknown, Value

DEPTH = 12
"""Calls of the student's functions within one another that are followed."""

_MOST_KEPT = 256

Evaluate = Callable[[Machine, ast.expr], Value]
"""What an expression is worth, as the default of an argument."""


def call_function(
    machine: Machine,
    function: Function,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    evaluate: Evaluate,
) -> Value:
    """What a call is worth: what it was, where one like it left nothing behind, else what comes of following it."""
    read = _read(machine, function, arguments, keywords)
    if read is None:
        return inline(machine, function, arguments, keywords, evaluate)
    known = machine.calls.get(read)
    if known is not None and machine.steps + known.steps <= STEPS:
        machine.steps += known.steps
        return known.value
    before, guesses, steps = machine.left_behind(), machine.guesses, machine.steps
    value = inline(machine, function, arguments, keywords, evaluate)
    if machine.left_behind() == before and machine.guesses == guesses:
        _keep(machine, read, Followed(value, machine.steps - steps))
    return value


def inline(
    machine: Machine,
    function: Function,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    evaluate: Evaluate,
) -> Value:
    """A call of the student's own function, followed as if its body stood there."""
    if len(machine.frames) >= DEPTH:
        return Unknown(max(machine.line, 1))
    frame = _frame(machine, function.parameters, arguments, keywords, evaluate)
    line = machine.line
    machine.frames.append(frame)
    try:
        return function.body(machine)
    finally:
        machine.frames.pop()
        machine.line = line


def _frame(
    machine: Machine,
    parameters: ast.arguments,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    evaluate: Evaluate,
) -> dict[str, Value]:
    names = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args)]
    frame: dict[str, Value] = dict(zip(names, arguments, strict=False))
    defaults = dict(zip(reversed(names), reversed(parameters.defaults), strict=False))
    for name in (*names, *(parameter.arg for parameter in parameters.kwonlyargs)):
        if name in keywords:
            frame[name] = keywords[name]
        elif name not in frame:
            frame[name] = evaluate(machine, defaults[name]) if name in defaults else Unknown()
    _check_call(names, parameters, arguments, keywords, frame)
    return frame


def _check_call(
    names: list[str],
    parameters: ast.arguments,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: dict[str, Value],
) -> None:
    if len(arguments) > len(names) and parameters.vararg is None:
        raise Broken("too-many-arguments", function="")
    for name in keywords:
        if name not in frame and parameters.kwarg is None:
            raise Broken("unknown-argument", function="", argument=name)
    required = names[: len(names) - len(parameters.defaults)]
    for name in required[len(arguments) :]:
        if name not in keywords:
            raise Broken("missing-argument", function="", argument=name)


def _keep(machine: Machine, read: tuple[object, ...], followed: Followed) -> None:
    if len(machine.calls) >= _MOST_KEPT:
        machine.calls.clear()
    machine.calls[read] = followed


def _read(
    machine: Machine, function: Function, arguments: Sequence[Value], keywords: Mapping[str, Value]
) -> tuple[object, ...] | None:
    """All that a call can depend on; None where that is more than plain values, as where a session is in reach."""
    if function.source is None or machine.frames or _binds_outside(function.source):
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
    """The names in a function, of which it may read any, with the one that arrays of images ask for."""
    found = [node.id for node in ast.walk(function) if isinstance(node, ast.Name)]
    return tuple(dict.fromkeys(("BATCH_SIZE", *found)))


@lru_cache(maxsize=256)
def _binds_outside(function: ast.FunctionDef) -> bool:
    """Whether a default binds a name, which outlives the call."""
    return any(isinstance(node, ast.NamedExpr) for node in ast.walk(function.args))
