"""What a text says about finding a minimum by algebra: a completed square, the formula of the vertex."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from grader.maths.descent_text import MAX_LENGTH
from grader.maths.folding import fold
from grader.maths.numerals import find_numerals

_VERTEX = re.compile(
    r"-\s?b\s?/\s?\(?\s?2\s?\*?\s?a\b|-\s?\\[dt]?frac\s?\{\s?b\s?\}\s?\{\s?2\s?a\s?\}"
    r"|\\[dt]?frac\s?\{\s?-\s?b\s?\}\s?\{\s?2\s?a\s?\}|-\s?0?[.,]8\s?/\s?\(?\s?2\b|moins b sur 2 ?a|minus b over 2 ?a"
    r"|-\s?\(?\s?b\s?/\s?2\s?a"
)
_WRONG_VERTEX = re.compile(
    r"(?<![-])(?<!- )\bb\s?/\s?\(?\s?2\s?\*?\s?a\b|-\s?b\s?/\s?a\b|-\s?b\s?/\s?\(?\s?4\s?\*?\s?a\b"
)
_SQUARE = re.compile(
    r"\(\s?x\s?(?P<sign>[-+])\s?(?P<shift>\d+(?:[.,]\d+)?(?:/\d+)?)\s?\)\s?(?:\^\s?\{?2\}?|\*\*\s?2|²)"
    r"(?:\s?(?P<rest>[-+]\s?\d+(?:[.,]\d+)?(?:/\d+)?))?"
)


@dataclass(frozen=True, slots=True)
class Square:
    """A completed square (x + shift)² + rest; `rest` is None where it is not written."""

    shift: Fraction
    rest: Fraction | None
    quote: str


def uses_vertex_formula(text: str) -> bool | None:
    """True for −b/2a, False for a misremembered one, None for none."""
    folded = fold(text[:MAX_LENGTH])
    if _VERTEX.search(folded):
        return True
    return False if _WRONG_VERTEX.search(folded) else None


def squares(text: str) -> tuple[Square, ...]:
    """The completed squares of a text."""
    folded = fold(text[:MAX_LENGTH])
    return tuple(_square(match, text) for match in _SQUARE.finditer(folded))


def _square(match: re.Match[str], text: str) -> Square:
    shift = find_numerals(match["shift"])
    size = shift[0].value if shift else Fraction(0)
    rest = find_numerals(match["rest"] or "")
    return Square(
        -size if match["sign"] == "-" else size,
        rest[0].value if rest else None,
        text[match.start() : match.end()],
    )
