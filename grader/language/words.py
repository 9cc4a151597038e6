"""A student's text as words: where each stands, in which sentence and which clause."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from grader.language.letters import Letters, fold
from grader.language.lexicon import ABBREVIATIONS, BREAKERS, SMALL_WORDS
from grader.language.memo import Memo

_TOKEN = re.compile(
    r"[a-z]++(?![0-9_'])"  # nearly every word: the rest is tried after it
    r"|(?=[^\s_])(?:"
    r"aujourd'hui"
    r"|(?:\b(?:do|does|did|is|are|was|were|has|have|had|ca|could|wo|would|should)n't)"
    r"|[a-z]+'(?=[a-z])"
    r"|[0-9]+(?:ere?s?|e|eme|ieme|st|nde?|rd|th)(?![a-z0-9])"
    r"|[a-z]_[0-9]+(?![a-z0-9])"
    r"|[a-z]+[0-9]*"
    r"|[0-9]+(?:[.,][0-9]+)?"
    r"|<-+|-+>|=+>|[=!]=|[<>]=|\.\.+"
    r"|[^\sa-z0-9_])"
)
_ELIDED = re.compile(r"(?:l|d|s|n|c|qu)(?=[aeiouyh])")
_ABBREVIATED = frozenset(["ex", "etc", "cf", "vs", "i", "e", "p", "fig", "c", "resp", "env"])
_ENDS = frozenset(".!?;…")
_JOINTS = frozenset({",", ":", "(", ")", "[", "]", "→", "->", "=>", "-->", "|", "{", "}", '"'})
_SHORT_LINE = 60
_LONGEST = 40
_BULLET = re.compile(r"[-*+>#]|[0-9a-z][.):/]")


class Word(NamedTuple):
    """A word, number or sign; `forms` are all the ways to read it, the written one first.

    `start` and `end` are offsets into the student's text; `spaced` tells whether a space stands before it, `is_content`
    whether it means something by itself.
    """

    text: str
    forms: tuple[str, ...]
    start: int
    end: int
    sentence: int = 0
    clause: int = 0
    spaced: bool = True
    is_content: bool = False

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


@lru_cache(maxsize=64)  # the questions, and an answer's text at each of its readers
def read_words(source: str) -> tuple[Word, ...]:
    """Cut a text into words, with elisions apart, abbreviations opened, sentences and clauses counted.

    >>> [word.text for word in read_words("L'erreur n'est pas nulle, x_3 = 1")]
    ['l', 'erreur', 'n', 'est', 'pas', 'nulle', ',', 'x3', '=', '1']
    """
    letters = fold(source)
    text = letters.text
    line_end = _line_end(text, 0)
    words: list[Word] = []
    new = tuple.__new__  # half the time of `Word(…)`, and there are many
    sentence = clause = end = 0
    for match in _TOKEN.finditer(text):
        before, (start, end) = end, match.span()
        if start > line_end:
            if _new_line_breaks(text, line_end, start):
                sentence, clause = sentence + 1, clause + 1
            line_end = _line_end(text, start)
        written, forms, has_content, is_plain, breaks = _SPELLINGS[match[0]]
        if breaks and words:
            clause += 1
        if not is_plain:
            if written == "-" and start == before and _joins(text, end):
                continue
            if written[0].isdigit():
                forms = _compared(forms, text, start)
        place = (written, forms, start, end, sentence, clause, start > before, has_content)
        words.append(new(Word, place))
        if is_plain:
            continue
        if written in _JOINTS or _is_dash(words[-1], text, end):
            clause += 1
        elif _ends_sentence(words, text, end):
            sentence, clause = sentence + 1, clause + 1
    return tuple(words) if letters.is_even else tuple(_as_written(word, letters) for word in words)


def _as_written(word: Word, letters: Letters) -> Word:
    """A word of the folded text where it stands in the student's."""
    start, end = letters.place(word.start, word.end)
    return word._replace(start=start, end=end)


def is_content(text: str) -> bool:
    """Whether a word means something by itself."""
    return text[0].isalpha() and len(text) > 1 and text not in SMALL_WORDS


class _Spelling(NamedTuple):
    """What a word is by itself, wherever it stands; a `plain` one neither ends a sentence nor depends on its place."""

    text: str
    forms: tuple[str, ...]
    has_content: bool
    is_plain: bool
    breaks: bool


def _spelling(written: str) -> _Spelling:
    text = "not" if written.endswith("n't") else written.replace("_", "").rstrip("'") or "'"
    forms = _forms(text)
    is_plain = text[0].isalnum() and not text[0].isdigit()
    return _Spelling(text, forms, is_content(text), is_plain, not BREAKERS.isdisjoint(forms))


_SPELLINGS = Memo(_spelling, keeps=lambda written: len(written) <= _LONGEST)


def _compared(forms: tuple[str, ...], text: str, start: int) -> tuple[str, ...]:
    """A number with the comparison that it closes: the 0 of `x < 0` is a bound, not a value."""
    before = text[max(start - 3, 0) : start].rstrip(" =")[-1:]
    return (before + forms[0],) if before in {"<", ">"} else forms


def _forms(text: str) -> tuple[str, ...]:
    if text in ABBREVIATIONS:
        return (text, *ABBREVIATIONS[text])
    elided = _ELIDED.match(text)
    if elided and len(text) - elided.end() >= 4 and text not in SMALL_WORDS:
        return (text, text[elided.end() :])
    return (text,)


def _joins(text: str, end: int) -> bool:
    return end < len(text) and text[end].isalnum()


def _is_dash(word: Word, text: str, end: int) -> bool:
    """Whether a sign stands alone as a dash or a slash; a minus between numbers or letters is none."""
    if word.text not in {"-", "/", "+"} or not word.spaced or not text[end : end + 1].isspace():
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
