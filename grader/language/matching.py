"""Finding patterns in a student's words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from grader.language.dictionary import Dictionary
from grader.language.letters import MAX_CHARACTERS
from grader.language.negation import Denials, read_denials
from grader.language.patterns import Clue, Pattern
from grader.language.pronouns import read_pronouns
from grader.language.spans import Span, find_spans
from grader.language.subjects import bind, find_mentions
from grader.language.terms import Term
from grader.language.words import Words, read_words

MAX_WORDS = 1_000
_GAP = 3
_LISTING = frozenset("et ou ni and or nor , des de les the".split())
_LONGEST_SPAN = 24
_FEW = 8


class Found(NamedTuple):
    """A pattern found from the word `start` to `end`, the last left out.

    `denied` tells that its head has the opposite polarity of what the pattern asks.
    """

    pattern: Pattern
    spans: tuple[Span, ...]
    start: int
    end: int
    denied: bool

    @property
    def has_typo(self) -> bool:
        """Whether some word had to be mended."""
        return True in [typo for _, _, typo in self.spans]


class Reader:
    """An answer's words, and where the terms of a part stand in them."""

    def __init__(
        self, source: str, dictionary: Dictionary, subjects: Mapping[str, tuple[Clue, ...]], default: str
    ) -> None:
        """Read a text once; every pattern is then looked for in it."""
        self.source = source
        self.words, (self.denied, self.muddled), is_cut = read_text(source)
        self.is_cut = is_cut or len(source) > MAX_CHARACTERS
        self._spans = find_spans(self.words, dictionary)
        places = {name: self._named(clues) for name, clues in subjects.items()}
        self.mentions = find_mentions(self.words, places)
        self.subjects = bind(self.words, self.mentions, default)
        self.pronouns = read_pronouns(self.words, self.mentions, self.subjects, default)

    @property
    def terms(self) -> frozenset[str]:
        """The names of the terms that stand in the text."""
        return frozenset(self._spans)

    def find(self, pattern: Pattern, *, kindly: bool = False) -> Iterator[Found]:
        """Every place where a pattern stands, denied ones included; `kindly` a pronoun is the subject that fits."""
        for head in self.spans(pattern.clues[0].term):
            if pattern.allowed and not self._is_about(pattern, head.start, kindly):
                continue
            if pattern.window == 0 and not self._is_alone(head):
                continue
            spans = self._complete(pattern, head) if pattern.others else (head,)
            if spans is None or (pattern.absent and self._is_spoilt(pattern, head)):
                continue
            start, end = min(spans)[0], max([end for _, end, _ in spans])
            yield Found(pattern, spans, start, end, self._is_denied(pattern, spans))

    def _is_about(self, pattern: Pattern, place: int, kindly: bool) -> bool:
        """Whether a word is said of a subject of the pattern: as `subjects` tell, or whatever its pronoun stands for."""
        if place not in self.pronouns:
            return self.subjects[place] in pattern.allowed
        fits = [subject in pattern.allowed for subject in self.pronouns[place]]
        return any(fits) if kindly else all(fits)

    def spans(self, term: Term) -> Sequence[Span]:
        """Where a term stands, in order."""
        return self._spans.get(term.name, ())

    def joins(self, first: Found, second: Found) -> bool:
        """Whether two findings of one pattern are items of one list, with nothing but "and" or a comma between."""
        if first.pattern is not second.pattern or not first.end <= second.start <= first.end + _GAP:
            return False
        between = [word.text for word in self.words[first.end : second.start]]
        return all(text in _LISTING for text in between)

    def quote(self, start: int, end: int) -> str:
        """The student's own text from one word to another."""
        return self.source[self.words.starts[start] : self.words.ends[end - 1]]

    def _named(self, clues: tuple[Clue, ...]) -> list[tuple[int, int]]:
        """Where a subject is named by one of its clues."""
        return [
            (start, end)
            for clue in clues
            for start, end, _ in self._spans.get(clue.term.name, ())
            if clue.denied is None or self.denied[end - 1] == clue.denied
        ]

    def _is_denied(self, pattern: Pattern, spans: Sequence[Span]) -> bool:
        """Whether the head is, or is affirmed while what is said of it is not: "les GPU ne sont pas rapides"."""
        head, asked = spans[0], pattern.clues[0].denied
        if head.start in self.muddled or (asked is not None and self.denied[head.end - 1] != asked):
            return True
        return True in [self.denied[spans[n].end - 1] for n in pattern.like]

    def _is_spoilt(self, pattern: Pattern, head: Span) -> bool:
        """Whether something that must be absent stands near."""
        sentence = self.words.sentences[head.start]
        return any(
            self.words.sentences[span.start] == sentence
            and max(span.start - head.end, head.start - span.end) < pattern.window
            for term in pattern.absent
            for span in _around(self.spans(term), head, pattern.window)
        )

    def _complete(self, pattern: Pattern, head: Span) -> tuple[Span, ...] | None:
        """The head with the nearest span of every other clue."""
        chosen: tuple[Span, ...] = (head,)
        for clue in pattern.others:
            span = self._nearest(pattern, clue, chosen)
            if span is None:
                return None
            chosen += (span,)
        return chosen

    def _is_alone(self, span: Span) -> bool:
        clause = self.words.clauses[span.start]
        first, last = span.start, span.end
        while first and self.words.clauses[first - 1] == clause:
            first -= 1
        while last < len(self.words) and self.words.clauses[last] == clause:
            last += 1
        return not any(
            word.is_content or word.is_number
            for word in (*self.words[first : span.start], *self.words[span.end : last])
        )

    def _nearest(self, pattern: Pattern, clue: Clue, chosen: tuple[Span, ...]) -> Span | None:
        words, (first, after, _) = self.words, chosen[0]
        best, within = None, pattern.window + 1
        for span in _around(self.spans(clue.term), chosen[0], pattern.window):
            start, end, _ = span
            distance = (start - after if start > first else first - end) + 1
            if not 0 < distance < within or (clue.denied is not None and self.denied[end - 1] != clue.denied):
                continue
            if abs(words.sentences[start] - words.sentences[first]) >= pattern.sentences:
                continue
            if clue.near and words.clauses[start] != words.clauses[first]:
                continue
            if pattern.ordered and start < chosen[-1].end:
                continue
            if len(chosen) > 1 and any(start < other.end and other.start < end for other in chosen):
                continue
            best, within = span, distance
        return best


@lru_cache(maxsize=64)  # an answer's text at each of its readers
def read_text(source: str) -> tuple[Words, Denials, bool]:
    """The words of a text, what is denied of them, and whether some were left out."""
    words = read_words(source)
    kept = words.first(MAX_WORDS) if len(words) > MAX_WORDS else words
    return kept, read_denials(kept), len(words) > MAX_WORDS


def _around(spans: Sequence[Span], head: Span, window: int) -> Sequence[Span]:
    """Those of many spans that stand not much farther than a window from a head."""
    if len(spans) < _FEW:
        return spans
    low = bisect_left(spans, (head.start - window - _LONGEST_SPAN,))
    return spans[low : bisect_left(spans, (head.end + window,))]
