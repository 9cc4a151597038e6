"""The signs that most of a formula is made of, which one pattern takes one after the other."""

from __future__ import annotations

import re
from functools import lru_cache

from grader.maths.glyphs import COMMANDS, GREEK_LETTERS, SPACES, SUBSCRIPTS, SUPERSCRIPTS, WRAPPERS
from grader.maths.levels import LEVELLED, levelled_tokens, spelt_out
from grader.maths.signs import COMMAND, GREEK, LETTERS, LINE, MARK, NUMBER, QUANTITY, Sign, Token

MAX_DIGITS = 12

_LOW, _HIGH = "[₀-₉]", "[⁰¹²³⁴-⁹]"
_FREE = r"(?<![_^])(?<![_^][{(\[ ])(?<!\*\*)"
"""Before a quantity: an index holds none."""
_ALONE = rf"(?![\w\[{{]| *[_'.\\{''.join(SUBSCRIPTS)}])"
"""Behind a quantity: nothing more may belong to it."""
_QUANTITY = (
    rf"{_FREE}(?:[soxy](?:_?[0-9]{{1,2}}|_\{{[0-9]{{1,2}}\}}|\^\([0-9]{{1,2}}\)|\^\{{\([0-9]{{1,2}}\)\}})"
    rf"|w_(?:[0-9]|\{{[0-9]\}})\^(?:[0-9]|\([0-9]\)|\{{[0-9]\}}|\{{\([0-9]\)\}})){_ALONE}"
)
_SCRIPTED = rf"{_FREE}(?:[soxy](?:{_LOW}|⁽{_HIGH}⁾)|w{_LOW}(?:{_HIGH}|⁽{_HIGH}⁾))(?![{''.join(SUPERSCRIPTS)}]){_ALONE}"
_MARK = r"[(){}\[\]_^,;'|?≤≥∈∀→←]|[=+*-](?![=<>*])|/(?!/)|<(?![=-])|>(?!=)|\.(?!\.)|:(?!=)"
_NUMBER = rf"(?![0-9.]{{{MAX_DIGITS + 1}}})[0-9]+(?:\.[0-9]+)?"
_ENDS_RUN = re.escape("".join([*GREEK_LETTERS, *SUPERSCRIPTS, *SUBSCRIPTS]))
_RUN = rf"d(?={_QUANTITY})|[A-Za-z]+(?![^\W\d_{_ENDS_RUN}]|\.)"
_OPENING = "|".join([*WRAPPERS, "underbrace", "overbrace", "begin", "end", "left", "right"])
_COMMAND = rf"\\(?!(?:{_OPENING})(?![A-Za-z]))[A-Za-z]+\*?"
_BLANK = r"[ $~]+|\\[,;:! ]|\\(?:left|right)(?![A-Za-z])\*?\.?"
_COMMON = rf"{_BLANK}|{LEVELLED}|{_MARK}|{_NUMBER}|{_QUANTITY}|{_SCRIPTED}|{_RUN}|\n|[{''.join(GREEK_LETTERS)}]|{_COMMAND}"
_SIGN = re.compile(_COMMON)
_SIGNS = re.compile(rf"{_COMMON}|(?s:.+)")
"""One sign after the other, and all the rest behind the first that is none of them."""
_LAYOUT = ("", " ")


def common_run(text: str, at: int, spaced: bool) -> tuple[list[Token], int, bool]:
    """The common signs from a place on, the place of the first that is none, and whether blank space is before it.

    >>> tokens, stop, spaced = common_run("s3 = 2 \\\\cdot x₁ + !", 0, False)
    >>> [token.text for token in tokens], stop, spaced
    (['s3', '=', '2', '*', 'x_{1}', '+'], 18, True)
    """
    found: list[Token] = []
    add, new = found.append, tuple.__new__
    for piece in _pieces(text, at):
        sign, spelt = _meaning(piece)
        stop = at + len(piece)
        if sign is not None:
            add(new(Token, (sign, spelt, at, stop, spaced)))
            spaced = False
        elif spelt in _LAYOUT:
            spaced = spelt == " "
        else:
            found += levelled_tokens(piece, at, spaced)
            spaced = False
        at = stop
    return found, at, spaced


def _pieces(text: str, at: int) -> list[str]:
    pieces: list[str] = _SIGNS.findall(text, at)
    if pieces and _SIGN.match(text, len(text) - len(pieces[-1])) is None:
        pieces.pop()
    return pieces


@lru_cache(maxsize=1024)
def _meaning(piece: str) -> tuple[Sign | None, str]:
    """What a common sign is, and how it is spelt among the tokens; no sign for blank space, layout and raised or lowered runs.

    A quantity is `s3`, `x_{1}` or `w_0^(1)` as a whole.
    """
    first = piece[0]
    if first == "\\":
        return _command(piece.rstrip(".*")[1:])
    if first in " $~":
        return None, " "
    if first in SUBSCRIPTS or first in SUPERSCRIPTS:
        return None, piece
    if first in GREEK_LETTERS:
        return GREEK, GREEK_LETTERS[first]
    if first == "\n":
        return LINE, first
    if not first.isalpha():
        return (NUMBER if first.isdigit() else MARK), piece
    return (LETTERS, piece) if piece.isalpha() else (QUANTITY, spelt_out(piece))


def _command(name: str) -> tuple[Sign | None, str]:
    if name in SPACES or not name.isalpha():
        return None, ""
    return (MARK, COMMANDS[name]) if name in COMMANDS else (COMMAND, name)
