"""The classes of words by which their order is judged: small words by what they do, others by part of speech or ending.

A word may have several classes, some French and some English: a text keeps those of its own language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from grader.language.lexicon import SMALL_WORDS
from grader.language.memo import Memo
from grader.language.speech import ENGLISH_PARTS, FRENCH_PARTS, PARTS_OF_SPEECH
from grader.language.words import Word

_FRENCH = {
    "le": "le",
    "la": "la",
    "l": "l",
    "un": "un une aucun aucune",
    "du": "du au",
    "ce": "cet cette son sa leur chaque mon notre ma quel quelle toute",
    "les": "les",
    "des": "des aux ces ses mes nos leurs plusieurs quelques certains certaines quels quelles",
    "tous": "tous toutes",
    "tout": "tout",
    "de": "de d",
    "dans": "dans par pour avec sans entre vers sous chez depuis pendant selon sur en apres avant via jusque jusqu afin "
    "malgre contre durant hors parmi",
    "est": "est etait sera serait fait va soit avait avons avez ai aurait",
    "sont": "sont etaient ont vont font seront soient aient",
    "peut": "peut doit permet faut peuvent doivent permettent veut veulent sait savent",
    "il": "il elle on",
    "ils": "ils elles",
    "je": "je j nous vous tu",
    "ca": "c ca cela ceci ce",
    "celui": "celui celle ceux celles chacun chacune",
    "et": "et ou",
    "mais": "mais donc car puis sinon ainsi alors",
    "ni": "ni",
    "que": "que qu",
    "qui": "qui",
    "dont": "dont lequel laquelle lesquels lesquelles quoi",
    "quand": "lorsque quand si comme puisque lorsqu tant puisqu pourquoi comment",
    "parce": "parce tandis",
    "ne": "ne n",
    "pas": "pas jamais rien non oui",
    "plus": "plus moins tres aussi trop peu assez bien mieux autant",
    "deja": "toujours encore deja seulement souvent surtout",
    "meme": "meme memes autre autres",
    "se": "se s y lui m me te t",
}
_ENGLISH = {
    "the": "the an",
    "that": "this that",
    "these": "these those",
    "its": "its their each every his her my your our same other such any some all both",
    "of": "of",
    "at": "at by for with from into between through without about under over up in as during per like unlike than on outside",
    "to": "to",
    "is": "is was has does",
    "are": "are were have do",
    "can": "can could will would does should must may cannot",
    "be": "be been being get gets got",
    "it": "it he she",
    "they": "they we you i",
    "them": "them him there",
    "and": "and or but nor so",
    "when": "when because which if while whereas where who what how why until since whether",
    "more": "more less most very also still just too then once even much only rather otherwise",
    "not": "not never no",
}
_BOTH = {"a": "a"}
SMALL_CLASSES: Mapping[str, str] = MappingProxyType(
    {
        word: name
        for classes in (_FRENCH, _ENGLISH, _BOTH)
        for name, words in classes.items()
        for word in words.split()
    }
)
_SIGNS = MappingProxyType(
    {"=": "=", "→": "=", "->": "=", "=>": "=", ":": ":", ",": ",", "(": "(", ")": ")"}
    | dict.fromkeys([".", ";", "!", "?", "..", "..."], ".")
)
_MISTAKEN = MappingProxyType(
    {
        "sa": ("ce", "ca"),
        "son": ("ce", "sont"),
        "peu": ("plus", "peut"),
        "ce": ("ca", "ce", "se"),
        "se": ("se", "ca", "ce"),
        "ces": ("des", "ca"),
        "ses": ("des", "ca"),
        "on": ("il", "sont", "at"),
        "en": ("dans", "se"),
        "or": ("and", "mais"),
        "me": ("se", "them"),
    }
)
_LONGEST = 40
_ENDINGS = (
    ("-ir", 5, ("er", "ir", "dre", "tre")),
    ("-tion", 6, ("tion", "sion", "ment", "age", "eur", "ite", "isme", "ique")),
    ("-tions", 6, ("tions", "sions", "ments", "eurs", "ites", "iques")),
    ("-ed", 5, ("ed",)),
    ("more", 5, ("ly",)),
    ("-ing", 6, ("ing",)),
    ("verbs", 6, ("ent",)),
    ("done", 5, ("ee", "ees")),
    ("-s", 1, ("s", "x", "z")),
    ("-e", 1, ("e",)),
)
START, END, OTHER, NUMBER, SIGN, LETTER, SMALL = "start", "end", "other", "1", "sign", "x", "small"
_OF_FRENCH = frozenset(_FRENCH) | FRENCH_PARTS
_OF_ENGLISH = frozenset(_ENGLISH) | ENGLISH_PARTS | {"-ed", "-ing"}


class Classes(NamedTuple):
    """The classes that a word may have in a French and in an English text; `leans` to French by 1, to English by -1."""

    french: tuple[str, ...]
    english: tuple[str, ...]
    leans: int


def classes_of(words: Sequence[Word]) -> tuple[tuple[str, ...], ...]:
    """For each word the classes that it may have in the language of most words.

    >>> from grader.language.words import read_words
    >>> [classes[0] for classes in classes_of(read_words("les couches détectent x < 3"))]
    ['les', 'nouns', 'verbs', 'x', 'sign', '1']
    """
    if not words:
        return ()
    french, english, leans = zip(*[_READ[word.forms] for word in words], strict=True)
    return french if sum(leans) >= 0 else english


def _read(forms: tuple[str, ...]) -> Classes:
    found = _classes(forms) if len(forms[0]) <= _LONGEST else (OTHER,)
    french = tuple(name for name in found if name not in _OF_ENGLISH) or found
    english = tuple(name for name in found if name not in _OF_FRENCH) or found
    return Classes(french, english, _OF_FRENCH.issuperset(found) - _OF_ENGLISH.issuperset(found))


_READ = Memo(_read, keeps=lambda forms: len(forms[0]) <= _LONGEST)


def _classes(forms: tuple[str, ...]) -> tuple[str, ...]:
    text = forms[0]
    if text in _MISTAKEN:
        return _MISTAKEN[text]
    known: dict[str, None] = {}
    for form in forms:
        if form in SMALL_CLASSES:
            known[SMALL_CLASSES[form]] = None
        else:
            known |= dict.fromkeys(PARTS_OF_SPEECH.get(form, ()))
    return tuple(known) or (_by_form(text),)


def _by_form(text: str) -> str:
    if text.removeprefix("<")[:1].isdigit():
        return NUMBER
    if not text[0].isalnum():
        return _SIGNS.get(text, SIGN)
    if text in SMALL_WORDS:
        return SMALL
    if len(text) == 1 or text[-1].isdigit():
        return LETTER
    return next((name for name, least, ends in _ENDINGS if len(text) >= least and text.endswith(ends)), OTHER)
