"""Values by cases: `a si o < 0, b sinon`, LaTeX cases, indicators and bare conditions."""

from __future__ import annotations

from collections.abc import Sequence

from grader.maths.cursor import Cursor, FormulaError
from grader.maths.reader import CLOSING, LEVELS, FormulaReader
from grader.maths.seams import opens_equation
from grader.maths.signs import DIFFERENTIAL, KEYWORD, LINE, MARK, NAME, WORD, Token
from grader.maths.syntax import ONE, ZERO, Case, Cases, Comparison, Expr
from grader.maths.vectors import vector

_RELATIONS = {"<": "<", ">": ">", "≤": "<", "≥": ">"}
_BEFORE_CONDITION = frozenset([*_RELATIONS, ",", "&", ":", "(", "[", "\n"])
_SEPARATORS = (",", ";", "&", "\\\\", ":", ".", "|")


def comparison(parser: FormulaReader) -> Comparison:
    """`o3 < 0`, `0 > o3` or `o3 négatif`; raises FormulaError."""
    cursor = parser.cursor
    left = parser.formula()
    while cursor.now.sign is WORD and cursor.now.text in ("est", "is", "strictement"):
        cursor.take()
    if cursor.sees_keyword("negative", "positive"):
        sign = "<" if cursor.take().text == "negative" else ">"
        return Comparison(sign, left, ZERO, left.at)
    if not cursor.sees(*_RELATIONS):
        raise FormulaError("a condition expected", cursor.place)
    return _compared(parser, left)


def _compared(parser: FormulaReader, left: Expr) -> Comparison:
    cursor = parser.cursor
    operator = _RELATIONS[cursor.take().text]
    cursor.accept("=")
    number, follower = cursor.now, cursor.ahead(1)
    if number.text == "0" and follower.spaced and follower.sign in (DIFFERENTIAL, NAME):
        cursor.take()  # `si o3 < 0 dJ/dα3 = …`: what follows is no factor of the bound
        return Comparison(operator, left, ZERO, left.at)
    return Comparison(operator, left, parser.formula(), left.at)


def indicator(parser: FormulaReader) -> Expr:
    """`1_{o<0}`, `1(o<0)`, `I[o<0]`: one where the condition holds, zero elsewhere."""
    cursor = parser.cursor
    at = cursor.take().start
    cursor.accept("_", "^")
    brackets = []
    while cursor.sees("{", "(", "["):
        brackets.append(CLOSING[cursor.take().text])
    condition = comparison(parser)
    for closing in reversed(brackets):
        cursor.expect(closing)
    return Cases((Case(condition, ONE, at),), ZERO, at)


def where(parser: FormulaReader, at: int) -> Expr:
    """`np.where(o3 < 0, a, b)`, its name passed."""
    cursor = parser.cursor
    cursor.expect("(")
    condition = comparison(parser)
    cursor.expect(",")
    value = parser.formula()
    cursor.expect(",")
    cases = Cases((Case(condition, value, at),), parser.formula(), at)
    cursor.expect(")")
    return cases


def iverson(parser: FormulaReader) -> Expr:
    """`(o3 < 0)` as a factor: one where it holds; `(o3 < 0 ? a : b)` the value that it chooses."""
    at = parser.cursor.place
    opening = parser.cursor.take()
    condition = comparison(parser)
    chosen = _ternary(parser, condition) if parser.cursor.sees("?") else None
    parser.cursor.expect(CLOSING[opening.text])
    return chosen or Cases((Case(condition, ONE, at),), ZERO, at)


def _ternary(parser: FormulaReader, condition: Comparison) -> Cases:
    """`? a : b` behind its condition."""
    parser.cursor.take()
    value = parser.formula()
    parser.cursor.expect(":")
    return Cases((Case(condition, value, condition.at),), parser.formula(), condition.at)


def is_indicator(parser: FormulaReader) -> bool:
    """Whether the 1 here opens an indicator such as `1_{o<0}`."""
    follower = parser.cursor.ahead(1)
    if parser.cursor.now.text != "1" or follower.spaced:
        return False
    return follower.text == "_" or (follower.text in "([{" and holds_comparison(parser, 1))


def holds_comparison(parser: FormulaReader, ahead: int) -> bool:
    """Whether the bracket here closes after a comparison."""
    level = 0
    for token in parser.cursor.tokens[parser.cursor.at + ahead :]:
        text = token.text
        if text in LEVELS:
            level += LEVELS[text]
            if level <= 0:
                return False
        elif level == 1 and text in _RELATIONS:
            return True
    return False


def opens_cases(parser: FormulaReader) -> bool:
    """Whether a bracket holds `si` or `if` rather than a condition alone."""
    level = 0
    for place in range(parser.cursor.at, len(parser.cursor.tokens)):
        token = parser.cursor.tokens[place]
        if token.sign is KEYWORD and token.text in ("if", "else", "for"):
            return True
        if token.sign is MARK:
            level += (token.text in "([{") - (token.text in ")]}")
        if level <= 0:
            return False
    return False


def may_condition(cursor: Cursor) -> bool:
    """Whether what stands behind a value may open its condition."""
    token = cursor.padded[cursor.at]
    return token.text in _BEFORE_CONDITION or token.sign is KEYWORD


def with_cases(parser: FormulaReader, first: Expr) -> Expr:
    """A value with the condition that follows it, if one does, and the other cases after that."""
    cursor = parser.cursor
    mark = cursor.at
    if cursor.sees(*_RELATIONS) and "?" in [token.text for token in cursor.tokens[mark:]]:
        return _ternary(parser, _compared(parser, first))
    cursor.skip((",", "&", ":"))
    bracket = CLOSING[cursor.take().text] if holds_own_condition(cursor) else ""
    try:
        condition = _condition(parser, after_mark=cursor.before.text == "&")
    except FormulaError:
        condition = None
    if condition is None:
        cursor.at = mark
        return first
    known = _more_cases(parser, Cases((Case(condition, first, first.at),), None, first.at))
    if not bracket:
        return known
    cursor.expect(bracket)
    return _more_cases(parser, known)


def holds_own_condition(cursor: Cursor, ahead: int = 0) -> bool:
    """Whether a bracket holds the condition of the value before it: `(si o3 < 0)`, `(si o3 < 0, 0 sinon)`."""
    opener = cursor.ahead(ahead + 1)
    if (
        cursor.ahead(ahead).text not in ("(", "[")
        or opener.sign is not KEYWORD
        or opener.text not in ("if", "for")
    ):
        return False
    inside = _within(cursor.tokens[cursor.at + ahead + 1 :])
    parted = [token.sign is MARK and token.text in _SEPARATORS for token in inside]
    lasts = [place for place, token in enumerate(inside) if token.is_keyword("else")]
    if any(token.is_keyword("then") for token in inside) or not any(map(_compares, inside)):
        return False
    if not lasts:
        return not any(parted)
    return lasts[-1] == len(inside) - 1 or (sum(parted) == 1 and parted[lasts[-1] - 1])


def _within(tokens: Sequence[Token]) -> list[Token]:
    """The tokens up to the end of the bracket that they stand in, all to the last where it does not end."""
    inside: list[Token] = []
    depth = 0
    for token in tokens:
        depth += LEVELS.get(token.text, 0)
        if depth < 0:
            break
        inside.append(token)
    return inside


def _compares(token: Token) -> bool:
    return token.text in _RELATIONS or (token.sign is KEYWORD and token.text in ("negative", "positive"))


def _condition(parser: FormulaReader, after_mark: bool) -> Comparison | None:
    cursor = parser.cursor
    if cursor.accept_keyword("if") or after_mark:
        return comparison(parser)
    if cursor.sees_keyword("for") and _compares_next(parser):
        cursor.take()
        return comparison(parser)
    return None


def _compares_next(parser: FormulaReader) -> bool:
    """Whether `pour` here brings a condition such as `o3 < 0` and not a list of indices."""
    for token in parser.cursor.tokens[parser.cursor.at + 1 : parser.cursor.at + 12]:
        if _compares(token):
            return True
        if token.sign in (LINE, WORD) or token.text in ("=", "∈", ",", ";"):
            return False
    return False


def _more_cases(parser: FormulaReader, known: Cases) -> Cases:
    """Further cases and the last one; what turns out to be none is given back."""
    cursor = parser.cursor
    while known.otherwise is None:
        mark = cursor.at
        cursor.skip(_SEPARATORS)
        cursor.accept_keyword("and")
        cursor.accept("=")
        try:
            more = _one_case(parser, known)
        except FormulaError:
            more = None
        if more is None:
            cursor.at = mark
            break
        known = more
    return known


def _one_case(parser: FormulaReader, known: Cases) -> Cases | None:
    cursor = parser.cursor
    if cursor.accept_keyword("else"):
        if opens_equation(cursor.tokens, cursor.at):
            return None
        cursor.skip((",", ":", "="))
        return Cases(known.cases, parser.formula(), known.at)
    value = parser.formula()
    cursor.skip((",", "&"))
    if cursor.accept_keyword("else"):
        return Cases(known.cases, value, known.at)
    condition = _condition(parser, after_mark=cursor.before.text == "&")
    if condition is None:
        return None
    return Cases((*known.cases, Case(condition, value, value.at)), None, known.at)


def prefix_cases(parser: FormulaReader) -> Expr:
    """`si o < 0 alors a sinon b`."""
    cursor = parser.cursor
    at = cursor.take().start
    condition = comparison(parser)
    cursor.skip((",", ":"))
    cursor.accept_keyword("then")
    value = parser.formula()
    return _more_cases(parser, Cases((Case(condition, value, at),), None, at))


def braced_cases(parser: FormulaReader) -> Expr:
    """The value in braces, case by case."""
    return _cases_until(parser, ("}",))


def environment(parser: FormulaReader) -> Expr:
    """A LaTeX `cases` environment, or a column or a matrix of formulas."""
    parser.cursor.take()
    inside = _column(parser, _cases_until(parser, ("end-cases",)))
    parser.cursor.expect("end-cases")
    parser.cursor.accept("}")
    return inside


def _column(parser: FormulaReader, first: Expr) -> Expr:
    """The rows below a first one that is no case; a row of several formulas is a vector of its own."""
    cursor = parser.cursor
    rows = [[first]]
    while not isinstance(first, Cases) and not cursor.done and not cursor.sees("end-cases"):
        if cursor.before.text == "&":
            rows[-1].append(parser.formula())
        else:
            rows.append([parser.formula()])
        cursor.accept("&", "\\\\")
    if len(rows) == 1 and len(rows[0]) == 1:
        return first
    listed = [row[0] if len(row) == 1 else vector(cursor, row, first.at) for row in rows]
    return vector(cursor, listed, first.at) if len(listed) > 1 else listed[0]


def _cases_until(parser: FormulaReader, closing: tuple[str, ...]) -> Expr:
    parser.cursor.skip(("\\\\", "&"))
    first = parser.value()
    parser.cursor.skip(_SEPARATORS)
    if not parser.cursor.sees(*closing) and isinstance(first, Cases):
        return _more_cases(parser, first)
    return first
