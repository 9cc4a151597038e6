"""Laying shown statements over a printed block, one after the other, each in its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grader.program.likeness import keys, likeness, may_stand_for
from grader.program.syntax import (
    Block,
    blocks,
    bound_names,
    is_dots,
    is_omission,
    loaded_names,
    own_blocks,
    statements_in,
    with_body,
)

MOSTLY = 0.75
"""From this share of its printed statements on, a body is shown whole."""

_AFTERWARDS = 0.2
"""How much likelier a statement is to stand for one after the last one laid than for one before it."""


@dataclass(slots=True)
class Memory:
    """What is laid so far.

    `free` holds the printed statements that nothing stands for yet, `laid` the printed one by what was laid on it;
    `original` dumps the statements as printed, `reads` the names that each of the student's functions reads;
    `doubled` lists the rows of statements that are shown in two versions.
    """

    free: set[ast.stmt]
    original: frozenset[str] = frozenset()
    partial: bool = True
    laid: dict[ast.stmt, ast.stmt] = field(default_factory=dict)
    reads: dict[str, frozenset[str]] = field(default_factory=dict)
    doubled: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Cursor:
    """Where the last statement was laid; `place` is -1 before the first."""

    block: Block
    place: int = -1


def lay(root: Block, shown: Sequence[ast.stmt], memory: Memory) -> None:
    """Lay statements over a printed block, which changes in place."""
    cursor = _Cursor(root)
    for statement in shown:
        if is_omission(statement):
            continue
        found = _match(root, statement, cursor, memory)
        if found is None:
            _insert(root, statement, cursor, memory)
        else:
            _replace(root, *found, statement, cursor, memory)


def merged(printed: ast.stmt, shown: ast.stmt, memory: Memory) -> ast.stmt:
    """The shown statement; a body that leaves something out is completed, a bare call keeps the printed targets."""
    match printed, shown:
        case ast.Assign(targets=targets), ast.Expr(value=ast.Call() as call):
            return ast.copy_location(ast.Assign(targets, call), shown)
        case ast.Assign(value=ast.Call() as call), ast.Assign(targets=targets, value=ast.Call() as cut):
            whole = _filled_call(call, cut)
            return shown if whole is cut else ast.copy_location(ast.Assign(targets, whole), shown)
        case (ast.FunctionDef(body=old), ast.FunctionDef(body=new) as block) | (
            ast.For(body=old),
            ast.For(body=new) as block,
        ):
            if _leaves_out(old, new, memory.partial):
                inner = list(old)
                lay(inner, own_blocks([item for item in new if not isinstance(item, ast.Pass)]), memory)
                return with_body(block, inner)
    return shown


def _match(root: Block, statement: ast.stmt, cursor: _Cursor, memory: Memory) -> tuple[Block, int] | None:
    """The printed statement that this one stands for: the likest, and after the last one laid if possible."""
    compound = isinstance(statement, ast.FunctionDef | ast.For | ast.With)
    if not compound and set(bound_names(statement)) & set(loaded_names(statement)):
        return None
    best: tuple[float, tuple[Block, int]] | None = None
    passed = cursor.place < 0
    names = keys(statement)
    for block, place in _places(root):
        if may_stand_for(block[place], statement, names):
            share = _share(block[place], statement, memory)
            score = share + _AFTERWARDS * passed
            if share > 0 and (best is None or score > best[0]):
                best = (score, (block, place))
        passed = passed or (block is cursor.block and place == cursor.place)
    return best[1] if best else None


def _share(there: ast.stmt, statement: ast.stmt, memory: Memory) -> float:
    if there in memory.free:
        return likeness(there, statement)
    if there in memory.laid and likeness(there, statement) >= 1:
        return _second_version(there, statement, memory)
    return 0.0


def _second_version(there: ast.stmt, statement: ast.stmt, memory: Memory) -> float:
    """A statement shown as printed, then corrected, is replaced; corrected, then as printed, follows."""
    printed = ast.dump(memory.laid[there])
    first_is_printed = ast.dump(there) == printed
    if first_is_printed != (ast.dump(statement) == printed):
        memory.doubled.append(statement.lineno)
    return float(first_is_printed)


def _places(block: Block) -> list[tuple[Block, int]]:
    places: list[tuple[Block, int]] = []
    for place, statement in enumerate(block):
        places.append((block, place))
        for inner in blocks(statement):
            places += _places(inner)
    return places


def _replace(
    root: Block, block: Block, place: int, statement: ast.stmt, cursor: _Cursor, memory: Memory
) -> None:
    there = block[place]
    cursor.block, cursor.place = block, place
    if there.lineno and there in memory.free and ast.dump(statement) in memory.original:
        return  # corrected in words: the copy of the printed line only says which one is meant
    result = merged(there, statement, memory)
    if isinstance(result, ast.With) and block is root:
        _move_under(result, block, place, memory)
    block[place] = result
    memory.laid[result] = memory.laid.get(there, there)
    memory.free.discard(there)


def _move_under(statement: ast.With, block: Block, place: int, memory: Memory) -> None:
    """Put what is printed after a session is made under the `with` that makes it, and lay its body over that."""
    rest = block[place + 1 :]
    del block[place + 1 :]
    lay(rest, statement.body, memory)
    statement.body = rest or statement.body


def _leaves_out(printed: Block, shown: Block, partial: bool) -> bool:
    """Whether a body is shown only in part: it says so, or it stands in a partial answer and misses a good deal."""
    if any(map(is_omission, shown)) or all(isinstance(item, ast.Pass) for item in shown):
        return True
    if not partial:
        return False
    old = {key for item in printed for key in keys(item)}
    new = {key for item in shown for key in keys(item)}
    returns = "return" in old and "return" not in new
    return returns or len(old & new) < MOSTLY * len(old)


def _filled_call(printed: ast.Call, shown: ast.Call) -> ast.Call:
    """A call that leaves arguments out (`...`), with those of the printed call that it does not name."""
    kept = [word for word in shown.keywords if word.arg is not None or not is_dots(word.value)]
    arguments = [argument for argument in shown.args if not is_dots(argument)]
    if len(kept) == len(shown.keywords) and len(arguments) == len(shown.args):
        return shown
    named = {word.arg for word in kept}
    keywords = kept + [word for word in printed.keywords if word.arg not in named]
    call = ast.Call(shown.func, arguments + printed.args[len(arguments) :], keywords)
    return ast.copy_location(call, shown)


def _insert(root: Block, statement: ast.stmt, cursor: _Cursor, memory: Memory) -> None:
    """A statement of the student's own: after the last one laid, and after whatever first binds what it reads."""
    target, known = _Cursor(cursor.block, cursor.place), set[str]()
    wanted = _wanted(statement, memory)
    passed = cursor.place < 0
    for block, place in _visible(root, cursor.block):
        names = set(bound_names(block[place]))
        if passed and wanted & (names - known):
            target = _Cursor(block, place)
        known |= names
        passed = passed or (block is cursor.block and place == cursor.place)
    target.block.insert(target.place + 1, statement)
    cursor.block, cursor.place = target.block, target.place + 1


def _wanted(statement: ast.stmt, memory: Memory) -> frozenset[str]:
    """The names that must be bound before a statement: those that it reads, itself or by calling a function."""
    read = set(loaded_names(statement))
    read |= {name for function in sorted(read) for name in memory.reads.get(function, ())}
    if isinstance(statement, ast.FunctionDef):
        bound = {name for inner in statements_in([statement]) for name in bound_names(inner)}
        memory.reads[statement.name] = frozenset(read - bound)
        return frozenset()
    return frozenset(read)


def _visible(root: Block, inside: Block) -> Iterator[tuple[Block, int]]:
    """The places whose names a statement of the block `inside` can see: those of other functions left out."""
    for place, statement in enumerate(root):
        yield root, place
        for inner in blocks(statement):
            if not isinstance(statement, ast.FunctionDef) or inner is inside:
                yield from _visible(inner, inside)
