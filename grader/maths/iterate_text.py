"""Iterates as students write them: `x_1 = 4 − 0,1·8,8 = 3,12`, `itération 1 : 3.12`, tables, one calculation a line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from grader.maths.folding import fold
from grader.maths.numerals import Numeral, find_numerals, read_numeral
from grader.maths.polynomial_text import VARIABLE, read_polynomial

MAX_LENGTH = 8_000
MAX_PIECES = 400

_X_LABEL = (
    r"(?<![a-z(])x\s?[_^]?\s?[({\[]{0,2}\s?\d{1,3}\s?[)}\]]{0,2}\s?(?:=|:|~|->|→|donne\b|gives\b|vaut\b)"
)
_WORD_LABEL = r"(?<![a-z])(?:iter\w{0,8}|etape|step|epoch|[tkni](?=\s?=))\s?(?:n[o°]?\s?)?[=#]?\s?\d{1,3}\s?(?:[:,)]|->|→)"
_LABEL = re.compile(rf"{_X_LABEL}|{_WORD_LABEL}")
_CUT = re.compile(r"[;\n]|\\\\|,(?!\d)|\b(?:et|puis|donc|avec|car|and|then|so|with)\b")
_MEMBER = re.compile(r"=|~|->|→")
_OWN_VALUE = re.compile(rf"(?<![a-z(']){VARIABLE}\s?(?:=|~|:)")
_BESIDE = re.compile(r"(\s*-?\s?\d+(?:[.,]\d+)?)\s+f\s?'*\s?\([^()]{0,30}\)\s*")  # `x0 = 4 f'(x0) = 8.8`
_CONTINUED = re.compile(r"\n(?=\s*[=~])")
_TIMES = re.compile(r"(?<=[\d)\]])(?: x (?=[\d(\[])|x(?=\d))")
_STATED = re.compile(  # the step, or the rule before its iterates, whose numbers are no iterates
    r"(?:η|\b(?:eta|pas|lr|learning[_ ]rate|taux(?: d.apprentissage)?|step(?: size)?))\s?(?:=|:|de|of|is|vaut)?\s?"
    r"\d{1,6}(?:[.,]\d{1,6})?(?:\s?/\s?\d{1,6})?"
    r"|\bx\w{0,6}\s?(?:<-|←|:=|=)\s?x[^:;\n]{1,60}:",
    re.IGNORECASE,
)
_REST = re.compile(r"[\s)\]$.,:;]*(?:\([^()]{0,40}\)?)?[\s$.,:;]*")


def read_iterates(text: str) -> Iterator[tuple[Numeral, ...]]:
    """Every way to read a text as a sequence of iterates, the likeliest first.

    >>> [[str(numeral.value) for numeral in reading] for reading in read_iterates("x1 = 4 - 0,5*8,8 = -0,4; x2 = -0,4")]
    [['-2/5', '-2/5']]
    """
    text = text[:MAX_LENGTH]
    yield from _readings(text)
    bare = _STATED.sub(lambda stated: " " * len(stated[0]), text)
    if bare != text:
        yield from _readings(bare)


def _readings(text: str) -> Iterator[tuple[Numeral, ...]]:
    folded = _plain(text)
    labelled = tuple(_labelled(folded, text))
    if labelled:
        yield labelled
    if len(labelled) > 1:
        return
    yield from _columns(text)
    chains = tuple(_chains(folded, text))
    if chains:
        yield chains
    plain = find_numerals(text)
    if plain:
        yield plain


def read_iterate(text: str) -> Numeral | None:
    """The iterate that one item of a list gives: a number, or what a calculation ends with.

    >>> str(read_iterate("x_1 = 4 - 0.1*8.8").value)
    '78/25'
    """
    only = read_numeral(text)
    if only is not None:
        return only
    folded = _plain(text[:MAX_LENGTH])
    return next(_labelled(folded, text), None) or _last(folded, text, 0, len(folded))


def _plain(text: str) -> str:
    """The folded text, with the `x` between two numbers as a sign, and calculations that go on below joined."""
    return _CONTINUED.sub(" ", _TIMES.sub(lambda sign: sign[0].replace("x", "*"), fold(text)))


def _labelled(folded: str, text: str) -> Iterator[Numeral]:
    labels = list(_LABEL.finditer(folded))[:MAX_PIECES]
    for place, label in enumerate(labels):
        stop = labels[place + 1].start() if place + 1 < len(labels) else len(folded)
        found = _within(folded, text, label.end(), stop)
        if found is not None:
            yield found


def _within(folded: str, text: str, start: int, stop: int) -> Numeral | None:
    """What a label's stretch gives for x, where it names x, or else the first value in it."""
    pieces = list(_pieces(folded, start, stop))
    named = [(match.end(), end) for at, end in pieces if (match := _OWN_VALUE.search(folded, at, end))]
    for at, end in (*named, *pieces):
        found = _last(folded, text, at, end)
        if found is not None:
            return found
    return None


def _pieces(folded: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    at = start
    for cut in _CUT.finditer(folded, start, stop):
        yield at, cut.start()
        at = cut.end()
    yield at, stop


def _last(folded: str, text: str, start: int, stop: int) -> Numeral | None:
    """The value of the last member of a chain of equalities that is a number or plain arithmetic."""
    marks = list(_MEMBER.finditer(folded, start, stop))
    starts = [start, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), stop]
    members = list(zip(starts, ends, strict=True))
    for at, end in members:
        if beside := _BESIDE.fullmatch(folded, at, end):
            return _value(folded, text, at, beside.end(1))
    for at, end in reversed(members):
        found = _value(folded, text, at, end)
        if found is not None:
            return found
    return None


def _value(folded: str, text: str, start: int, stop: int) -> Numeral | None:
    written = read_numeral(text[start:stop])
    if written is not None:
        return Numeral(written.value, written.text, start + written.start, written.places)
    start += len(folded[start:stop]) - len(folded[start:stop].lstrip(" $(["))
    reading = read_polynomial(folded[:stop], start)
    if reading is None or reading.polynomial.degree or not _REST.fullmatch(folded, reading.end, stop):
        return None
    value = reading.polynomial.coefficients[0] if reading.polynomial.coefficients else None
    return None if value is None else Numeral(value, text[start : reading.end], start)


def _columns(text: str) -> Iterator[tuple[Numeral, ...]]:
    """The columns of a table whose first one counts the steps."""
    rows = [found for line in text.split("\n") if len(found := find_numerals(line)) > 1]
    steps = [row[0].value for row in rows]
    if len(rows) < 2 or any(after - before != 1 for before, after in itertools.pairwise(steps)):
        return
    for column in range(1, min(map(len, rows))):
        yield tuple(row[column] for row in rows)


def _chains(folded: str, text: str) -> Iterator[Numeral]:
    """What each line's calculation ends with."""
    for start, stop in list(_pieces(folded, 0, len(folded)))[:MAX_PIECES]:
        if _MEMBER.search(folded, start, stop) and (found := _last(folded, text, start, stop)):
            yield found
