r"""LaTeX typed between double quotes, where YAML reads `\frac` as a form feed and `\d` as an error.

Before parsing, each backslash that was meant as a backslash is masked by a character that the file does not hold;
the composer puts the backslash back. Nothing else moves, so every line and column stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

import yaml

from grader.loading.document import UNPRINTABLE
from grader.loading.scalars import PARSER, place_of
from grader.nodes import Place

MAX_REPAIRS = 40

_ESCAPE = re.compile(r"\\(?:[A-Za-z]+|[\s\S]|$)")
_HEX = {first: re.compile(rf"[0-9a-fA-F]{{{count}}}") for first, count in (("x", 2), ("u", 4), ("U", 8))}
_NEVER_TYPED = frozenset("abefv")
_SEPARATORS = frozenset("NLP_")
_YAML = frozenset('0abtnvfreNLP_"/\\ xuU\t\n')

_N_OR_LINE_BREAK = frozenset("nu ne ni not neg nl".split())
_COMMANDS = frozenset(
    "nabla neq notin nexists newline nonumber newcommand nolimits nearrow nwarrow nleq ngeq nmid noindent "
    "tanh text textbf textit textrm texttt textstyle tfrac tbinom theta times to tau tilde top tan tag triangle "
    "triangleq therefore thinspace tiny "
    "rho right rightarrow rangle rbrace rbrack rceil rfloor rm ref relax rVert rvert rightleftharpoons root".split()
)


class _Mark(Protocol):
    """Where the parser stands in the text."""

    index: int


class _Meaning(Enum):
    """What a backslash was meant as: itself, YAML's escape, `\\` before a command, or a command or line break."""

    LATEX = auto()
    ESCAPE = auto()
    ESCAPED_LATEX = auto()
    EITHER = auto()


@dataclass(frozen=True, slots=True)
class Masked:
    """A text whose typed backslashes are masked, and the places of quoted texts with an escape in doubt."""

    text: str
    mask: str = ""
    doubtful: Mapping[Place, str] = field(default_factory=dict)


def mask_latex(text: str) -> Masked:
    r"""Mask the backslashes of LaTeX commands in double-quoted texts.

    >>> masked = mask_latex(r'"1.2": "\frac{1}{2} \tanh x"')
    >>> masked.text.replace(masked.mask, "/")
    '"1.2": "/frac{1}{2} /tanh x"'
    """
    if "\\" not in text or '"' not in text or UNPRINTABLE.search(text):
        return Masked(text)
    mask = next(chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    doubtful: dict[Place, str] = {}
    done: set[int] = set()
    for _ in range(MAX_REPAIRS):
        quoted, stopped = _quoted(text)
        fresh = [row for row in quoted if row[0] not in done]
        for start, end, place in fresh:
            repaired, doubt = _repair(text[start:end], mask)
            text = text[:start] + repaired + text[end:]
            doubtful |= {place: doubt} if doubt else {}
        done |= {start for start, _, _ in fresh}
        if not stopped or not fresh:
            break
    return Masked(text, mask, doubtful)


def _quoted(text: str) -> tuple[list[tuple[int, int, Place]], bool]:
    """The double-quoted texts with a backslash, and whether the last one's escape stopped the parser."""
    found: list[tuple[int, int, Place]] = []
    try:
        for event in yaml.parse(text, Loader=PARSER):
            if isinstance(event, yaml.ScalarEvent) and event.style == '"':
                start, end = _index(event.start_mark), _index(event.end_mark)
                if text[start] == '"' and "\\" in text[start:end]:
                    found.append((start, end, place_of(event.start_mark)))
    except yaml.MarkedYAMLError as cause:
        start = _index(cause.context_mark)
        if cause.context_mark is None or text[start : start + 1] != '"':
            return found, False
        return [*found, (start, _closing(text, start), place_of(cause.context_mark))], True
    return found, False


def _index(mark: _Mark | None) -> int:
    return mark.index if mark else 0


def _closing(text: str, start: int) -> int:
    """Where the quoted text that starts here ends."""
    position = start + 1
    while position < len(text) and text[position] != '"':
        position += 2 if text[position] == "\\" else 1
    return min(position + 1, len(text))


def _repair(raw: str, mask: str) -> tuple[str, str]:
    """The raw text with LaTeX's backslashes masked, and an escape that keeps it in doubt, if any."""
    escapes = [(match, _meaning(raw, match)) for match in _ESCAPE.finditer(raw)]
    doubt = _doubt(escapes)
    if doubt or not any(meaning is _Meaning.LATEX for _, meaning in escapes):
        return (_mask_all(raw, mask) if doubt else raw), doubt
    pieces, position = [], 0
    for match, meaning in escapes:
        literal = meaning in (_Meaning.LATEX, _Meaning.EITHER) or match[0] == "\\\\"
        pieces += [raw[position : match.start()], match[0].replace("\\", mask) if literal else match[0]]
        position = match.end()
    return "".join(pieces) + raw[position:], ""


def _mask_all(raw: str, mask: str) -> str:
    """Every backslash masked, that the parser may go on behind a text that a person will read; not at a quote."""
    return _ESCAPE.sub(lambda match: match[0] if match[0] == '\\"' else match[0].replace("\\", mask), raw)


def _doubt(escapes: list[tuple[re.Match[str], _Meaning]]) -> str:
    """The first escape that may be read in two ways, given all others of the same text."""
    meanings = {meaning for _, meaning in escapes}
    breaks = any(match[0].startswith("\\n") and meaning is _Meaning.ESCAPE for match, meaning in escapes)
    if _Meaning.LATEX in meanings:
        suspect = _Meaning.ESCAPED_LATEX
    elif breaks or _Meaning.ESCAPED_LATEX in meanings:
        return ""
    else:
        suspect = _Meaning.EITHER
    return next((match[0] for match, meaning in escapes if meaning is suspect), "")


def _meaning(raw: str, match: re.Match[str]) -> _Meaning:
    """What a backslash and the letters after it were meant as."""
    word = match[0][1:]
    first = word[:1]
    if first == "\\":
        return _Meaning.ESCAPED_LATEX if raw[match.end() : match.end() + 1].isalpha() else _Meaning.ESCAPE
    if first not in _YAML or first in _SEPARATORS:
        return _Meaning.LATEX
    if first in _HEX:
        return _Meaning.ESCAPE if _HEX[first].match(raw, match.start() + 2) else _Meaning.LATEX
    if first in _NEVER_TYPED and len(word) > 1:
        return _Meaning.LATEX
    if first == "n" and word in _N_OR_LINE_BREAK:
        return _Meaning.EITHER
    indents = first == "t" and raw[max(0, match.start() - 2) : match.start()] in ("\\n", "\\t")
    return _Meaning.LATEX if word in _COMMANDS and not indents else _Meaning.ESCAPE
