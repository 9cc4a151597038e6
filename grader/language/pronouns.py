"""What a pronoun may stand for after a clause of contrast: "ReLU does not saturate whereas tanh does, and it is cheap"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from grader.language.subjects import Mention
from grader.language.words import Words

_CONTRASTING = frozenset(["whereas", "while"])
_CONTRASTING_PAIRS = frozenset(
    [("alors", "que"), ("alors", "qu"), ("tandis", "que"), ("tandis", "qu"), ("la", "ou")]
)
_INTO_CONTRAST = 5
_OPPOSING = frozenset("mais but".split())
_ADDING = _OPPOSING | frozenset("et and".split())
_OPENING = _ADDING | frozenset(
    "en plus de also besides moreover additionally finally enfin aussi second secondly deuxiemement surtout , outre".split()
)
_PRONOUNS = frozenset("il elle ils elles it they".split())


def read_pronouns(
    words: Words, mentions: Sequence[Mention], subjects: Sequence[str], default: str
) -> Mapping[int, tuple[str, ...]]:
    """For the words that such a pronoun governs, the subjects that it may stand for, where these are not just `subjects`.

    It stands for either of the two that are contrasted; after "but" for the default, against whose praise "but" speaks.
    Without a default the question praises none of them, and the pronoun stands for the nearest.
    """
    readings: dict[int, tuple[str, ...]] = {}
    named = [mention for mention in mentions if not mention.compared] if default else []
    for n, mention in enumerate(named):
        if _is_contrasted(words, mention.start):
            until = named[n + 1].start if n + 1 < len(named) else len(words)
            pair = (_contrary(words, named[:n], mention, default), mention.subject)
            for place, opposes in _governed(words, mention, until):
                if subjects[place] == mention.subject:
                    readings[place] = (default,) if opposes else pair
    return readings


def _contrary(words: Words, before: Sequence[Mention], mention: Mention, default: str) -> str:
    """What a subject is contrasted with: the one named before it in its sentence, or the default."""
    if before and words.sentences[before[-1].start] == words.sentences[mention.start]:
        return before[-1].subject if before[-1].subject != mention.subject else default
    return default


def _is_contrasted(words: Words, start: int) -> bool:
    """Whether the name at a place opens a clause of contrast: "whereas tanh", "alors que le gradient de tanh"."""
    for place in range(start - 1, max(start - 1 - _INTO_CONTRAST, 0), -1):
        if words[place].text in _CONTRASTING:
            return place > 1
        if (words[place - 1].text, words[place].text) in _CONTRASTING_PAIRS:
            return place > 1
        if words.clauses[place] != words.clauses[start]:
            return False
    return False


def _governed(words: Words, mention: Mention, until: int) -> Iterator[tuple[int, bool]]:
    """The places after a mention that a pronoun governs, and whether "but" stands before it."""
    for sentence, group in groupby(range(mention.end, until), lambda place: words.sentences[place]):
        places = tuple(group)
        start, end = places[0], places[-1] + 1
        if sentence == words.sentences[mention.start]:
            start = _taken_back(words, start, end)
        elif not _opens_with_pronoun(words, start, end):
            continue
        opposes = start < end and words[start].text in _OPPOSING
        yield from ((place, opposes) for place in range(start, end))


def _taken_back(words: Words, start: int, end: int) -> int:
    """Where "and it" stands behind a comma, or behind a verb that is only taken up again: "whereas tanh does and it …"."""
    for place in range(start, end):
        if words[place].text in _ADDING and _opens_with_pronoun(words, place, end):
            apart = words[place - 1].text == "," or not any(word.is_content for word in words[start:place])
            return place if apart else end
    return end


def _opens_with_pronoun(words: Words, start: int, end: int) -> bool:
    """Whether a stretch starts by a pronoun, connecting words left out: "de plus elle est rapide"."""
    for place in range(start, end):
        if words[place].text not in _OPENING:
            return words[place].text in _PRONOUNS
    return False
