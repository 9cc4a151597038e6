"""A name that is defined in words: `où e3 est l'erreur s3 − y1`, `en notant δ3 la différence entre s3 et y1`.

The words must say nothing but that the name is that formula, before it and behind it: `l'opposé de` and `au carré` do not.
"""

from __future__ import annotations

import re

from grader.maths.cursor import Cursor, FormulaError
from grader.maths.lexicon import ERROR_NAMES, fold
from grader.maths.parser import Parser
from grader.maths.pieces import is_trivial
from grader.maths.signs import KEYWORD, NUMBER, WORD
from grader.maths.syntax import Add, Expr, Name, Negative

_SAYING = frozenset(
    (
        "est sont c soit etant designe designant represente representant denote denotes denoting is being represents "
        "correspond correspondant corresponds a to l la le les un une the an erreur error ecart difference residu "
        "residual gap quantite valeur value terme term signal locale local de du of on au at sortie output commise "
        "observee n neurone neuron"
    ).split()
)
_BETWEEN = frozenset(["entre", "between"])
_NEXT = frozenset("et avec and with pour for ou where donc so".split())
_CHANGING = re.compile(
    r"\s*,?\s*(?:au (?:carre|cube)|fois|multiplie|divise|times|squared|divided|multiplied|moins|plus)\b"
)
_FARTHEST = 16


def told_value(parser: Parser, name: Expr, text: str) -> Expr | None:
    """The formula that the words here give to the name just passed; None, nothing passed, where they give none."""
    cursor = parser.cursor
    if cursor.now.sign is not WORD or not isinstance(name, Name) or name.base not in ERROR_NAMES:
        return None
    mark, start = cursor.at, cursor.before.end
    try:
        is_difference = _pass_words(cursor)
        if _says_only(text[start : cursor.place]):
            value = _difference(parser) if is_difference else _formula(parser)
            if _ends(cursor, text):
                return value
    except FormulaError:
        pass
    cursor.at = mark
    return None


def _pass_words(cursor: Cursor) -> bool:
    """Pass words, the neuron they name and signs among them; whether they end in `entre`."""
    for _ in range(_FARTHEST):
        if cursor.now.text in ("n", "neurone", "neuron") and cursor.ahead(1).sign is NUMBER:
            cursor.at += 2
        elif cursor.sees(",", ":") or cursor.now.sign is WORD:
            if cursor.take().text in _BETWEEN:
                return True
        else:
            break
    return False


def _says_only(words: str) -> bool:
    """Whether a stretch of the text only says what something is."""
    return (_SAYING | _BETWEEN).issuperset(re.findall(r"[a-z]+", fold(words)))


def _ends(cursor: Cursor, text: str) -> bool:
    """Whether the formula read is all that the name is: nothing behind it changes it."""
    token = cursor.now
    alone = (
        cursor.done
        or token.text in _NEXT
        or token.sign is KEYWORD
        or cursor.sees(",", ";", ".", ")", "→", "]")
    )
    return alone and _CHANGING.match(fold(text[cursor.before.end :][:40]).lstrip(")")) is None


def _formula(parser: Parser) -> Expr:
    """A formula of several terms or factors: a name alone behind the words need not be the value."""
    value = parser.formula()
    if is_trivial(value):
        raise FormulaError("a formula expected", value.at)
    return value


def _difference(parser: Parser) -> Expr:
    """`s3 et y1`: the first less the second."""
    first = parser.formula()
    if not parser.cursor.accept_keyword("and"):
        raise FormulaError("the second of two expected", parser.cursor.place)
    return Add((first, Negative(parser.formula())), first.at)
