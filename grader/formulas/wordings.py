"""The few things that words around equations say for them."""

from __future__ import annotations

import re

from grader.maths.lexicon import fold

_SAME = re.compile(
    r"\b(?:idem|pareil(?:lement)?|de meme|meme (?:chose|formule|regle|raisonnement|principe|idee)|similaire\w*|similarly"
    r"|same (?:idea|thing|for|as|way|rule|formula)|likewise|identique\w*|analogue|symetri\w+|par symetrie|ainsi de suite|etc)\b"
)
_REPLACING = re.compile(r"\b(?:rempla\w+|substitu\w+|replac\w+|inject\w+|reprend\w*|reprendre|plug\w*)\b")
_IGNORANCE = re.compile(
    r"\b(?:sais (?:pas|plus)|souviens (?:pas|plus)|rappelle (?:pas|plus)|aucune idee|pas compris|pas le temps|plus le temps"
    r"|don'?t (?:know|remember)|no idea|no time|forgot\w*|oublie)\b"
)


def says_same(text: str) -> bool:
    """Whether a text says that something goes the same way, as in `idem pour n4`.

    >>> says_same("Idem pour n4"), says_same("o4 = s1")
    (True, False)
    """
    return _SAME.search(fold(text)) is not None


def admits_ignorance(text: str) -> bool:
    """Whether a text says that its writer does not know.

    >>> admits_ignorance("je sais plus la formule")
    True
    """
    return _IGNORANCE.search(fold(text)) is not None


def says_replaced(text: str) -> bool:
    """Whether a text says that something is put into an earlier result.

    >>> says_replaced("il suffit de remplacer f' dans 1.4")
    True
    """
    return _REPLACING.search(fold(text)) is not None
