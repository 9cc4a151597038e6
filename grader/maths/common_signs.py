"""The signs that most of a formula is made of, which one pattern takes one after the other."""

from __future__ import annotations

import re

from grader.maths.glyphs import GREEK_LETTERS, SUBSCRIPTS, SUPERSCRIPTS
from grader.maths.signs import GREEK, JUNK, LETTERS, LINE, MARK, NUMBER, QUANTITY, Token

MAX_DIGITS = 12

_QUANTITY = (
    r"(?<![_^])(?<![_^][{(\[ ])(?<!\*\*)"  # an index holds no such name
    r"(?:[soxy](?:_?[0-9]{1,2}|_\{[0-9]{1,2}\}|\^\([0-9]{1,2}\)|\^\{\([0-9]{1,2}\)\})"
    r"|w_(?:[0-9]|\{[0-9]\})\^(?:[0-9]|\([0-9]\)|\{[0-9]\}|\{\([0-9]\)\}))"
    rf"(?![\w\[{{]| *[_'.\\{''.join(SUBSCRIPTS)}])"  # nothing more may belong to it
)
_MARK = r"[(){}\[\]_^,;'|?≤≥∈∀→←]|[=+*-](?![=<>*])|/(?!/)|<(?![=-])|>(?!=)|\.(?!\.)|:(?!=)"
_NUMBER = rf"(?![0-9.]{{{MAX_DIGITS + 1}}})[0-9]+(?:\.[0-9]+)?"
_ENDS_RUN = re.escape("".join([*GREEK_LETTERS, *SUPERSCRIPTS, *SUBSCRIPTS]))
_RUN = rf"d(?={_QUANTITY})|[A-Za-z]+(?![^\W\d_{_ENDS_RUN}]|\.)"
_COMMON = re.compile(
    rf"[ $~]*+(?:({_MARK})|({_NUMBER})|({_QUANTITY})|({_RUN})|(\n)|([{''.join(GREEK_LETTERS)}]))?"
)
_SIGNS = (JUNK, MARK, NUMBER, QUANTITY, LETTERS, LINE, GREEK)
"""What the groups are; none is a blank. A quantity is `s3`, `x_{1}` or `w_0^(1)` as a whole."""
_GREEK_GROUP = 6


def common_run(text: str, at: int, spaced: bool) -> tuple[list[Token], int, bool]:
    """The common signs from a place on, the place of the first that is none, and whether blank space is before it.

    >>> tokens, stop, spaced = common_run("s3 = 2 \\\\cdot x", 0, False)
    >>> [token.text for token in tokens], stop, spaced
    (['s3', '=', '2'], 7, True)
    """
    found: list[Token] = []
    add, new = found.append, tuple.__new__
    end = at - spaced  # of the sign before
    for match in _COMMON.finditer(text, at):
        group = match.lastindex
        if group is None:  # as at the end of the text at the latest
            break
        start, stop = match.span(group)
        sign = GREEK_LETTERS[match[group]] if group == _GREEK_GROUP else match[group]
        add(new(Token, (_SIGNS[group], sign, start, stop, start > end)))
        end = stop
    return found, match.end(), match.end() > end
