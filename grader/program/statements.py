"""Statements, followed in the order in which the program meets them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import partial

from grader.program.arithmetic import binary, truth
from grader.program.axes import ShapeError, broadcast, shape
from grader.program.expressions import evaluate
from grader.program.machine import ANY, Broken, Exhausted, Halt, Machine
from grader.program.pieces import halves
from grader.program.rounds import are_alike
from grader.program.syntax import bound_names, names_in
from grader.program.values import (
    NOTHING,
    Array,
    Constant,
    Function,
    Items,
    Module,
    Session,
    Tensor,
    Unknown,
    Value,
    doubtful,
)

_MODULES = {"tensorflow": "tf", "numpy": "np", "tensorflow.compat.v1": "tf"}
Fallback = Mapping[str, ast.stmt]
"""Printed statements by the name they bind: where the student's cannot be followed, the printed one stands in."""


class Return(Exception):
    """The value that a function returns."""

    def __init__(self, value: Value) -> None:
        """Carry the value."""
        super().__init__()
        self.value = value


class Leave(Exception):
    """`break` or `continue`."""


def follow(machine: Machine, program: Sequence[ast.stmt], fallback: Fallback) -> None:
    """Follow a whole program; what goes wrong stands in the machine afterwards."""
    for statement in program:
        if not step(machine, statement, fallback):
            return


def step(machine: Machine, statement: ast.stmt, fallback: Fallback) -> bool:
    """Follow a statement of a program; whether the program goes on after it."""
    try:
        _follow_top(machine, statement, fallback)
    except (Halt, Return):
        machine.halted = machine.line
    except (Exhausted, RecursionError):
        machine.puzzle("too-long", bug=ANY)
    except Leave:
        machine.report("new", "break-outside-loop")
    else:
        return True
    return False


def _follow_top(machine: Machine, statement: ast.stmt, fallback: Fallback) -> None:
    before = len(machine.faults)
    execute(machine, statement)
    if len(machine.faults) == before or not isinstance(statement, ast.Assign):
        return
    missing = [name for name in bound_names(statement) if isinstance(machine.names.get(name), Unknown | None)]
    if missing and missing[0] in fallback and fallback[missing[0]] is not statement:
        line = machine.line
        execute(machine, fallback[missing[0]])
        machine.line = line


def execute(machine: Machine, statement: ast.stmt) -> None:
    """Follow a statement; one that stops the program is reported, and the next one is followed."""
    machine.count()
    machine.line = statement.lineno
    try:
        _execute(machine, statement)
    except Broken as fault:
        machine.fail(fault, fault.bug)
        for name in bound_names(statement):
            machine.scope[name] = Unknown()


def body_value(machine: Machine, body: Sequence[ast.stmt]) -> Value:
    """What a function's body returns in the present scope."""
    try:
        _block(machine, body)
    except Return as returned:
        return returned.value
    except Leave:
        return Unknown()
    return NOTHING


def _block(machine: Machine, body: Sequence[ast.stmt]) -> None:
    for statement in body:
        execute(machine, statement)


def _execute(machine: Machine, statement: ast.stmt) -> None:
    match statement:
        case ast.Assign(targets=targets, value=value):
            result = evaluate(machine, value)
            for target in targets:
                _assign(machine, target, result)
        case ast.AnnAssign(target=target, value=value) if value is not None:
            _assign(machine, target, evaluate(machine, value))
        case ast.AugAssign(target=ast.Name(id=name), op=sign, value=value):
            old = evaluate(machine, ast.Name(name, ast.Load()))
            machine.scope[name] = binary(machine, type(sign).__name__, old, evaluate(machine, value))
        case ast.Expr(value=value):
            evaluate(machine, value)
        case ast.FunctionDef(name=name, args=parameters, body=body) as source:
            machine.scope[name] = Function(parameters, partial(body_value, body=body), source)
        case ast.ClassDef(name=name):
            machine.scope[name] = machine.puzzle("not-followed", bug=ANY)
        case ast.Import() | ast.ImportFrom():
            _import(machine, statement)
        case ast.Return(value=value):
            raise Return(evaluate(machine, value))
        case ast.Delete(targets=targets):
            for name in [name for target in targets for name in names_in(target)]:
                machine.scope.pop(name, None)
        case _:
            _control(machine, statement)


def _control(machine: Machine, statement: ast.stmt) -> None:
    match statement:
        case ast.For():
            _for(machine, statement)
        case ast.While(test=test, body=body):
            if truth(evaluate(machine, test)) is not False:
                _once(machine, body)
        case ast.If(test=test, body=body, orelse=otherwise):
            _if(machine, truth(evaluate(machine, test)), body, otherwise)
        case ast.With():
            _with(machine, statement)
        case ast.Try(body=body, orelse=otherwise, finalbody=final):
            _block(machine, [*body, *otherwise, *final])
        case ast.Raise():
            if not machine.branches:
                raise Halt
        case ast.Assert(test=test):
            if truth(evaluate(machine, test)) is False and not machine.branches:
                raise Halt
        case ast.Break() | ast.Continue():
            if not machine.branches:
                raise Leave
        case _:
            return


def _if(
    machine: Machine, known: bool | None, body: Sequence[ast.stmt], otherwise: Sequence[ast.stmt]
) -> None:
    """Follow the branch that is taken; where that is not known, both, and what they change is unknown after."""
    if known is not None:
        _block(machine, body if known else otherwise)
        return
    before = dict(machine.scope)
    after: list[dict[str, Value]] = []
    for block in (body, otherwise):
        machine.scope.clear()
        machine.scope.update(before)
        with machine.branch():
            _block(machine, block)
        after.append(dict(machine.scope))
    for name in sorted(after[0].keys() | after[1].keys()):
        first, second = after[0].get(name), after[1].get(name)
        same = first is second or (first == second and first is not None)
        machine.scope[name] = first if same and first is not None else Unknown(max(machine.line, 1))


def _for(machine: Machine, statement: ast.For) -> None:
    values = evaluate(machine, statement.iter)
    if isinstance(values, Items):
        _rounds(machine, statement, values.values)
        return
    for name in names_in(statement.target):
        machine.scope[name] = Unknown(doubtful(values))
    _once(machine, statement.body)


def _rounds(machine: Machine, loop: ast.For, counts: Sequence[Value]) -> None:
    """Follow the rounds of a loop; where they are alike and leave nothing behind, only the first and the last."""
    before = machine.left_behind()
    for count in counts[:1]:
        _round(machine, loop, count)
    is_fruitless = len(counts) > 2 and machine.left_behind() == before
    later = counts[-1:] if is_fruitless and are_alike(machine, loop, counts) else counts[1:]
    for count in later:
        _round(machine, loop, count)


def _round(machine: Machine, loop: ast.For, count: Value) -> None:
    _assign(machine, loop.target, count)
    _once(machine, loop.body)


def _once(machine: Machine, body: Sequence[ast.stmt]) -> None:
    try:
        _block(machine, body)
    except Leave:
        return


def _with(machine: Machine, statement: ast.With) -> None:
    opened: list[Session] = []
    for item in statement.items:
        value = evaluate(machine, item.context_expr)
        if item.optional_vars is not None:
            _assign(machine, item.optional_vars, value)
        if isinstance(value, Session):
            opened.append(value)
    machine.default_sessions.extend(opened)
    _block(machine, statement.body)
    for session, item in zip(opened, statement.items, strict=False):
        machine.default_sessions.remove(session)
        is_new = isinstance(item.context_expr, ast.Call) and not _as_default(item.context_expr)
        machine.close(session, closed=is_new)


def _as_default(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "as_default"


def _import(machine: Machine, statement: ast.Import | ast.ImportFrom) -> None:
    for alias in statement.names:
        if isinstance(statement, ast.Import):
            top = alias.name if alias.asname else alias.name.partition(".")[0]
            machine.scope[alias.asname or top] = Module(_MODULES.get(top, top))
        elif statement.module != "__future__":
            base = _MODULES.get(
                statement.module or "", (statement.module or "").replace("tensorflow.", "tf.")
            )
            path = f"{base}.{alias.name}"
            machine.scope[alias.asname or alias.name] = Module("tf" if path == "tf.compat.v1" else path)


def _assign(machine: Machine, target: ast.expr, value: Value) -> None:
    match target:
        case ast.Name(id=name):
            machine.scope[name] = value
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            _unpack(machine, elements, value)
        case ast.Subscript(value=owner):
            _put(machine, evaluate(machine, owner), evaluate(machine, target), value)
        case ast.Attribute(value=owner):
            if isinstance(evaluate(machine, owner), Module):
                machine.puzzle("library-changed", bug=ANY)
        case _:
            return


def _unpack(machine: Machine, targets: Sequence[ast.expr], value: Value) -> None:
    if isinstance(value, Items) and len(value.values) != len(targets):
        tensor = value.pieces_of
        if tensor is None:
            raise Broken("unpacked-wrong-count", wanted=len(targets), given=len(value.values))
        machine.report("split", "split-count", wanted=len(targets), given=len(value.values))
        value = halves(machine, tensor)
    if isinstance(value, Constant | Session):
        raise Broken("not-iterable")
    for place, target in enumerate(targets):
        _assign(machine, target, _part(machine, value, place))


def _part(machine: Machine, value: Value, place: int) -> Value:
    match value:
        case Items(values=values):
            return values[place] if place < len(values) else Unknown()
        case Array(axes=axes) if axes:
            return Array(axes[1:], value.dtype)
        case Tensor():
            machine.puzzle("not-followed", bug="split")
            return Unknown(max(machine.line, 1))
        case _:
            return Unknown(doubtful(value))


def _put(machine: Machine, owner: Value, place: Value, value: Value) -> None:
    """`owner[index] = value`, where `place` is what stands there."""
    if not isinstance(place, Array) or not isinstance(value, Array):
        return
    if place.axes is None or value.axes is None or not isinstance(owner, Array):
        return
    try:
        fits = shape(broadcast(place.axes, value.axes)) == shape(place.axes)
    except ShapeError:
        fits = False
    if not fits and [axis.size for axis in value.axes] != [1]:
        bug = "layout" if len(value.axes) > 1 else "new"
        machine.report(bug, "images-misfit", wanted=shape(place.axes), given=shape(value.axes))
