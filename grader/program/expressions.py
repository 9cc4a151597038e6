"""Expressions, from their syntax to their value; student text is looked at, never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from grader.program.arithmetic import binary, compared, negated, truth
from grader.program.attributes import attribute, call_method, ends_program
from grader.program.axes import ShapeError, indexed
from grader.program.builtin import BUILTINS, builtin
from grader.program.calling import call_function
from grader.program.calls import apply, call
from grader.program.machine import STEPS, Broken, Exhausted, Halt, Machine
from grader.program.values import (
    NOTHING,
    Array,
    Axes,
    Constant,
    Function,
    Items,
    Layer,
    Method,
    Module,
    Pairs,
    Recipe,
    Setting,
    Slice,
    Tensor,
    Unknown,
    Value,
    doubtful,
    whole,
)


def evaluate(machine: Machine, node: ast.expr | None) -> Value:
    """The value of an expression; raises Broken where it stops the program."""
    machine.steps += 1  # as `count` does, without a call: nothing is done more often
    if machine.steps > STEPS:
        raise Exhausted
    if node is None:
        return NOTHING
    evaluator = _EVALUATORS.get(node.__class__)
    return evaluator(machine, node) if evaluator else Unknown(max(machine.line, 1))


def _constant(machine: Machine, node: ast.Constant) -> Value:
    return Constant(node.value) if not isinstance(node.value, bytes | complex) else Unknown()


def _name(machine: Machine, node: ast.Name) -> Value:
    value = machine.lookup(node.id)
    return value if value is not None else _unbound(machine, node.id)


def _attribute(machine: Machine, node: ast.Attribute) -> Value:
    return attribute(machine, evaluate(machine, node.value), node.attr)


def _items(machine: Machine, node: ast.Tuple | ast.List | ast.Set) -> Value:
    return Items(tuple(_elements(machine, node.elts)))


def _pairs(machine: Machine, node: ast.Dict) -> Value:
    pairs = zip(node.keys, node.values, strict=True)
    return Pairs(tuple((evaluate(machine, key), evaluate(machine, value)) for key, value in pairs))


def _slice(machine: Machine, node: ast.Slice) -> Value:
    start, stop, step = (evaluate(machine, bound) for bound in (node.lower, node.upper, node.step))
    return Slice(start, stop, step)


def _function(machine: Machine, node: ast.Lambda) -> Value:
    return Function(node.args, partial(evaluate, node=node.body))


def _binary(machine: Machine, node: ast.BinOp) -> Value:
    left, right = evaluate(machine, node.left), evaluate(machine, node.right)
    return binary(machine, node.op.__class__.__name__, left, right)


def _unary(machine: Machine, node: ast.UnaryOp) -> Value:
    operand = evaluate(machine, node.operand)
    match node.op:
        case ast.USub():
            return negated(machine, operand)
        case ast.Not():
            known = truth(operand)
            return Unknown() if known is None else Constant(not known)
        case _:
            return operand


def _compare(machine: Machine, node: ast.Compare) -> Value:
    if len(node.ops) > 1:
        return Unknown(max(machine.line, 1))
    left, right = evaluate(machine, node.left), evaluate(machine, node.comparators[0])
    return compared(machine, node.ops[0].__class__.__name__, left, right)


def _conditional(machine: Machine, node: ast.IfExp) -> Value:
    known = truth(evaluate(machine, node.test))
    if known is None:
        return Unknown(max(machine.line, 1))
    return evaluate(machine, node.body if known else node.orelse)


def _named(machine: Machine, node: ast.NamedExpr) -> Value:
    value = evaluate(machine, node.value)
    machine.scope[node.target.id] = value
    return value


def _formatted(machine: Machine, node: ast.JoinedStr) -> Value:
    return Constant("")


def _either(machine: Machine, node: ast.BoolOp) -> Value:
    result: Value = Unknown()
    for operand in node.values:
        result = evaluate(machine, operand)
        known = truth(result)
        if known is None or known == isinstance(node.op, ast.Or):
            return result if known is not None else Unknown()
    return result


def _elements(machine: Machine, elements: Sequence[ast.expr]) -> list[Value]:
    values: list[Value] = []
    for element in elements:
        if isinstance(element, ast.Starred):
            inner = evaluate(machine, element.value)
            values.extend(inner.values if isinstance(inner, Items) else (Unknown(max(machine.line, 1)),))
        else:
            values.append(evaluate(machine, element))
    return values


def _unbound(machine: Machine, name: str) -> Value:
    if name in BUILTINS:
        return Module(name)
    if name.startswith("__"):
        return Constant("__main__") if name == "__name__" else Unknown()
    respelt = [known for known in machine.names if known.replace("_", "") == name.replace("_", "")]
    if respelt:
        machine.guesses += 1
        return machine.names[respelt[0]]
    machine.report("new", "undefined-name", name=name)
    return _nearest(machine, name)


def _nearest(machine: Machine, name: str) -> Value:
    """The last value of the same family, such as `pool4` for an undefined `pool5`: the rest is judged with it."""
    family = re.sub(r"[\d_]+$", "", name.lower())
    kin = [known for known in machine.names if re.sub(r"[\d_]+$", "", known.lower()) == family]
    return machine.names[kin[-1]] if kin else Unknown()


def _subscript(machine: Machine, node: ast.Subscript) -> Value:
    owner, index = evaluate(machine, node.value), evaluate(machine, node.slice)
    match owner:
        case Items(values=values):
            return _item(owner, values, index)
        case Pairs(entries=entries):
            return next((value for key, value in entries if key == index), Unknown())
        case Array(axes=axes) if axes is not None:
            return Array(_indexed(axes, index), owner.dtype, _taking(owner, index))
        case Tensor(axes=axes):
            cut = None if axes is None else _indexed(axes, index)
            how = _taking(owner, index)
            return machine.build(Tensor("piece", (owner,), cut, owner.dtype, line=machine.line, recipe=how))
        case Array():
            return owner
        case _:
            return Unknown(doubtful(owner))


def _taking(owner: Value, index: Value) -> Recipe | None:
    """How `owner[index]` is computed, None where a bound is not known or a step turns the order round."""
    places = index.values if isinstance(index, Items) else (index,)
    taken = tuple(_place(place) for place in places)
    return None if None in taken else Recipe("index", (owner,), {"index": taken})


def _place(index: Value) -> Setting:
    match index:
        case Constant(value=dots) if dots is ...:
            return "..."
        case Slice(start=start, stop=stop, step=step):
            bounds = (start, stop, step)
            known = tuple(None if bound == NOTHING else whole(bound) for bound in bounds)
            lost = any(cut is None and bound != NOTHING for cut, bound in zip(known, bounds, strict=True))
            return None if lost or (known[2] or 1) < 1 else known
        case _:
            return whole(index)


def _indexed(axes: Axes, index: Value) -> Axes | None:
    try:
        return indexed(axes, index)
    except ShapeError as error:
        raise Broken("shapes-do-not-fit", why=error) from None


def _item(owner: Items, values: tuple[Value, ...], index: Value) -> Value:
    match index:
        case Slice(start=start, stop=stop, step=step):
            cut = slice(whole(start), whole(stop), whole(step) or None)
            return Items(values[cut], owner.pieces_of)
        case _:
            place = whole(index)
            if place is None:
                return Unknown(next((line for value in values if (line := doubtful(value))), 0))
            if not -len(values) <= place < len(values):
                raise Broken("index-out-of-range")
            return values[place]


def _call(machine: Machine, node: ast.Call) -> Value:
    function = evaluate(machine, node.func)
    arguments = _elements(machine, node.args)
    keywords = [(word.arg, evaluate(machine, word.value)) for word in node.keywords if word.arg]
    spread = [evaluate(machine, word.value) for word in node.keywords if not word.arg]
    for pairs in spread:
        keywords.extend(_spread(machine, pairs))
    match function:
        case Function():
            return call_function(machine, function, arguments, dict(keywords), evaluate)
        case Method():
            return call_method(machine, function, arguments, dict(keywords))
        case Layer():
            return apply(machine, function, arguments[0] if arguments else Unknown())
        case Module(path=path):
            return _call_named(machine, path, arguments, keywords)
        case Constant() | Items() | Tensor() | Array():
            raise Broken("not-callable")
        case _:
            return Unknown(doubtful(function))


def _spread(machine: Machine, pairs: Value) -> list[tuple[str, Value]]:
    if not isinstance(pairs, Pairs):
        machine.puzzle("not-followed")
        return []
    return [
        (key.value, value)
        for key, value in pairs.entries
        if isinstance(key, Constant) and isinstance(key.value, str)
    ]


def _call_named(
    machine: Machine, path: str, arguments: Sequence[Value], keywords: Sequence[tuple[str, Value]]
) -> Value:
    if ends_program(path):
        if machine.branches:
            return NOTHING
        raise Halt
    if path in BUILTINS:
        return builtin(path, arguments, dict(keywords))
    return call(machine, path, arguments, keywords)


_EVALUATORS: Mapping[type[ast.expr], Callable[[Machine, Any], Value]] = MappingProxyType(
    {
        ast.Attribute: _attribute,
        ast.BinOp: _binary,
        ast.BoolOp: _either,
        ast.Call: _call,
        ast.Compare: _compare,
        ast.Constant: _constant,
        ast.Dict: _pairs,
        ast.IfExp: _conditional,
        ast.JoinedStr: _formatted,
        ast.Lambda: _function,
        ast.List: _items,
        ast.Name: _name,
        ast.NamedExpr: _named,
        ast.Set: _items,
        ast.Slice: _slice,
        ast.Subscript: _subscript,
        ast.Tuple: _items,
        ast.UnaryOp: _unary,
    }
)
"""By the kind of expression; all others (comprehensions, …) are unknown."""
