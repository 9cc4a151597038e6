"""The signs that a formula is made of, and signs that are made of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


class Token(NamedTuple):
    """A sign and where it stands; `spaced` says whether blank space comes before it."""

    sign: Sign
    text: str
    start: int
    end: int
    spaced: bool = False

    def is_keyword(self, text: str) -> bool:
        """Whether it is this keyword."""
        return self.sign is Sign.KEYWORD and self.text == text


token_of: Callable[[tuple[Sign, str, int, int, bool]], Token] = partial(tuple.__new__, Token)
"""A token of its five parts: what a NamedTuple's own call adds to it takes longer than the rest of its reading."""


def retold(token: Token, sign: Sign, text: str) -> Token:
    """Another sign in a token's place."""
    return token_of((sign, text, token.start, token.end, token.spaced))


def differential(token: Token, operand: Token, index: str = "") -> Iterator[Token]:
    """A d and what it stands before, with the generic indices glued to that."""
    yield retold(token, Sign.DIFFERENTIAL, "d")
    yield operand._replace(spaced=False)
    yield from subscript(token, index)


def subscript(token: Token, letters: str) -> Iterator[Token]:
    """Generic indices glued to a name: `wij` as `w_{i,j}`."""
    if not letters:
        return
    inside = [retold(token, Sign.NAME, letter) for letter in letters]
    yield glued(token, "_")
    if len(inside) == 1:
        yield inside[0]._replace(spaced=False)
        return
    yield glued(token, "{")
    for place, letter in enumerate(inside):
        if place:
            yield glued(token, ",")
        yield letter._replace(spaced=False)
    yield glued(token, "}")


def glued(token: Token, mark: str) -> Token:
    """A mark right behind a token, which nobody wrote."""
    return Token(Sign.MARK, mark, token.end, token.end, False)
