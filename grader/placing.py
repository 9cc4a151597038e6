"""A paper's answers under the rubric's own names, and a word on what belongs nowhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from grader.loading.spelled import spelled_out
from grader.model import Rubric, Source
from grader.nodes import Mapping, Node, Place, Scalar
from grader.submission import Submission
from grader.texts import phrase
from grader.verdict import Evidence, doubt, note

MAX_LABELLED = 20_000
SHORTEST_LABEL = 3
_LONGEST_REMEMBERED = 40

_LABEL = re.compile(
    r"(?:^|[\n,;.]|\b(?:et|and|puis|then)\b)[ \t]*(?:[-*•][ \t]*)?([^\W\d_][\w' .]{0,24}?)[ \t]*:(?!\w)"
)


def place(submission: Submission, rubric: Rubric) -> Submission:
    """The same paper with every field under its canonical name; notices tell what no question asks for."""
    layout = _layout(rubric)
    notices = [*submission.notices, *_other_exam(submission, rubric)]
    answers: dict[str, Node] = {}
    for key, node in submission.answers.items():
        fields = layout.get(key)
        if fields is None:
            notices.append(_unknown_question(key, layout, node.place.line, rubric.language))
        if not fields and isinstance(node, Mapping):
            node = spelled_out(node)
        if fields and isinstance(node, Scalar):
            node = _split(node, fields)
        if fields and isinstance(node, Mapping):
            node, strangers = _rename(node, fields)
            notices += [_unknown_field(key, name, list(fields), rubric.language) for name in strangers]
        answers[key] = node
    return replace(submission, answers=answers, notices=tuple(notices))


@lru_cache(maxsize=16)
def sources(rubric: Rubric) -> tuple[Source, ...]:
    """Every place of a paper where some part may be answered."""
    return tuple(source for part in rubric.parts for source in (part.source, *part.also))


@lru_cache(maxsize=16)
def _layout(rubric: Rubric) -> dict[str, dict[str, str]]:
    """The keys under which answers stand, each with the spellings of its fields and their canonical names."""
    return {key: _fields(rubric, key) for key in dict.fromkeys(source.key for source in sources(rubric))}


def _fields(rubric: Rubric, key: str) -> dict[str, str]:
    names = {source.field: source.field for source in sources(rubric) if source.key == key and source.field}
    for question in rubric.questions:
        for field, spellings in question.fields.items() if question.id == key else ():
            names |= dict.fromkeys((field, *spellings), field)
    return {_bare(spelling): name for spelling, name in names.items()}


def _split(node: Scalar, fields: dict[str, str]) -> Scalar | Mapping:
    """A text that names its fields (`conv5: …, conv2: …`) as a mapping; what comes first is the first field's."""
    labels = [
        label
        for label in _LABEL.finditer(node.text[:MAX_LABELLED])
        if len(label[1]) >= SHORTEST_LABEL and _bare(label[1]) in fields
    ]
    if not labels:
        return node
    ends = [*(label.start(1) for label in labels[1:]), len(node.text)]
    entries = [
        (_piece(node, label.start(1), label.end(1)), _piece(node, label.end(), end))
        for label, end in zip(labels, ends, strict=True)
    ]
    named = {fields[_bare(name.text)] for name, _ in entries}
    first = next((field for field in fields.values() if field not in named), None)
    before = _piece(node, 0, labels[0].start(1))
    if first is not None and before.text.strip():
        entries.insert(0, (Scalar(first, before.place, before.lines), before))
    return Mapping(tuple(entries), node.place)


def _piece(node: Scalar, start: int, end: int) -> Scalar:
    text = node.text[start:end]
    first = node.line_at(start)
    lines = tuple(first + row for row in range(text.count("\n") + 1))
    return Scalar(text, Place(first, 1), lines)


def _rename(node: Mapping, fields: dict[str, str]) -> tuple[Mapping, list[Scalar]]:
    entries: dict[str, tuple[Scalar, Node]] = {}
    strangers = []
    for name, value in node.entries:
        canonical = fields.get(_bare(name.text))
        if canonical is None or canonical in entries:
            strangers.append(name)
        else:
            known = name if name.text == canonical else replace(name, text=canonical)
            entries[canonical] = (known, value)
    return Mapping(tuple(entries.values()), node.place), strangers


def _bare(name: str) -> str:
    """A name without accents, capitals, spaces and punctuation: `Learning rate` is `learning_rate`."""
    return _bare_short(name) if len(name) <= _LONGEST_REMEMBERED else _bared(name)


def _bared(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^\w*]|_", "", "".join(c for c in letters if not unicodedata.combining(c)))


_bare_short = lru_cache(maxsize=512)(_bared)


def _other_exam(submission: Submission, rubric: Rubric) -> list[Evidence]:
    if submission.exam == rubric.exam:
        return []
    if not submission.exam:
        return [note("no-exam", exam=rubric.exam)]
    return [note("other-exam", announced=submission.exam, exam=rubric.exam)]


def _unknown_question(key: str, known: Iterable[str], line: int, language: str) -> Evidence:
    return doubt("unknown-question", line=line, key=key, hint=_hint(key, sorted(known), language))


def _unknown_field(key: str, name: Scalar, known: list[str], language: str) -> Evidence:
    hint = _hint(name.text, known, language)
    return doubt("unknown-field", line=name.place.line, key=key, field=name.text, hint=hint)


def _hint(word: str, known: list[str], language: str) -> str:
    near = get_close_matches(word, known, n=1)
    return phrase("did-you-mean", language, {"guess": near[0]}) if near else ""
