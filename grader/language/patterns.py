"""Patterns over a student's words, short enough for a teacher to write one in a minute.

    SATURER @tanh            said of tanh: something of the group SATURER, and not denied
    -SATURER @relu           denied of ReLU
    TIRER @similar!          only where similar pairs are named, not where nothing is
    ?BIAIS                   whether denied or not
    GRADIENT NUL ~6          both within six words; either one denied, the pattern is
    GRADIENT ?NUL ~6         only the first decides whether it is denied
    premiere* > CONTOUR      in this order
    GPU ~0                   alone, as in a list: nothing else that means something in its clause
    GRADIENT -NUL            the second one denied
    DISTANCE PETIT !MARGE    with nothing of MARGE near

Words are those of `terms.py`. All of a pattern stands in one sentence, or over two with `~~`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from grader.language.terms import Term, read_term

WINDOW = 12


class Polarity(Enum):
    """Whether a word must be affirmed, must be denied, may be either, or may not be denied beside an affirmed head."""

    AFFIRMED = "+"
    DENIED = "-"
    ANY = "?"
    LIKE = ""


_SIGNS = {polarity.value: polarity for polarity in Polarity if polarity.value}


@dataclass(frozen=True, slots=True)
class Clue:
    """A term of a pattern and its polarity; `denied` is whether it must be denied, None where it may be either.

    `near` asks for one clause with the head: any word will do, so it must be close.
    """

    term: Term
    polarity: Polarity
    denied: bool | None = field(init=False, repr=False, compare=False)
    near: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        signed = self.polarity in (Polarity.AFFIRMED, Polarity.DENIED)
        object.__setattr__(self, "denied", self.polarity is Polarity.DENIED if signed else None)
        object.__setattr__(self, "near", self.term.is_anything)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Clues that stand together; the first is the head, then the `others`. `about` is what must be spoken of, by name with `named`.

    Nothing `absent` may stand in the same window. `names` are those of all its terms, `allowed` the subjects of a head,
    all where there is none; `like` numbers the clues that may not be denied beside an affirmed head.
    """

    text: str
    clues: tuple[Clue, ...]
    about: tuple[str, ...] = ()
    named: bool = False
    window: int = WINDOW
    ordered: bool = False
    sentences: int = 1
    absent: tuple[Term, ...] = ()
    others: tuple[Clue, ...] = field(init=False, repr=False, compare=False)
    names: frozenset[str] = field(init=False, repr=False, compare=False)
    allowed: frozenset[str] = field(init=False, repr=False, compare=False)
    like: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        affirmed = self.clues[0].polarity is Polarity.AFFIRMED
        like = (n for n, clue in enumerate(self.clues) if n and clue.polarity is Polarity.LIKE)
        unnamed = {""} if self.about and not self.named else set()
        object.__setattr__(self, "others", self.clues[1:])
        object.__setattr__(self, "names", frozenset(clue.term.name for clue in self.clues))
        object.__setattr__(self, "allowed", frozenset(self.about) | unnamed)
        object.__setattr__(self, "like", tuple(like) if affirmed else ())


def read_pattern(text: str, groups: Mapping[str, str]) -> Pattern:
    """Read a pattern; raises ValueError saying what is wrong with it.

    >>> pattern = read_pattern("-satur* @relu ~6", {})
    >>> pattern.clues[0].polarity.name, pattern.about, pattern.window
    ('DENIED', ('relu',), 6)
    """
    clues: list[Clue] = []
    about: tuple[str, ...] = ()
    absent: list[Term] = []
    window, ordered, sentences, named = WINDOW, False, 1, False
    for piece in text.split():
        if piece == ">":
            ordered = True
        elif piece == "~~":
            sentences = 2
        elif piece.startswith("!"):
            absent.append(read_term(piece[1:], groups))
        elif piece.startswith("@"):
            about, named = tuple(piece[1:].removesuffix("!").split("|")), piece.endswith("!")
        elif piece.startswith("~"):
            window = _number(piece[1:], text)
        else:
            clues.append(_clue(piece, groups, head=not clues))
    if not clues:
        raise ValueError(f"the pattern “{text}” asks for no word")
    return Pattern(text, tuple(clues), about, named, window, ordered, sentences, tuple(absent))


def read_patterns(texts: tuple[str, ...], groups: Mapping[str, str]) -> tuple[Pattern, ...]:
    """Read several patterns; raises ValueError."""
    return tuple(read_pattern(text, groups) for text in texts)


def _clue(piece: str, groups: Mapping[str, str], *, head: bool) -> Clue:
    sign, rest = (piece[0], piece[1:]) if piece[0] in _SIGNS else ("", piece)
    default = Polarity.AFFIRMED if head else Polarity.LIKE
    return Clue(read_term(rest, groups), _SIGNS.get(sign, default))


def _number(digits: str, text: str) -> int:
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(f"“~{digits}” in “{text}” should be a number of words")
    return int(digits)
