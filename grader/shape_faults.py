"""What does not fit the shape of a rubric, in a teacher's words; and the rubric mended, so that the rest is looked at too."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from grader.errors import PlacedError
from grader.nodes import Steps

UNKNOWN = "?"
"""Stands where a name is missing."""

_STAND_INS: Mapping[str, Any] = {
    "exam": UNKNOWN, "id": UNKNOWN, "kind": UNKNOWN, "source": UNKNOWN, "title": "", "text": "", "language": "fr",
    "points": "0", "share": "0", "exercises": [], "questions": [], "parts": [],
}  # fmt: skip
_ITEMS: Mapping[str, tuple[str, ...]] = {
    "exercises": ("title", "points", "questions"),
    "questions": ("id", "title", "points", "parts"),
    "parts": ("id", "points", "kind", "source"),
}
_UNKNOWN_KEYS = ("extra_forbidden", "unexpected_keyword_argument")


@dataclass(frozen=True, slots=True)
class Misfit:
    """One value that does not fit: the keys that lead to it, what is wrong, and the way out."""

    steps: Steps
    message: str
    hint: str = ""


def misfits(error: ValidationError, of: Any) -> Iterator[Misfit]:
    """Every misfit of a value that should have been an `of`; a mistyped key is told once, not as a missing one too."""
    rows = error.errors(include_url=False)
    unknown = [row["loc"] for row in rows if row["type"] in _UNKNOWN_KEYS]
    missing = [row["loc"] for row in rows if row["type"] == "missing"]
    for row in rows:
        steps = tuple(step for step in row["loc"] if step != "[key]")
        if row["type"] in _UNKNOWN_KEYS:
            known = keys_of(of, steps[:-1])
            yield Misfit(steps, f"unknown key “{steps[-1]}”", guess(str(steps[-1]), known))
        elif row["type"] != "missing" or not _is_mistyped(row["loc"], unknown, missing):
            yield from _told(row, steps)


def mend(value: dict[str, Any], error: ValidationError) -> set[Steps]:
    """Take unknown keys out of a rubric's file and put stand-ins where it does not fit; returns where those are."""
    spoiled: set[Steps] = set()
    for row in error.errors(include_url=False):
        steps = _reached(value, row["loc"])
        holder = _at(value, steps[:-1])
        if row["type"] in _UNKNOWN_KEYS:
            holder.pop(steps[-1], None)
        elif steps:
            _replace(holder, steps)
            spoiled.add(steps)
    return spoiled


def keys_of(of: Any, steps: Steps) -> tuple[str, ...]:
    """The keys that a value may have which these steps lead to, inside an `of`; none where that is unknown.

    >>> keys_of(dict[str, tuple[Misfit, ...]], ("any", 0))
    ('steps', 'message', 'hint')
    """
    for step in steps:
        of = _below(of, step)
    return tuple(_fields(of))


def guess(word: str, known: Sequence[str]) -> str:
    """The name that was meant, or all that are known."""
    near = get_close_matches(word, known, n=1)
    if near:
        return f"did you mean “{near[0]}”?"
    return f"known: {', '.join(sorted(known))}" if known else ""


def _told(row: ErrorDetails, steps: Steps) -> Iterator[Misfit]:
    cause = row.get("ctx", {}).get("error")
    if isinstance(cause, PlacedError):
        yield from (Misfit((*steps, *below), message) for below, message in cause.rows)
        return
    given = row["input"] if isinstance(row["input"], str) else ""
    match row["type"]:
        case "missing":
            yield Misfit(steps[:-1], f"“{steps[-1]}” is missing here", f"add `{steps[-1]}:`")
        case "fraction_parsing" | "fraction_type":
            yield Misfit(steps, f"“{given}” is no number", "write 1/2, 0.5 or 2")
        case "int_parsing" | "int_type":
            yield Misfit(steps, f"“{given}” is no whole number")
        case "bool_parsing" | "bool_type":
            yield Misfit(steps, f"“{given}” is neither true nor false")
        case "literal_error":
            known = row.get("ctx", {}).get("expected", "")
            names = [name.strip("'") for name in known.replace(" or ", ", ").split(", ")]
            yield Misfit(steps, f"“{given}” is not one of {', '.join(names)}", guess(given, names))
        case "tuple_type" | "list_type":
            yield Misfit(steps, "a list is expected here", "write [a, b], or an item a line behind dashes")
        case "model_type" | "dict_type" | "dataclass_type" | "mapping_type":
            yield Misfit(steps, "keys and their values are expected here", "such as `points: 1`")
        case "string_type":
            yield Misfit(steps, "a single value is expected here")
        case "string_too_short":
            yield Misfit(steps, f"nothing stands behind “{steps[-1]}”", "write one, or take the key out")
        case "string_pattern_mismatch":
            yield Misfit(steps, f"“{given}” is no short name", "write letters, digits, - . _")
        case _:
            told = str(cause) if isinstance(cause, ValueError) else row["msg"]
            yield Misfit(steps, told.replace("Input should be", f"“{given}” should be") if given else told)


def _is_mistyped(loc: tuple[Any, ...], unknown: list[Any], missing: list[Any]) -> bool:
    """Whether a missing key stands there under another spelling."""
    beside = [str(row[-1]) for row in missing if row[:-1] == loc[:-1]]
    typed = [str(row[-1]) for row in unknown if row[:-1] == loc[:-1]]
    return any(get_close_matches(word, beside, n=1) == [loc[-1]] for word in typed)


def _reached(value: Any, loc: tuple[Any, ...]) -> Steps:
    """The steps to what must be replaced: as far as the value goes, and one key more where it is missing."""
    steps: list[Any] = []
    for step in loc:
        if isinstance(value, dict) or (isinstance(value, list) and isinstance(step, int)):
            steps.append(step)
            value = value.get(step) if isinstance(value, dict) else value[step]
    return tuple(steps)


def _at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


def _replace(holder: Any, steps: Steps) -> None:
    last = steps[-1]
    if isinstance(last, int):
        keys = _ITEMS.get(str(steps[-2]))
        holder[last] = {key: _stand_in(key) for key in keys} if keys else UNKNOWN
    elif last in _STAND_INS and steps[:-1] not in (("parameters",), ("mistakes",)):
        holder[last] = _stand_in(last)
    else:
        holder.pop(last, None)


def _below(of: Any, step: str | int) -> Any:
    """The type of what stands under a key, or in a list."""
    if get_origin(of) in (Union, types.UnionType):
        of = get_args(of)[0]
    if fields := _fields(of):
        return fields.get(str(step), object)
    inside = [each for each in get_args(of) if each is not Ellipsis]
    return inside[-1] if inside else object


def _stand_in(name: str) -> Any:
    value = _STAND_INS[name]
    return list(value) if isinstance(value, list) else value


def _fields(of: Any) -> dict[str, Any]:
    if inspect.isfunction(of):
        return {name: hint for name, hint in get_type_hints(of).items() if name != "return"}
    if inspect.isclass(of) and issubclass(of, BaseModel):
        return {name: field.annotation for name, field in of.model_fields.items()}
    if hasattr(of, "__dataclass_fields__"):
        hints = get_type_hints(of)
        return {name: hints[name] for name in of.__dataclass_fields__ if not name.startswith("_")}
    return {}
