"""Rounds of a loop: whether those after the first do the same again, as where a batch is filled image by image."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.program.machine import Machine
from grader.program.values import Array, Value, whole


def are_alike(machine: Machine, loop: ast.For, counts: Sequence[Value]) -> bool:
    """Whether rounds of a loop differ in nothing but the places of arrays, of which only the number is followed.

    The first round is followed already, so that the machine knows what is an array.
    """
    if not isinstance(loop.target, ast.Name) or any(whole(count) is None for count in counts):
        return False
    seen = _Round(loop.target.id)
    if not all(_is_plain(seen, statement) for statement in loop.body):
        return False
    if seen.bound & (seen.carried | seen.arrays | {seen.counter}):
        return False
    return all(isinstance(machine.lookup(name), Array) for name in seen.arrays)


@dataclass(slots=True)
class _Round:
    """What is seen of a round so far: the names it binds, those it reads before, and those its counter indexes."""

    counter: str
    bound: set[str] = field(default_factory=set)
    carried: set[str] = field(default_factory=set)
    arrays: set[str] = field(default_factory=set)


def _is_plain(seen: _Round, statement: ast.stmt) -> bool:
    """Whether a statement does the same in each round."""
    match statement:
        case ast.Expr(value=value):
            return _is_same(seen, value)
        case ast.Assign(targets=targets, value=value):
            return _is_same(seen, value) and all(_is_bound(seen, target) for target in targets)
        case _:
            return False


def _is_bound(seen: _Round, target: ast.expr) -> bool:
    match target:
        case ast.Name(id=name):
            seen.bound.add(name)
            return True
        case ast.Subscript():
            return _is_same(seen, target)
        case _:
            return False


def _is_same(seen: _Round, node: ast.expr) -> bool:
    """Whether an expression is worth the same in each round, the places that the counter gives apart."""
    parts = _parts(node)
    match node:
        case ast.Name(id=name):
            if name not in seen.bound:
                seen.carried.add(name)
            return name != seen.counter
        case ast.Subscript(value=ast.Name(id=name) as owner, slice=index):
            beside = _beside_counter(index, seen.counter)
            if beside is not None:
                seen.arrays.add(name)
                parts = (owner, *beside)
    return parts is not None and all(_is_same(seen, part) for part in parts)


def _parts(node: ast.expr) -> Sequence[ast.expr] | None:
    """The expressions that an expression is made of; None where they are more than that, as a function's body is."""
    match node:
        case ast.Constant():
            return ()
        case ast.Attribute(value=value) | ast.UnaryOp(operand=value):
            return (value,)
        case ast.BinOp(left=left, right=right):
            return (left, right)
        case ast.Call(func=ast.Attribute(value=owner), args=arguments, keywords=words):
            return (owner, *arguments, *(word.value for word in words))
        case ast.Subscript(value=owner, slice=index):
            return (owner, index)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return elements
        case ast.Slice(lower=start, upper=stop, step=step):
            return [bound for bound in (start, stop, step) if bound is not None]
        case _:
            return None


def _beside_counter(index: ast.expr, counter: str) -> list[ast.expr] | None:
    """What stands beside the counter in an index such as `i`, `i + size/2` or `i, :`; None where it is not there."""
    match index:
        case ast.Name(id=name) if name == counter:
            return []
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            parts = [left, right]
        case ast.Tuple(elts=parts):
            pass
        case _:
            return None
    found = [_beside_counter(part, counter) for part in parts]
    if not any(beside is not None for beside in found):
        return None
    return [
        other
        for part, beside in zip(parts, found, strict=True)
        for other in ([part] if beside is None else beside)
    ]
