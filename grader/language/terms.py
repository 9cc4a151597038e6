"""What a pattern may ask of one place of a text: a word, a prefix, an expression, a group of them.

neurone      the word, in any of its forms, misspelt or not
satur*       every word that starts so
=pas         exactly this
champ_vision one after the other, small words let through
a|b          either
SATURER      a group named in `words:` or in the common vocabulary
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from grader.language.letters import folded

MAX_NESTING = 4


class Match(Enum):
    """How a word of a pattern is compared with a student's."""

    WORD = "word"
    PREFIX = "prefix"
    EXACT = "exact"
    ANY = "any"


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One word of a pattern; there is one of each, so that they compare by identity."""

    text: str
    match: Match


ANYTHING = Key("*", Match.ANY)


@dataclass(frozen=True, slots=True)
class Term:
    """Alternatives, each a sequence of keys: of one for a word, of several for a phrase."""

    name: str
    alternatives: tuple[tuple[Key, ...], ...]

    @property
    def is_anything(self) -> bool:
        """Whether any word that means something will do."""
        return self.alternatives == ((ANYTHING,),)


def read_term(text: str, groups: Mapping[str, str]) -> Term:
    """Read alternatives, opening groups; raises ValueError for a group that nobody defines.

    >>> [[key.text for key in keys] for keys in read_term("NUL|champ_vision", {"NUL": "nul* zero"}).alternatives]
    [['nul'], ['zero'], ['champ', 'vision']]
    """
    return Term(text, tuple(dict.fromkeys(_alternatives(text, groups, depth=0))))


def _alternatives(text: str, groups: Mapping[str, str], depth: int) -> list[tuple[Key, ...]]:
    if depth > MAX_NESTING:
        raise ValueError(f"groups nest more than {MAX_NESTING} deep at “{text}”")
    found: list[tuple[Key, ...]] = []
    for choice in text.split("|"):
        if not choice:
            raise ValueError(f"an alternative is missing in “{text}”")
        if choice.isupper():
            if choice not in groups:
                raise ValueError(f"no group is named {choice}")
            for member in groups[choice].split():
                found.extend(_alternatives(member, groups, depth + 1))
        else:
            found.append(tuple(_key(word) for word in choice.split("_")))
    return found


@lru_cache(maxsize=65_536)
def _key(word: str) -> Key:
    if word == "*":
        return ANYTHING
    exact, prefix = word.startswith("="), word.endswith("*")
    text = folded(word.removeprefix("=").removesuffix("*"))
    if not text:
        raise ValueError(f"“{word}” names no word")
    if prefix:
        return _only(text, Match.PREFIX)
    return _only(text, Match.EXACT if exact or len(text) < 3 else Match.WORD)


@lru_cache(maxsize=65_536)
def _only(text: str, match: Match) -> Key:
    return Key(text, match)
