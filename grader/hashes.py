"""Hashes of values that are the same in every process: sets and mappings sorted, dataclasses by field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass


def digest(*values: object) -> str:
    """The hash of some values.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(_plain(values).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(sorted(f"{_plain(k)}:{_plain(v)}" for k, v in value.items())) + "}"
    if isinstance(value, (set, frozenset)):
        return "<" + ",".join(sorted(map(_plain, value))) + ">"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_plain, value)) + "]"
    if is_dataclass(value) and not isinstance(value, type):
        kept = ((each.name, getattr(value, each.name)) for each in fields(value))
        inside = (f"{name}={_plain(item)}" for name, item in kept if not _is_example(name, item))
        return f"{type(value).__name__}({','.join(inside)})"
    return repr(value)


def _is_example(name: str, value: object) -> bool:
    """Whether a field holds a concept's own examples, which try its patterns and judge nothing."""
    return name in ("earns", "does_not_earn") and isinstance(value, tuple)
