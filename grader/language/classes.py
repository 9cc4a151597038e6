"""The classes of words by which their order is judged: small words by what they do, others by how they end."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from grader.language.lexicon import SMALL_WORDS
from grader.language.words import Word

SMALL_CLASSES: Mapping[str, str] = MappingProxyType(
    {
        word: name
        for name, words in {
            "le": "le la un une du au cet cette son sa leur chaque mon tout toute",
            "les": "les des aux ces ses mes nos leurs plusieurs quelques tous toutes",
            "l": "l",
            "de": "de d",
            "dans": "dans par pour avec sans entre vers sous chez depuis pendant selon sur en afin jusqu jusque via "
            "apres avant",
            "est": "est sont etait ont peut peuvent doit doivent sera seront permet permettent va vont faut fait font "
            "etre avoir avait etant serait ai avons soit",
            "il": "il elle ils elles on je nous j c ce cela ca ceci vous tu celle celui ceux celles lequel laquelle",
            "et": "et ou mais donc car sinon puis ni",
            "que": "que qu qui dont lorsque quand si comme puisque lorsqu puisqu quoi pourquoi ainsi alors",
            "ne": "ne n",
            "pas": "pas jamais rien aucun aucune",
            "plus": "plus moins tres aussi toujours encore deja bien meme memes peu autre autres",
            "se": "se s y lui m me te t",
            "the": "the an this these its their each every his her my your own same other such",
            "of": "of at by for with from into between through without about after before under off out over up in as "
            "during",
            "to": "to",
            "is": "is are was were has have can could will would does do should must be been may did having being am "
            "get gets",
            "it": "it they we he she them him you there",
            "and": "and or but nor so",
            "when": "because which if when than that while whereas where who what how why until",
            "more": "more less most very also still only just too not no then both any all some here once one",
            "a": "a",
        }.items()
        for word in words.split()
    }
)
_SIGNS = MappingProxyType(
    {"=": "=", "→": "=", "->": "=", "=>": "=", ":": ":", ",": ",", "(": "(", ")": ")"}
    | dict.fromkeys([".", ";", "!", "?", "..", "..."], ".")
)
_MISTAKEN = MappingProxyType(
    {
        "sa": ("le", "il"),
        "son": ("le", "est"),
        "peu": ("plus", "est"),
        "ce": ("il", "le"),
        "ces": ("les", "il"),
        "on": ("il", "est", "of"),
        "en": ("dans", "se"),
    }
)
_LONGEST = 40
_ENDINGS = (
    ("-ir", 5, ("er", "ir", "dre", "tre")),
    ("-tion", 6, ("tion", "sion", "ment")),
    ("-ed", 5, ("ed",)),
    ("more", 5, ("ly",)),
    ("-ing", 6, ("ing",)),
    ("-ent", 6, ("ent",)),
    ("-s", 1, ("s", "x", "z")),
    ("-e", 1, ("e",)),
)
START, END, OTHER, NUMBER, SIGN, LETTER, SMALL = "start", "end", "other", "1", "sign", "x", "small"


def classes_of(word: Word) -> tuple[str, ...]:
    """The classes that a word may have, several where students write one for another.

    >>> from grader.language.words import read_words
    >>> [classes_of(word)[0] for word in read_words("les couches détectent x < 3")]
    ['les', '-s', '-ent', 'x', 'sign', 'sign']
    """
    return _classes(word.forms) if len(word.text) <= _LONGEST else (OTHER,)


@lru_cache(maxsize=20_000)
def _classes(forms: tuple[str, ...]) -> tuple[str, ...]:
    text = forms[0]
    if text in _MISTAKEN:
        return _MISTAKEN[text]
    known = [SMALL_CLASSES[form] for form in forms if form in SMALL_CLASSES]
    return tuple(known) or (_by_form(text),)


def _by_form(text: str) -> str:
    if not text[0].isalnum():
        return _SIGNS.get(text, SIGN)
    if text[0].isdigit() or text[0] == "<":
        return NUMBER
    if text in SMALL_WORDS:
        return SMALL
    if len(text) == 1:
        return LETTER
    return next((name for name, least, ends in _ENDINGS if len(text) >= least and text.endswith(ends)), OTHER)
