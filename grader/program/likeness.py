"""How surely a statement that a student shows stands for a printed one."""

from __future__ import annotations

import ast
from difflib import SequenceMatcher
from functools import lru_cache

from grader.program.syntax import bound_names, statements_in

_COMPOUND = (ast.FunctionDef, ast.For)
_SAME_LOOP = 0.4
"""From this share of common names on, two loops are the same loop."""


def likeness(printed: ast.stmt, shown: ast.stmt) -> float:
    """From 0, where it does not, to 1, where both bind, change or call the same names.

    >>> first, second = ast.parse("a = f(1)").body[0], ast.parse("a = g(2)").body[0]
    >>> likeness(first, second)
    1.0
    """
    if not isinstance(shown, _COMPOUND) and not isinstance(printed, _COMPOUND):
        return _by_keys(printed, shown)
    match printed, shown:
        case ast.FunctionDef(name=old), ast.FunctionDef(name=new):
            return float(old == new)
        case ast.For(), ast.For():
            share = _common(_bound_within(printed), _bound_within(shown))
            return share if share >= _SAME_LOOP else 0.0
        case _:
            return 0.0


def may_stand_for(printed: ast.stmt, shown: ast.stmt, names: frozenset[str]) -> bool:
    """False where `likeness` is 0 for certain, which costs less to see; `names` are the `keys` of what is shown."""
    if isinstance(shown, _COMPOUND):
        return isinstance(printed, _COMPOUND)
    return isinstance(shown, ast.Expr) or not names.isdisjoint(keys(printed))


@lru_cache(
    maxsize=512
)  # every printed statement is compared with every shown one; neither changes what it names
def keys(statement: ast.stmt) -> frozenset[str]:
    """What a statement binds, changes or calls: the names by which a reader recognises it."""
    match statement:
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="run"), keywords=[_, *_])):
            return frozenset(("a run that is fed",))
        case ast.Assign(targets=[ast.Subscript() as target]):
            return frozenset((ast.unparse(target).replace(" ", "").replace("//", "/"),))
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="run"), args=args, keywords=keywords)):
            fed = len(args) > 1 or any(word.arg == "feed_dict" for word in keywords)
            return frozenset(("a run that is fed" if fed else "a run",))
        case ast.Expr(value=ast.Call() as call):
            return frozenset((f"{_called(call)[:80]}()",))
        case ast.Return():
            return frozenset(("return",))
        case _:
            return frozenset(name.replace("_", "") for name in bound_names(statement) if name != "_")


def _by_keys(printed: ast.stmt, shown: ast.stmt) -> float:
    old, new = keys(printed), keys(shown)
    common = old & new
    if common:
        return len(common) / max(len(old), len(new))
    return _as_bare_call(printed, shown) if isinstance(shown, ast.Expr) else 0.0


def _as_bare_call(printed: ast.stmt, shown: ast.stmt) -> float:
    """A call that stands alone stands for the printed assignment of that call that is likest to it."""
    match printed, shown:
        case (
            ast.Assign(value=ast.Call() as call),
            ast.Expr(value=ast.Call() as bare),
        ) if _called(call) == _called(bare) != "sess.run":
            first, second = ast.unparse(call)[:300], ast.unparse(bare)[:300]
            return 0.9 * SequenceMatcher(None, first, second, autojunk=False).ratio()
        case _:
            return 0.0


@lru_cache(maxsize=512)
def _called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def _bound_within(loop: ast.stmt) -> frozenset[str]:
    return frozenset(name for inner in statements_in([loop]) for name in bound_names(inner))


def _common(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / max(1, len(first | second))
