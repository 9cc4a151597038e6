"""What a run of letters, a Greek letter or a command may be by itself, whatever stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from grader.maths.glyphs import GREEK_LETTERS, GREEK_WORDS
from grader.maths.lexicon import APPLIED, FUNCTIONS, KEYWORDS, WORDS
from grader.maths.signs import COMMAND, DIFFERENTIAL, FUNCTION, GREEK, KEYWORD, LETTERS, MARK, NAME, Sign

CONTRACTIONS = frozenset("c d j l m n s t qu lorsqu jusqu puisqu aujourd".split())
RENEWED = frozenset(["new", "nouveau", "nouvel", "nouvelle"])
SPOKEN_RATES = frozenset(["pas", "step", "taux", "rate", "learning"])
PHRASES = frozenset(
    [("learning", "rate"), ("step", "size"), ("pas", "apprentissage"), ("taux", "apprentissage")]
)
OPENS_PHRASE = frozenset(first for first, _ in PHRASES)
SPELLED_LETTERS = GREEK_WORDS | {"partial", "nabla"}
TELLING = frozenset(["gradient", "grad", "where", "dot", "sum", "somme"]).union(
    OPENS_PHRASE, RENEWED, SPOKEN_RATES, FUNCTIONS, KEYWORDS, SPELLED_LETTERS
)
"""What may be more than a word or an unknown name."""
GREEK_SIGNS: Mapping[str, tuple[Sign, str]] = MappingProxyType(
    {"Sum": (MARK, "sum"), "partial": (DIFFERENTIAL, "d"), "indicator": (FUNCTION, "indicator")}
)
"""The Greek letters that are no names."""
NAMED_COMMANDS: Mapping[str, str] = MappingProxyType({"varepsilon": "epsilon", "varphi": "phi", "ell": "l"})
GREEK_COMMANDS = GREEK_WORDS | {"partial", "Delta", "nabla", "l", "Phi"}
_UNSURE_GREEK = frozenset(["alpha", "delta", "sigma", "phi", "psi", "Phi"])
_MARKS = {
    **dict.fromkeys(["frac", "dfrac", "tfrac", "cfrac"], "frac"),
    **{name: name for name in ("dot", "sum", "begin-cases", "end-cases")},
}


def _sure_greek(names: Iterable[str]) -> dict[str, tuple[Sign, str]]:
    return {name: GREEK_SIGNS.get(name, (NAME, name)) for name in names if name not in _UNSURE_GREEK}


_LETTERS = {letter: (NAME, letter) for letter in "wxikpqruvzWXPQRUVZ"} | {
    run: (FUNCTION, function)
    for run, function in FUNCTIONS.items()
    if len(run) > 1 or run == "f"
    if run not in WORDS | APPLIED | SPOKEN_RATES
}
_COMMANDS = {
    **_sure_greek(GREEK_COMMANDS),
    "varepsilon": (NAME, "epsilon"),
    "ell": (NAME, "l"),
    **{name: (FUNCTION, function) for name, function in FUNCTIONS.items()},
    **{name: (MARK, mark) for name, mark in _MARKS.items()},
}
SURE: Mapping[Sign, Mapping[str, tuple[Sign, str]]] = MappingProxyType(
    {
        LETTERS: _LETTERS,
        GREEK: _sure_greek(GREEK_LETTERS.values()),
        COMMAND: _COMMANDS,
        MARK: {"∈": (KEYWORD, "∈"), "∀": (KEYWORD, "for")},
    }
)
"""What is the same wherever it stands: letters that are no word and open no contraction, functions that are no word."""
