"""Whether words stand in an order that a sentence may have, or were shuffled.

Small words tell: an article stands before a noun, "ne" before a verb, "de" not before a full stop. A real answer breaks
such rules by a slip now and then, a word salad about every third time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise, product, repeat
from math import sqrt
from operator import mul

from grader.language.classes import END, START, classes_of
from grader.language.memo import Memo
from grader.language.neighbours import ODDS
from grader.language.words import Word


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OPEN = _words("le la les")
_ARTICLES = _words("un une des du au aux cet cette ces ses son sa leurs mon nos chaque plusieurs quelques")
_PREPOSITIONS = _words("de dans par pour avec sans entre vers sous chez depuis pendant selon")
_BETWEEN = _words("dans par avec vers chez sous pour sans entre")
_FINITE = _words(
    "est sont ont etait etaient peut peuvent doit doivent sera seront permet permettent va vont faut"
)
_SUBJECTS = _words("il ils je on")
_COORDINATING = _words("et mais ou car donc")
_RELATIVE = _words("que qu qui dont lorsque quand si comme parce puisque")
_NE = _words("ne n")
_STOPS = _words(", . ; ! ? ) → -> => .. ...")
_END = _words(". ; ! ? ) → -> => .. ...")

_JOINTS = _words(", : ; = ( )")
_NO_OPENING = _JOINTS - {"("}
_AFTER_NO_JOINT = _words(", : ;")

_THE = _words("the an")
_OF = _words("of at by for with from into between to")
_IS = _words("is are was were has have can could will would does")
_THEY = _words("they we")
_AND = _words("and or but")
_IF = _words("because if when while whereas than")

_FRENCH = (
    _words("l d ce il elle c est sont pas plus")
    | _OPEN | _ARTICLES | _PREPOSITIONS | _FINITE | _SUBJECTS - {"on"} | _COORDINATING | _RELATIVE | _NE
)  # fmt: skip
_ENGLISH = (
    _words("it its their that this which not these so as be been") | _THE | _OF | _IS | _THEY | _AND | _IF
)


def _rules() -> Mapping[str, frozenset[str]]:
    """For each small word the ones that never follow it."""
    noun_wanted = (
        _PREPOSITIONS | _COORDINATING | _RELATIVE | _SUBJECTS | _FINITE | _NE | _ARTICLES | _OPEN | _STOPS
    )
    english_noun = (
        _THE | _OF | _IS | _THEY | _AND | _IF | _STOPS | _words("it this that which its their these")
    )
    never: dict[str, frozenset[str]] = {}
    never |= dict.fromkeys(_ARTICLES, noun_wanted)
    never |= dict.fromkeys(_OPEN, noun_wanted - _words("ont permet faut sont un"))
    never |= dict.fromkeys(
        _PREPOSITIONS,
        _COORDINATING
        | _FINITE
        | _SUBJECTS
        | _BETWEEN
        | _STOPS
        | _words("que qu lorsque quand parce puisque"),
    )
    never |= dict.fromkeys(_COORDINATING, _COORDINATING | _END)
    never |= dict.fromkeys(_RELATIVE, _COORDINATING | _END)
    never |= dict.fromkeys(
        _NE, _STOPS | _ARTICLES | _PREPOSITIONS | _COORDINATING | _RELATIVE | _NE | _SUBJECTS
    )
    never |= dict.fromkeys(
        _SUBJECTS, _END | _ARTICLES | _PREPOSITIONS | _COORDINATING | _RELATIVE | _SUBJECTS
    )
    never |= dict.fromkeys(_FINITE, _FINITE | _COORDINATING | _END)
    never |= dict.fromkeys(_THE, english_noun)
    never |= dict.fromkeys(_OF, _IS | _AND | _STOPS | _THEY | _words("because if than"))
    never |= dict.fromkeys(_IS, _IS - _words("have") | _AND | _END)
    never |= dict.fromkeys(_THEY, _END | _THE | _OF | _AND | _THEY)
    never |= dict.fromkeys(_AND, _AND | _END)
    never |= dict.fromkeys(_IF, _IS | _AND | _IF | _END)
    for word in ("pour", "sans", "pendant", "depuis", "selon"):
        never[word] -= _words("que qu")
    never["la"] -= _words("ou , .")
    never["des"] -= _words("que qu")
    never["de"] = never["de"] - _words("par") | _words("de")
    never["et"] -= _words("donc ou")
    never["qui"] |= _words("il ils je on un une des qui que")
    never["que"] |= _words("est que qui")
    return never


_MISPLACED = 0.12
_FEWEST = 6
_PLAIN = 0.5
"""Words in any order never come to such odds a word."""
_LONG = 30
_LEAST_OF_LONG = 0.02
"""The odds a word that tell enough of a long text: few real answers stay below, and few salads above."""
_USUAL = 2.7
_FAR_APART = 3.0
"""Where what earns stands far apart, the words between must hang together better."""
_WEIGHT_OF_ODDS = 0.3
_LEAST_VARIANCE = 0.5


def _clashes() -> Mapping[str, frozenset[str]]:
    """For each word the ones that may not follow it: those that never do, and those of the other language.

    A letter clashes with nothing, as it may name something; an elided article is never parted from its noun.
    """
    never = {**dict.fromkeys(_JOINTS - {")"}, _AFTER_NO_JOINT), **_NEVER}
    foreign = dict.fromkeys(_FRENCH, _ENGLISH) | dict.fromkeys(_ENGLISH, _FRENCH)
    nothing: frozenset[str] = frozenset()
    return {
        text: never.get(text, nothing) | foreign.get(text, nothing)
        for text in never.keys() | foreign.keys()
        if len(text) > 1 or not text.isalpha()
    }


_NEVER = _rules()
_CLASHING = frozenset((text, following) for text, never in _clashes().items() for following in never)
_LOOKED_AT = frozenset(_NEVER) | _JOINTS


def misplaced(words: Sequence[Word]) -> int:
    """How many small words and signs stand where none may."""
    texts = [word.text for word in words]
    return sum(map(_CLASHING.__contains__, pairwise([*texts, "."]))) + _loose_signs(texts)


def _looked_at(words: Sequence[Word]) -> int:
    return sum(word.text in _LOOKED_AT for word in words)


def _loose_signs(texts: Sequence[str]) -> int:
    """How many brackets other than that of "1)" lack their half, and whether the text opens or ends by a sign that joins."""
    dangling = texts[0] in _NO_OPENING or texts[-1] in {"(", "=", ","}
    return dangling + (_lone_brackets(texts) if "(" in texts or ")" in texts else 0)


def _lone_brackets(texts: Sequence[str]) -> int:
    lacking = open_now = 0
    for before, text in zip(["", *texts], texts, strict=False):
        if text == "(":
            open_now += 1
        elif text == ")":
            lacking += open_now == 0 and len(before) > 1
            open_now = max(open_now - 1, 0)
    return lacking + open_now


def is_shuffled(words: Sequence[Word], *, far_apart: bool = False) -> bool:
    """Whether too many words stand beside ones that they do not go with: a word salad.

    `far_apart` tells that other words stand between those that earn something.

    >>> from grader.language.words import read_words
    >>> is_shuffled(read_words("les sature, des gradient le ReLU et. du nul la pour tanh que et"))
    True
    >>> is_shuffled(read_words("le gradient de tanh est nul quand la fonction sature, et pas celui de ReLU"))
    False
    """
    if not words:
        return False
    found = misplaced(words)
    if found >= 2 and found > _MISPLACED * _looked_at(words):
        return True
    length = len(words)
    classes = classes_of(words)
    odds = sum([_ODDS[pair] for pair in pairwise(((START,), *classes, (END,)))]) / 5
    if length < _FEWEST or odds - found >= _PLAIN * length:
        return False
    if length > _LONG:
        return odds - found < _LEAST_OF_LONG * length
    coherence = _beyond_chance(classes, odds) + _WEIGHT_OF_ODDS * odds - found
    return coherence < (_FAR_APART if far_apart else _USUAL)


def _beyond_chance(classes: Sequence[tuple[str, ...]], odds: float) -> float:
    """How many standard deviations the odds of an order lie above those of the same words in any order."""
    length = len(classes)
    counts = Counter(classes)
    names, times = [*counts], [*counts.values()]
    total = squares = edges = 0
    for first, often in counts.items():
        values = [_ODDS[pair] for pair in zip(repeat(first), names, strict=False)]
        squared = [*map(mul, values, values)]
        itself = _ODDS[first, first]
        total += often * (sum(map(mul, values, times)) - itself)
        squares += often * (sum(map(mul, squared, times)) - itself * itself)
        edges += often * (_ODDS[(START,), first] + _ODDS[first, (END,)])
    pairs = length * (length - 1)
    mean = total / pairs
    variance = (squares / pairs - mean * mean) * (length - 1) / 25
    return (odds - (mean * (length - 1) + edges / length) / 5) / sqrt(variance + _LEAST_VARIANCE)


def _best_odds(pair: tuple[tuple[str, ...], tuple[str, ...]]) -> int:
    return max(ODDS.get(classes, 0) for classes in product(*pair))


_ODDS = Memo(_best_odds)
