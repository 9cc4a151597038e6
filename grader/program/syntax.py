"""What a statement binds, reads and holds, from its syntax alone."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

Block = list[ast.stmt]

_BLOCKS: Mapping[type[ast.stmt], tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys((ast.If, ast.Try), ("body", "orelse")),
        **dict.fromkeys((ast.FunctionDef, ast.For, ast.While, ast.With, ast.ClassDef), ("body",)),
    }
)


@lru_cache(maxsize=1024)  # asked of a printed statement for every answer; nothing changes what is bound
def bound_names(statement: ast.stmt) -> tuple[str, ...]:
    """The names that a statement binds itself, in its targets.

    >>> bound_names(ast.parse("(a, b), _ = f()").body[0])
    ('a', 'b', '_')
    """
    return tuple(_bound_names(statement))


def _bound_names(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.Assign(targets=targets):
            return [name for target in targets for name in names_in(target)]
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target) | ast.For(target=target):
            return names_in(target)
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return [alias.asname or alias.name.partition(".")[0] for alias in aliases]
        case ast.With(items=items):
            return [name for item in items if item.optional_vars for name in names_in(item.optional_vars)]
        case _:
            return []


def names_in(target: ast.expr) -> list[str]:
    """The names that an assignment target binds, without those it only changes."""
    match target:
        case ast.Name(id=name):
            return [name]
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return [name for element in elements for name in names_in(element)]
        case ast.Starred(value=value):
            return names_in(value)
        case _:
            return []


def loaded_names(node: ast.AST) -> list[str]:
    """The names that are read anywhere in a node, in order."""
    found: list[str] = []
    waiting = [node]
    for inner in waiting:  # grows on the way, as in `ast.walk`
        if isinstance(inner, ast.Name):
            if isinstance(inner.ctx, ast.Load):
                found.append(inner.id)
        else:
            waiting.extend(children(inner))
    return found


def children(node: ast.AST) -> Iterator[ast.AST]:
    """As `ast.iter_child_nodes`, sooner: the attributes of a node are what it was made of, in that order."""
    for value in vars(node).values():
        if isinstance(value, ast.AST):
            yield value
        elif value.__class__ is list:
            yield from (item for item in value if isinstance(item, ast.AST))


def blocks(statement: ast.stmt) -> list[Block]:
    """The blocks of a compound statement."""
    return [getattr(statement, name) for name in _BLOCKS.get(statement.__class__, ())]


def own_blocks(block: Sequence[ast.stmt]) -> Block:
    """A copy of a block whose compound statements have blocks of their own; all else is shared.

    >>> shared = ast.parse("while a: b = 1").body
    >>> own = own_blocks(shared)
    >>> own[0].body is shared[0].body, own[0].body[0] is shared[0].body[0]
    (False, True)
    """
    return [_with_own_blocks(statement) for statement in block]


def _with_own_blocks(statement: ast.stmt) -> ast.stmt:
    if not blocks(statement):
        return statement
    own = vars(statement).copy()
    for name in ("body", "orelse"):
        if name in own:
            own[name] = own_blocks(own[name])
    return statement.__class__(**own)


def with_body(statement: ast.FunctionDef | ast.For, body: Block) -> ast.stmt:
    """A copy of a statement that has another body."""
    own = copy.copy(statement)
    own.body = body
    return own


def statements_in(block: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a block and of the blocks within it."""
    for statement in block:
        yield statement
        for inner in blocks(statement):
            yield from statements_in(inner)


def is_omission(statement: ast.stmt) -> bool:
    """Whether a statement is `...`."""
    return isinstance(statement, ast.Expr) and is_dots(statement.value)


def is_dots(node: ast.expr) -> bool:
    """Whether an expression is `...`."""
    return isinstance(node, ast.Constant) and node.value is Ellipsis
