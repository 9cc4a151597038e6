"""From the text of a program, in Python 2 or 3 and as people type it, to its syntax."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 64_000
"""The longest text that is read, in characters."""

_DEEPEST_BRACKETS = 40
_DEEPEST_TREE = 80
_FLAT = (ast.Name, ast.Constant, ast.expr_context)
_LONGEST_ROW = 4_000
_TYPOGRAPHY = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "´": "'",
        "−": "-", "–": "-", "—": "-", "‑": "-", "×": "*", "…": "...", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
        "\u200b": "", "\ufeff": "", "\f": " ", "\v": " ", "\t": "    ", "\r": "", "（": "(", "）": ")", "，": ",",
        "＝": "=", "：": ":", "\u2028": " ", "\u2029": " ", "\x85": " ", "\x00": " ",
    }
)  # fmt: skip
_DEBRIS = re.compile(r"\\(?:left|right|colon|[,;! ])(?![A-Za-z])")
_LATEX = {"\\left": "", "\\right": "", "\\colon": ":"}
_LEFT_OUT = re.compile(r"(,\s{0,80})\.\.\.(\s{0,80}[,)])")
_OLD_STATEMENT = re.compile(
    r"\b(?:print|exec)\b(?![ ]*[(=])"
)  # a first look: it may stand in a text or a comment
_OPENING, _CLOSING, _BRACKET = "([{", ")]}", re.compile(r"[()\[\]{}]")
_FENCE = re.compile(r"^\s*(?:```|~~~)\s*[\w+-]*\s*$")


def clean(text: str) -> list[str]:
    """The rows of a text with plain quotes, dashes and spaces; as many rows as the text has lines.

    >>> clean("padding=“same”, x\\\\_1")
    ['padding="same", x_1']
    """
    text = text.replace("\r\n", "\n").translate(_TYPOGRAPHY).replace("\\_", "_")
    text = _DEBRIS.sub(lambda match: _LATEX.get(match.group(), " "), text)
    return ["" if _FENCE.match(row) else row.rstrip() for row in text.split("\n")]


def parse(text: str) -> list[ast.stmt] | SyntaxError:
    """The statements of a program, or why it has none; never raises."""
    return SyntaxError("too deeply nested") if too_deep(text) else parse_modern(modern(text))


def parse_modern(text: str) -> list[ast.stmt] | SyntaxError:
    """The same of a text that is `modern` and not `too_deep`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = _parsed(text)
    except SyntaxError as error:
        return error
    except (RecursionError, MemoryError, ValueError):
        return SyntaxError("too deeply nested")
    return SyntaxError("too deeply nested") if _is_deep(body) else body


def leaves_arguments_out(text: str) -> bool:
    """Whether a call, or what looks like one, has `...` among its arguments."""
    return "..." in text and _LEFT_OUT.search(text) is not None


def _parsed(text: str) -> list[ast.stmt]:
    """The statements; `...` among arguments by name stands for those left out, as `**...` does for Python."""
    try:
        return ast.parse(text).body
    except SyntaxError:
        if "..." not in text:
            raise
        return ast.parse(_LEFT_OUT.sub(r"\1**...\2", text)).body


def too_deep(text: str) -> bool:
    """Whether brackets stand within one another beyond what any program needs, or a row is endless."""
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in _OPENING else max(0, depth - 1)
        if depth > _DEEPEST_BRACKETS:
            return True
    return len(text) > _LONGEST_ROW and any(len(row) > _LONGEST_ROW for row in text.split("\n"))


@lru_cache(maxsize=128)  # above all for pieces of the printed program, which every answer copies
def modern(text: str) -> str:
    """Python 2's print and exec statements as Python 3 writes them, row by row.

    >>> modern("print i, loss_r  # a step")
    'print(i, loss_r)  # a step'
    >>> modern("x = 'print i'")
    "x = 'print i'"
    """
    if _OLD_STATEMENT.search(text) is None:
        return text
    rows = text.split("\n")
    for (row, start), (last, stop), old in reversed(list(_old_statements(text))):
        rows[last - 1] = rows[last - 1][:stop] + ")" + rows[last - 1][stop:]
        head = rows[row - 1]
        rows[row - 1] = head[:start] + old + "(" + head[start + len(old) :].lstrip().removeprefix(">>")
    return "\n".join(rows)


@lru_cache(maxsize=64)
def ends_what_it_opens(text: str) -> bool:
    """Whether the tokens of rows below this text are what they are without it: no bracket, text or row is left open."""
    depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.OP:
                depth += (token.string in _OPENING) - (token.string in _CLOSING)
    except (tokenize.TokenError, SyntaxError):
        return False
    return depth == 0


def _old_statements(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int], str]]:
    """Where `print x` or `exec x` starts and ends."""
    opened: tuple[tuple[int, int], str] | None = None
    end = (0, 0)
    for token, first in _tokens(text):
        if first and token.type == tokenize.NAME and token.string in ("print", "exec"):
            opened = (token.start, token.string)
        elif opened and opened[0][0] == token.start[0] and end == _after(opened) and token.string in "(=":
            opened = None
        elif opened and (
            token.type in (tokenize.NEWLINE, tokenize.COMMENT, tokenize.ENDMARKER) or token.string == ";"
        ):
            yield opened[0], _shifted(opened, end), opened[1]
            opened = None
        end = token.end if token.string.strip() else end


def _after(opened: tuple[tuple[int, int], str]) -> tuple[int, int]:
    (row, column), word = opened
    return row, column + len(word)


def _shifted(opened: tuple[tuple[int, int], str], end: tuple[int, int]) -> tuple[int, int]:
    return max(end, _after(opened))


def _tokens(text: str) -> Iterator[tuple[tokenize.TokenInfo, bool]]:
    """The tokens up to the first row that cannot be read, and whether each one starts a statement."""
    first = True
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            yield token, first
            if token.type in (
                tokenize.NEWLINE,
                tokenize.INDENT,
                tokenize.DEDENT,
                tokenize.NL,
                tokenize.COMMENT,
            ):
                first = True
            else:
                first = token.string in (";", ":")
    except (tokenize.TokenError, SyntaxError):
        return


def _is_deep(body: list[ast.stmt]) -> bool:
    """Whether syntax stands within syntax beyond what any program needs; names and constants have no depth."""
    level: list[ast.AST] = list(body)
    for _ in range(_DEEPEST_TREE):
        if not level:
            return False
        level = [child for node in level for child in _children(node)]
    return bool(level)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """`ast.iter_child_nodes`, without names, constants, contexts; the attributes of a node are what it was made of."""
    for value in vars(node).values():
        for child in value if value.__class__ is list else (value,):
            if isinstance(child, ast.AST) and not isinstance(child, _FLAT):
                yield child
