"""Python's own functions, those of version 2 included."""

from __future__ import annotations

from collections.abc import Sequence

from grader.program.arithmetic import count
from grader.program.values import (
    LARGEST,
    NOTHING,
    Constant,
    Items,
    Pairs,
    Unknown,
    Value,
    doubtful,
    whole,
)

BUILTINS = frozenset(
    (
        "range xrange len int float str bool print list tuple dict set enumerate zip sum min max abs "
        "round map filter sorted reversed open input raw_input isinstance type getattr setattr hasattr "
        "vars dir id eval exec compile globals locals __import__ super object Exception exit quit long "
        "unicode iter next any all repr pow divmod ValueError TypeError KeyboardInterrupt SystemExit "
        "NotImplementedError property staticmethod classmethod callable chr ord hash help memoryview "
        "bytes bytearray reduce basestring hex oct bin slice format"
    ).split()
)
LONGEST_RANGE = 16
"""Longer ranges count as one step, whose number is not known."""


def builtin(name: str, arguments: Sequence[Value], keywords: dict[str, Value]) -> Value:
    """`name(arguments, keywords)`; what is not followed is harmlessly unknown."""
    match name, arguments:
        case "dict", _:
            return Pairs(tuple((Constant(key), value) for key, value in keywords.items()))
        case ("int" | "long" | "round" | "abs", [Constant(int() | float() as number)]):
            return Constant(int(number)) if abs(number) <= LARGEST else Unknown()
        case "float", [Constant(int() | float() as number)]:
            return Constant(float(number)) if abs(number) <= LARGEST else Unknown()
        case "len", [value]:
            size = count(value)
            return Unknown() if size is None else Constant(size)
        case ("list" | "tuple", [Items() as items]):
            return items
        case ("range" | "xrange", _):
            return _range(arguments)
        case "print", _:
            return NOTHING
        case "enumerate", [Items(values=values)]:
            return Items(tuple(Items((Constant(place), value)) for place, value in enumerate(values)))
        case "zip", [Items(values=first), Items(values=second)]:
            return Items(tuple(Items(pair) for pair in zip(first, second, strict=False)))
        case _:
            return Unknown(next((line for value in arguments if (line := doubtful(value))), 0))


def _range(arguments: Sequence[Value]) -> Value:
    bounds = [whole(argument) for argument in arguments]
    known = [bound for bound in bounds if bound is not None]
    if not 1 <= len(known) <= 3 or len(known) != len(bounds) or (len(known) == 3 and known[2] == 0):
        return Unknown()
    numbers = range(*known)
    return Items(tuple(map(Constant, numbers))) if len(numbers) <= LONGEST_RANGE else Unknown()
