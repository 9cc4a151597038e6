"""A student's text as words: where each stands, in which sentence and which clause."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from grader.language.letters import fold
from grader.language.lexicon import ABBREVIATIONS, BREAKERS, SMALL_WORDS

_TOKEN = re.compile(
    r"(?P<plain>[a-z]++)(?![0-9_'])"  # nearly every word: the rest is tried after it
    r"|(?=[^\s_])(?:"
    r"aujourd'hui"
    r"|(?P<denied>\b(?:do|does|did|is|are|was|were|has|have|had|ca|could|wo|would|should)n't)"
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
    text, origin = letters.text, letters.origin
    words: list[Word] = []
    sentence = clause = end = 0
    for match in _TOKEN.finditer(text):
        (start, stop), before = match.span(), end
        spaced, end = start > before, stop
        if spaced and "\n" in text[before:start] and _new_line_breaks(text, before, start):
            sentence, clause = sentence + 1, clause + 1
        written, forms, is_content, is_word, breaks = _spelling_of(match, text)
        if breaks and words:
            clause += 1
        if written == "-" and not spaced and _joins(text, end):
            continue
        words.append(
            Word(written, forms, origin[start], origin[end - 1] + 1, sentence, clause, spaced, is_content)
        )
        if is_word:
            continue
        if _ends_sentence(words, text, end):
            sentence, clause = sentence + 1, clause + 1
        elif written in _JOINTS or _is_dash(words[-1], text, end):
            clause += 1
    return tuple(words)


class _Spelling(NamedTuple):
    """What a word is by itself, wherever it stands."""

    text: str
    forms: tuple[str, ...]
    is_content: bool
    is_word: bool
    breaks: bool


def _spelling_of(match: re.Match[str], text: str) -> _Spelling:
    written, kind = match[0], match.lastgroup
    if kind == "plain" and len(written) <= _LONGEST:
        return _spelling(written, "")
    if kind == "denied":
        return _spelling("not", "")
    sign = _sign_before(text, match.start()) if written[0].isdigit() else ""
    return _spelling(written, sign) if len(written) <= _LONGEST else _spelling.__wrapped__(written, sign)


@lru_cache(maxsize=20_000)
def _spelling(written: str, sign: str) -> _Spelling:
    text = written.replace("_", "").rstrip("'") or "'"
    forms = _forms(text, sign)
    is_content = text[0].isalpha() and len(text) > 1 and text not in SMALL_WORDS
    return _Spelling(text, forms, is_content, text[0].isalnum(), not BREAKERS.isdisjoint(forms))


def _sign_before(text: str, start: int) -> str:
    """The comparison that a number closes: the 0 of `x < 0` is a bound, not a value."""
    before = text[max(start - 3, 0) : start].rstrip(" =")
    return before[-1:] if before[-1:] in {"<", ">"} else ""


def _forms(text: str, sign: str) -> tuple[str, ...]:
    if sign and text[0].isdigit():
        return (sign + text,)
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


def _new_line_breaks(text: str, end: int, start: int) -> bool:
    """Whether the line break between two words separates sentences, rather than only wrapping prose."""
    gap = text.index("\n", end, start)
    line_start = text.rfind("\n", 0, gap) + 1
    return gap - line_start < _SHORT_LINE or _BULLET.match(text, start) is not None
