"""Whether words stand in an order that a sentence may have, or were shuffled."""

from __future__ import annotations

from collections.abc import Sequence

from grader.language.lexicon import SMALL_WORDS
from grader.language.words import Word

_ARTICLES = frozenset("le la les une des du de au aux cet cette ces ses leurs the an mon".split())
_PREPOSITIONS = frozenset(
    "dans en par pour avec sans entre vers sous chez of in at by for with from into between".split()
)
_CONJUNCTIONS = frozenset(
    "et mais car donc que qui si quand comme and or but because which if when than".split()
)
_AFTER_ARTICLE = frozenset(
    "l d n s ne meme memes autre autres plus moins tres plusieurs deja non tout toute tous toutes only same other two "
    "more less most own first deux cas uns unes peu quel quelle quels faire sera sont son sa".split()
)
_AFTER_DE = (
    _ARTICLES
    | _AFTER_ARTICLE
    | frozenset("ce chaque leur un son sa ses mon quoi celui celle ceux celles".split())
)
_STOPS = frozenset({",", ".", ";", ":", "!", "?", ")", "→", "->", "=>"})
_FEWEST = 4
_SHARE = 0.15


def is_shuffled(words: Sequence[Word]) -> bool:
    """Whether too many small words stand before nothing that they may introduce: a word salad.

    >>> from grader.language.words import read_words
    >>> is_shuffled(read_words("les sature, des gradient le ReLU et. du nul la pour tanh que et"))
    True
    >>> is_shuffled(read_words("le gradient de tanh est nul quand la fonction sature, et pas celui de ReLU"))
    False
    """
    checked = [place for place, word in enumerate(words) if word.text in _CHECKED]
    stranded = sum(_is_stranded(words, place) for place in checked)
    return len(checked) >= _FEWEST and stranded > _SHARE * len(checked)


_CHECKED = _ARTICLES | _PREPOSITIONS | _CONJUNCTIONS


def _is_stranded(words: Sequence[Word], place: int) -> bool:
    word = words[place].text
    following = words[place + 1].text if place + 1 < len(words) else "."
    if following in _STOPS:
        return True
    if word in _ARTICLES:
        allowed = _AFTER_DE if word == "de" else _AFTER_ARTICLE
        return following in SMALL_WORDS and following not in allowed
    return word in _CONJUNCTIONS and following in {"et", "and", "or", "que", "than"} and word != following
