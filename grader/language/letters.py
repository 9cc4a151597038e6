"""A text as plain lower-case letters, each knowing where the student wrote it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARACTERS = 8_000
_KEPT = 4096

_SPECIAL = {
    "œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "’": "'", "‘": "'", "ʼ": "'",
    "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "•": "-", "·": "-", "×": "x",
    "“": '"', "”": '"', "«": '"', "»": '"', "≠": "≠", "∂": "d", "α": "alpha", "η": "eta", "δ": "delta",
    "⇒": "→", "⟶": "→", "➔": "→", "➜": "→", "⟹": "→", "⇔": "=", "↔": "=", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip
_DROPPED = {"Mn", "Me", "Cf", "Cc", "Cs"}
_MARKED = re.compile(r"[^ -_a-~\n]")
"""What is more than a letter, a figure or a sign of ASCII in either case; a few in a line."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Folded text; `origin[i]` is the place in the student's text of its character `i`."""

    text: str
    origin: Sequence[int]
    source: str

    @property
    def is_even(self) -> bool:
        """Whether each of its characters stands for the one at the same place of the source."""
        return isinstance(self.origin, range)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the source that the folded slice came from."""
        return self.origin[start], self.origin[end - 1] + 1


def fold(source: str) -> Letters:
    """Lower the case, drop accents and invisible characters, and unify quotes, dashes and index digits.

    >>> fold("L’œil, x₃ : ÉVITÉ").text
    "l'oeil, x3 : evite"
    """
    kept = source[:MAX_CHARACTERS]
    text = folded(kept)
    if _PLAIN.uneven.isdisjoint(kept):
        return Letters(text, range(len(text)), source)
    origin = [place for place, character in enumerate(kept) for _ in _PLAIN[ord(character)]]
    return Letters(text, origin, source)


@lru_cache(maxsize=64)  # an answer's text for each of its readers
def folded(word: str) -> str:
    """The folded text alone.

    >>> folded("Entraînée")
    'entrainee'
    """
    return _MARKED.sub(_unmarked, word).lower()


class _Table(dict[int, str]):
    """Plain letters by code point, worked out as they are met; the `uneven` are not one letter each."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        if len(plain) != 1:
            self.uneven.add(chr(code))
        if len(self) < _KEPT:
            self[code] = plain
        return plain


def _unmarked(character: re.Match[str]) -> str:
    return _PLAIN[ord(character[0])]


def _plain(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character in "\n\t ":
        return "\n" if character == "\n" else " "
    return "".join(_kept(unicodedata.normalize("NFKD", character).lower()))


def _kept(characters: str) -> Iterator[str]:
    for character in characters:
        if unicodedata.category(character) not in _DROPPED:
            yield "/" if character == "⁄" else character


_PLAIN = _Table()
