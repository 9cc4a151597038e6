"""What a student shows of the program, laid over the printed one: what is not shown counts as printed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from grader.program.statements import bound_names

_WHOLE = 0.6
"""From this share of the printed names on, an answer that leaves nothing out is a whole program."""

_MOSTLY = 0.75
"""From this share of its printed statements on, a body is shown whole."""
_LIKE = 0.4
"""From this share of common names on, two loops are the same loop."""

Block = list[ast.stmt]


@dataclass(frozen=True, slots=True)
class Laid:
    """The program to judge; `doubled` lists the rows of statements that the answer shows in two versions."""

    program: tuple[ast.stmt, ...]
    doubled: tuple[int, ...] = ()


@dataclass(slots=True)
class _Cursor:
    """Where the last statement was laid, and which printed statements are taken."""

    block: Block
    place: int
    original: frozenset[str]
    taken: dict[int, ast.stmt] = field(default_factory=dict)
    reads: dict[str, frozenset[str]] = field(default_factory=dict)
    partial: bool = True
    doubled: list[int] = field(default_factory=list)


def overlay(
    printed: Sequence[ast.stmt],
    shown: Sequence[ast.stmt],
    partial: bool,
    original: frozenset[str] = frozenset(),
    replacing: frozenset[int] = frozenset(),
) -> Laid:
    """The student's program: as it stands where it is whole, completed from the printed one where it is not.

    `printed` may hold corrections made in words, whose line is not 0; `original` dumps the statements as printed;
    `replacing` lists the rows that are marked as the new version of another.
    """
    if not partial and _is_whole(printed, shown):
        return Laid(tuple(_completed(printed, [_filled(printed, item) for item in shown])))
    block = list(printed)
    cursor = _Cursor(block, -1, original)
    _absorb(block, shown)
    _lay_all(block, [item for item in shown if not is_omission(item)], cursor)
    return Laid(tuple(block), tuple(row for row in cursor.doubled if row not in replacing))


def is_omission(statement: ast.stmt) -> bool:
    """Whether a statement is `...`."""
    return isinstance(statement, ast.Expr) and _is_dots(statement.value)


def loaded_names(statement: ast.AST) -> list[str]:
    """The names that are read anywhere in a statement, in order."""
    return [
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ]


def _is_whole(printed: Sequence[ast.stmt], shown: Sequence[ast.stmt]) -> bool:
    wanted = {name for item in printed for name in bound_names(item)}
    given = {name for item in shown for inner in _statements_in([item]) for name in bound_names(inner)}
    return len(wanted & given) >= _WHOLE * len(wanted)


def _filled(printed: Sequence[ast.stmt], statement: ast.stmt) -> ast.stmt:
    """A statement whose body or arguments are left out, with the printed ones."""
    for item in printed:
        if set(bound_names(item)) & set(bound_names(statement)) and type(item) is type(statement):
            return _merged(item, statement, _Cursor([], -1, frozenset(), partial=False))
    return statement


def _completed(printed: Sequence[ast.stmt], shown: Sequence[ast.stmt]) -> Block:
    """A whole program with the printed statements for names that it reads and binds nowhere."""
    program = list(shown)
    definitions = {name: item for item in reversed(printed) for name in bound_names(item) if name != "_"}
    for _ in range(len(definitions)):
        bound = {name for inner in _statements_in(program) for name in bound_names(inner)}
        missing = next(
            (
                (place, name)
                for place, item in enumerate(program)
                for name in loaded_names(item)
                if name in definitions and name not in bound
            ),
            None,
        )
        if missing is None:
            break
        program.insert(missing[0], definitions[missing[1]])
    return program


def _statements_in(block: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in block:
        yield statement
        for inner in _blocks(statement):
            yield from _statements_in(inner)


def _blocks(statement: ast.stmt) -> list[Block]:
    match statement:
        case (
            ast.FunctionDef(body=body)
            | ast.For(body=body)
            | ast.While(body=body)
            | ast.With(body=body)
            | ast.ClassDef(body=body)
        ):
            return [body]
        case ast.If(body=body, orelse=otherwise) | ast.Try(body=body, orelse=otherwise):
            return [body, otherwise]
        case _:
            return []


def _lay_all(root: Block, shown: Sequence[ast.stmt], cursor: _Cursor) -> None:
    for statement in shown:
        found = _match(root, statement, cursor)
        if found is None:
            _insert(root, statement, cursor)
        else:
            _replace(root, *found, statement, cursor)


def _match(root: Block, statement: ast.stmt, cursor: _Cursor) -> tuple[Block, int] | None:
    """The printed statement that this one stands for: the likest, and after the last one laid if possible."""
    if _changes_itself(statement) and not isinstance(statement, ast.FunctionDef | ast.For | ast.With):
        return None
    best: tuple[float, tuple[Block, int]] | None = None
    passed = cursor.place < 0
    for block, place in _places(root):
        likeness = _likeness(block[place], statement) if id(block[place]) not in cursor.taken else 0.0
        if id(block[place]) in cursor.taken and _same_key(block[place], statement):
            likeness = _second_version(block[place], statement, cursor)
        score = likeness + (0.2 if passed else 0)
        passed = passed or (block is cursor.block and place == cursor.place)
        if likeness > 0 and (best is None or score > best[0]):
            best = (score, (block, place))
    return best[1] if best else None


def _second_version(laid: ast.stmt, statement: ast.stmt, cursor: _Cursor) -> float:
    """A statement shown as printed, then corrected, is replaced; corrected, then as printed, follows."""
    printed = ast.dump(cursor.taken[id(laid)])
    if (ast.dump(laid) == printed) != (ast.dump(statement) == printed):
        cursor.doubled.append(statement.lineno)
    return float(ast.dump(laid) == printed)


def _same_key(first: ast.stmt, second: ast.stmt) -> bool:
    return _likeness(first, second) >= 1


def _places(block: Block) -> Iterator[tuple[Block, int]]:
    for place, statement in enumerate(block):
        yield block, place
        for inner in _blocks(statement):
            yield from _places(inner)


def _likeness(printed: ast.stmt, shown: ast.stmt) -> float:
    """How surely one statement stands for the other, 0 where it does not."""
    if isinstance(printed, ast.FunctionDef) or isinstance(shown, ast.FunctionDef):
        return float(
            isinstance(printed, ast.FunctionDef)
            and isinstance(shown, ast.FunctionDef)
            and printed.name == shown.name
        )
    if isinstance(printed, ast.For) or isinstance(shown, ast.For):
        both = isinstance(printed, ast.For) and isinstance(shown, ast.For)
        share = _common(_bound_within(printed), _bound_within(shown)) if both else 0.0
        return share if share >= _LIKE else 0.0
    old, new = _keys(printed), _keys(shown)
    if old and new:
        common = old & new
        return len(common) / max(len(old), len(new)) if common else _renamed(printed, shown)
    return 0.0


def _bound_within(loop: ast.stmt) -> frozenset[str]:
    return frozenset(name for inner in _statements_in([loop]) for name in bound_names(inner))


def _common(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / max(1, len(first | second))


def _keys(statement: ast.stmt) -> frozenset[str]:
    """What a statement binds, changes or calls: the names by which a reader recognises it."""
    match statement:
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="run"), keywords=[_, *_])):
            return frozenset(("a run that is fed",))
        case ast.Assign(targets=[ast.Subscript() as target]):
            return frozenset((ast.unparse(target).replace(" ", "").replace("//", "/"),))
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="run"), args=args, keywords=keywords)):
            fed = len(args) > 1 or any(word.arg == "feed_dict" for word in keywords)
            return frozenset(("a run that is fed" if fed else "a run",))
        case ast.Expr(value=ast.Call(func=function)):
            return frozenset((f"{ast.unparse(function)[:80]}()",))
        case ast.Return():
            return frozenset(("return",))
        case _:
            return frozenset(name for name in bound_names(statement) if name != "_")


def _renamed(printed: ast.stmt, shown: ast.stmt) -> float:
    """A call that stands alone stands for the printed assignment of that call that is likest to it."""
    match printed, shown:
        case (
            ast.Assign(value=ast.Call(func=old) as call),
            ast.Expr(value=ast.Call(func=new) as bare),
        ) if ast.unparse(old) == ast.unparse(new) and ast.unparse(old) != "sess.run":
            return 0.9 * _ratio(ast.unparse(call)[:300], ast.unparse(bare)[:300])
        case _:
            return 0.0


def _ratio(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _changes_itself(statement: ast.stmt) -> bool:
    return bool(set(bound_names(statement)) & set(loaded_names(statement)))


def _replace(root: Block, block: Block, place: int, statement: ast.stmt, cursor: _Cursor) -> None:
    printed = cursor.taken.get(id(block[place]), block[place])
    if block[place].lineno and id(block[place]) not in cursor.taken and not _is_new(statement, cursor):
        cursor.block, cursor.place = block, place
        return
    laid = _merged(block[place], statement, cursor)
    if isinstance(laid, ast.With) and block is root:
        rest = block[place + 1 :]
        del block[place + 1 :]
        _lay_all(
            rest,
            [item for item in laid.body if not is_omission(item)],
            _Cursor(rest, -1, cursor.original, cursor.taken, cursor.reads),
        )
        laid.body = rest or laid.body
    block[place] = laid
    cursor.taken[id(laid)] = printed
    cursor.block, cursor.place = block, place


def _merged(printed: ast.stmt, shown: ast.stmt, cursor: _Cursor) -> ast.stmt:
    """The shown statement; a body that leaves something out is completed, a bare call keeps the printed targets."""
    match printed, shown:
        case ast.Assign(targets=targets), ast.Expr(value=ast.Call() as call):
            return ast.copy_location(ast.Assign(targets, call), shown)
        case ast.Assign(value=ast.Call() as call), ast.Assign(value=ast.Call() as cut):
            _fill_call(call, cut)
        case (ast.FunctionDef(), ast.FunctionDef()) | (ast.For(), ast.For()):
            body = _body(shown)
            if not _leaves_out(_body(printed), body, cursor.partial):
                return shown
            inner = list(_body(printed))
            given = [item for item in body if not is_omission(item) and not isinstance(item, ast.Pass)]
            _lay_all(inner, given, _Cursor(inner, -1, cursor.original, cursor.taken, cursor.reads))
            shown = _with_body(shown, inner)
    return shown


def _is_new(statement: ast.stmt, cursor: _Cursor) -> bool:
    """Whether a statement differs from every printed one; words that correct a printed one outweigh its copy."""
    return ast.dump(statement) not in cursor.original


def _leaves_out(printed: Block, shown: Block, partial: bool) -> bool:
    """Whether a body is shown only in part: it says so, or it stands in a partial answer and misses a good deal."""
    if any(map(is_omission, shown)) or all(isinstance(item, ast.Pass) for item in shown):
        return True
    old = {key for item in printed for key in _keys(item)}
    new = {key for item in shown for key in _keys(item)}
    returns = "return" in old and "return" not in new
    return partial and (returns or len(old & new) < _MOSTLY * len(old))


def _fill_call(printed: ast.Call, shown: ast.Call) -> None:
    """Give a call that leaves arguments out (`...`) those of the printed call that it does not name."""
    kept = [word for word in shown.keywords if word.arg is not None or not _is_dots(word.value)]
    arguments = [argument for argument in shown.args if not _is_dots(argument)]
    if len(kept) == len(shown.keywords) and len(arguments) == len(shown.args):
        return
    named = {word.arg for word in kept}
    shown.keywords = kept + [word for word in printed.keywords if word.arg not in named]
    shown.args = arguments + printed.args[len(arguments) :]


def _is_dots(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def _body(statement: ast.stmt) -> Block:
    return statement.body if isinstance(statement, ast.FunctionDef | ast.For) else []


def _with_body(statement: ast.stmt, body: Block) -> ast.stmt:
    if isinstance(statement, ast.FunctionDef | ast.For):
        statement.body = body
    return statement


def _absorb(printed: Block, shown: Sequence[ast.stmt]) -> None:
    """Take out of the printed program what the student has moved into a function that is called, or under `main`."""
    read = {name for item in shown if not isinstance(item, ast.FunctionDef) for name in loaded_names(item)}
    known = {name for item in printed for name in bound_names(item)}
    for item in shown:
        if (isinstance(item, ast.FunctionDef) and item.name in read - known) or _is_main(item):
            inner = list(_statements_in(_blocks(item)[0]))
            moved = [
                old
                for old in printed
                if isinstance(old, ast.Expr | ast.For)
                and any(_likeness(old, new) >= _MOSTLY for new in inner)
            ]
            printed[:] = [old for old in printed if not any(old is gone for gone in moved)]


def _is_main(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__name__" in loaded_names(statement.test)


def _insert(root: Block, statement: ast.stmt, cursor: _Cursor) -> None:
    """A statement of the student's own: after the last one laid, and after whatever first binds what it reads."""
    wanted = set(loaded_names(statement))
    wanted |= {name for function in wanted for name in cursor.reads.get(function, ())}
    if isinstance(statement, ast.FunctionDef):
        cursor.reads[statement.name] = frozenset(wanted)
        wanted = set()
    target = (cursor.block, cursor.place)
    known: set[str] = set()
    passed = cursor.place < 0
    for block, place in _visible(root, cursor.block):
        names = set(bound_names(block[place]))
        if passed and wanted & (names - known):
            target = (block, place)
        known |= names
        passed = passed or (block is cursor.block and place == cursor.place)
    block, place = target
    block.insert(place + 1, statement)
    cursor.block, cursor.place = block, place + 1


def _visible(root: Block, inside: Block) -> Iterator[tuple[Block, int]]:
    """The places whose names a statement of the block `inside` can see: those of other functions left out."""
    for place, statement in enumerate(root):
        yield root, place
        for inner in _blocks(statement):
            if not isinstance(statement, ast.FunctionDef) or inner is inside:
                yield from _visible(inner, inside)
