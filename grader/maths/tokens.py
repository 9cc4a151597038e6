"""The signs of a student's formula, each with its place: ASCII, Unicode and LaTeX give the same tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.maths.common_signs import MAX_DIGITS, common_run
from grader.maths.glyphs import (
    COMMANDS,
    FRACTIONS,
    GREEK_LETTERS,
    SPACES,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    WRAPPERS,
    plain,
    plain_ascii,
    plain_signs,
)
from grader.maths.levels import LEVELLED, levelled_tokens
from grader.maths.macros import RunawayError, group_end, has_macros, placed
from grader.maths.signs import (
    COMMAND,
    FRACTION,
    GREEK,
    JUNK,
    LETTERS,
    LINE,
    MARK,
    NUMBER,
    QUANTITY,
    Sign,
    Token,
    token_of,
)

MAX_CHARACTERS = 8_000
MAX_TOKENS = 4_000


class TooLongError(ValueError):
    """A text longer, or a number with more digits, than anyone writes as a formula."""


_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LEVELLED = re.compile(LEVELLED)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?|.)", re.DOTALL)
_MARKS = re.compile(r":=|-=|\+=|<-(?![0-9])|<=|=<|>=|=>|->|\*\*|==|!=|\.\.\.|\.\.|&&|\\\\")
_OWN_MARKS = frozenset("()[]{}_^,;'")  # no other sign begins so
_COMMENT = re.compile(r"#|//")
_TIME = re.compile(r"(?<=[0-9}])\^?\{?\(t(?: ?[+−-] ?1)?\)\}?")  # the step of `alpha_3(t+1)`
_ALIGNED = re.compile(r"&(?:[ ]|\\q?quad|\\[,;:! ])*(?=[=+*/·×−-]|\\leftarrow|\\cdot|\\times|←|:=)")
_LIBRARY = re.compile(r"(?:np|numpy|jnp|math|torch|tf)\.(?=[a-z])")
_WRAPPED = re.compile(r" ?\{(?=[^{}\n]{0,80}\})")
_BRACED = re.compile(r"\{[^{}]*\}")
_EQUATION = re.compile(r"(?<![<>≤≥:!=])=(?![<>=])")
_ENVIRONMENT = re.compile(r"\{[ ]*([A-Za-z]+)\*?[ ]*\}(?:[ ]*\{[lrc| ]*\})?")
_SPELLED = {
    "<=": "≤",
    "=<": "≤",
    ">=": "≥",
    "=>": "→",
    "->": "→",
    "<-": "←",
    ":=": "←",
    "==": "=",
    "**": "^",
    "...": "…",
    "..": "…",
}


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of a text; raises TooLongError before any work on a text beyond the limits.

    >>> [token.text for token in tokenize("wᵢ⁽¹⁾ x_1 ≤ \\\\frac12")]
    ['w', '_', '{', 'i', '}', '^', '{', '(', '1', ')', '}', 'x_1', '≤', 'frac', '12']
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLongError(f"more than {MAX_CHARACTERS} characters")
    return _Lexer(text).tokens()


@dataclass(slots=True)
class _Lexer:
    text: str
    plain: str = ""
    at: int = 0
    spaced: bool = False
    places: Sequence[int] = ()
    jumps: dict[int, int] = field(default_factory=dict)
    environments: list[bool] = field(default_factory=list)
    found: list[Token] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Set the signs to read, and the place of each in the text where they are not simply in the same places."""
        text = self.text
        if "(t" in text:
            text = _TIME.sub(lambda mark: " " * len(mark[0]), text)
        if has_macros(text):
            self._write_out(text)
        elif text.isascii():
            self.plain = plain_ascii(text)
        else:
            self.plain = plain_signs(text)
            if len(self.plain) != len(text):
                self.places = (*(place for place, sign in enumerate(text) if plain(sign)), len(text))

    def _write_out(self, text: str) -> None:
        try:
            written = [(plain(sign), place) for sign, place in placed(text)]
        except RunawayError as cause:
            raise TooLongError(str(cause)) from cause
        self.plain = "".join(sign for sign, _ in written)
        self.places = (*(place for sign, place in written if sign), len(text))

    def tokens(self) -> tuple[Token, ...]:
        size = len(self.plain)
        while self.at < size:
            if not self.jumps:
                found, self.at, self.spaced = common_run(self.plain, self.at, self.spaced)
                self.found += found
            if self.at == size:
                break
            if self._skips_blank():
                continue
            first = self.at
            self._next()
            self.spaced = False
            self.at = max(self.at, first + 1)
        if 4 * size > MAX_TOKENS:  # no character gives more than the four signs of a raised one
            self._refuse_many()
        return tuple(map(self._placed, self.found) if self.places else self.found)

    def _refuse_many(self) -> None:
        glued = sum(len(token.text) - 1 for token in self.found if token.sign is QUANTITY)
        if len(self.found) + glued > MAX_TOKENS:
            raise TooLongError(f"more than {MAX_TOKENS} signs")

    def _placed(self, token: Token) -> Token:
        """A token at its places in the student's text."""
        sign, text, start, end, spaced = token
        return token_of((sign, text, self.places[start], self.places[end], spaced))

    def _skips_blank(self) -> bool:
        character = self.plain[self.at]
        if character in " $~":
            self.spaced, self.at = True, self.at + 1
            return True
        if self.at in self.jumps:
            self.at = self.jumps.pop(self.at)
            return True
        if character in _OWN_MARKS:
            return False
        if character == "&" and (length := self._aligned()):
            self.spaced, self.at = True, self.at + length
            return True
        if character in "njmt" and (library := _LIBRARY.match(self.plain, self.at)):
            self.at += len(library[0])
            return True
        if character in "#/" and _COMMENT.match(self.plain, self.at):
            stop = self.plain.find("\n", self.at)
            self.at = len(self.plain) if stop < 0 else stop
            return True
        return False

    def _aligned(self) -> int:
        """How long a mark of alignment is that parts nothing: before an operator, or at the head of a row."""
        aligned = _ALIGNED.match(self.plain, self.at)
        heads_row = bool(self.environments) and not self.environments[-1] and self._is_row_head()
        return len(aligned[0]) if aligned else int(heads_row)

    def _is_row_head(self) -> bool:
        return not self.found or self.found[-1].sign is LINE

    def _next(self) -> None:
        character = self.plain[self.at]
        if character in _OWN_MARKS:
            self._token(MARK, character, 1)
        elif character == "\n":
            self._token(LINE, "\n", 1)
        elif "0" <= character <= "9":
            self._number(_NUMBER.match(self.plain, self.at)[0])  # type: ignore[index]  # as it starts with a digit
        elif character.isascii() and character.isalpha():
            self._token(LETTERS, *_latin(_LETTERS.match(self.plain, self.at)[0]))  # type: ignore[index]
        elif run := _LEVELLED.match(self.plain, self.at):
            self.found += levelled_tokens(run[0], self.at, self.spaced)
            self.at = run.end()
        elif character in FRACTIONS:
            self._token(FRACTION, character, 1)
        elif character in GREEK_LETTERS:
            self._token(GREEK, GREEK_LETTERS[character], 1)
        elif self._ends_row():
            self._token(LINE, "\n", 2)
        elif mark := _MARKS.match(self.plain, self.at):
            self._token(MARK, _SPELLED.get(mark[0], mark[0]), len(mark[0]))
        elif character == "\\":
            self._command()
        elif character == "√":
            self._token(COMMAND, "sqrt", 1)
        elif letters := _LETTERS.match(self.plain, self.at):
            self._token(LETTERS, *_latin(letters[0]))
        else:
            self._token(MARK if character.isprintable() else JUNK, character, 1)

    def _token(self, sign: Sign, text: str, length: int) -> None:
        start, self.at = self.at, self.at + length
        self.found.append(token_of((sign, text, start, self.at, self.spaced)))

    def _number(self, digits: str) -> None:
        if len(digits) > MAX_DIGITS:
            raise TooLongError(f"a number of more than {MAX_DIGITS} digits")
        self._token(NUMBER, digits, len(digits))

    def _command(self) -> None:
        found = _COMMAND.match(self.plain, self.at)
        name = found[0][1:].rstrip("*") if found else ""
        length = len(found[0]) if found else 1
        if name in SPACES or (not name.isalpha() and name not in "{}|_#%&$"):
            self.spaced, self.at = True, self.at + length
            self._followed_dot(name)
        elif name in WRAPPERS:
            self.spaced, self.at = True, self.at + length
            self._unwrap()
        elif name in ("underbrace", "overbrace"):
            self.spaced, self.at = True, self.at + length
            self._unlabel()
        elif name in ("begin", "end"):
            self._environment(name, length)
        elif name in COMMANDS:
            self._token(MARK, COMMANDS[name], length)
        elif name in GREEK_LETTERS:
            self._token(GREEK, GREEK_LETTERS[name], length)
        elif not name.isalpha():
            self._token(MARK, name, length)
        else:
            self._token(COMMAND, name, length)

    def _unwrap(self) -> None:
        """Pass the braces of `\\text{si}`, whose content stands for itself."""
        if opening := _WRAPPED.match(self.plain, self.at):
            self.at += len(opening[0])
            closing = self.plain.index("}", self.at)
            self.jumps[closing] = closing + 1

    def _unlabel(self) -> None:
        """Pass the braces of `\\underbrace{…}_{…}`, and the label under it."""
        stop = group_end(self.plain, self.at)
        labelled = self.plain[stop : stop + 1] in ("_", "^") and self.plain[stop + 1 : stop + 2] == "{"
        if self.plain[self.at : self.at + 1] == "{":
            self.jumps[stop - 1] = group_end(self.plain, stop + 1) if labelled else stop
            self.at += 1

    def _followed_dot(self, name: str) -> None:
        """The invisible bracket of `\\right.`"""
        if name in ("left", "right") and self.plain[self.at : self.at + 1] == ".":
            self.at += 1

    def _ends_row(self) -> bool:
        """Whether a row of aligned equations ends here; in a `cases` environment, `\\\\` parts the cases instead."""
        aligned = bool(self.environments) and not self.environments[-1]
        return aligned and self.plain.startswith("\\\\", self.at)

    def _environment(self, name: str, length: int) -> None:
        found = _ENVIRONMENT.match(self.plain, self.at + length)
        kind = found[1] if found else ""
        length += len(found[0]) if found else 0
        by_cases = kind in ("cases", "dcases", "array", "matrix", "pmatrix", "rcases")
        if name == "begin":
            by_cases = by_cases and not self._holds_equations(kind, self.at + length)
            self.environments.append(by_cases)
        elif self.environments:
            by_cases = self.environments.pop()
        if by_cases:
            self._token(COMMAND, f"{name}-cases", length)
        elif name == "end":
            self._token(LINE, "\n", length)
        else:
            self.spaced, self.at = True, self.at + length

    def _holds_equations(self, kind: str, start: int) -> bool:
        """Whether every row of an environment is an equation, so that it is a system and no value by cases."""
        stop = self.plain.find(rf"\end{{{kind}", start)
        rows = [row for row in self.plain[start : max(stop, start)].split(r"\\") if row.strip()]
        return len(rows) > 1 and all(_EQUATION.search(_BRACED.sub("", row)) for row in rows)


def _latin(run: str) -> tuple[str, int]:
    """The part of a run of letters before its first Greek or raised letter, and its length."""
    if run.isascii():
        return run, len(run)
    for place, character in enumerate(run):
        if character in GREEK_LETTERS or character in SUPERSCRIPTS or character in SUBSCRIPTS:
            return run[:place], place
    return run, len(run)
