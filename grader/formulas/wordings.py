"""The few things that words around equations say for them."""

from __future__ import annotations

import re

from grader.maths.lexicon import fold

_SAME = re.compile(
    r"\b(?:idem|pareil(?:lement)?|de meme|meme (?:chose|formule|regle|raisonnement|principe|idee)|similaire\w*|similarly"
    r"|same (?:idea|thing|for|as|way|rule|formula)|likewise|identique\w*|analogue|symetri\w+|par symetrie|ainsi de suite|etc)\b"
)
_REPLACING = re.compile(r"\b(?:rempla\w+|substitu\w+|replac\w+|inject\w+|reprend\w*|reprendre|plug\w*)\b")
_MATHEMATICS = re.compile(
    r"\b(?:somme|sum|produit|product|ponder\w+|weighted|deriv\w+|gradient\w*|erreurs?|errors?|chaine|chain|poids|weights?"
    r"|activation|entrees?|inputs?|multipli\w*|descente|descent|developp\w*)\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:voir|cf|verso|au dos|feuille|annexe|ci-joint\w*|brouillon|see|attached|overleaf|comme (?:au|en|a la|dans|pour)|as in)\b"
)
_CONDITION = re.compile(
    r"<(?!-)|(?<![-=])>|[≤≥]|\b(?:negati|positi|inferieur|superieur|less|greater|below|above|sinon|otherwise|else)"
)
_OR = re.compile(r"\b(?:ou(?: bien| encore| alors)?|or(?: else)?|soit)$")
_LONGEST_OR = 40
_ANOTHER = re.compile(
    r"[\s,;(]*(?:ou(?: bien| encore)?|or|resp(?:\.|ectivement|ectively)?)(?![a-zà-ÿ\u0300-\u036f])[^\n\d]{0,12}\d",
    re.IGNORECASE,
)
_IGNORANCE = re.compile(
    r"\b(?:sais (?:pas|plus)|souviens (?:pas|plus)|rappelle (?:pas|plus)|aucune idee|pas compris|pas le temps|plus le temps"
    r"|pas (?:eu le temps|fini|termine|su faire|repondu)|manque de temps|(?:have|had) (?:the )?time|not (?:finished|have time)|skipped"
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


def tells_mathematics(text: str) -> bool:
    """Whether words say something of the matter, or where it stands, so that a person must read them.

    >>> tells_mathematics("somme pondérée puis activation"), tells_mathematics("voir au dos"), tells_mathematics("rien")
    (True, True, False)
    """
    words = fold(text)
    return _MATHEMATICS.search(words) is not None or _ELSEWHERE.search(words) is not None


def offers_another(before: str) -> bool:
    """Whether a text ends by a word that brings an alternative: `… ou bien`.

    >>> offers_another("dJ/dw = a ou bien "), offers_another("dJ/dw = a où")
    (True, False)
    """
    ending = before.rstrip()
    if ending.endswith("où"):
        return False
    last = ending.removesuffix(":").rstrip()[-_LONGEST_OR:]
    return last[-1:].isalpha() and _OR.search(fold(last)) is not None


def begins_another(after: str) -> bool:
    """Whether a text begins by a word that brings an alternative, and something with a number.

    >>> begins_another(" (resp. s2)"), begins_another(" ou bien non"), begins_another(" où s2 = 3")
    (True, False, False)
    """
    return _ANOTHER.match(after) is not None


def says_condition(text: str) -> bool:
    """Whether a line says when something holds.

    >>> says_condition("(s3 - y1) o3, o3 étant négatif"), says_condition("(s3 - y1) o3")
    (True, False)
    """
    return _CONDITION.search(fold(text)) is not None
