"""The signs that a formula is made of, and signs that are made of others."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import NamedTuple


class Sign(StrEnum):
    """What a token is."""

    LETTERS = "letters"
    NAME = "name"
    QUANTITY = "quantity"
    FUNCTION = "function"
    KEYWORD = "keyword"
    WORD = "word"
    DIFFERENTIAL = "differential"
    GREEK = "greek"
    COMMAND = "command"
    NUMBER = "number"
    FRACTION = "fraction"
    MARK = "mark"
    LINE = "line"
    JUNK = "junk"


(
    LETTERS,
    NAME,
    QUANTITY,
    FUNCTION,
    KEYWORD,
    WORD,
    DIFFERENTIAL,
    GREEK,
    COMMAND,
    NUMBER,
    FRACTION,
    MARK,
    LINE,
    JUNK,
) = Sign
"""Each under its own name: looking one up in the enumeration takes eight times as long."""


class Token(NamedTuple):
    """A sign and where it stands; `spaced` says whether blank space comes before it."""

    sign: Sign
    text: str
    start: int
    end: int
    spaced: bool = False

    def is_keyword(self, text: str) -> bool:
        """Whether it is this keyword."""
        return self.sign is KEYWORD and self.text == text


token_of: Callable[[tuple[Sign, str, int, int, bool]], Token] = partial(tuple.__new__, Token)
"""A token of its five parts: what a NamedTuple's own call adds to it takes longer than the rest of its reading."""


def retold(token: Token, sign: Sign, text: str) -> Token:
    """Another sign in a token's place."""
    return token_of((sign, text, token.start, token.end, token.spaced))


def attached(token: Token) -> Token:
    """The same token with no blank before it."""
    return token_of((token.sign, token.text, token.start, token.end, False))


def differential(token: Token, operand: Token, index: str = "") -> list[Token]:
    """A d and what it stands before, with the generic indices glued to that."""
    return [retold(token, DIFFERENTIAL, "d"), attached(operand), *subscript(token, index)]


def subscript(token: Token, letters: str) -> list[Token]:
    """Generic indices glued to a name: `wij` as `w_{i,j}`."""
    if not letters:
        return []
    inside = [token_of((NAME, letter, token.start, token.end, False)) for letter in letters]
    if len(inside) == 1:
        return [glued(token, "_"), *inside]
    between = [sign for letter in inside for sign in (glued(token, ","), letter)]
    return [glued(token, "_"), glued(token, "{"), *between[1:], glued(token, "}")]


def glued(token: Token, mark: str) -> Token:
    """A mark right behind a token, which nobody wrote."""
    return token_of((MARK, mark, token.end, token.end, False))
