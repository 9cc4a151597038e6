"""What a row of an answer is: code, words, a mark of omission; and what stands around it (bullets, numbers, diffs)."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from types import MappingProxyType

from grader.program.source import parse, too_deep
from grader.program.vocabulary import Vocabulary

_OMITTED = re.compile(
    r"^\s*(?:#+\s*)?[\[(]?\s*(?:\.{2,}|etc\b\.?|(?:reste\s+|le reste\s+|the rest\s+|rest\s+)?(?:est\s+|is\s+)?"
    r"(?:inchang|unchanged|identique|idem\b|pareil|same\b|suite\b))[^=]*[\])]?\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(\s*)(?:(?:[-*+•>]|\(?\d{1,3}\s*[.):\]]|(?:lignes?|lines?|l\.?|n[°o])\s*\.?\s*\d{1,3}\s*[:.)-]?)\s*)+(?=\S)",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^\s*(?:def|for|while|if|with|class|try|else|elif|except|finally)\b.*:\s*(?:#.*)?$")
_BRANCH = re.compile(r"^\s*(?:else|elif|except|finally)\b")
_CLOSING = MappingProxyType({"(": ")", "[": "]", "{": "}"})
_BRACKET = re.compile(r"[()\[\]{}]")
_BESIDE_CODE = re.compile(r"\"[^\"]*\"|'[^']*'|#.*")
_DEEPEST_CALL = 4
_LONGEST_STATEMENT = 30


def is_omission(row: str) -> bool:
    """Whether a row says that something is left out.

    >>> is_omission("# (inchangé)"), is_omission("..."), is_omission("x = 1")
    (True, True, False)
    """
    return "=" not in row and len(row) < 200 and bool(row.strip() and _OMITTED.match(row))


def is_comment(row: str) -> bool:
    """Whether a row is a comment of Python's."""
    return row.lstrip().startswith("#")


def unlabelled(row: str) -> str:
    """A row without its bullet, item number or line number.

    >>> unlabelled("ligne 53 : sess.run(init)")
    'sess.run(init)'
    """
    return _LABEL.sub(r"\1", row, count=1) if len(row) < 1000 else row


def is_labelled(row: str) -> bool:
    """Whether a row starts a new item of a list."""
    return len(row) < 1000 and bool(_LABEL.match(row))


def without_diff_marks(rows: Sequence[str]) -> tuple[list[str], bool]:
    """The rows that a diff keeps or adds, blank where it removes, and whether it was a diff.

    >>> without_diff_marks(["- sess.run(sess)", "+ sess.run(init)"])
    (['', 'sess.run(init)'], True)
    """
    if not _is_diff(rows):
        return list(rows), False
    unified = any(row.startswith(("@@", "+++", "diff ")) for row in rows)
    return [_kept(row, unified) for row in rows], True


def statement_at(rows: Sequence[str], start: int) -> tuple[int, list[ast.stmt]]:
    """The statement that starts on a row, and the row after its last one; no statement where it is not code."""
    head = rows[start].strip()
    if _HEADER.match(head):
        return start + 1, _header(head)
    text = ""
    for place in islice(range(start, len(rows)), _LONGEST_STATEMENT):
        text += ("\n" if text else "") + (rows[place].strip() if place == start else rows[place])
        if _is_closed(text):
            parsed = parse(text)
            return (place + 1, parsed) if isinstance(parsed, list) else (start + 1, [])
    return start + 1, []


def with_calls_closed(rows: Sequence[str]) -> list[str]:
    """The rows, where a call that an omission, a blank row or the end cuts short is closed with `**...`.

    >>> with_calls_closed(["x = f(a,", "..."])
    ['x = f(a, **...)', '...']
    """
    result = list(rows)
    opened: list[str] = []
    last = 0
    for place, row in enumerate((*rows, "")):
        says = bool(row.strip()) and not is_omission(row)
        if opened and not says and not _closes(rows, place):
            result[last] = f"{result[last].rstrip().rstrip(',')}, **...{''.join(reversed(opened))}"
            opened = []
        elif says and len(opened) <= _DEEPEST_CALL:
            opened, last = _opened(opened, _brackets(row)), place
    return result


def _closes(rows: Sequence[str], place: int) -> bool:
    """Whether the next row that says something goes on with the open call."""
    following = (row.strip() for row in rows[place:] if row.strip() and not is_omission(row))
    return next(following, "").startswith((")", "]", "}")) or (place < len(rows) and not rows[place].strip())


@lru_cache(maxsize=1024)  # most rows are those of the printed program
def _brackets(row: str) -> tuple[str, ...]:
    return tuple(_BRACKET.findall(_BESIDE_CODE.sub("", row)))


def _opened(opened: Sequence[str], brackets: Sequence[str]) -> list[str]:
    """The brackets left to close after those of a row, given those before it."""
    stack = list(opened)
    for bracket in brackets:
        if bracket in _CLOSING:
            stack.append(_CLOSING[bracket])
        elif stack and bracket == stack[-1]:
            stack.pop()
    return stack


def is_code(statement: ast.stmt, vocabulary: Vocabulary) -> bool:
    """Whether a statement is meant as code, and is not words or a piece of a call that happens to parse.

    A piece is `shape=(16, 32, 32, 3)`, an argument and no assignment, or `split(conv5, 2)`, which calls nothing by itself.
    """
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name not in vocabulary.unbound
        case ast.Expr(value=ast.Call()):
            return True
        case ast.Expr(value=ast.Constant(value=known)):
            return known is Ellipsis
        case ast.Assign(targets=[ast.Name(id=name)]) if name in vocabulary.arguments:
            return False
        case ast.Expr() | ast.AnnAssign() | ast.Pass():
            return False
        case _:
            return True


def _is_diff(rows: Sequence[str]) -> bool:
    added = [row for row in rows if row.startswith("+") and not row.startswith("+++")]
    removed = [row for row in rows if row.startswith("-") and not row.startswith("---")]
    if any(row.startswith("@@") for row in rows):
        return bool(added or removed)
    return bool(added) and (bool(removed) or all(_reads(row[1:]) for row in added))


def _reads(row: str) -> bool:
    return bool(_header(row.strip()) if _HEADER.match(row) else isinstance(parse(row.strip()), list))


def _kept(row: str, unified: bool) -> str:
    if row.startswith(("@@", "+++", "---", "diff ", "index ")) or row.startswith("-"):
        return ""
    if row.startswith("+"):
        rest = row[1:]
        return rest[1:] if not unified and rest.startswith(" ") and not rest.startswith("  ") else rest
    return row[1:] if unified and row.startswith(" ") else row


def _header(head: str) -> list[ast.stmt]:
    if _BRANCH.match(head):
        opening = "try:\n    pass\n" if head.startswith(("except", "finally")) else "if x:\n    pass\n"
        parsed = parse(f"{opening}{head}\n    pass")
    else:
        parsed = parse(f"{head}\n    pass" + ("\nfinally:\n    pass" if head.startswith("try") else ""))
    return parsed if isinstance(parsed, list) else []


def _is_closed(text: str) -> bool:
    if text.endswith("\\") or too_deep(text):
        return too_deep(text)
    depth = sum(text.count(mark) for mark in "([{") - sum(text.count(mark) for mark in ")]}")
    return depth <= 0
