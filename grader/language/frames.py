"""Turns of phrase that deny a whole sentence: "il est faux que", "it is not true that", "…, c'est faux"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.language.words import Words

_OPENING = tuple(
    tuple(frame.split())
    for frame in (
        "pas vrai que", "pas vrai qu", "faux que", "faux qu", "faux de dire que", "faux de dire qu", "faux de penser que",
        "pas le cas que", "inexact que", "inexact qu", "pas exact que", "pas exact qu", "a tort que", "a tort qu",
        "not true that", "untrue that", "false that", "wrong that", "wrong to say that", "false to say that",
        "not the case that", "not correct that", "incorrect that", "incorrect to say that", "wrong to think that",
    )
)  # fmt: skip
_CLOSING = tuple(
    tuple(frame.split())
    for frame in (
        "c est faux", "ce n est pas vrai", "n est pas vrai", "pas vrai", "c est inexact", "ce qui est faux",
        "that is false", "this is false", "that is wrong", "this is wrong", "is not true", "which is wrong", "which is false",
    )
)  # fmt: skip
_SIGNALS = frozenset(
    "faux vrai inexact exact cas tort true untrue false wrong correct incorrect case".split()
)
_STARTS = frozenset(frame[0] for frame in _OPENING)
_BEFORE = 3
"""The words before a frame that belong to it: "il n'est" of "pas vrai que"."""


def denying_frames(words: Words) -> Iterator[tuple[range, range]]:
    """For each frame the words that make it, and those that it denies.

    >>> from grader.language.words import read_words
    >>> words = read_words("Il est faux que tanh sature.")
    >>> [[words[place].text for place in denied] for _, denied in denying_frames(words)]
    [['tanh', 'sature', '.']]
    """
    texts = [word.text for word in words]
    if _SIGNALS.isdisjoint(texts):
        return
    starts = (place for place, text in enumerate(texts) if text in _STARTS)
    for place in starts:
        for frame in _OPENING:
            if tuple(texts[place : place + len(frame)]) == frame:
                after = place + len(frame)
                yield range(max(place - _BEFORE, 0), after), range(after, _sentence_end(words, after - 1))
    yield from _closing(words, texts)


def _closing(words: Words, texts: Sequence[str]) -> Iterator[tuple[range, range]]:
    """A clause at the end that is nothing but a denial of what stands before it."""
    for start, end in _clauses(words):
        said = tuple(text for text in texts[start:end] if text[0].isalnum())
        if said in _CLOSING and start:
            yield range(start, end), range(_sentence_start(words, start - 1), start)


def _clauses(words: Words) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(1, len(words) + 1):
        if place == len(words) or words.clauses[place] != words.clauses[start]:
            yield start, place
            start = place


def _sentence_end(words: Words, place: int) -> int:
    end = place + 1
    while end < len(words) and words.sentences[end] == words.sentences[place]:
        end += 1
    return end


def _sentence_start(words: Words, place: int) -> int:
    start = place
    while start and words.sentences[start - 1] == words.sentences[place]:
        start -= 1
    return start
