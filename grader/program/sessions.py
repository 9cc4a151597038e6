"""What a session does with what it is given: initialise, train, compute, and take what is fed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.program.machine import Machine, ancestors
from grader.program.values import (
    NOTHING,
    Array,
    Axes,
    Constant,
    Items,
    Operation,
    Pairs,
    Role,
    Session,
    Tensor,
    Unknown,
    Value,
)


def run(machine: Machine, session: Session, fetches: Value, feed: Value) -> Value:
    """`session.run(fetches, feed_dict=feed)`."""
    if machine.sessions[session].closed:
        machine.report("new", "session-closed")
        machine.close(session, closed=False)
    for fetch in _leaves(fetches):
        machine.count()
        _execute(machine, session, fetch)
        if isinstance(fetch, Operation) and fetch.kind == "train" and isinstance(feed, Pairs):
            machine.fed = feed.entries
        _check_fed(machine, fetch, feed)
    _check_feed(machine, feed)
    return _results(fetches)


def default_session(machine: Machine) -> Session | None:
    """The session of the enclosing `with`, or an interactive one."""
    return machine.default_sessions[-1] if machine.default_sessions else None


def _leaves(fetches: Value, depth: int = 3) -> Iterator[Value]:
    """What is fetched, lists and dictionaries opened, `depth` of them within one another."""
    match fetches:
        case Items(values=values) if depth:
            for value in values:
                yield from _leaves(value, depth - 1)
        case Pairs(entries=entries) if depth:
            for _, value in entries:
                yield from _leaves(value, depth - 1)
        case _:
            yield fetches


def _execute(machine: Machine, session: Session, fetch: Value) -> None:
    match fetch:
        case Session():
            machine.report("initialisation", "session-fetched")
        case Operation(kind="initialise", variables=variables):
            _initialise(machine, session, variables)
        case Operation(kind="train", variables=variables):
            machine.trained = True
            _check_initialised(machine, session, variables)
        case Tensor() if any(node.operation in ("conv2d", "variable") for node in ancestors(fetch)):
            _check_initialised(machine, session, 1)
        case Constant(None | int() | float()):
            machine.report("new", "not-fetchable")
        case Constant():
            _doubt(machine, session)
        case Unknown(line=line) if line and not machine.sessions[session].initialised:
            _doubt(machine, session)
        case _:
            return


def _doubt(machine: Machine, session: Session) -> None:
    machine.puzzle("not-followed", bug="initialisation")
    machine.sessions[session] = replace(machine.sessions[session], certain=False)


def _initialise(machine: Machine, session: Session, variables: int) -> None:
    before = machine.sessions[session]
    machine.sessions[session] = replace(
        before,
        initialised=max(before.initialised, variables),
        certain=not machine.branches or (before.certain and bool(before.initialised)),
        initialised_at=machine.line,
    )


def _check_initialised(machine: Machine, session: Session, variables: int) -> None:
    """Variables that are used before they have a value stop the program; the fault is reported once."""
    known = machine.sessions[session]
    if known.initialised >= variables or (not known.certain and known.initialised_at is None):
        return
    code = "initialised-too-early" if known.initialised_at is not None else "never-initialised"
    machine.report("initialisation", code)
    machine.sessions[session] = replace(known, initialised=variables)


def _check_fed(machine: Machine, fetch: Value, feed: Value) -> None:
    root = fetch.root if isinstance(fetch, Operation) else fetch
    fed = [key for key, _ in feed.entries] if isinstance(feed, Pairs) else []
    if isinstance(feed, Unknown) or any(isinstance(key, Unknown) for key in fed):
        return
    for node in ancestors(root, stop=fed):
        if node.operation == "placeholder":
            machine.report("new", "not-fed", name=_name_of(machine, node))


def _check_feed(machine: Machine, feed: Value) -> None:
    if not isinstance(feed, Pairs):
        return
    for key, value in feed.entries:
        match key:
            case Tensor():
                _check_entry(machine, key, value)
            case Unknown():
                continue
            case _:
                machine.report("new", "feed-key")


def _check_entry(machine: Machine, key: Tensor, value: Value) -> None:
    match value:
        case Array(axes=axes) if axes is not None and key.axes is not None:
            _check_fits(machine, key, axes)
        case Unknown(line=line) if line and key.axes is not None and len(key.axes) > 1:
            machine.puzzle("not-followed", bug="layout")
        case Tensor():
            machine.report("layout" if len(value.axes or ()) > 2 else "new", "tensor-fed")
        case _:
            return


def _check_fits(machine: Machine, key: Tensor, given: Axes) -> None:
    wanted = key.axes or ()
    bug = "layout" if max(len(wanted), len(given)) > 2 else "new"
    pairs = list(zip(wanted, given, strict=False))
    fits = len(wanted) == len(given) and all(
        a.size is None or b.size is None or a.size == b.size for a, b in pairs
    )
    turned = any((a.role is Role.CHANNEL) != (b.role is Role.CHANNEL) for a, b in pairs if a.size and b.size)
    if not fits or turned:
        shapes = {"wanted": _written(wanted), "given": _written(given)}
        machine.report(bug, "feed-misfit", key.line, name=_name_of(machine, key), **shapes)
    elif any(b.role is Role.SCRAMBLED for _, b in pairs):
        machine.report("layout", "pixels-scrambled")


def _results(fetches: Value, depth: int = 2) -> Value:
    match fetches:
        case Items(values=values) if depth:
            return Items(tuple(_results(value, depth - 1) for value in values))
        case Tensor(axes=axes, dtype=dtype):
            return Array(axes, dtype)
        case Operation():
            return NOTHING
        case _:
            return Unknown()


def _name_of(machine: Machine, tensor: Tensor) -> str:
    return next((name for name, value in machine.names.items() if value is tensor), "?")


def _written(axes: Axes) -> str:
    return "(" + ", ".join("None" if axis.size is None else str(axis.size) for axis in axes) + ")"
