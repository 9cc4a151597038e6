"""A name that is defined in words: `où e3 est l'erreur s3 − y1`, `en notant δ3 la différence entre s3 et y1`."""

from __future__ import annotations

from grader.maths.cursor import Cursor, FormulaError
from grader.maths.lexicon import ERROR_NAMES
from grader.maths.parser import Parser
from grader.maths.pieces import is_trivial
from grader.maths.syntax import Add, Expr, Name, Negative
from grader.maths.tokens import Sign

_SAYING = frozenset(
    (
        "est sont c soit etant designe designant represente representant denote denotes denoting is being represents "
        "correspond correspondant corresponds a à to l la le les un une the an erreur error ecart difference residu "
        "residual gap quantite valeur value terme term signal locale local de du of on au at sortie output commise "
        "observee neurone neuron"
    ).split()
)
_BETWEEN = frozenset(["entre", "between"])
_NEURON = frozenset(["n", "neurone", "neuron"])
_LONGEST = 12


def told_value(parser: Parser, name: Expr) -> Expr | None:
    """The formula that the words here give to the name just passed; None, nothing passed, where they give none."""
    cursor = parser.cursor
    if cursor.now.sign is not Sign.WORD or not isinstance(name, Name) or name.base not in ERROR_NAMES:
        return None
    mark = cursor.at
    try:
        if _pass_words(cursor):
            return _difference(parser) if cursor.before.text in _BETWEEN else _formula(parser)
    except FormulaError:
        pass
    cursor.at = mark
    return None


def _pass_words(cursor: Cursor) -> bool:
    """Pass words that only say what something is; whether a formula may follow."""
    for _ in range(_LONGEST):
        token = cursor.now
        if token.text in _NEURON and cursor.ahead(1).sign is Sign.NUMBER:
            cursor.at += 2
        elif token.text == "," and cursor.ahead(1).text in _SAYING:
            cursor.take()
        elif token.sign is not Sign.WORD:
            cursor.accept(":")
            return True
        elif cursor.take().text in _BETWEEN:
            return True
        elif token.text not in _SAYING:
            return False
    return False


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
