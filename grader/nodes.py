"""What stands in a YAML file, read as text: every scalar as it was typed, with the line where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Steps = tuple[str | int, ...]
"""The keys, and the numbers of list items from 0, that lead to a value."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; lines and columns count from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, such as `0,25` or a whole block; `lines` holds the file's line number of each of its lines."""

    text: str
    place: Place
    lines: tuple[int, ...] = ()

    @classmethod
    def typed(cls, text: str) -> Scalar:
        """A text that stands in no file, such as one typed on the command line."""
        return cls(text, Place(1, 1), tuple(range(1, text.count("\n") + 2)))

    def line_at(self, offset: int) -> int:
        """The file's line number of the character at `offset`.

        >>> Scalar("a = 1\\nb = 2", Place(7, 5), (7, 8)).line_at(6)
        8
        """
        row = self.text.count("\n", 0, offset)
        return self.lines[min(row, len(self.lines) - 1)] if self.lines else self.place.line


@dataclass(frozen=True, slots=True)
class Sequence:
    """A YAML list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML mapping; its keys are scalars, each written once."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """The value under `key`, or None."""
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping


def scalars(node: Node | None) -> Iterator[Scalar]:
    """Every scalar below a node, keys left out, in the order of the file."""
    match node:
        case None:
            return
        case Scalar():
            yield node
        case Sequence(items=items):
            for item in items:
                yield from scalars(item)
        case Mapping(entries=entries):
            for _, value in entries:
                yield from scalars(value)


def as_text(node: Node | None) -> Scalar:
    """A node as one text: the items of a list, or the entries of a mapping, a line each.

    >>> as_text(Sequence((Scalar.typed("les données"), Scalar.typed("les GPU")), Place(1, 1))).text
    'les données\\nles GPU'
    """
    parts = [part for part in scalars(node) if part.text.strip()]
    if len(parts) == 1:
        return parts[0]
    place = parts[0].place if parts else Place(1, 1)
    text = "\n".join(part.text for part in parts)
    lines = tuple(line for part in parts for line in _lines(part))
    return Scalar(text, place, lines)


def is_blank(node: Node | None) -> bool:
    """Whether nothing is written here."""
    return not any(part.text.strip() for part in scalars(node))


def _lines(part: Scalar) -> tuple[int, ...]:
    return tuple(part.line_at(offset) for offset in _starts(part.text))


def _starts(text: str) -> Iterator[int]:
    yield 0
    yield from (offset + 1 for offset, character in enumerate(text) if character == "\n")


def plain(node: Node) -> Any:
    """A node as dicts, lists and texts."""
    match node:
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Mapping(entries=entries):
            return {key.text: plain(value) for key, value in entries}


def place_of(node: Node, steps: Steps) -> Place:
    """Where the value at these steps stands, or its key; the nearest place above it where they leave the file."""
    place = node.place
    for step in steps:
        match node:
            case Mapping(entries=entries):
                found = next(((key, value) for key, value in entries if key.text == step), None)
                if found is None:
                    return place
                place, node = found[0].place, found[1]
            case Sequence(items=items) if isinstance(step, int) and step < len(items):
                node = items[step]
                place = node.place
            case _:
                return place
    return place
