"""What is measured of an open answer: what it says of each concept, its words, its length, what nobody explains."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from grader.kinds.ideas import IdeasKind
from grader.language.concepts import Reading
from grader.language.judgement import Judgement
from grader.language.letters import folded
from grader.language.matching import Reader
from grader.language.patterns import Pattern
from grader.language.stems import stems
from grader.nodes import Scalar
from grader.verdict import Tone, Verdict

SOFT = frozenset({"left-over", "idea-unsure", "idea-denied"})
"""Doubts that past decisions may settle; every other one always asks for a person."""

BEGINNING = 4
"""So many letters of a stem are kept: with twenty answers, "classifier" had better count with "classes"."""


@dataclass(frozen=True, slots=True)
class Observed:
    """An answer, measured; of its text only a bag of the beginnings of stems is left.

    `share` is what the rubric proposes, `credits` which part of each concept's share is earned. `length` counts
    words that mean something, `letters` all characters; `unexplained` words stand where nothing was recognised,
    `mended` concepts rest on a misspelt word. `near` counts concepts whose words are nearly all there, `contrary`
    what was denied or misread; `closeness` to the model answer runs from 0 to 1. `is_warned` where the answer has
    a doubt that only a person settles. `found` names each pattern that was found, after its concept.
    """

    share: Fraction
    credits: tuple[float, ...]
    stems: Mapping[str, int]
    length: int
    letters: int
    unexplained: int
    mended: int
    near: int
    contrary: int
    closeness: float
    is_warned: bool
    found: tuple[tuple[str, str], ...] = ()

    @property
    def is_recognised(self) -> bool:
        """Whether any concept was found."""
        return any(self.credits)

    @property
    def log_length(self) -> float:
        """The length on the scale on which answers differ."""
        return math.log1p(self.letters)

    @property
    def unexplained_ratio(self) -> float:
        """Which part of its words nothing explains."""
        return self.unexplained / max(1, self.length)


def observe(kind: IdeasKind, text: Scalar) -> Observed:
    """Measure an answer to a part."""
    from rapidfuzz.fuzz import token_set_ratio

    judged = kind.judgement(text)
    verdict = judged.verdict()
    readings = judged.readings
    return Observed(
        share=verdict.share,
        credits=tuple(map(_credit, readings)),
        stems=Counter(_stems(judged.reader)),
        length=sum(word.is_content or word.is_number for word in judged.reader.words),
        letters=sum(not letter.isspace() for letter in text.text),
        unexplained=len(judged.unexplained),
        mended=sum(bool(each.asserted) and all(f.has_typo for f in each.asserted) for each in readings),
        near=sum(_is_near(judged, place) for place, each in enumerate(readings) if not each.asserted),
        contrary=sum(bool(each.wrong or each.denied) for each in readings) + len(judged.misread),
        closeness=token_set_ratio(folded(text.text), folded(kind.reference)) / 100,
        is_warned=is_warned(verdict),
        found=tuple(sorted(set(_found(readings)))),
    )


def is_warned(verdict: Verdict) -> bool:
    """Whether a verdict has a doubt that no past decision settles."""
    return any(item.tone is Tone.DOUBT and item.code not in SOFT for item in verdict.evidence)


def _found(readings: Iterable[Reading]) -> Iterator[tuple[str, str]]:
    for reading in readings:
        for item in (*reading.right, *reading.half, *reading.unsure):
            yield reading.concept.id, item.pattern.text


def _credit(reading: Reading) -> float:
    full = reading.concept.share
    return float(reading.share / full) if full else float(bool(reading.asserted))


def _stems(reader: Reader) -> Iterator[str]:
    for word in reader.words:
        if word.is_content or word.is_number:
            yield min(stems(word.text))[:BEGINNING]


def _is_near(judged: Judgement, place: int) -> bool:
    """Whether all words of a pattern but one are there, or all of them too far apart."""
    return any(_nearly(judged.reader, pattern) for pattern in judged.patterns(place))


def _nearly(reader: Reader, pattern: Pattern) -> bool:
    count = len(pattern.clues)
    there = sum(bool(reader.spans(clue.term)) for clue in pattern.clues)
    return count > 1 and there >= max(2, count - 1)
