"""What a run of letters may be by itself, whatever stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from grader.maths.glyphs import GREEK_WORDS
from grader.maths.lexicon import APPLIED, FUNCTIONS, KEYWORDS, WORDS
from grader.maths.signs import FUNCTION, NAME, Sign

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
SURE: Mapping[str, tuple[Sign, str]] = MappingProxyType(
    {letter: (NAME, letter) for letter in "wxikpqruvzWXPQRUVZ"}
    | {
        run: (FUNCTION, function)
        for run, function in FUNCTIONS.items()
        if len(run) > 1 or run == "f"
        if run not in WORDS | APPLIED | SPOKEN_RATES
    }
)
"""What is the same wherever it stands: letters that are no word and open no contraction, functions that are no word."""
