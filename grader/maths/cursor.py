"""A place in a list of tokens, with what a reader asks of it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from grader.maths.signs import KEYWORD, LINE, MARK, Token

_END = Token(LINE, "", -1, -1)
_BEYOND = (_END,) * 8
"""Behind the last token stand more empty ones than anybody looks ahead."""


class FormulaError(ValueError):
    """Something that is no formula, or one beyond the limits; `at` is its place in the student's text."""

    def __init__(self, reason: str, at: int) -> None:
        self.at = at
        super().__init__(reason)


@dataclass(slots=True)
class Cursor:
    """A list of tokens and the place reached in it, at most its end; `has_vectors` says that a vector written out was read."""

    tokens: tuple[Token, ...]
    at: int = 0
    has_vectors: bool = False
    size: int = field(init=False)
    padded: tuple[Token, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.tokens)
        self.padded = self.tokens + _BEYOND

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= self.size

    @property
    def now(self) -> Token:
        """The token here; an empty one at the end."""
        return self.padded[self.at]

    @property
    def before(self) -> Token:
        """The token just passed."""
        return self.tokens[self.at - 1] if self.at else _END

    def ahead(self, count: int) -> Token:
        """The token so many places further."""
        return self.padded[self.at + count]

    def sees(self, *texts: str) -> bool:
        """Whether one of these marks stands here."""
        token = self.padded[self.at]
        return token.text in texts and token.sign is MARK

    def sees_keyword(self, *texts: str) -> bool:
        """Whether one of these keywords stands here."""
        token = self.padded[self.at]
        return token.sign is KEYWORD and token.text in texts

    def take(self) -> Token:
        """The token here, passed unless it is the end."""
        token = self.padded[self.at]
        if token is not _END:
            self.at += 1
        return token

    def accept(self, *texts: str) -> bool:
        """Pass one of these marks if it stands here."""
        token = self.padded[self.at]
        if token.text in texts and token.sign is MARK:
            self.at += 1
            return True
        return False

    def accept_keyword(self, *texts: str) -> bool:
        """Pass one of these keywords if it stands here."""
        found = self.sees_keyword(*texts)
        self.at += found
        return found

    def expect(self, *texts: str) -> Token:
        """Pass one of these marks; raises FormulaError when something else stands here."""
        token = self.padded[self.at]
        if token.text not in texts or token.sign is not MARK:
            raise FormulaError(f"{texts[0]} expected", self.place)
        self.at += 1
        return token

    def skip(self, texts: Container[str]) -> None:
        """Pass all of these marks that stand here, and the ends of lines."""
        while self.at < self.size:
            token = self.tokens[self.at]
            if token.text != "\n" and (token.sign is not MARK or token.text not in texts):
                return
            self.at += 1

    @property
    def place(self) -> int:
        """Where the cursor stands in the student's text."""
        return self.now.start if not self.done else (self.tokens[-1].end if self.tokens else 0)
