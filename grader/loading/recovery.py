"""A paper that is not valid YAML, read answer by answer, so that one slip costs one answer and no more.

The raw lines are cut at the question keys below `answers:`; each piece is parsed alone. A piece that fails is
read as the text that was typed where that is certain, and otherwise goes to a person with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from grader import nodes
from grader.errors import Fault, FileError
from grader.loading.faults import CodedFault, fault, field_name
from grader.loading.keys import is_question
from grader.loading.scalars import dedent
from grader.nodes import Node, Place, Scalar

REFUSED = frozenset(
    {"yaml-tag", "yaml-anchor", "yaml-alias", "yaml-key", "yaml-escape", "key-twice", "too-deep"}
    | {"too-many-nodes", "control-character", "second-document"}
)

MAX_PIECES = 200

_ANSWERS = re.compile(r"""(["']?)answers\1[ \t]*:[ \t]*(#.*)?""")
_TOP = re.compile(r"""(["']?)(exam|student)\1[ \t]*:""")
_KEY = re.compile(
    r"""(?P<indent>[ \t]*)(?P<key>"[^"]*"|'[^']*'|[^\s"'#:&*!|>%@`{}\[\]-][^:]{0,60}?)[ \t]*:(?=[ \t]|$)"""
)
_FIELD = re.compile(r"""(?P<indent> *)(?P<key>"\w+"|'\w+'|[A-Za-z]\w*)[ \t]*:(?=[ \t]|$)""")
_BLOCK = re.compile(r"[|>][-+1-9]{0,2}[ \t]*(#.*)?")
_ATTACK = re.compile(r"\*\w+\s*$|[&!]\S")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a file: a key and what it holds; `first` is the number of the key's line."""

    key: Scalar
    inline: str
    column: int
    body: tuple[str, ...]
    lines: tuple[str, ...]
    first: int

    def source(self) -> str:
        """The piece as a document of its own in which every line keeps its number."""
        return "\n" * (self.first - 1) + "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Slip:
    """What kept an answer, or a field of it, from being parsed; `read` where its text could be taken as typed."""

    key: Scalar
    field: str
    fault: CodedFault
    read: bool


@dataclass(slots=True)
class Rescued:
    """What could be read: the file without its answers, the answers, and the slips in them."""

    head: Node
    answers: list[tuple[Scalar, Node]] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)


Reader = Callable[[str, tuple[str, ...]], Node]


def rescue(text: str, cause: FileError, read: Reader) -> Rescued:
    """Read a paper answer by answer with `read`; raises the cause where its structure is unclear."""
    lines = text.split("\n")
    start = _answers_line(lines, cause)
    end = next((n for n in range(start, len(lines)) if _TOP.match(lines[n])), len(lines))
    head = "\n".join([*lines[:start], *[""] * (end - start), *lines[end:]])
    rescued = Rescued(_head(head, cause, read))
    pieces = list(_question_pieces(lines, start, end))
    if not 0 < len(pieces) <= MAX_PIECES:
        raise cause
    for piece in pieces:
        _read_answer(piece, read, rescued)
    return rescued


def _head(text: str, cause: FileError, read: Reader) -> Node:
    try:
        return read(text, ())
    except FileError:
        raise cause from None


def _answers_line(lines: list[str], cause: FileError) -> int:
    """The number of the line after `answers:`; there must be one such line, with nothing else on it."""
    found = [number for number, line in enumerate(lines) if _ANSWERS.fullmatch(line)]
    if len(found) != 1:
        raise cause
    return found[0] + 1


def _question_pieces(lines: list[str], start: int, end: int) -> Iterator[Piece]:
    """The lines of each answer; a key may stand one space off the others when it is quoted."""
    first = next((n for n in range(start, end) if _is_written(lines[n])), end)
    match = _KEY.match(lines[first]) if first < end else None
    if match is None:
        return
    indent = len(match["indent"])
    starts = [n for n in range(first, end) if _starts_answer(lines[n], indent)]
    yield from _cut(lines, starts, end, _KEY)


def _starts_answer(line: str, indent: int) -> bool:
    match = _KEY.match(line)
    if match is None:
        return False
    quoted, question = match["key"][0] in "\"'", is_question(_bare(match["key"]))
    if len(match["indent"]) == indent and "\t" not in match["indent"]:
        return quoted or question
    return quoted and question and len(match["indent"]) <= indent + 1


def _cut(lines: list[str], starts: list[int], end: int, pattern: re.Pattern[str]) -> Iterator[Piece]:
    for start, stop in pairwise([*starts, end]):
        match = pattern.match(lines[start])
        if match:
            key = Scalar(_bare(match["key"]), Place(start + 1, match.start("key") + 1), (start + 1,))
            inline = lines[start][match.end() :].strip()
            column = len(lines[start]) - len(lines[start][match.end() :].lstrip())
            comment = re.compile(rf"[ \t]{{0,{len(match['indent'])}}}#")
            body = tuple("" if comment.match(line) else line for line in lines[start + 1 : stop])
            yield Piece(key, inline, column + 1, body, tuple(lines[start:stop]), start + 1)


def _read_answer(piece: Piece, read: Reader, rescued: Rescued) -> None:
    try:
        node = read(piece.source(), ("answers",))
    except FileError as cause:
        _read_failed(piece, read, rescued, _coded(cause.faults))
        return
    if isinstance(node, nodes.Mapping):
        rescued.answers += node.entries


def _read_failed(piece: Piece, read: Reader, rescued: Rescued, found: CodedFault) -> None:
    fields = list(_field_pieces(piece))
    found = _repeated(piece, fields) or found
    if 0 < len(fields) <= MAX_PIECES and found.code != "key-twice":
        entries = tuple(_read_fields(piece, fields, read, rescued))
        rescued.answers.append((piece.key, nodes.Mapping(entries, fields[0].key.place)))
        return
    text = _as_typed(piece, found)
    rescued.slips.append(Slip(piece.key, "", found, text is not None))
    if text is not None:
        rescued.answers.append((piece.key, text))


def _read_fields(
    piece: Piece, fields: list[Piece], read: Reader, rescued: Rescued
) -> Iterator[tuple[Scalar, Node]]:
    for part in fields:
        try:
            node = read(part.source(), ("answers", piece.key.text))
        except FileError as cause:
            found = _coded(cause.faults)
            text = _as_typed(part, found)
            rescued.slips.append(Slip(piece.key, part.key.text, found, text is not None))
            if text is not None:
                yield part.key, text
        else:
            yield from node.entries if isinstance(node, nodes.Mapping) else ()


def _field_pieces(piece: Piece) -> Iterator[Piece]:
    """The fields of an answer laid out as a mapping; none when it is laid out otherwise."""
    written = [number for number, line in enumerate(piece.body) if _is_written(line)]
    match = _FIELD.match(piece.body[written[0]]) if written and not piece.inline else None
    if match is None:
        return
    indent = match["indent"]
    matches = ((number, _FIELD.match(piece.body[number])) for number in written)
    starts = [number for number, found in matches if found and found["indent"] == indent]
    shift = piece.first
    lines = [""] * shift + list(piece.body)
    yield from _cut(lines, [number + shift for number in starts], len(lines), _FIELD)


def _repeated(piece: Piece, fields: list[Piece]) -> CodedFault | None:
    """The fault of a field that stands twice."""
    first: dict[str, Piece] = {}
    for part in fields:
        before = first.setdefault(part.key.text, part)
        if before is not part:
            name = field_name(("answers", piece.key.text, part.key.text))
            facts = {"field": name, "first": before.first, "second": part.first}
            return fault("key-twice", part.key.place, part.lines[0], **facts)
    return None


def _as_typed(piece: Piece, found: CodedFault) -> Scalar | None:
    """The piece as the text that was typed, where that is certain."""
    if found.code in REFUSED or _ATTACK.match(piece.inline):
        return None
    if not piece.inline or _BLOCK.fullmatch(piece.inline):
        return _text_of(piece.body, piece.first + 1, Place(piece.first, piece.column))
    if piece.inline.startswith('"') and any("\\" in line for line in piece.lines):
        return None
    rows = [_unquoted(piece), *(line.strip() for line in piece.body)]
    return _text_of(rows, piece.first, Place(piece.first, piece.column))


def _unquoted(piece: Piece) -> str:
    """The text on the key's own line, without a quote that opens and never closes."""
    quote = piece.inline[0]
    whole = "\n".join(piece.lines)[piece.column - 1 :]
    return piece.inline[1:] if quote in "\"'" and whole.count(quote) == 1 else piece.inline


def _text_of(rows: tuple[str, ...] | list[str], first: int, place: Place) -> Scalar:
    kept = dedent(rows)
    while kept and not kept[-1]:
        kept.pop()
    return Scalar("\n".join(kept), place, tuple(range(first, first + len(kept))))


def _coded(faults: list[Fault]) -> CodedFault:
    """The fault to name: one that is refused before one that is only a slip."""
    coded = [found for found in faults if isinstance(found, CodedFault)]
    return next((found for found in coded if found.code in REFUSED), coded[-1])


def _is_written(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _bare(key: str) -> str:
    return key[1:-1] if key[0] in "\"'" else key
