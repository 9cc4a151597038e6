"""What stands behind a dot: attributes and methods of modules, arrays, tensors, sessions and operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from grader.program import axes as shapes
from grader.program.axes import ShapeError
from grader.program.machine import Broken, Machine
from grader.program.sessions import default_session, run
from grader.program.signatures import KNOWN
from grader.program.transforms import cast, dtype_of, reshaped, transposed
from grader.program.values import (
    NOTHING,
    Array,
    Constant,
    Items,
    Method,
    Module,
    Operation,
    Optimizer,
    Session,
    Tensor,
    Unknown,
    Value,
    doubtful,
    whole,
)

_HIDDEN = ("tf.compat.v1.", "tf.compat.v2.", "tensorflow.compat.v1.")
_PROGRAM_ENDS = frozenset(("sys.exit", "os._exit", "os.abort", "exit", "quit"))
_LIBRARIES = ("tf.", "np.")


def attribute(machine: Machine, owner: Value, name: str) -> Value:
    """`owner.name`; raises Broken where there is no such attribute."""
    match owner:
        case Module(path=path):
            return _member(machine, f"{path}.{name}")
        case Array(axes=axes) | Tensor(axes=axes) if name == "shape":
            if axes is None:
                return Unknown()
            return Items(tuple(Unknown() if a.size is None else Constant(a.size) for a in axes))
        case Array() if name == "T":
            return transposed(machine, owner, NOTHING)
        case Array(dtype=dtype) | Tensor(dtype=dtype) if name == "dtype":
            return Constant(dtype)
        case Tensor() if name not in _TENSOR_METHODS:
            raise Broken("no-such-attribute", bug=_bug_of(name), name=name)
        case Session() if name not in _SESSION_METHODS:
            raise Broken("no-such-attribute", name=name)
        case Operation() if name not in _OPERATION_METHODS:
            raise Broken("no-such-attribute", name=name)
        case Unknown(line=line):
            return Unknown(line)
        case _:
            return Method(owner, name)


def call_method(
    machine: Machine, method: Method, arguments: Sequence[Value], keywords: Mapping[str, Value]
) -> Value:
    """`owner.name(arguments, keywords)`."""
    owner, name = method.owner, method.name
    try:
        match owner:
            case Session():
                return _of_session(machine, owner, name, arguments, keywords)
            case Operation() | Tensor() if name in ("run", "eval"):
                session = _given(arguments, keywords, 1, "session", default_session(machine))
                return _run_in(machine, session, owner, _given(arguments, keywords, 0, "feed_dict", NOTHING))
            case Array() | Tensor():
                return _of_array(machine, owner, name, arguments, keywords)
            case Optimizer():
                return _of_optimizer(machine, owner, name, arguments, keywords)
            case _:
                return Unknown(next((line for value in arguments if (line := doubtful(value))), 0))
    except ShapeError as error:
        raise Broken("shapes-do-not-fit", bug=_bug_of(name), why=error) from None


def ends_program(path: str) -> bool:
    """Whether calling this ends the program.

    >>> ends_program("sys.exit")
    True
    """
    return path in _PROGRAM_ENDS


def _member(machine: Machine, path: str) -> Module:
    if "compat" in path:
        for prefix in _HIDDEN:
            path = path.replace(prefix, "tf.")
    if not path.startswith(_LIBRARIES) or path in KNOWN or path.startswith("tf.compat"):
        return Module(path)
    meant = _meant(path)
    if meant:
        machine.report("new", "misspelt-name", name=path, meant=meant)
        return Module(meant)
    if path.startswith("tf."):
        machine.puzzle("unknown-function")
    return Module(path)


def _meant(path: str) -> str:
    """The known name of which this is a misspelling, or nothing."""
    exact = [name for name in sorted(KNOWN) if name.lower() == path.lower()]
    return next(iter(exact or get_close_matches(path[:80], sorted(KNOWN), n=1, cutoff=0.9)), "")


def _of_session(
    machine: Machine, session: Session, name: str, arguments: Sequence[Value], keywords: Mapping[str, Value]
) -> Value:
    if name == "run":
        fetches = _given(arguments, keywords, 0, "fetches", NOTHING)
        return run(
            machine,
            session,
            fetches or NOTHING,
            _given(arguments, keywords, 1, "feed_dict", NOTHING) or NOTHING,
        )
    if name == "close":
        machine.close(session)
    return session if name in ("as_default", "__enter__") else Unknown()


def _run_in(machine: Machine, session: Value | None, fetch: Value, feed: Value | None) -> Value:
    if not isinstance(session, Session):
        raise Broken("no-session", bug="initialisation")
    return run(machine, session, fetch, feed or NOTHING)


def _given(
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    place: int,
    name: str,
    default: Value | None,
) -> Value | None:
    return keywords.get(name, arguments[place] if place < len(arguments) else default)


def _of_array(
    machine: Machine,
    owner: Array | Tensor,
    name: str,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
) -> Value:
    match name:
        case "transpose":
            return transposed(machine, owner, _only(arguments))
        case "reshape":
            return reshaped(machine, owner, _only(arguments))
        case "astype":
            return cast(machine, owner, dtype_of(arguments[0]) if arguments else "")
        case "swapaxes" if isinstance(owner, Array) and owner.axes and len(arguments) == 2:
            first, second = (whole(argument) for argument in arguments)
            if first is not None and second is not None:
                return Array(shapes.swapped(owner.axes, first, second), owner.dtype)
            return Unknown(max(machine.line, 1))
        case "copy":
            return owner
        case "get_shape" | "as_list":
            return attribute(machine, owner, "shape")
        case "set_shape" | "fill":
            return NOTHING
        case _:
            return Array(None, owner.dtype) if "axis" not in keywords else Unknown()


def _of_optimizer(
    machine: Machine,
    optimizer: Optimizer,
    name: str,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
) -> Value:
    if name in ("compute_gradients", "apply_gradients"):
        root = _given(arguments, keywords, 0, "loss", Unknown()) or Unknown()
        return root if name == "compute_gradients" else _train(machine, optimizer, root)
    if name != "minimize":
        raise Broken("no-such-attribute", name=name)
    loss = _given(arguments, keywords, 0, "loss", None)
    if loss is None:
        raise Broken("missing-argument", function="minimize", argument="loss")
    return _train(machine, optimizer, loss)


def _train(machine: Machine, optimizer: Optimizer, root: Value) -> Operation:
    machine.variables += 2
    machine.train = Operation("train", machine.variables, root, machine.line, optimizer)
    return machine.train


def _only(arguments: Sequence[Value]) -> Value:
    """The argument, or several as one tuple: numpy takes `transpose(0, 1)` and `transpose((0, 1))` alike."""
    if not arguments:
        return NOTHING
    return arguments[0] if len(arguments) == 1 else Items(tuple(arguments))


def _bug_of(name: str) -> str:
    return "layout" if name in ("transpose", "reshape", "swapaxes") else "split" if name == "split" else "new"


_SESSION_METHODS = frozenset(
    ("run", "close", "as_default", "graph", "partial_run", "list_devices", "__enter__", "__exit__")
)
_OPERATION_METHODS = frozenset(("run", "name", "graph", "type"))
_TENSOR_METHODS = frozenset(
    (
        "get_shape",
        "set_shape",
        "eval",
        "name",
        "op",
        "graph",
        "initializer",
        "assign",
        "value",
        "device",
        "as_list",
    )
)
