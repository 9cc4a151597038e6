"""A YAML file as nodes: every scalar stays text, nothing is constructed, and nothing can grow or repeat.

Anchors, aliases, tags, second documents and keys written twice are refused; depth and size are bounded
while events arrive, before anything deep is built.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import yaml

from grader.errors import Fault, FileError, SubmissionError
from grader.loading.clean import has_latin_controls
from grader.loading.faults import fault, field_name
from grader.loading.scalars import PARSER, place_of, read_scalar
from grader.loading.syntax import syntax_fault
from grader.loading.text import line_of, place_in
from grader.nodes import Mapping, Node, Place, Scalar, Sequence

MAX_DEPTH = 12
MAX_NODES = 20_000
MAX_FAULTS = 30

_SPACES = re.compile("[\x0b\x0c\x85\u2028\u2029]")
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def parse_document(text: str, path: str, error: type[FileError] = SubmissionError) -> Node:
    """The one document of a YAML text; raises `error` with every fault found.

    >>> node = parse_document("'3.4': 4:30", "paper.yaml")
    >>> node.get("3.4").text
    '4:30'
    """
    return compose(Source(text, path, error))


@dataclass(frozen=True, slots=True)
class Source:
    """A text to parse, as a file or as what stands `within` some keys of one.

    `shown` is what messages quote; `mask` stands for a backslash that was typed as one.
    """

    text: str
    path: str
    error: type[FileError] = SubmissionError
    shown: str = ""
    mask: str = ""
    within: tuple[str, ...] = ()

    def typed(self, text: str) -> str:
        """A piece of the text as it was typed."""
        return text.replace(self.mask, "\\") if self.mask else text

    def line(self, place: Place) -> str:
        """The line of a place, as it was typed."""
        return line_of(self.shown or self.text, place.line)


def tidy(text: str) -> str:
    """The same text with `\\n` as its only line end, and other worlds' breaks and feeds as spaces."""
    if _is_plain_text(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return other_breaks_as_spaces(text)


def other_breaks_as_spaces(text: str) -> str:
    """The text with feeds, and the breaks that only some programs know, as spaces; no character moves."""
    return _SPACES.sub(" ", text)


def compose(source: Source) -> Node:
    """The one document of a source; raises its error with every fault found."""
    return composed(source)[0]


def composed(source: Source) -> tuple[Node, bool]:
    """The one document of a source, and whether a text between double quotes holds a backslash."""
    text = source.text
    if not _is_plain_text(text):
        text = tidy(text)
        _refuse_unprintable(text, source)
    composer = _Composer(source, text)
    return composer.read(), composer.escapes


def _refuse_unprintable(text: str, source: Source) -> None:
    found = UNPRINTABLE.search(text)
    if found:
        place = place_in(text, found.start())
        facts = {"field": field_name(source.within), "character": f"U+{ord(found[0]):04X}"}
        refusal = fault("control-character", place, source.line(place), **facts)
        raise source.error(source.path, [refusal])


def _is_plain_text(text: str) -> bool:
    """Whether a text holds nothing that is tidied or refused, as nearly every one; the patterns take longer to see it."""
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair of surrogates
        return False
    return not has_latin_controls(text) and not any(sign in text for sign in "\u2028\u2029\ufffe\uffff")


class HasIndex(Protocol):
    """Where the parser stands in the text."""

    index: int


class _Composer:
    """Walks the parser's events once; faults that leave the structure readable are collected."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.lines = text.split("\n")
        self.faults: list[Fault] = []
        self.reported: set[tuple[str, ...]] = set()
        self.steps = list(source.within)
        self.nodes = 0
        self.escapes = False
        try:
            self.parser = PARSER(text)
        except yaml.YAMLError as cause:
            raise self._complaint(cause) from cause
        self._next: Callable[[], yaml.Event] = self.parser.get_event

    def read(self) -> Node:
        try:
            return self._document()
        except yaml.YAMLError as cause:
            raise self._complaint(cause) from cause

    def _document(self) -> Node:
        self._next()
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            raise self._refusal(fault("file-empty"))
        root = self._node(self._next())
        self._next()
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise self._refusal(fault("second-document", *self._at(event)))
        if self.faults:
            raise self.source.error(self.source.path, self.faults)
        return root

    def _node(self, event: yaml.Event) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self._refusal(fault("too-many-nodes", *self._at(event), limit=MAX_NODES))
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor is not None or event.tag is not None:
                self._refuse_properties(event)
            return self._scalar(event)
        if isinstance(event, yaml.AliasEvent):
            self._report("yaml-alias", event, name=str(event.anchor))
            return Scalar("", self._place(event))
        self._refuse_properties(event)
        if len(self.steps) >= MAX_DEPTH:
            refusal = fault("too-deep", *self._at(event), field=field_name(self.steps[:2]), limit=MAX_DEPTH)
            raise self._refusal(refusal)
        return self._sequence(event) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(event)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        scalar = read_scalar(event, self.lines)
        if event.style == '"' and "\\" in self._between(event.start_mark, event.end_mark):
            self.escapes = True
        if not self.source.mask:
            return scalar
        return Scalar(self.source.typed(scalar.text), scalar.place, scalar.lines)

    def _sequence(self, start: yaml.Event) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            self.steps.append(str(len(items)))
            items.append(self._node(event))
            self.steps.pop()
        return Sequence(tuple(items), self._place(start))

    def _mapping(self, start: yaml.Event) -> Node:
        entries: list[tuple[Scalar, Node]] = []
        first_lines: dict[str, int] = {}
        colon = False
        open_text: yaml.Event | None = None
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event)
            if not isinstance(key, Scalar):
                self._report("yaml-key", event)
                key = Scalar("", key.place)
            self.steps.append(key.text)
            value = self._next()
            bare = not self._has_colon(event.end_mark, value.start_mark)
            if bare and open_text is not None:
                entries[-1] = (entries[-1][0], self._text_from(open_text, event))
            else:
                self._check_unique(key, first_lines)
                entries.append((key, self._node(value)))
                open_text = None if bare or not _is_plain(value) else value
            colon = colon or not bare
            self.steps.pop()
        if entries and not colon:
            return self._text_from(start, event)
        return Mapping(tuple(entries), self._place(start))

    def _text_from(self, start: yaml.Event, end: yaml.Event) -> Scalar:
        """A text that YAML took apart: `{o if o < 0, 0 else}`, which is no mapping, or `-0,4` in `{minimum: -0,4}`."""
        text = self.source.typed(self._between(start.start_mark, end.end_mark))
        place = self._place(start)
        return Scalar(text, place, tuple(range(place.line, place.line + text.count("\n") + 1)))

    def _between(self, start: HasIndex | None, end: HasIndex | None) -> str:
        return self.text[start.index : end.index] if start and end else ""

    def _has_colon(self, start: HasIndex | None, end: HasIndex | None) -> bool:
        return start is not None and end is not None and self.text.find(":", start.index, end.index) >= 0

    def _check_unique(self, key: Scalar, first_lines: dict[str, int]) -> None:
        text = key.text if key.text.isascii() else unicodedata.normalize("NFC", key.text)
        name = text.strip()
        if name not in first_lines:
            first_lines[name] = key.place.line
            return
        at = key.place, self.source.line(key.place)
        lines = {"first": first_lines[name], "second": key.place.line}
        self._add(fault("key-twice", *at, field=field_name(self.steps), **lines))

    def _refuse_properties(self, event: yaml.Event) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self._report("yaml-anchor", event, name=anchor)
        if tag is not None:
            self._report("yaml-tag", event, name=tag.replace("tag:yaml.org,2002:", "!!"))

    def _report(self, code: str, event: yaml.Event, **facts: str) -> None:
        """Note a fault once for each answer or top-level key."""
        field = field_name(self.steps[: 2 if self.steps[:1] == ["answers"] else 1])
        if (code, field) not in self.reported:
            self.reported.add((code, field))
            self._add(fault(code, *self._at(event), field=field, **facts))

    def _add(self, found: Fault) -> None:
        self.faults.append(found)
        if len(self.faults) >= MAX_FAULTS:
            raise self.source.error(self.source.path, self.faults)

    def _complaint(self, cause: yaml.YAMLError) -> FileError:
        shown = self.source.shown or self.source.text
        return self._refusal(syntax_fault(cause, shown, field_name(self.steps)))

    def _refusal(self, found: Fault) -> FileError:
        return self.source.error(self.source.path, [*self.faults, found])

    def _at(self, event: yaml.Event) -> tuple[Place, str]:
        place = self._place(event)
        return place, self.source.line(place)

    def _place(self, event: yaml.Event) -> Place:
        return place_of(event.start_mark)


def _is_plain(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and not event.style and bool(event.value)
