"""Where the terms of a part stand in a text: all of them, found in one walk over its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from grader.language.dictionary import Dictionary, Reading
from grader.language.lexicon import SMALL_WORDS
from grader.language.memo import Memo
from grader.language.terms import Key
from grader.language.words import Word, Words

_GAP = 3


class Span(NamedTuple):
    """A term found at words `start` to `end`, the last left out; `typo` where one of them had to be mended."""

    start: int
    end: int
    typo: bool = False


_ALONE: Memo[int, Span] = Memo(lambda place: Span(place, place + 1), size=1_000)
"""The spans of one word, which most are."""


def find_spans(words: Words, dictionary: Dictionary) -> Mapping[str, Sequence[Span]]:
    """For each term that stands in a text the places where it does, in order."""
    readings = dictionary.read(words)
    spans: dict[str, list[Span]] = defaultdict(list)
    phrases: dict[str, set[Span]] = defaultdict(set)
    for place, (_, terms, begun, typo) in enumerate(readings):
        if terms:
            span = Span(place, place + 1, typo) if typo else _ALONE[place]
            for name in terms:
                spans[name].append(span)
        if begun:
            for span, names in _find_phrases(words, readings, place):
                for name in names:
                    phrases[name].add(span)
    for name, found in phrases.items():
        spans[name] = sorted(found.union(spans[name]))
    return spans


def _find_phrases(words: Words, readings: Sequence[Reading], place: int) -> list[tuple[Span, Sequence[str]]]:
    """The phrases that begin at a place, each with the names of its terms."""
    begun = readings[place].phrases
    found: list[tuple[Span, Sequence[str]]] = []
    for later in readings[place + 1 : place + 1 + _GAP]:
        for key in () if later.keys.isdisjoint(begun) else begun.keys() & later.keys:
            for following, terms in begun[key]:
                span = _follow(words, readings, place, following)
                if span is not None:
                    found.append((span, terms))
    return found


def _follow(words: Words, readings: Sequence[Reading], start: int, following: Sequence[Key]) -> Span | None:
    """The words from a place on that the keys of a phrase stand for, small words let through."""
    end, typo = start + 1, readings[start].typo
    for key in following:
        place = _next(words, readings, key, end)
        if place is None:
            return None
        end, typo = place + 1, typo or readings[place].typo
    return Span(start, end, typo)


def _next(words: Words, readings: Sequence[Reading], key: Key, start: int) -> int | None:
    for place in range(start, min(start + _GAP, len(words))):
        if key in readings[place].keys:
            return place if words.sentences[place] == words.sentences[start - 1] else None
        if not _is_light(words[place]):
            return None
    return None


def _is_light(word: Word) -> bool:
    return word.text in SMALL_WORDS or (word.is_sign and word.text not in {".", ";", ":", "!", "?"})
