"""Whether words stand in an order that a sentence may have, or were shuffled.

Small words tell: an article stands before a noun, "ne" before a verb, "de" not before a full stop. A real answer breaks
such rules by a slip now and then, a word salad about every third time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from grader.language.classes import END, START, classes_of
from grader.language.neighbours import ODDS
from grader.language.words import Word


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OPEN = _words("le la les")
_ARTICLES = _words("un une des du au aux cet cette ces ses son sa leurs mon nos chaque plusieurs quelques")
_PREPOSITIONS = _words("de dans par pour avec sans entre vers sous chez depuis pendant selon")
_BETWEEN = _words("dans par avec vers chez sous pour sans entre")
_FINITE = _words(
    "est sont ont etait etaient peut peuvent doit doivent sera seront permet permettent va vont faut"
)
_SUBJECTS = _words("il ils je on")
_COORDINATING = _words("et mais ou car donc")
_RELATIVE = _words("que qu qui dont lorsque quand si comme parce puisque")
_NE = _words("ne n")
_STOPS = _words(", . ; ! ? ) → -> => .. ...")
_END = _words(". ; ! ? ) → -> => .. ...")

_THE = _words("the an")
_OF = _words("of at by for with from into between to")
_IS = _words("is are was were has have can could will would does")
_THEY = _words("they we")
_AND = _words("and or but")
_IF = _words("because if when while whereas than")

_FRENCH = (
    _words("l d ce il elle c est sont pas plus")
    | _OPEN | _ARTICLES | _PREPOSITIONS | _FINITE | _SUBJECTS - {"on"} | _COORDINATING | _RELATIVE | _NE
)  # fmt: skip
_ENGLISH = (
    _words("it its their that this which not these so as be been") | _THE | _OF | _IS | _THEY | _AND | _IF
)
_SHARED = _FRENCH & _ENGLISH


def _rules() -> Mapping[str, frozenset[str]]:
    """For each small word the ones that never follow it."""
    noun_wanted = (
        _PREPOSITIONS | _COORDINATING | _RELATIVE | _SUBJECTS | _FINITE | _NE | _ARTICLES | _OPEN | _STOPS
    )
    english_noun = (
        _THE | _OF | _IS | _THEY | _AND | _IF | _STOPS | _words("it this that which its their these")
    )
    never: dict[str, frozenset[str]] = {}
    never |= dict.fromkeys(_ARTICLES, noun_wanted)
    never |= dict.fromkeys(_OPEN, noun_wanted - _words("ont permet faut sont un"))
    never |= dict.fromkeys(
        _PREPOSITIONS,
        _COORDINATING
        | _FINITE
        | _SUBJECTS
        | _BETWEEN
        | _STOPS
        | _words("que qu lorsque quand parce puisque"),
    )
    never |= dict.fromkeys(_COORDINATING, _COORDINATING | _END)
    never |= dict.fromkeys(_RELATIVE, _COORDINATING | _END)
    never |= dict.fromkeys(
        _NE, _STOPS | _ARTICLES | _PREPOSITIONS | _COORDINATING | _RELATIVE | _NE | _SUBJECTS
    )
    never |= dict.fromkeys(
        _SUBJECTS, _END | _ARTICLES | _PREPOSITIONS | _COORDINATING | _RELATIVE | _SUBJECTS
    )
    never |= dict.fromkeys(_FINITE, _FINITE | _COORDINATING | _END)
    never |= dict.fromkeys(_THE, english_noun)
    never |= dict.fromkeys(_OF, _IS | _AND | _STOPS | _THEY | _words("because if than"))
    never |= dict.fromkeys(_IS, _IS - _words("have") | _AND | _END)
    never |= dict.fromkeys(_THEY, _END | _THE | _OF | _AND | _THEY)
    never |= dict.fromkeys(_AND, _AND | _END)
    never |= dict.fromkeys(_IF, _IS | _AND | _IF | _END)
    for word in ("pour", "sans", "pendant", "depuis", "selon"):
        never[word] -= _words("que qu")
    never["la"] -= _words("ou , .")
    never["des"] -= _words("que qu")
    never["de"] = never["de"] - _words("par") | _words("de")
    never["et"] -= _words("donc ou")
    never["qui"] |= _words("il ils je on un une des qui que")
    never["que"] |= _words("est que qui")
    return MappingProxyType(never)


_MISPLACED = 0.12
_FEWEST = 6


class Demand(NamedTuple):
    """The coherence that a text needs: so much a word, less an allowance for short ones."""

    a_word: float
    allowance: float

    def of(self, length: int) -> float:
        """What a text of so many words needs."""
        return self.a_word * length - self.allowance


_USUAL = Demand(0.2, 3.0)
"""Real answers come to half a unit a word; few stay below this, and nearly all salads of 25 words do."""
_FAR_APART = Demand(0.35, 1.5)
"""Where what earns stands far apart, the words between must hang together better."""

_NEVER = _rules()


def misplaced(words: Sequence[Word]) -> tuple[int, int]:
    """How many small words stand where none may, and how many were looked at."""
    found = looked_at = 0
    for place, word in enumerate(words):
        following = words[place + 1].text if place + 1 < len(words) else "."
        never = _NEVER.get(word.text)
        if never is not None:
            looked_at += 1
            found += following in never
        if word.text not in _SHARED and following not in _SHARED:
            found += word.text in _FRENCH and following in _ENGLISH
            found += word.text in _ENGLISH and following in _FRENCH
    return found, looked_at


def is_shuffled(words: Sequence[Word], *, far_apart: bool = False) -> bool:
    """Whether too many words stand beside ones that they do not go with: a word salad.

    `far_apart` tells that other words stand between those that earn something.

    >>> from grader.language.words import read_words
    >>> is_shuffled(read_words("les sature, des gradient le ReLU et. du nul la pour tanh que et"))
    True
    >>> is_shuffled(read_words("le gradient de tanh est nul quand la fonction sature, et pas celui de ReLU"))
    False
    """
    found, looked_at = misplaced(words)
    if found >= 2 and found > _MISPLACED * looked_at:
        return True
    demand = _FAR_APART if far_apart else _USUAL
    return len(words) >= _FEWEST and _coherence(words, found) < demand.of(len(words))


def coherence(words: Sequence[Word]) -> float:
    """How much likelier the neighbours of a stretch are in a sentence than by chance; shuffled words come out below 0."""
    return _coherence(words, misplaced(words)[0])


def _coherence(words: Sequence[Word], found: int) -> float:
    classes = [(START,), *map(classes_of, words), (END,)]
    return sum(map(_odds, classes[:-1], classes[1:])) / 5 - found / 2


@lru_cache(maxsize=20_000)
def _odds(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    return max(ODDS.get(pair, 0) for pair in product(first, second))
