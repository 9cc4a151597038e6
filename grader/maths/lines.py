"""The lines of an answer as its writer meant them: what goes on over several lines is joined."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from grader.maths.seams import unnumbered
from grader.maths.signs import KEYWORD, MARK, NAME, NUMBER, Token

Line = tuple[Token, ...]
MAX_JOINED = 8
_LEVELS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}

_RELATIONS = frozenset(["=", "←", "-=", "+="])
_OPENS = frozenset(["=", "+", "*", "/", ")", "]", "}", "≤", "≥", "<", ">", "←"])
_LEAVES_OPEN = frozenset(["=", "+", "-", "*", "/", "←", "(", "[", "{"])
_BULLETS = frozenset(["-", "*", "+", "→", ">"])


def logical_lines(tokens: tuple[Token, ...]) -> tuple[Line, ...]:
    """The lines of a text, a line that goes on the one above joined to it.

    >>> from grader.maths.tokens import tokenize
    >>> [len(line) for line in logical_lines(tokenize("a = b\\n  = c\\nd = e"))]
    [5, 3]
    """
    texts = [token.text for token in tokens]
    has_cases = "begin-cases" in texts
    joined: list[Line] = []
    for line in _physical(tokens, texts):
        relates = _relates(line)
        if joined and not relates and _continues_cases(joined[-1], line):
            joined[-1] = (*joined[-1], *_next_case(line))
        elif joined and (_goes_on(joined[-1], line, relates) or (has_cases and _is_in_cases(joined[-1]))):
            joined[-1] = (*joined[-1], line[0]._replace(spaced=True), *line[1:])
        else:
            joined.append(unnumbered(_unbulleted(line, relates)) if relates else _unbulleted(line, relates))
    levels = list(map(_level, joined))
    return tuple(_balanced(joined, levels) if max(levels, default=0) > 0 else joined)


def _physical(tokens: tuple[Token, ...], texts: list[str]) -> Iterator[Line]:
    """The lines as they stand, without those that are empty."""
    start = 0
    for _ in range(texts.count("\n")):
        stop = texts.index("\n", start)
        if start < stop:
            yield tokens[start:stop]
        start = stop + 1
    if start < len(tokens):
        yield tokens[start:]


def _goes_on(above: Line, line: Line, relates: bool) -> bool:
    first, last = line[0], above[-1]
    if first.sign is MARK and first.text in _OPENS and not (first.text in "*+>" and relates):
        return True
    if last.sign is MARK and last.text in _LEAVES_OPEN and not _relates(line[1:]):
        return True
    return first.text == "-" and not relates and _relates(above)


def _is_in_cases(above: Line) -> bool:
    """Whether an environment of cases is still open where a line ends."""
    texts = [token.text for token in above]
    return texts.count("begin-cases") > texts.count("end-cases")


def _continues_cases(above: Line, line: Line) -> bool:
    """Whether this line without an equation says only when, or what else: `si o3 < 0`, `0 sinon`, `{ 0 sinon`."""
    if not any(token.sign is KEYWORD and token.text in ("if", "else") for token in line):
        return False
    conditional = any(token.is_keyword("if") for token in above)
    return _relates(above) and (conditional or line[0].text in ("if", "{"))


def _next_case(line: Line) -> Line:
    """A further case behind a comma, without the brace that is drawn before each."""
    comma = line[0]._replace(sign=MARK, text=",", end=line[0].start)
    return (comma, *(line[1:] if line[0].text == "{" else line))


def _relates(line: Line) -> bool:
    """Whether a line holds an equation of its own, beyond the bounds of a sum."""
    level = 0
    for token in line:
        text = token.text
        if text in _LEVELS:
            level += _LEVELS[text]
        elif level == 0 and text in _RELATIONS and token.sign is MARK:
            return True
    return False


def _unbulleted(line: Line, relates: bool) -> Line:
    """A line without the dash, star or `1)` before its equation."""
    if len(line) < 3:
        return line
    first, second = line[0], line[1]
    if first.sign is MARK and first.text in _BULLETS and second.spaced and relates:
        return line[1:]
    numbered = second.text == ")" and len(first.text) == 1 and first.sign in (NUMBER, NAME)
    ordinal = second.text == "." and first.sign is NUMBER and line[2].spaced
    return line[2:] if numbered or ordinal else line


def _balanced(lines: list[Line], levels: list[int]) -> Iterator[Line]:
    """Lines joined while a bracket stays open, where one of the next few closes it."""
    place = 0
    while place < len(lines):
        count = _closing(lines, levels, place)
        yield lines[place] if count == 1 else tuple(chain.from_iterable(lines[place : place + count]))
        place += count


def _closing(lines: list[Line], levels: list[int], place: int) -> int:
    """How many lines there are up to the one that closes what this one leaves open; 1 where none does."""
    level = 0
    for count, own in enumerate(levels[place : place + MAX_JOINED], start=1):
        level += own
        if level <= 0:
            return count
        if count > 1 and _relates(lines[place + count - 1]):
            return 1
    return 1


def _level(line: Line) -> int:
    return sum([_LEVELS[token.text] for token in line if token.text in _LEVELS])
