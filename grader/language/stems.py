"""Stems of French and English words, so that "saturent" meets "saturation" half-way."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_LONGEST = 40


@lru_cache(maxsize=20_000)
def stems(word: str) -> frozenset[str]:
    """The French and the English stem of a word without accents, as students often type it.

    >>> sorted(stems("couches") & stems("couche"))
    ['couch']
    """
    if len(word) < 4 or len(word) > _LONGEST:
        return frozenset({word})
    return frozenset(stemmer.stemWord(word) for stemmer in _stemmers())


@lru_cache(maxsize=1)
def _stemmers() -> tuple[Any, ...]:
    import snowballstemmer  # imported late: a paper without open answers needs none

    return tuple(snowballstemmer.stemmer(language) for language in ("french", "english"))
