"""The order of statements apart from their rows: programs that differ in blank rows and comments alone are the same."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

Ranks = Mapping[int, int]
"""A number for each row on which a statement of a program starts, greater for a lower row."""

_Node = TypeVar("_Node", bound=ast.AST)
_SIMPLE = (ast.Assign, ast.Expr, ast.AugAssign, ast.Return, ast.Import, ast.ImportFrom)
_BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")
"""Where a compound statement, or a part of one, holds others."""


def ranks_of(program: Iterable[ast.AST]) -> dict[int, int]:
    """The ranks of the rows; those of printed statements (0) and of the first row (1) are their own.

    >>> ranks_of(ast.parse("a = 1\\n\\nb = 2\\nif b:\\n\\n    c = 3").body)
    {0: 0, 1: 1, 3: 2, 4: 3, 6: 4}
    """
    rows = set(_rows(program)) - {0, 1}
    return {0: 0, 1: 1} | {row: rank for rank, row in enumerate(sorted(rows), 2)}


def ranked(node: _Node, ranks: Ranks) -> _Node:
    """A statement with ranks for lines: itself where it has them already, else a copy that shares the expressions."""
    if isinstance(node, _SIMPLE) and ranks[node.lineno] == node.lineno:
        return node
    own = vars(node).copy()
    if isinstance(node, ast.stmt):
        own["lineno"] = ranks[node.lineno]
    for name in _BLOCKS:
        if name in own:
            own[name] = [ranked(item, ranks) for item in own[name]]
    return node.__class__(**own)


def are_same(known: ast.stmt, shown: ast.stmt, ranks: Ranks) -> bool:
    """Whether a statement says what a `known` one does, whose lines are ranks, on rows of those ranks.

    A printed statement is the same as itself alone, for what it falls back on is told by which one it is.
    """
    if known.__class__ is not shown.__class__ or known.lineno != ranks[shown.lineno]:
        return False
    if isinstance(known, _SIMPLE):
        return known is shown or (known.lineno > 0 and _say_the_same(known, shown))
    if _rows((known,)) != [ranks[row] for row in _rows((shown,))]:
        return False
    return _say_the_same(known, shown)


@lru_cache(maxsize=2048)  # what answers copy is the same statements in all of them
def _say_the_same(known: ast.stmt, shown: ast.stmt) -> bool:
    """Whether two statements differ in nothing but where they stand; 1, 1.0 and True are not the same."""
    waiting: list[tuple[object, object]] = [(known, shown)]
    while waiting:
        one, other = waiting.pop()
        if one is other:
            continue
        if one.__class__ is not other.__class__:
            return False
        if isinstance(one, ast.AST):
            waiting.extend((getattr(one, name, None), getattr(other, name, None)) for name in one._fields)
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            waiting.extend(zip(one, other, strict=True))
        elif one != other:
            return False
    return True


def _rows(nodes: Iterable[ast.AST]) -> list[int]:
    rows: list[int] = []
    for node in nodes:
        if isinstance(node, ast.stmt):
            rows.append(node.lineno)
        if not isinstance(node, _SIMPLE):
            for name in _BLOCKS:
                if inner := vars(node).get(name):
                    rows += _rows(inner)
    return rows
