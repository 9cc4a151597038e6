"""An answer to 3.1, told apart: the statements that are code, and the sentences that are words."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.program.indentation import restore
from grader.program.quoting import parse_rows, quoted_at
from grader.program.rows import (
    is_code,
    is_comment,
    is_labelled,
    is_omission,
    statement_at,
    unlabelled,
    with_calls_closed,
    without_diff_marks,
)
from grader.program.source import clean, parse
from grader.program.vocabulary import Vocabulary

_TRIES = 25
_ARROW = re.compile(r"-{1,2}>|={1,2}>|→|⇒|➜|➔|\bdevient\b|\bbecomes\b")
_ON_THE_CODE = re.compile(
    r"^\s*(?:-{1,2}>|={1,2}>|→|⇒|il faut|mettre|should|must|replace|remplacer)", re.IGNORECASE
)
_BEFORE = re.compile(
    r"^\s*(?:avant|before|ancien\w*|old|original\w*|imprim\w+|printed)\s*(?:code)?\s*:", re.IGNORECASE
)
_AFTER = re.compile(
    r"^\s*(?:apr[eè]s|after|nouveau|nouvelle|new|corrig\w+|correction|corrected|fixed|fix|juste)\s*(?:code)?\s*:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of the student's, and the row (from 1) on which they start."""

    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer holds; a statement's `lineno` is its row, from 1.

    `partial` says that something is left out for certain; `unread` lists the rows of code that could not be read,
    `replacing` those that are marked as the new version of another row.
    """

    statements: tuple[ast.stmt, ...]
    sentences: tuple[Sentence, ...] = ()
    partial: bool = False
    unread: tuple[int, ...] = ()
    replacing: frozenset[int] = frozenset()


def read(text: str, vocabulary: Vocabulary) -> Reading:
    """Tell code and words apart, with what the printed program tells of names and indentation."""
    rows = [_underscored(row, vocabulary.spaced) if _is_codeish(row) else row for row in clean(text)]
    if all(is_comment(row) or not row.strip() for row in rows):
        rows = [re.sub(r"^(\s*)#+ ?", r"\1", row) for row in rows]
    rows, is_diff = without_diff_marks(rows)
    omissions = [is_omission(row) for row in rows]
    partial = is_diff or any(omissions)
    rows = with_calls_closed(
        [_omitted(row) if omits else row for row, omits in zip(rows, omissions, strict=True)]
    )
    whole = parse_rows(rows, vocabulary.quotable)
    if isinstance(whole, list) and all(is_code(statement, vocabulary) for statement in whole):
        return Reading(tuple(whole), partial=partial)
    return _told_apart(rows, vocabulary, partial)


def _told_apart(rows: list[str], vocabulary: Vocabulary, partial: bool) -> Reading:
    code, words = [""] * len(rows), [""] * len(rows)
    place = 0
    while place < len(rows):
        place = _sort_row(rows, place, code, words, vocabulary)
    replacing = frozenset(place + 1 for place, row in enumerate(rows) if code[place] and _is_new_version(row))
    sentences = _sentences(words, code)
    statements, unread = _mended(code, vocabulary)
    partial = partial or bool(sentences)
    return Reading(tuple(statements), sentences, partial, tuple(unread), replacing)


def _is_new_version(row: str) -> bool:
    return bool(_AFTER.match(unlabelled(row)) or _ARROW.search(row))


def _sort_row(rows: list[str], place: int, code: list[str], words: list[str], vocabulary: Vocabulary) -> int:
    """Put the row, and those that continue it, among the code or the words; returns the next place."""
    row = rows[place]
    if not row.strip() or is_comment(row):
        return place + 1
    if _BEFORE.match(unlabelled(row)):
        return _after_old_version(rows, place)
    if quoted := quoted_at(rows, place, vocabulary.quotable):
        code[place : place + len(quoted)] = quoted
        return place + len(quoted)
    for candidate in _candidates(row):
        lines = [*rows[:place], candidate, *rows[place + 1 : place + 40]]
        stop, statements = statement_at(lines, place)
        if statements and all(is_code(statement, vocabulary) for statement in statements):
            code[place:stop] = lines[place:stop]
            return stop
    words[place] = row
    return place + 1


def _candidates(row: str) -> list[str]:
    """The readings of a row as code: as it stands, without its label, or what stands after its last arrow or colon."""
    bare = unlabelled(row)
    readings = [row, bare, _AFTER.sub("", bare)]
    parts = _ARROW.split(bare)
    if len(parts) > 1:
        readings = [parts[-1].strip()]
        if "=" not in readings[0] and not readings[0].startswith(("sess", "init")):
            return []
    elif ":" in bare and not bare.rstrip().endswith(":") and len(bare) < 400:
        tail = bare.partition(":")[2].strip(" `")
        readings.append(tail if "(" in tail and ("=" in tail.partition("(")[0] or ".run(" in tail) else "")
    return [reading.replace("`", "") for reading in readings if reading.strip()]


def _after_old_version(rows: Sequence[str], place: int) -> int:
    """The place after a version that is shown as the old one, itself on the row or on the rows below."""
    if rows[place].partition(":")[2].strip():
        return place + 1
    stop = place + 1
    while stop < len(rows) and rows[stop].strip() and not _AFTER.match(unlabelled(rows[stop])):
        stop += 1
    return stop


def _mended(code: list[str], vocabulary: Vocabulary) -> tuple[list[ast.stmt], list[int]]:
    """The statements of rows of code, leaving out the rows that keep them from being read."""
    rows = list(code)
    unread: list[int] = []
    for _ in range(_TRIES):
        parsed = parse_rows(rows, vocabulary.quotable)
        if isinstance(parsed, list):
            return parsed, unread
        row = min(max((parsed.lineno or 1) - 1, 0), len(rows) - 1)
        if isinstance(parsed, IndentationError) and restore(rows, row, vocabulary):
            continue
        if rows[row].strip():
            unread.append(row + 1)
        rows[row] = ""
    return [], [place + 1 for place, row in enumerate(code) if row.strip()]


def _sentences(words: Sequence[str], code: Sequence[str]) -> tuple[Sentence, ...]:
    """The words, items of a list apart, the rows of one item together; words on the code above, with that code."""
    sentences: list[Sentence] = []
    open_item = False
    for place, row in enumerate(words):
        if not row.strip():
            open_item = False
        elif open_item and not is_labelled(row) and not row.strip()[0].isupper() and not _ARROW.search(row):
            last = sentences.pop()
            sentences.append(Sentence(f"{last.text} {row.strip()}", last.row))
        else:
            above = code[place - 1].strip() if place and _ON_THE_CODE.match(row) else ""
            sentences.append(Sentence(f"{above} {unlabelled(row).strip()}".strip(), place + 1))
            open_item = True
    return tuple(sentences)


def _omitted(row: str) -> str:
    return row[: len(row) - len(row.lstrip())] + "..."


def _is_codeish(row: str) -> bool:
    return any(mark in row for mark in "=([")


def _underscored(row: str, names: Mapping[str, str]) -> str:
    """A row whose names have their lost underscores back, such as `BATCH SIZE`, where it is code only so."""
    mended = row
    for spaced, name in names.items():
        if spaced in mended:
            mended = re.sub(rf"\b{re.escape(spaced)}\b", name, mended)
    return row if mended == row or isinstance(parse(row.strip()), list) else mended
