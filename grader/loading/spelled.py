"""An answer written as sentences with colons, which YAML reads as keys: its words, keys included."""

from __future__ import annotations

from collections.abc import Iterator

from grader.nodes import Mapping, Node, Scalar, Sequence


def spelled_out(node: Node) -> Scalar:
    """The answer as one text, a line for each entry of a mapping or item of a list.

    >>> from grader.loading.document import parse_document
    >>> spelled_out(parse_document("Le biais: il décale le seuil", "paper.yaml")).text
    'Le biais: il décale le seuil'
    """
    rows = list(_rows(node))
    text = "\n".join(row for row, _ in rows)
    return Scalar(text, node.place, tuple(line for _, line in rows))


def _rows(node: Node) -> Iterator[tuple[str, int]]:
    match node:
        case Scalar(text=text):
            starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]
            yield from zip(text.split("\n"), map(node.line_at, starts), strict=True)
        case Sequence(items=items):
            for item in items:
                yield from _rows(item)
        case Mapping(entries=entries):
            for key, value in entries:
                yield from _entry(key, value)


def _entry(key: Scalar, value: Node) -> Iterator[tuple[str, int]]:
    """A key and its value: on one line where the value is a line, else the value below."""
    if isinstance(value, Scalar) and "\n" not in value.text:
        yield f"{key.text}: {value.text}".rstrip(), key.place.line
        return
    yield f"{key.text}:", key.place.line
    yield from _rows(value)
