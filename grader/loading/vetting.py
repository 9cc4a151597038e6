"""Each answer on its own before anything reads it: its length, and characters that hide or pile up.

What fails costs one answer, or one field of it, a look by a person; the rest of the paper is graded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grader import nodes
from grader.loading.clean import BIDI, INVISIBLE, is_latin, longest_combining_run
from grader.loading.faults import CodedFault, fault, field_name
from grader.loading.keys import canonical, is_question
from grader.nodes import Node, Place, Scalar

LONGEST_ANSWER = 64_000
LONGEST_LINE = 8_000
MAX_COMBINING = 8

_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
_FORBIDDEN = re.compile(f"[{_CONTROLS}]")
_SUSPECT = re.compile(
    f"[{_CONTROLS}\u0300-\U0010ffff]"
)  # holds all that BIDI, INVISIBLE or piled marks may be
_SOFT_HYPHEN = "\xad"
_KEY_LINE = re.compile(r"""^[^\w\n"']{0,12}(["'])([^"'\n]{1,40})\1[^\w\n]{0,4}:""", re.MULTILINE)


def vet(node: Node, steps: Sequence[str], doubtful: Mapping[Place, str]) -> CodedFault | None:
    """What keeps an answer, which stands at these steps, from being judged as it is, if anything."""
    if isinstance(node, Scalar) and len(node.text) <= LONGEST_LINE:
        return _vet_text(node, steps, doubtful)
    total = 0
    for scalar in _texts(node):
        total += len(scalar.text)
        if found := _vet_text(scalar, steps, doubtful):
            return found
    if total > LONGEST_ANSWER:
        return fault(
            "answer-too-long", node.place, field=field_name(steps), count=total, limit=LONGEST_ANSWER
        )
    return None


def settle(node: Node) -> Node:
    """The same answer in composed letters, and without the characters that show nothing."""
    match node:
        case Scalar():
            return _settle_text(node)
        case nodes.Sequence(items=items, place=place):
            return nodes.Sequence(tuple(settle(item) for item in items), place)
        case nodes.Mapping(entries=entries, place=place):
            return nodes.Mapping(tuple((_settle_text(key), settle(value)) for key, value in entries), place)


def keys_inside(node: Node) -> Iterator[tuple[str, CodedFault]]:
    """The questions whose keys stand inside this answer's text, as a misplaced indentation puts them."""
    for scalar in nodes.scalars(node):
        if ":" not in scalar.text or ('"' not in scalar.text and "'" not in scalar.text):
            continue
        for match in _KEY_LINE.finditer(scalar.text):
            if is_question(match[2]):
                key = canonical(match[2])
                place = Place(scalar.line_at(match.start()), 1)
                yield key, fault("key-inside", place, match[0].strip(), key=key)


def _texts(node: Node) -> Iterator[Scalar]:
    """Every text below a node, keys included."""
    match node:
        case Scalar():
            yield node
        case nodes.Sequence(items=items):
            for item in items:
                yield from _texts(item)
        case nodes.Mapping(entries=entries):
            for key, value in entries:
                yield key
                yield from _texts(value)


def _vet_text(scalar: Scalar, steps: Sequence[str], doubtful: Mapping[Place, str]) -> CodedFault | None:
    text = scalar.text.replace("\r\n", "\n") if "\r" in scalar.text else scalar.text
    if doubtful and scalar.place in doubtful:
        facts = {"field": field_name(steps), "escape": doubtful[scalar.place]}
        return fault("quoted-latex", scalar.place, text, **facts)
    if len(text) <= LONGEST_LINE:
        return _vet_characters(scalar, text, steps)
    if len(text) > LONGEST_ANSWER:
        sizes = {"count": len(text), "limit": LONGEST_ANSWER}
        return fault("answer-too-long", scalar.place, field=field_name(steps), **sizes)
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        sizes = {"count": longest, "limit": LONGEST_LINE}
        return fault("line-too-long", scalar.place, field=field_name(steps), **sizes)
    return _vet_characters(scalar, text, steps)


def _vet_characters(scalar: Scalar, text: str, steps: Sequence[str]) -> CodedFault | None:
    if is_latin(text) or not _SUSPECT.search(text):
        return None
    for code, pattern in (("control-character", _FORBIDDEN), ("bidi", BIDI)):
        if found := pattern.search(text):
            place = Place(scalar.line_at(found.start()), scalar.place.column)
            facts = {"field": field_name(steps), "character": f"U+{ord(found[0]):04X}"}
            return fault(code, place, text, **facts)
    run = longest_combining_run(text)
    if run > MAX_COMBINING:
        return fault("combining-flood", scalar.place, text, field=field_name(steps), count=run)
    return None


def _settle_text(scalar: Scalar) -> Scalar:
    text = scalar.text.replace("\r\n", "\n") if "\r" in scalar.text else scalar.text
    if not text.isascii() and (_SOFT_HYPHEN in text or not is_latin(text)):
        text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    return scalar if text == scalar.text else replace(scalar, text=text)
