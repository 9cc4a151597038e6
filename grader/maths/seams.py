"""Where one equation ends and the next begins on a line that parts them by blank space alone, or numbers them."""

from __future__ import annotations

import re
from dataclasses import replace

from grader.maths.signs import DIFFERENTIAL, FUNCTION, KEYWORD, MARK, NAME, NUMBER, QUANTITY, WORD, Token
from grader.maths.syntax import Add, Derivative, Expr, Multiply, Name, Negative

_WIDE = re.compile(r"(?: {2,}|\t *|\\q?quad[ ]*|\xa0{2,})$")
_LONGEST_GAP = 40
_LEVELS = {"(": 1, "[": 1, ")": -1, "]": -1}


def next_left(members: list[Expr], text: str) -> tuple[Expr, Expr] | None:
    """The last member cut before its last factor, where that is the left side of the next equation: `s1 = f(o1)  s2 =`."""
    cut = _cut(members[-1])
    if cut is None or cut[1] == members[0]:
        return None
    left, after, is_sum = members[0], cut[1], isinstance(members[-1], Add)
    if _is_wide(text, after) or (_follow(left, after) if is_sum else _alternate(left, after)):
        return cut
    return None


def _cut(expr: Expr) -> tuple[Expr, Expr] | None:
    """A formula without its very last factor, and that factor, where it can be a left side."""
    match expr:
        case Multiply(factors=(*rest, Name() | Derivative() as after)):
            return (rest[0] if len(rest) == 1 else Multiply(tuple(rest), expr.at)), after
        case Add(terms=(*terms, last)):
            inner = _cut(last)
            return None if inner is None else (Add((*terms, inner[0]), expr.at), inner[1])
        case Negative(operand=operand):
            inner = _cut(operand)
            return None if inner is None else (replace(expr, operand=inner[0]), inner[1])
    return None


def _is_wide(text: str, after: Expr) -> bool:
    """Whether a gap wider than a blank stands before it, in a line."""
    if isinstance(after, Name) and not after.indices:
        return False
    return _WIDE.search(text[max(0, after.at - _LONGEST_GAP) : after.at]) is not None


def _follow(left: Expr, after: Expr) -> bool:
    """Whether s of a neuron comes behind its own sum o, which never holds it."""
    return isinstance(left, Name) and left.base == "o" and after == replace(left, base="s")


def _alternate(left: Expr, after: Expr) -> bool:
    if isinstance(left, Name) and isinstance(after, Name):
        return {left.base, after.base} <= {"o", "s"}
    gradients = isinstance(left, Derivative) and isinstance(after, Derivative) and left.of == after.of
    return gradients and _base(left) == _base(after)


def _base(derivative: Expr) -> str:
    by = derivative.by if isinstance(derivative, Derivative) else None
    return by.base if isinstance(by, Name) else ""


def unnumbered(line: tuple[Token, ...]) -> tuple[Token, ...]:
    """A line without the `(3)` before its equation or the ` (3)` behind it."""
    if len(line) > 5 and _is_number(line[:3]) and _may_open(line[3]):
        line = line[3:]
    if len(line) > 5 and _is_number(line[-3:]) and line[-3].spaced and not _expects(line[-4]):
        line = line[:-3]
    return line


def _is_number(tokens: tuple[Token, ...]) -> bool:
    """`(3)` or `(a)`."""
    opening, inside, closing = tokens
    if opening.text != "(" or closing.text != ")":
        return False
    numbered = inside.sign is NUMBER or (inside.sign in (NAME, WORD) and len(inside.text) == 1)
    return numbered and len(inside.text) <= 2


def _may_open(token: Token) -> bool:
    """Whether a left side can begin here: a name or a derivative."""
    return token.spaced and (
        token.sign in (NAME, QUANTITY, DIFFERENTIAL, WORD) or token.text in ("frac", "∂")
    )


def _expects(token: Token) -> bool:
    """Whether a sign or a function before it makes a bracket its operand."""
    return token.sign in (FUNCTION, WORD, KEYWORD) or (
        token.sign is MARK and token.text not in (")", "]", "}")
    )


def closes_nothing(line: tuple[Token, ...], start: int, at: int) -> bool:
    """Whether the bracket at a place of a line was opened neither by the formula from `start` on nor by a remark around it."""
    around = 0
    for token in line[:start]:
        around = max(0, around + _level(token))
    return around + sum(map(_level, line[start : at + 1])) < 0


def opens_equation(line: tuple[Token, ...], at: int) -> bool:
    """Whether a left side with its sign stands at a place of a line, as behind the `sinon` of `sinon dJ/dα3 = 0`."""
    start = at + 1 if at < len(line) and line[at].text == ":" else at
    for token in line[start:]:
        if token.sign is MARK and token.text in ("=", "←"):
            return True
        if token.sign in (WORD, KEYWORD) or token.text in (",", ";", ":", "→"):
            return False
    return False


def stays_open(line: tuple[Token, ...], at: int) -> bool:
    """Whether a bracket at a place of a line is never closed, and nothing but a formula follows on it: no words, no equation."""
    if line[at : at + 1] == () or line[at].text not in ("(", "["):
        return False
    level = 0
    for token in line[at:]:
        level += _level(token)
        if level == 0 or token.sign in (WORD, KEYWORD) or token.text in ("=", "←"):
            return False
    return True


def _level(token: Token) -> int:
    return _LEVELS.get(token.text, 0) if token.sign is MARK else 0
