r"""LaTeX typed between double quotes, where YAML reads `\frac` as a form feed and `\d` as an error.

Before parsing, each backslash that was meant as a backslash is masked by a character that the file does not hold;
the composer puts the backslash back. Nothing else moves, so every line and column stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

import yaml

from grader.loading.faults import CodedFault, fault
from grader.loading.scalars import PARSER, place_of
from grader.loading.text import line_of
from grader.nodes import Place

MAX_REPAIRS = 80

_ESCAPE = re.compile(r"\\(?:[A-Za-z]+|[\s\S]|$)")
_HEX = {"x": 2, "u": 4, "U": 8}
_NEVER_TYPED = frozenset("abefv")
_SEPARATORS = frozenset("NLP_")
_YAML = frozenset('0abtnvfreNLP_"/\\ xuU\t\n')

_N_COMMANDS = frozenset(
    (
        "nabla neq notin nexists newline nonumber newcommand nolimits normalsize nearrow nwarrow nleq "
        "ngeq nmid natural noindent nsubseteq"
    ).split()
)
_N_OR_LINE_BREAK = frozenset(["nu", "ne", "ni", "not", "neg", "nl"])
_T_COMMANDS = frozenset(
    (
        "tanh text textbf textit textrm texttt textstyle tfrac tbinom theta times to tau tilde top tan "
        "tag triangle triangleq therefore thinspace tiny thickapprox triangledown triangleleft "
        "twoheadrightarrow"
    ).split()
)
_R_COMMANDS = frozenset(
    (
        "rho right rightarrow rangle rbrace rbrack rceil rfloor rm rmfamily ref relax rVert rvert "
        "rightleftharpoons rightharpoonup rightrightarrows root raisebox"
    ).split()
)


class _Meaning(Enum):
    LATEX = auto()
    ESCAPE = auto()
    ESCAPED_LATEX = auto()
    EITHER = auto()
    UNDECIDED = auto()


@dataclass(frozen=True, slots=True)
class Masked:
    """A text whose typed backslashes are masked, and the quoted texts that could be read in two ways."""

    text: str
    mask: str = ""
    doubtful: tuple[CodedFault, ...] = ()


def mask_latex(text: str) -> Masked:
    r"""Mask the backslashes of LaTeX commands in double-quoted texts.

    >>> masked = mask_latex(r'"1.2": "\frac{1}{2} \tanh x"')
    >>> masked.text.replace(masked.mask, "/")
    '"1.2": "/frac{1}{2} /tanh x"'
    """
    if "\\" not in text or '"' not in text:
        return Masked(text)
    mask = next(chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    doubtful: dict[Place, CodedFault] = {}
    done: set[int] = set()
    for _ in range(MAX_REPAIRS):
        changed = False
        for start, end, place in _quoted(text):
            if start in done:
                continue
            done.add(start)
            raw = text[start:end]
            repaired, escape = _repair(raw, mask)
            if escape:
                source = line_of(text, place.line)
                doubtful[place] = fault("quoted-latex", place, source, field="", escape=escape)
            changed = changed or repaired != raw
            text = text[:start] + repaired + text[end:]
        if not changed:
            break
    return Masked(text, mask, tuple(doubtful.values()))


def _quoted(text: str) -> Iterator[tuple[int, int, Place]]:
    """The double-quoted texts with a backslash, and last the one whose escape stops the parser, if any."""
    try:
        for event in yaml.parse(text, Loader=PARSER):
            if isinstance(event, yaml.ScalarEvent) and event.style == '"':
                start, end = event.start_mark.index, event.end_mark.index
                if "\\" in text[start:end]:
                    yield start, end, place_of(event.start_mark)
    except yaml.MarkedYAMLError as cause:
        mark = cause.context_mark
        if mark is not None and text[mark.index : mark.index + 1] == '"':
            yield mark.index, _closing(text, mark.index), place_of(mark)
    except yaml.YAMLError:
        return


def _closing(text: str, start: int) -> int:
    """Where the quoted text that starts here ends."""
    position = start + 1
    while position < len(text) and text[position] != '"':
        position += 2 if text[position] == "\\" else 1
    return min(position + 1, len(text))


def _repair(raw: str, mask: str) -> tuple[str, str]:
    """The raw text with LaTeX's backslashes masked, and an escape that keeps it in doubt, if any."""
    escapes = [
        (match, _meaning(match[0], raw[max(0, match.start() - 2) : match.start()]))
        for match in _ESCAPE.finditer(raw)
    ]
    meanings = {meaning for _, meaning in escapes}
    latex = _Meaning.LATEX in meanings
    doubt = _first(escapes, _Meaning.UNDECIDED)
    if latex and not doubt:
        doubt = _first(escapes, _Meaning.ESCAPED_LATEX)
    if not latex and not doubt and meanings <= {_Meaning.EITHER, _Meaning.UNDECIDED}:
        doubt = _first(escapes, _Meaning.EITHER)
    pieces = []
    position = 0
    for match, meaning in escapes:
        literal = meaning is _Meaning.LATEX or (latex and (meaning is _Meaning.EITHER or match[0] == "\\\\"))
        pieces += [raw[position : match.start()], match[0].replace("\\", mask) if literal else match[0]]
        position = match.end()
    return "".join(pieces) + raw[position:], doubt


def _first(escapes: list[tuple[re.Match[str], _Meaning]], meaning: _Meaning) -> str:
    return next((match[0] for match, found in escapes if found is meaning), "")


def _meaning(escape: str, before: str) -> _Meaning:
    """What a backslash and the letters after it were meant as."""
    first, word = escape[1:2], escape[1:]
    if first not in _YAML or first in _SEPARATORS:
        return _Meaning.LATEX
    if first in _NEVER_TYPED:
        return _Meaning.LATEX if len(word) > 1 else _Meaning.ESCAPE
    if first == "n":
        return _n_meaning(word)
    if first == "t":
        indents = before in ("\\n", "\\t")
        return _Meaning.LATEX if word in _T_COMMANDS and not indents else _Meaning.ESCAPE
    if first == "r":
        return _Meaning.LATEX if word in _R_COMMANDS else _Meaning.ESCAPE
    return _Meaning.ESCAPE


def _n_meaning(word: str) -> _Meaning:
    if word in _N_COMMANDS:
        return _Meaning.LATEX
    return _Meaning.EITHER if word in _N_OR_LINE_BREAK else _Meaning.ESCAPE
