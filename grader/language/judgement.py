"""The verdict on an open answer: what each concept earns, the words that earned it, and where a person must look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from grader.language.concepts import NOTHING, Compiled, Reading
from grader.language.manner import (
    addresses_grader,
    copied_places,
    has_drawing,
    is_no_answer,
    is_word_list,
    read_question,
    repeats_question,
    undrawn_words,
)
from grader.language.matching import Found
from grader.language.order import is_shuffled
from grader.language.patterns import Pattern
from grader.language.saying import find_misreading, read_concept
from grader.language.scheme import Scheme
from grader.nodes import Scalar
from grader.verdict import Evidence, Tone, Verdict, credit, decided, doubt, loss, note, proposed

_UNEXPLAINED = 4
"""So many content words that nothing explains may hold a concept in words that the rubric does not list."""
_QUOTED = 160


class Judgement:
    """One answer, read once."""

    def __init__(self, text: Scalar, compiled: Compiled, scheme: Scheme, *, thorough: bool = True) -> None:
        """Read the answer and look for every concept in it; `thorough` also where no verdict depends on it."""
        self.text, self.scheme, self.compiled, self.thorough = text, scheme, compiled, thorough
        self.reader = compiled.read(text.text, scheme.default)
        self.question = read_question(scheme.question)
        self.copied = copied_places(self.reader.words, self.question)
        self.held = compiled.held(self.reader)
        self.misread = tuple(
            (misreading, found)
            for misreading, patterns in self.held.misreadings
            if (found := find_misreading(self.reader, misreading, patterns, self.copied))
        )
        self.readings = self._read(kindly=True)
        if self.reader.pronouns and any(reading.wrong for reading in self.readings):
            self.readings = self._read(kindly=False)

    @property
    def share(self) -> Fraction:
        """What the answer earns as it stands, whatever a person decides; that of the verdict."""
        for misreading, _ in self.misread:
            if misreading.earns:
                return misreading.earns
        if not any(reading.asserted for reading in self.readings) or self._only_lists:
            return NOTHING
        return self.scheme.total(tuple(reading.share for reading in self.readings))

    def verdict(self) -> Verdict:
        """What the answer earns, with the reasons."""
        for misreading, found in self.misread:
            if misreading.earns:
                evidence = self._evidence(doubt, "misreading-earns", found, idea=misreading.text)
                return proposed(misreading.earns, evidence, low=0, high=1)
        if any(reading.asserted for reading in self.readings):
            return self._of_concepts()
        return self._of_nothing()

    def patterns(self, place: int) -> tuple[Pattern, ...]:
        """The patterns by which the concept at a place is asserted."""
        kinds = self.compiled.concepts[place][1]
        return (*kinds["right"], *kinds["half"])

    def _read(self, *, kindly: bool) -> tuple[Reading, ...]:
        """What is said of each concept; `kindly` pronouns stand for what is right, unless the rest is wrong."""
        readings = list(self.compiled.silent)
        for place, patterns in self.held.concepts.items():
            concept = readings[place].concept
            reading = read_concept(
                self.reader, concept, patterns, self.copied, kindly=kindly, thorough=self.thorough
            )
            readings[place] = self._challenged(reading)
        return tuple(readings)

    def _of_nothing(self) -> Verdict:
        """No concept is asserted: nothing, for a stated reason, or for a person to read."""
        words, source = self.reader.words, self.text.text
        quote = _shorten(source)
        warnings = tuple(self._warnings())
        if warnings:
            return proposed(0, *warnings)
        if is_no_answer(source, words):
            return decided(0, loss("no-answer", quote))
        explained = tuple(self._contrary())
        if not explained and repeats_question(words, self.question):
            return decided(0, loss("question-copied", quote))
        if not explained and is_word_list(words):
            return decided(0, loss("key-words-only", quote), *self._missing())
        unsettled = any(item.tone is Tone.DOUBT for item in explained) or any(
            reading.undone for reading in self.readings
        )
        if explained and not unsettled and len(self.unexplained) < 2 * _UNEXPLAINED:
            return decided(0, *explained, *self._missing())
        return proposed(0, *explained, doubt("nothing-recognised", quote), *self._missing())

    def _of_concepts(self) -> Verdict:
        lows, shares, highs = zip(*map(self._bounds, self.readings), strict=True)
        share = self.scheme.total(shares)
        low = share if lows == shares else self.scheme.total(lows)
        high = share if highs == shares else self.scheme.total(highs)
        if self._only_lists:
            listed = doubt("key-words-only", _shorten(self.text.text))
            return proposed(0, listed, *self._missing(), high=high)
        warnings = (*self._warnings(), *self._disorder())
        evidence = (*self._stated(), *self._contrary(), *self._missing())
        if warnings:
            return proposed(share, *evidence, *warnings, low=0, high=1)
        if low == high:
            return decided(share, *(_calmed(item) for item in evidence))
        return proposed(share, *evidence, *self._unread(), low=low, high=high)

    def _bounds(self, reading: Reading) -> tuple[Fraction, Fraction, Fraction]:
        """What a concept earns at least, as it stands, and at most, whatever a person decides."""
        full = reading.concept.share
        if reading.right and not reading.wrong:
            return full, full, full
        share = reading.share
        if reading.is_contradicted:
            return NOTHING, share, full
        if reading.asserted and not reading.half:
            return NOTHING, full, full
        if reading.half and reading.unsure:
            return share, share, full
        return share, share, full if self._may_hide(reading) else share

    def _may_hide(self, reading: Reading) -> bool:
        """Whether a concept that was not found may stand in words that nothing explains."""
        if reading.wrong:
            return False
        return (
            reading.undone
            or bool(reading.denied)
            or len(self.unexplained) >= _UNEXPLAINED
            or has_drawing(self.text.text)
        )

    @property
    def _only_lists(self) -> bool:
        """Whether it states nothing of key words where these earn nothing by themselves."""
        return not self.scheme.lists and is_word_list(self.reader.words)

    @cached_property
    def unexplained(self) -> tuple[int, ...]:
        """The content words of clauses where nothing was recognised."""
        words = self.reader.words
        found = [item for reading in self.readings for item in (*reading.asserted, *reading.wrong)]
        found += [item for _, items in self.misread for item in items]
        known: set[int] = set()
        for item in found:
            known.update(range(words.clauses[item.start], words.clauses[item.end - 1] + 1))
        named = {place for mention in self.reader.mentions for place in range(mention.start, mention.end)}
        named |= self.copied
        return tuple(
            [
                place
                for place, clause in enumerate(words.clauses)
                if clause not in known and words[place].is_content and place not in named
            ]
        )

    @property
    def _is_far_apart(self) -> bool:
        """Whether some concept is earned only by words with others between them."""
        return any(
            all(self._between(item) for item in reading.asserted)
            for reading in self.readings
            if reading.asserted
        )

    def _between(self, item: Found) -> int:
        """How many content words stand between those of a pattern."""
        own = {place for span in item.spans for place in range(span.start, span.end)}
        words = self.reader.words
        return sum(words[place].is_content for place in range(item.start, item.end) if place not in own)

    def _challenged(self, reading: Reading) -> Reading:
        """A concept with the misreadings that cancel it, or stand against it."""
        if not self.misread:
            return reading
        words = self.reader.words
        against = tuple(
            item
            for misreading, items in self.misread
            if reading.concept.id in misreading.against
            for item in items
        )
        if reading.asserted and against:
            return replace(reading, wrong=(*reading.wrong, *against))
        cancelled = {
            words.sentences[item.start]
            for misreading, items in self.misread
            if reading.concept.id in misreading.cancels
            for item in items
        }
        if not reading.asserted or any(
            words.sentences[item.start] not in cancelled for item in reading.asserted
        ):
            return reading
        return Reading(reading.concept, wrong=reading.wrong, undone=True)

    def _stated(self) -> Iterator[Evidence]:
        for reading in self.readings:
            if reading.asserted and not reading.wrong:
                code = "idea-stated" if reading.right else "idea-by-half" if reading.half else "idea-unsure"
                tone = doubt if code == "idea-unsure" else credit
                yield self._evidence(tone, code, reading.asserted, idea=reading.concept.text)
                if reading.half and reading.unsure and not reading.right:
                    yield self._evidence(doubt, "idea-unsure", reading.unsure, idea=reading.concept.text)

    def _contrary(self) -> Iterator[Evidence]:
        for reading in self.readings:
            if reading.is_contradicted:
                yield self._evidence(credit, "idea-by-half", reading.asserted, idea=reading.concept.text)
                yield self._evidence(doubt, "idea-contradicted", reading.wrong, idea=reading.concept.text)
            elif reading.wrong:
                yield self._evidence(loss, "idea-denied", reading.wrong, idea=reading.concept.text)
            elif reading.denied and not reading.asserted:
                yield self._evidence(doubt, "idea-denied", reading.denied, idea=reading.concept.text)
        for misreading, found in self.misread:
            if not misreading.earns:
                yield self._evidence(loss, "misreading", found, idea=misreading.text)

    def _missing(self) -> Iterator[Evidence]:
        for reading in self.readings:
            if not reading.asserted and not reading.wrong:
                yield loss("idea-missing", idea=reading.concept.text)
            elif reading.half and not reading.right and not reading.wrong:
                yield loss("idea-incomplete", idea=reading.concept.text)

    def _warnings(self) -> Iterator[Evidence]:
        if addresses_grader(self.text.text):
            yield doubt("orders-to-grader", _shorten(self.text.text))
        if self.reader.is_cut:
            yield doubt("too-long")

    def _disorder(self) -> Iterator[Evidence]:
        words = undrawn_words(self.text.text, self.reader.words)
        if is_shuffled(words, far_apart=True) and (self._is_far_apart or is_shuffled(words)):
            yield doubt("word-salad", _shorten(self.text.text))

    def _unread(self) -> Iterator[Evidence]:
        if any(self._may_hide(reading) for reading in self.readings if not reading.right):
            places = self.unexplained or (0,)
            yield self._quote(doubt, "left-over", places[0], places[-1] + 1)

    def _evidence(
        self, tone: Callable[..., Evidence], code: str, found: tuple[Found, ...], **facts: str
    ) -> Evidence:
        best = found[0]
        if len(found) > 1:
            best = min(found, key=lambda item: (item.has_typo, item.end - item.start, item.start))
        return self._quote(tone, code, best.start, best.end, **facts)

    def _quote(
        self, tone: Callable[..., Evidence], code: str, start: int, end: int, **facts: str
    ) -> Evidence:
        line = self.text.line_at(self.reader.words.starts[start])
        return tone(code, _shorten(self.reader.quote(start, end)), line, **facts)


def _calmed(evidence: Evidence) -> Evidence:
    """What was in doubt changes no mark here: a remark."""
    if evidence.tone is not Tone.DOUBT:
        return evidence
    return note(evidence.code, evidence.quote, evidence.line, **evidence.facts)


def _shorten(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
