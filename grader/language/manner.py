"""How an answer is written, apart from what it says: left out, copied, listed, or meant for a machine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from grader.language.letters import folded
from grader.language.lexicon import SMALL_WORDS
from grader.language.words import Word, Words, read_words

_NO_ANSWER = re.compile(
    r"(?:je )?(?:ne |n')?(?:sai[st]|connais|comprend?s|vois|me souviens) (?:plus|pas|rien)|aucune idee|no idea|"
    r"pas (?:vu|fait|compris|le temps|eu le temps|revise|appris)|(?:i )?(?:don'?t|do not) (?:know|remember)|"
    r"(?:j'ai |rien )oublie|\?\?|^\W*(?:rien|n/?a|\?|idk|jsp|todo|-+|\.+|x+)\W*$"
)
_COMMANDS = re.compile(
    r"ignore[sz]? (?:\w+ ){0,3}(?:instruction|consigne|rubric|bareme)|system prompt|"
    r"(?:full|maximum) (?:marks?|points?|score)|"
    r"(?:tous les|le maximum de|donne\w*(?: moi)? (?:les|le|tous)) points|note maxim|language model|modele de langage|"
    r"as an? (?:ai|grader)|(?:cher|dear) (?:correcteur|grader)|score ?= ?\d|\"(?:points|score|share)\" ?:"
)
_COMMANDING = (
    "instruction", "consigne", "rubric", "bareme", "prompt", "mark", "point", "score", "maxim", " ai",
    "language model", "modele de langage", "correcteur", "grader", "share",
)  # fmt: skip
"""What every order holds: without any of it none need be looked for."""
_LINKS = frozenset({"=", "→", "->", "=>", "-->", ":", ">", "<", "≠", "+", "<=", ">=", "==", "("})
_SAME = frozenset(["meme", "memes", "same"])
_LIST_SMALL = frozenset(("de d du des et and of a l le la les the un une en ou or in").split()) | _SAME
_STATING = SMALL_WORDS - _LIST_SMALL
_SEPARATORS = frozenset({",", ";", "/", "-", "|", "."})
_NGRAM = 4
_MANY = 4
_SOUP = 5
"""So many content words with nothing between them state nothing."""
_DRAWN = re.compile(r"\[?(?:[^\s|]{1,2}[ |]+){2,20}[^\s|]{1,2}\]?")
_DRAWINGS = ("schema", "dessin", "figure", "drawing", "diagram", "sketch", "au dos")
_ELSEWHERE = re.compile(
    r"(?:voir|cf\.?|see) (?:le |la |mon |the )?(?:schema|dessin|figure|drawing|diagram|sketch)|au dos"
)


@dataclass(frozen=True, slots=True)
class Question:
    """The printed question: its runs of four words, and how its words begin."""

    runs: frozenset[tuple[str, ...]]
    beginnings: frozenset[str]


@lru_cache(maxsize=256)
def read_question(text: str) -> Question:
    """Read a question once for all answers."""
    texts = [word.text for word in read_words(text)]
    return Question(frozenset(_runs(texts)), frozenset(text[:5] for text in texts))


def _runs(texts: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*[texts[n:] for n in range(_NGRAM)], strict=False)


def is_no_answer(source: str, words: Sequence[Word]) -> bool:
    """Whether the student says that there is no answer, and little else.

    >>> from grader.language.words import read_words
    >>> is_no_answer("Je ne sais pas", read_words("Je ne sais pas"))
    True
    """
    if not any(word.text[0].isalnum() for word in words):
        return True
    found = _NO_ANSWER.search(folded(source[:400]))
    return found is not None and sum(word.is_content for word in words) <= 6


def addresses_grader(source: str) -> bool:
    """Whether the text gives orders to whoever, or whatever, marks it."""
    text = folded(source[:4000])
    return any(map(text.__contains__, _COMMANDING)) and _COMMANDS.search(text) is not None


def copied_places(words: Sequence[Word], question: Question) -> frozenset[int]:
    """The words that stand in a run of four copied from the question."""
    texts = [word.text for word in words]
    if question.runs.isdisjoint(_runs(texts)):
        return frozenset()
    copied: set[int] = set()
    for place, run in enumerate(_runs(texts)):
        if run in question.runs:
            copied.update(range(place, place + _NGRAM))
    return frozenset(copied)


def repeats_question(words: Sequence[Word], question: Question) -> bool:
    """Whether nearly all content words are the question's own."""
    asked = question.beginnings
    content = [word.text[:5] for word in words if word.is_content]
    return len(content) >= 3 and sum(word in asked for word in content) >= 0.75 * len(content)


def is_word_list(words: Words) -> bool:
    """Whether it only lists key words, stating nothing about them.

    >>> from grader.language.words import read_words
    >>> is_word_list(read_words("contrastive, siamese, hinge, euclidienne"))
    True
    """
    start = _heading(words)
    listed = words[start:]
    texts = [word.text for word in listed]
    states = not _STATING.isdisjoint(texts)
    if states and sum(map(_SEPARATORS.__contains__, texts)) < _MANY - 1:
        return False
    if any(not _is_call(words, start + n) for n, text in enumerate(texts) if text in _LINKS):
        return False
    lengths = [0]
    for word in listed:
        if word.text in _SEPARATORS:
            lengths.append(0)
        else:
            lengths[-1] += word.is_content or word.text not in _LIST_SMALL
    items = [length for length in lengths if length]
    if len(items) >= _MANY and max(items) <= 2:
        return True
    if states:
        return False
    if len(items) == 1:
        return items[0] >= max(_SOUP, 8 * sum(text in SMALL_WORDS - _SAME for text in texts))
    return len(items) >= 3 and max(items) <= 3 and sum(items) <= 2 * len(items)


def has_drawing(source: str) -> bool:
    """Whether a drawing in characters stands here, or one elsewhere is meant.

    >>> has_drawing("w . w\\n. . .\\nw . w")
    True
    """
    rows = sum(_DRAWN.fullmatch(line.strip()) is not None for line in source[:4000].split("\n"))
    if rows >= 2:
        return True
    text = folded(source[:4000])
    return any(map(text.__contains__, _DRAWINGS)) and _ELSEWHERE.search(text) is not None


def undrawn_words(source: str, words: Words) -> Sequence[Word]:
    """The words that stand outside the rows of a drawing.

    >>> from grader.language.words import read_words
    >>> text = "On saute :\\nw . w\\n. . ."
    >>> [word.text for word in undrawn_words(text, read_words(text))]
    ['on', 'saute', ':']
    """
    drawn: list[tuple[int, int]] = []
    start = 0
    for line in source[:4000].split("\n"):
        if _DRAWN.fullmatch(line.strip()):
            drawn.append((start, start + len(line)))
        start += len(line) + 1
    if len(drawn) < 2:
        return words
    return [
        word
        for word, place in zip(words, words.starts, strict=True)
        if not any(start <= place < end for start, end in drawn)
    ]


def _heading(words: Sequence[Word]) -> int:
    """Where a list starts after what announces it, such as "Convolution étendue = "."""
    for place, word in enumerate(words[:5]):
        if word.text in {"=", ":"}:
            return place + 1
    return 0


def _is_call(words: Words, place: int) -> bool:
    """Whether a bracket opens the arguments of a function, as in `max(0,x)`."""
    return words[place].text == "(" and not words.spaced[place] and place > 0
