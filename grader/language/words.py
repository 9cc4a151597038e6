"""A student's text as words: where each stands, in which sentence and which clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from grader.language.letters import Letters, fold
from grader.language.lexicon import ABBREVIATIONS, BREAKERS, SMALL_WORDS
from grader.language.memo import Memo

_TOKEN = re.compile(
    r"([\s_]*+)("  # what parts it from the one before
    r"[a-z]++(?![0-9_'])"  # nearly every word: the rest is tried after it
    r"|(?:"
    r"aujourd'hui"
    r"|(?:\b(?:do|does|did|is|are|was|were|has|have|had|ca|could|wo|would|should)n't)"
    r"|[a-z]+'(?=[a-z])"
    r"|[0-9]+(?:ere?s?|e|eme|ieme|st|nde?|rd|th)(?![a-z0-9])"
    r"|[a-z]_[0-9]+(?![a-z0-9])"
    r"|[a-z]+[0-9]*"
    r"|[0-9]+(?:[.,][0-9]+)?"
    r"|<-+|-+>|=+>|[=!]=|[<>]=|\.\.+"
    r"|[^\sa-z0-9_])"
    r"|\Z)"
)
_ELIDED = re.compile(r"(?:l|d|s|n|c|qu)(?=[aeiouyh])")
_ABBREVIATED = frozenset(["ex", "etc", "cf", "vs", "i", "e", "p", "fig", "c", "resp", "env"])
_ENDS = frozenset(".!?;…")
_JOINTS = frozenset({",", ":", "(", ")", "[", "]", "→", "->", "=>", "-->", "|", "{", "}", '"'})
_SHORT_LINE = 60
_LONGEST = 40
_BULLET = re.compile(r"[-*+>#]|[0-9a-z][.):/]")


class Word(NamedTuple):
    """A word, number or sign by itself, wherever it stands; `forms` are all the ways to read it, the written one first.

    `is_content` tells whether it means something, `is_plain` that it neither ends a sentence nor depends on its place,
    `breaks` that it opens a clause.
    """

    text: str
    forms: tuple[str, ...]
    is_content: bool
    is_plain: bool
    breaks: bool

    @property
    def is_number(self) -> bool:
        """Whether it is a number of several digits, such as a year."""
        return len(self.text) > 1 and self.text[0].isdigit()

    @property
    def is_sign(self) -> bool:
        """Whether it is neither a word nor a number."""
        return not self.text[0].isalnum()

    def means(self, words: frozenset[str]) -> bool:
        """Whether one of its forms is one of these words."""
        return not words.isdisjoint(self.forms)


class Words(tuple[Word, ...]):
    """The words of a text in order, one of each spelling, and in columns beside them where each stands.

    `starts` and `ends` are offsets into the student's text, `spaced` tells whether a space stands before a word.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    sentences: Sequence[int]
    clauses: Sequence[int]
    spaced: Sequence[bool]

    @classmethod
    def of(
        cls,
        words: Sequence[Word],
        spans: tuple[Sequence[int], Sequence[int]],
        sentences: Sequence[int],
        clauses: Sequence[int],
        spaced: Sequence[bool],
    ) -> Words:
        """Words with their columns; `spans` are the starts and the ends."""
        self = cls(words)
        self.starts, self.ends = spans
        self.sentences, self.clauses, self.spaced = sentences, clauses, spaced
        return self

    def first(self, many: int) -> Words:
        """The first of them."""
        spans = self.starts[:many], self.ends[:many]
        return Words.of(self[:many], spans, self.sentences[:many], self.clauses[:many], self.spaced[:many])


@lru_cache(maxsize=64)  # the questions, and an answer's text at each of its readers
def read_words(source: str) -> Words:
    """Cut a text into words, with elisions apart, abbreviations opened, sentences and clauses counted.

    >>> [word.text for word in read_words("L'erreur n'est pas nulle, x_3 = 1")]
    ['l', 'erreur', 'n', 'est', 'pas', 'nulle', ',', 'x3', '=', '1']
    """
    letters = fold(source)
    text = letters.text
    line_end = _line_end(text, 0)
    words: list[Word] = []
    starts: list[int] = []
    ends: list[int] = []
    sentences: list[int] = []
    clauses: list[int] = []
    spaced: list[bool] = []
    sentence = clause = end = 0
    for gap, token in _TOKEN.findall(text):
        start = end + len(gap)
        end = start + len(token)
        if not token:
            break
        if start > line_end:
            if _new_line_breaks(text, line_end, start):
                sentence, clause = sentence + 1, clause + 1
            line_end = _line_end(text, start)
        word = _WORDS[token]
        written, _, _, is_plain, breaks = word
        if breaks and words:
            clause += 1
        if not is_plain:
            if written == "-" and not gap and _joins(text, end):
                continue
            if written[0].isdigit():
                word = _compared(word, text, start)
        words.append(word)
        starts.append(start)
        ends.append(end)
        sentences.append(sentence)
        clauses.append(clause)
        spaced.append(gap != "")
        if is_plain:
            continue
        if written in _JOINTS or (gap and _is_dash(written, text, end)):
            clause += 1
        elif _ends_sentence(words, text, end):
            sentence, clause = sentence + 1, clause + 1
    spans = (starts, ends) if letters.is_even else _as_written(starts, ends, letters)
    return Words.of(words, spans, sentences, clauses, spaced)


def _as_written(
    starts: Sequence[int], ends: Sequence[int], letters: Letters
) -> tuple[Sequence[int], Sequence[int]]:
    """The places of words of the folded text in the student's."""
    places = [letters.place(start, end) for start, end in zip(starts, ends, strict=True)]
    return [start for start, _ in places], [end for _, end in places]


def is_content(text: str) -> bool:
    """Whether a word means something by itself."""
    return text[0].isalpha() and len(text) > 1 and text not in SMALL_WORDS


def _word(token: str) -> Word:
    text = "not" if token.endswith("n't") else token.replace("_", "").rstrip("'") or "'"
    forms = _forms(text)
    is_plain = text[0].isalnum() and not text[0].isdigit()
    return Word(text, forms, is_content(text), is_plain, not BREAKERS.isdisjoint(forms))


_WORDS = Memo(_word, keeps=lambda token: len(token) <= _LONGEST)


def _compared(word: Word, text: str, start: int) -> Word:
    """A number with the comparison that it closes: the 0 of `x < 0` is a bound, not a value."""
    before = text[max(start - 3, 0) : start].rstrip(" =")[-1:]
    return word._replace(forms=(before + word.text,)) if before in {"<", ">"} else word


def _forms(text: str) -> tuple[str, ...]:
    if text in ABBREVIATIONS:
        return (text, *ABBREVIATIONS[text])
    elided = _ELIDED.match(text)
    if elided and len(text) - elided.end() >= 4 and text not in SMALL_WORDS:
        return (text, text[elided.end() :])
    return (text,)


def _joins(text: str, end: int) -> bool:
    return end < len(text) and text[end].isalnum()


def _is_dash(written: str, text: str, end: int) -> bool:
    """Whether a sign behind a space stands alone as a dash or a slash; a minus between numbers or letters is none."""
    if written not in {"-", "/", "+"} or not text[end : end + 1].isspace():
        return False
    following = text[end:].lstrip()[:2] if end < len(text) else ""
    return len(following) == 2 and following.isalpha()


def _ends_sentence(words: list[Word], text: str, end: int) -> bool:
    word = words[-1]
    if word.text not in _ENDS and not word.text.startswith(".."):
        return False
    if word.text != ".":
        return True
    before = words[-2].text if len(words) > 1 else ""
    return before not in _ABBREVIATED and (end >= len(text) or text[end].isspace())


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _new_line_breaks(text: str, line_end: int, start: int) -> bool:
    """Whether the line break before a word separates sentences, rather than only wrapping prose."""
    line_start = text.rfind("\n", 0, line_end) + 1
    return line_end - line_start < _SHORT_LINE or _BULLET.match(text, start) is not None
