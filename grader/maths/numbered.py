"""Names with plain numbers for indices, `s3`, `x_1` and `w_0^(1)`, which most names of an answer are, read at one look."""

from __future__ import annotations

import re
from functools import lru_cache

from grader.maths.cursor import Cursor
from grader.maths.syntax import Expr, Name, whole
from grader.maths.tokens import Sign, Token

_DIGITS = re.compile(r"[0-9]+")
_SLOTS = {"w": 2, "s": 1, "o": 1, "x": 1, "y": 1, "delta": 1, "alpha": 1}
_CLOSING = {"(": ")", "{": "}"}
_GOES_ON = frozenset(["_", "'"])


def read_quantity(token: Token) -> Name:
    """The name that such a token is."""
    return Name(token.text[0], _numbers(token.text), token.start)


@lru_cache(maxsize=1024)
def _numbers(text: str) -> tuple[Expr, ...]:
    return tuple(whole(int(digits)) for digits in _DIGITS.findall(text))


def read_numbered(cursor: Cursor, token: Token) -> Name | None:
    """The name where it is written as most are, `s3`, `x_{1}` or `w_0^(1)`; None, nothing passed, where more may belong to it."""
    slots = _SLOTS.get(token.text, 0)
    lone = _lower(cursor.tokens, cursor.at, slots) if slots else None
    if lone is None:
        return None
    indices: tuple[Expr, ...] = (whole(lone[0]),)
    stop = lone[1]
    if slots == 2:
        lone = _lone(cursor.tokens, stop + 1, slots) if _text(cursor.tokens, stop) == "^" else None
        if lone is None:
            return None
        indices, stop = (*indices, whole(lone[0])), lone[1]
    follower = _text(cursor.tokens, stop)
    if follower in _GOES_ON or (follower == "^" and token.text == "alpha"):
        return None
    cursor.at = stop
    return Name(token.text, indices, token.start)


def _lower(tokens: tuple[Token, ...], at: int, slots: int) -> tuple[int, int] | None:
    """The number at the foot of a name, or in brackets over one that has a single index, and the place behind it."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.text == "_":
        return _lone(tokens, at + 1, slots)
    if slots == 2:
        return None
    if token.sign is Sign.NUMBER:
        return None if token.spaced else _lone(tokens, at, slots)
    raised = at + 2 if _text(tokens, at + 1) == "{" else at + 1
    return _lone(tokens, at + 1, slots) if token.text == "^" and _text(tokens, raised) == "(" else None


def _lone(tokens: tuple[Token, ...], at: int, slots: int) -> tuple[int, int] | None:
    """A number alone, in brackets or not, and the place behind it; a weight's has one digit."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.sign is Sign.NUMBER:
        known = token.text.isdigit() and (slots == 1 or len(token.text) == 1)
        return (int(token.text), at + 1) if known else None
    closing = _CLOSING.get(token.text)
    inside = None if closing is None else _lone(tokens, at + 1, slots)
    if inside is None or _text(tokens, inside[1]) != closing:
        return None
    return inside[0], inside[1] + 1


def _text(tokens: tuple[Token, ...], at: int) -> str:
    return tokens[at].text if at < len(tokens) else ""
