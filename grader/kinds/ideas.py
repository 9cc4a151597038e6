"""Open answers: which of the rubric's ideas a student asserts, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar

from grader.language.concepts import (
    Compiled,
    Concept,
    Misreading,
    Reading,
    compile_concepts,
    find_misreading,
    read_concept,
)
from grader.language.manner import (
    addresses_grader,
    copied_places,
    is_no_answer,
    is_shuffled,
    is_word_list,
    repeats_question,
)
from grader.language.matching import Found, Reader
from grader.language.prose import without_formulas
from grader.language.words import read_words
from grader.model import (
    Case,
    Evidence,
    Rubric,
    Solution,
    Verdict,
    blank,
    credit,
    decided,
    doubt,
    loss,
    note,
    proposed,
)
from grader.nodes import Node, Scalar, Sequence, as_text, is_blank

_SUBSTANTIAL = 4
_LEFT_OVER = 4


@dataclass(frozen=True, slots=True, eq=False)
class IdeasKind:
    """A short text in French or English, judged concept by concept.

    `question` is the printed text, which earns nothing when copied; `reference` a model answer. `words` names groups
    of words, `subjects` what may be spoken of, `default` the one meant when none is named. `count` turns a number of
    concepts into a share; without it shares add up, to 1 at most. With `lists`, key words alone may earn.
    `prose_elsewhere` leaves out the formulas of the other places where the answer may stand.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    question: str
    reference: str
    concepts: tuple[Concept, ...]
    misreadings: tuple[Misreading, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    count: Mapping[int, Fraction] = field(default_factory=dict)
    lists: bool = False
    prose_elsewhere: bool = False

    def __post_init__(self) -> None:
        _compiled(self)

    def solve(self, rubric: Rubric) -> Solution:
        """The model answer, and the concepts that earn."""
        return Solution(self.reference, tuple(concept.text for concept in self.concepts))

    def judge(self, case: Case) -> Verdict:
        """Look for every concept in the answer, and say where a person should look too."""
        text = _union(case, prose_only=self.prose_elsewhere)
        if not text.text.strip():
            return blank()
        return _Judgement(self, text).verdict()


@lru_cache(maxsize=256)
def _compiled(kind: IdeasKind) -> Compiled:
    return compile_concepts(kind.concepts, kind.misreadings, kind.words, kind.subjects)


@dataclass(frozen=True, slots=True)
class _Weight:
    """What a concept earns, as it stands and at the least and the most that a person may decide."""

    low: Fraction
    value: Fraction
    high: Fraction


class _Judgement:
    """One answer, read once."""

    def __init__(self, kind: IdeasKind, text: Scalar) -> None:
        self.kind, self.text = kind, text
        compiled = _compiled(kind)
        self.reader: Reader = compiled.read(text.text, kind.default)
        self.question = read_words(kind.question)
        self.copied = copied_places(self.reader.words, self.question)
        self.readings = tuple(
            read_concept(self.reader, concept, patterns, self.copied)
            for concept, patterns in compiled.concepts
        )
        found = (
            (misreading, find_misreading(self.reader, misreading, patterns, self.copied))
            for misreading, patterns in compiled.misreadings
        )
        self.misread: tuple[tuple[Misreading, tuple[Found, ...]], ...] = tuple(row for row in found if row[1])

    def verdict(self) -> Verdict:
        """What the answer earns, with the reasons."""
        for misreading, found in self.misread:
            if misreading.earns and not any(reading.right and not reading.wrong for reading in self.readings):
                evidence = self._evidence(doubt, "misreading-earns", found, idea=misreading.text)
                return proposed(misreading.earns, evidence, *self._missing(), low=0, high=1)
        if any(reading.asserted for reading in self.readings):
            return self._of_concepts()
        return self._of_nothing()

    def _of_nothing(self) -> Verdict:
        """No concept is asserted: nothing, for a stated reason, or for a person to read."""
        words, source = self.reader.words, self.text.text
        if addresses_grader(source):
            return proposed(0, doubt("orders-to-grader", quote=_shorten(source)))
        if is_no_answer(source, words):
            return decided(0, loss("no-answer", quote=_shorten(source)))
        explained = tuple(self._contrary())
        if not explained and repeats_question(words, self.question):
            return decided(0, loss("question-copied", quote=_shorten(source)))
        if not explained and is_word_list(words):
            return decided(0, loss("key-words-only", quote=_shorten(source)), *self._missing())
        if explained and len(self._left_over()) < 2 * _LEFT_OVER:
            return decided(0, *explained, *self._missing())
        return proposed(0, *explained, doubt("nothing-recognised", quote=_shorten(source)), *self._missing(), high=1)

    def _of_concepts(self) -> Verdict:
        weights = tuple(self._weight(reading) for reading in self.readings)
        evidence = [*self._stated(), *self._contrary(), *self._missing(), *self._doubts()]
        low, share, high = (self._total(tuple(bounds)) for bounds in zip(*map(_bounds, weights), strict=True))
        if not self.kind.lists and is_word_list(self.reader.words):
            listed = doubt("key-words-only", quote=_shorten(self.text.text))
            return proposed(0, listed, *self._missing(), high=high)
        if addresses_grader(self.text.text):
            return proposed(share, *evidence, doubt("orders-to-grader"), low=0, high=high)
        if is_shuffled(self.reader.words):
            return proposed(share, *evidence, doubt("word-salad"), low=0, high=high)
        if low == high:
            return decided(share, *(item for item in evidence if item.tone != "doubt"))
        return proposed(share, *evidence, low=low, high=high)

    def _total(self, weights: tuple[Fraction, ...]) -> Fraction:
        total = sum(weights, Fraction(0))
        if not self.kind.count:
            return min(total, Fraction(1))
        return max(
            (share for number, share in self.kind.count.items() if number <= total), default=Fraction(0)
        )

    def _weight(self, reading: Reading) -> _Weight:
        full = reading.concept.share
        if reading.is_contradicted:
            return _Weight(Fraction(0), reading.share, full)
        if reading.right:
            return _Weight(full, full, full)
        if reading.half:
            return _Weight(reading.share, reading.share, full if self._may_hide(reading) else reading.share)
        if reading.unsure:
            return _Weight(Fraction(0), full, full)
        return _Weight(Fraction(0), Fraction(0), full if self._may_hide(reading) else Fraction(0))

    def _may_hide(self, reading: Reading) -> bool:
        """Whether a concept that was not found may stand in words that nothing explains."""
        return not reading.wrong and len(self._left_over()) >= _LEFT_OVER

    def _left_over(self) -> tuple[int, ...]:
        """The content words of clauses where nothing was recognised."""
        words = self.reader.words
        spans = [found for reading in self.readings for found in (*reading.asserted, *reading.wrong)]
        spans += [found for _, places in self.misread for found in places]
        known = {words[place].clause for found in spans for place in range(found.start, found.end)}
        return tuple(
            place
            for place, word in enumerate(words)
            if word.is_content and word.clause not in known and place not in self.copied
        )

    def _stated(self) -> Iterator[Evidence]:
        for reading in self.readings:
            if reading.asserted and not reading.wrong:
                code = "idea-stated" if reading.right else "idea-by-half" if reading.half else "idea-unsure"
                kind = credit if reading.right or reading.half else doubt
                yield self._evidence(kind, code, reading.asserted, idea=reading.concept.text)

    def _contrary(self) -> Iterator[Evidence]:
        for reading in self.readings:
            if reading.is_contradicted:
                yield self._evidence(doubt, "idea-contradicted", reading.wrong, idea=reading.concept.text)
            elif reading.wrong:
                yield self._evidence(loss, "idea-denied", reading.wrong, idea=reading.concept.text)
        for misreading, found in self.misread:
            yield self._evidence(
                note if misreading.earns else loss, "misreading", found, idea=misreading.text
            )

    def _missing(self) -> Iterator[Evidence]:
        for reading in self.readings:
            if not reading.asserted and not reading.wrong:
                yield loss("idea-missing", idea=reading.concept.text)
            elif reading.half and not reading.right:
                yield loss("idea-incomplete", idea=reading.concept.text)

    def _doubts(self) -> Iterator[Evidence]:
        left = self._left_over()
        if left and any(not reading.asserted and self._may_hide(reading) for reading in self.readings):
            yield self._quote(doubt, "left-over", left[0], left[-1] + 1)

    def _evidence(self, tone: Any, code: str, found: tuple[Found, ...], **facts: str) -> Evidence:
        best = min(
            found, key=lambda item: (any(span.typo for span in item.spans), item.end - item.start, item.start)
        )
        return self._quote(tone, code, best.start, best.end, **facts)

    def _quote(self, tone: Any, code: str, start: int, end: int, **facts: str) -> Evidence:
        line = self.text.line_at(self.reader.words[start].start)
        evidence: Evidence = tone(code, quote=_shorten(self.reader.quote(start, end)), line=line, **facts)
        return evidence


def _bounds(weight: _Weight) -> tuple[Fraction, Fraction, Fraction]:
    return weight.low, weight.value, weight.high


def _union(case: Case, *, prose_only: bool) -> Scalar:
    """The answer together with what stands at the other places where it may have been given."""
    others: list[Node] = []
    for node in case.elsewhere:
        text = as_text(node)
        kept = without_formulas(text.text) if prose_only else text.text
        others.append(Scalar(kept, text.place, text.lines))
    own = [case.answer] if case.answer is not None and not is_blank(case.answer) else []
    return as_text(Sequence((*own, *others), case.text.place))


def _shorten(text: str, limit: int = 160) -> str:
    text = text.strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"
