"""Runs of letters that are several signs written together: `dJ`, `dwij`, `alphaj`, `ws`."""

from __future__ import annotations

import re
from functools import lru_cache

from grader.maths.lexicon import FUNCTIONS, LOSSES, fold
from grader.maths.signs import FUNCTION, MARK, NAME, Token, differential, retold, subscript

INDEXED = re.compile(r"(w|s|o|x|y|d|e|alpha|delta|a)(ij|ji|ik|jk|kj|i|j|k)")
_DIFFERENTIAL = re.compile(r"d(w|s|o|x|y|alpha|a|e)(ij|ji|ik|jk|kj|i|j|k)?")
_NOT_INDEXED = frozenset(["si", "ok", "ai", "ei", "ej"])
_DIFFERENTIATED = frozenset(["f", "tanh", "th", "prelu"])
_PAIRS = frozenset(["ws", "wx", "sw", "xw", "wo"])
_ARTICLES = frozenset(["do", "de", "da"])


@lru_cache(maxsize=1024)
def may_be_several(run: str) -> bool:
    """Whether a run may be several signs, so that it is worth parting.

    >>> may_be_several("dalpha"), may_be_several("donc")
    (True, False)
    """
    behind = run[1:]
    differentiates = run[0] == "d" and (behind in LOSSES or fold(behind) in _DIFFERENTIATED)
    matches = _DIFFERENTIAL.fullmatch(run) or INDEXED.fullmatch(run)
    return differentiates or matches is not None or run in _PAIRS or fold(run) == "fprime"


def parted(token: Token, low: str, is_indexed: bool) -> list[Token]:
    """The signs of a run, `low` without accents and capitals; none where it is one name or a word after all."""
    text = token.text
    behind = text[1:]
    if text[0] == "d" and behind in LOSSES:
        return differential(token, retold(token, NAME, "J"))
    if text[0] == "d" and fold(behind) in _DIFFERENTIATED:
        return differential(token, retold(token, FUNCTION, FUNCTIONS[fold(behind)]))
    if (found := _DIFFERENTIAL.fullmatch(text)) and (low not in _ARTICLES or is_indexed):
        return differential(token, retold(token, NAME, found[1]), found[2] or "")
    if (found := INDEXED.fullmatch(text)) and text not in _NOT_INDEXED:
        return [retold(token, NAME, found[1]), *subscript(token, found[2])]
    if low == "fprime":
        return [retold(token, FUNCTION, "f"), retold(token, MARK, "'")]
    return [retold(token, NAME, letter) for letter in text] if text in _PAIRS else []
