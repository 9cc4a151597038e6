"""Subjects that are only compared with: "contrairement à tanh", "as it would with ReLU"."""

from __future__ import annotations

from grader.language.lexicon import COMPARERS, DEGREES, DETERMINERS
from grader.language.words import Words

_COMPARED_BY = frozenset(["que", "qu", "comme", "like"])
_AS = frozenset(["as", "comme", "like"])
_TAKEN_UP = frozenset(
    "would do does did is was are were happens happened with in for of that those serait est etait avec pour chez dans feraient "
    "ferait font fait faisait faisaient celui celle ceux celles cas case".split()
)
"""Words that take the verb up again after "as": "as it would with ReLU"."""
_PASSED_OVER = (
    DETERMINERS
    | _TAKEN_UP
    | frozenset("it they he she be the ce c il ils elle elles se produit passe".split())
)
_VERBS = frozenset("do does did would font fait faisait faisaient feraient ferait".split())
_FARTHEST = 8
_INTO_CONTRAST = 4


def is_compared(words: Words, start: int) -> bool:
    """Whether the name at a place is only compared with.

    >>> from grader.language.words import read_words
    >>> is_compared(read_words("neurons do not die as they would with ReLU"), 8)
    True
    """
    place = start - 1
    while place >= 0 and start - place <= _INTO_CONTRAST:
        text = words[place].text
        if text in COMPARERS or text == "than" or (text in _COMPARED_BY and _compares(words, place)):
            return True
        if text not in DETERMINERS and text not in {"fonction", "function"}:
            break
        place -= 1
    return _is_taken_up(words, start)


def _compares(words: Words, place: int) -> bool:
    """Whether "que" closes a comparison ("plus lente que tanh"), unlike that of "parce que tanh"."""
    if words[place].text in {"comme", "like"}:
        return True
    clause = words.clauses[place]
    before = range(max(place - 8, 0), place)
    return any(words.clauses[n] == clause and words[n].text in DEGREES for n in before)


def _is_taken_up(words: Words, start: int) -> bool:
    """Whether "as" or "comme" stands before a name with nothing but a verb taken up between: "as it does in"."""
    taken_up = False
    for place in range(start - 1, max(start - 1 - _FARTHEST, 0), -1):
        text = words[place].text
        if text in _AS:
            return taken_up or _is_verb_after(words, start)
        if text not in _PASSED_OVER:
            return False
        taken_up = taken_up or text in _TAKEN_UP
    return False


def _is_verb_after(words: Words, start: int) -> bool:
    """Whether the verb is taken up again after the name and closes the clause: "as the last layers do"."""
    for place in range(start + 1, min(start + 5, len(words))):
        if words[place].text in _VERBS:
            return place + 1 == len(words) or words[place + 1].is_sign
    return False
