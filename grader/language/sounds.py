"""How a French word sounds, roughly, for students who write as they speak."""

from __future__ import annotations

import re
from functools import lru_cache

_SPELLINGS = (
    (re.compile(r"([a-z])\1"), r"\1"),
    (re.compile(r"e?aux?"), "o"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"qu?|ck|c(?![eiyh])"), "k"),
    (re.compile(r"(?<![cs])h"), ""),
    (re.compile(r"y"), "i"),
    (re.compile(r"[ae]n(?=[bdfgjklmnprstvz])|[ae]m(?=[bp])"), "an"),
)
_MUTE = re.compile(r"(?:e[rz]|[estxzd])+$")


def sound(word: str) -> str:
    """A word without accents as it is heard, mute endings left out.

    >>> sound("graphiques"), sound("grafik"), sound("noyaux"), sound("noyo")
    ('grafik', 'grafik', 'noio', 'noio')
    """
    return _MUTE.sub("", spoken(word))


@lru_cache(maxsize=20_000)
def spoken(word: str) -> str:
    """A word, or the beginning of one, in letters that stand for one sound each.

    >>> spoken("neuronnes").startswith(spoken("neurone"))
    True
    """
    for spelling, heard in _SPELLINGS:
        word = spelling.sub(heard, word)
    return word
