"""An answer as the equations in it, with the words around them let through and what could not be read reported."""

from __future__ import annotations

from functools import lru_cache

from grader.maths.layers import may_name_layers, named_layer
from grader.maths.line_reader import LineReader
from grader.maths.lines import logical_lines
from grader.maths.naming import name_tokens
from grader.maths.records import record
from grader.maths.scope import merged, scoped, with_zero_cases
from grader.maths.screening import screened
from grader.maths.signs import WORD, Token
from grader.maths.statement import Statement, Unread
from grader.maths.syntax import (
    Expr,
)
from grader.maths.tokens import TooLongError, tokenize
from grader.maths.voids import with_spoken_cases


@record
class Reading:
    """What was read in an answer; `unread` holds the places of what looked like a formula and was none, `told` the left sides of what words give."""

    text: str
    statements: tuple[Statement, ...] = ()
    formulas: tuple[Statement, ...] = ()
    unread: tuple[Unread, ...] = ()
    words: tuple[str, ...] = ()
    told: tuple[Expr, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no formula at all was found."""
        return not self.statements and not self.formulas

    def quote(self, start: int, end: int) -> str:
        """The student's own words between two places."""
        return self.text[start:end].strip()


@lru_cache(maxsize=64)
def read_answer(text: str) -> Reading:
    """Read every equation of an answer; a text, or a line of it, beyond the limits is unread as a whole.

    >>> reading = read_answer("on a donc o3 = w_0^3 s1 + w_1^3 s2, s3 = f(o3) (sortie)")
    >>> len(reading.statements), reading.unread
    (2, ())
    """
    kept, refused = screened(text)
    if refused and not kept.strip():
        return Reading(text, unread=refused)
    try:
        tokens = name_tokens(tokenize(kept))
    except TooLongError:
        return Reading(text, unread=(Unread(0, len(text), 0),))
    lines = _lines(tokens, text)
    for line in lines:
        line.read()
    items = with_zero_cases(scoped(lines))
    words = tuple([token.text for token in tokens if token.sign is WORD])
    unread = [span for line in lines for span in line.unread]
    unread = unread or ([] if items else [span for line in lines for span in line.failed])
    return Reading(
        text,
        tuple(merged(item for item in items if item.left is not None)),
        tuple(item for item in items if item.left is None),
        (*refused, *unread),
        words,
        tuple(left for line in lines for left in line.told),
    )


def _lines(tokens: tuple[Token, ...], text: str) -> list[LineReader]:
    """A reader for each line, with the layer that the line names."""
    lines = [with_spoken_cases(line, text) for line in logical_lines(tokens)]
    if not may_name_layers(text):
        return [LineReader(text, line) for line in lines]
    said = [text[line[0].start : line[-1].end] if line else "" for line in lines]
    return [LineReader(text, line, named_layer(words)) for line, words in zip(lines, said, strict=True)]
