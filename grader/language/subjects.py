"""What each word of an answer is said of: ReLU or tanh, first or deep layers, a Variable or a placeholder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from grader.language.contrasts import is_compared
from grader.language.lexicon import DETERMINERS
from grader.language.words import Word, Words

_RELATIVES = frozenset(["qui", "that", "which", "where", "ou", "dont"])
_CLOSING = frozenset(
    ["et", "and", "ou", "or", "puis", "then", "sinon", "otherwise", "else", "while", "whereas", "mais"]
)
_RESIDUAL = frozenset(["sinon", "otherwise", "else"])
_SEQUENCERS = frozenset(["puis", "ensuite", "then", "apres", "later"])
_OTHERS = frozenset(["autre", "autres", "other", "others", "second", "latter"])
_PRONOUNS = frozenset(["celui", "celle", "ceux", "celles", "those", "ones"])


class Mention(NamedTuple):
    """A subject named at a stretch of words; `compared` when it only stands for comparison."""

    subject: str
    start: int
    end: int
    compared: bool = False


def bind(words: Words, mentions: Sequence[Mention], default: str) -> tuple[str, ...]:
    """For each word the subject that it is said of; "" where nothing was named and there is no default.

    A word belongs to the subject named before it in its sentence ("tanh sature"), or after it where subjects
    close their clauses ("les contours au début, les objets à la fin"); a sentence without subject keeps the last one.
    """
    subjects = [default] * len(words)
    last = default
    for start, end in _sentences(words) if mentions else ():
        named = [mention for mention in mentions if start <= mention.start < end]
        leading = [
            mention
            for mention in named
            if not mention.compared and not (default and _is_aside(words, start, mention))
        ]
        if leading:
            _bind_sentence(words, subjects, (start, end), leading, last)
            last = leading[-1].subject
        else:
            subjects[start:end] = [last] * (end - start)
        for mention in named:
            if mention.compared:
                _bind_relative(words, subjects, end, mention)
            elif mention not in leading:
                _bind_brackets(words, subjects, end, mention)
        for mention in named:
            subjects[mention.start : mention.end] = [mention.subject] * (mention.end - mention.start)
    return tuple(subjects)


def find_mentions(words: Words, places: Mapping[str, Sequence[tuple[int, int]]]) -> tuple[Mention, ...]:
    """The mentions of subjects from the places of their names; "l'autre" names the other one of two."""
    spans = sorted((start, end, subject) for subject, spans in places.items() for start, end in spans)
    mentions: list[Mention] = []
    for start, end, subject in spans:
        if mentions and start < mentions[-1].end:
            if end - start > mentions[-1].end - mentions[-1].start:
                mentions[-1] = Mention(subject, start, end, is_compared(words, start))
            continue
        mentions.append(Mention(subject, start, end, is_compared(words, start)))
    if mentions and len(places) == 2:
        mentions = _with_others(words, mentions, tuple(places))
    return tuple(_merged(words, mentions))


def _merged(words: Words, mentions: Sequence[Mention]) -> list[Mention]:
    """Join names of one subject that only signs separate, such as "vrai (1)"."""
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        if last and last.subject == mention.subject and _only_signs(words[last.end : mention.start]):
            closes = mention.end < len(words) and words[mention.end].text == ")"
            merged[-1] = last._replace(end=mention.end + closes)
        else:
            merged.append(mention)
    return merged


def _only_signs(words: Sequence[Word]) -> bool:
    return len(words) <= 1 and all(word.text in {"(", "=", "/", ":"} for word in words)


def _with_others(words: Words, mentions: list[Mention], pair: tuple[str, ...]) -> list[Mention]:
    complete = list(mentions)
    for place in [place for place, word in enumerate(words) if word.text in _OTHERS]:
        if place and words[place - 1].text in {"l", "the", "les", "le"}:
            before = [mention for mention in mentions if mention.end <= place]
            mutual = any(
                word.text in {"un", "une", "uns", "unes", "each"} for word in words[max(place - 4, 0) : place]
            )
            inside = mutual or any(mention.start <= place < mention.end for mention in mentions)
            if before and not inside:
                complete.append(Mention(pair[before[-1].subject == pair[0]], place, place + 1))
    return sorted(complete, key=lambda mention: mention.start)


def _sentences(words: Words) -> list[tuple[int, int]]:
    numbers = words.sentences
    starts = [place for place in range(1, len(numbers)) if numbers[place] != numbers[place - 1]]
    return [*zip([0, *starts], [*starts, len(words)], strict=True)]


def _bind_sentence(
    words: Words, subjects: list[str], span: tuple[int, int], mentions: Sequence[Mention], last: str
) -> None:
    start, end = span
    if _close_clauses(words, start, end, mentions):
        place = start
        for mention in mentions:
            subjects[place : mention.end] = [mention.subject] * (mention.end - place)
            place = mention.end
        subjects[place:end] = [mentions[-1].subject] * (end - place)
        return
    follows = words[mentions[0].start].text in _SEQUENCERS
    for place in range(start, mentions[0].start):
        near = words.clauses[place] == words.clauses[mentions[0].start]
        subjects[place] = mentions[0].subject if near or not (last or follows) else last
    for mention, following in zip(mentions, [*mentions[1:], None], strict=True):
        until = following.start if following else end
        subjects[mention.start : until] = [mention.subject] * (until - mention.start)
    for mention in mentions:
        if _in_brackets(words, mention):
            _bind_clause_before(words, subjects, mention)
        elif not _is_residual(words, mention):
            _bind_governing_word(words, subjects, start, mention)


def _is_residual(words: Words, mention: Mention) -> bool:
    """Whether a mention stands for all other cases, as in "1 si c'est pareil, 0 sinon"."""
    return mention.end < len(words) and words[mention.end].text in _RESIDUAL


def _bind_governing_word(words: Words, subjects: list[str], start: int, mention: Mention) -> None:
    """Give the word that governs a mention to it: "éloigne les autres", "le gradient de tanh"."""
    place = mention.start - 1
    while place > start and words[place].text in DETERMINERS | _PRONOUNS:
        place -= 1
    if place >= start and words[place].is_content and words.clauses[place] == words.clauses[mention.start]:
        subjects[place] = mention.subject


def _close_clauses(words: Words, start: int, end: int, mentions: Sequence[Mention]) -> bool:
    """Whether something is said before the first mention, and each mention ends its clause."""
    said = any(
        words[place].is_content or words[place].text.isdigit() for place in range(start, mentions[0].start)
    )
    return said and all(_closes(words, mention.end, end) for mention in mentions)


def _closes(words: Words, place: int, end: int) -> bool:
    if place >= end:
        return True
    return words[place].text in _CLOSING or words[place].text in {",", ")", "(", ".", ";", "!"}


def _in_brackets(words: Words, mention: Mention) -> bool:
    """Whether a name stands alone in brackets, other than those of a call such as `run(init)`."""
    if not mention.start or words[mention.start - 1].text != "(":
        return False
    after = words[mention.end].text if mention.end < len(words) else ""
    return after == ")" and words.spaced[mention.start - 1]


def _bind_clause_before(words: Words, subjects: list[str], mention: Mention) -> None:
    place = mention.start - 2
    clause = words.clauses[place] if place >= 0 else -1
    while place >= 0 and words.clauses[place] == clause:
        subjects[place] = mention.subject
        place -= 1


def _bind_relative(words: Words, subjects: list[str], end: int, mention: Mention) -> None:
    """Give "contrairement à tanh qui sature", or "unlike the first layers, which see edges", its own clause back."""
    place = mention.end
    while place < min(mention.end + 2, end) and (words[place].is_content or words[place].text == ","):
        place += 1
    if place < end and words[place].text in _RELATIVES:
        clause = words.clauses[place]
        while place < end and words.clauses[place] == clause:
            subjects[place] = mention.subject
            place += 1


def _is_aside(words: Words, start: int, mention: Mention) -> bool:
    """Whether a mention stands in brackets that also say something of it, as in "(tanh sature)"."""
    before = [word.text for word in words[start : mention.start]]
    return before.count("(") > before.count(")") and not _in_brackets(words, mention)


def _bind_brackets(words: Words, subjects: list[str], end: int, mention: Mention) -> None:
    place = mention.end
    while place < end and words[place].text != ")":
        subjects[place] = mention.subject
        place += 1
