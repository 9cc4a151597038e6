"""The state of a program that is followed: names, variables, sessions, and what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from grader.program.values import Operation, Session, Standing, Tensor, Unknown, Value

STEPS = 60_000
"""Expressions and statements that are followed before a program counts as too long."""

NEW = "new"
"""The `bug` of a fault that was not planted."""

ANY = "any"
"""The `bug` of a puzzle that may hide the repair of any of them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What stops the program: of a planted bug, or `new`; `certain` when it surely happens."""

    bug: str
    code: str
    line: int
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Code that is not understood, and where; `bug` is the planted bug that it leaves open, or `new`."""

    code: str
    line: int
    bug: str = NEW


class Broken(Exception):
    """An expression that cannot be evaluated: the program stops here."""

    def __init__(self, code: str, bug: str = NEW, at: int = 0, **facts: object) -> None:
        """Say why, of which bug it is the consequence, and which line is to blame where a printed one stops."""
        super().__init__(code)
        self.code = code
        self.bug = bug
        self.at = at
        self.facts = {name: str(fact)[:80] for name, fact in facts.items()}


class Exhausted(Exception):
    """A program that takes too many steps to follow."""


class Halt(Exception):
    """The program ends by itself, such as by `sys.exit()`."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What a call was worth, and the steps that it took."""

    value: Value
    steps: int


@dataclass(slots=True, eq=False)
class Machine:
    """Everything that a statement may change; `line` is the student's line in progress, 0 for a printed one.

    `guesses` counts the names that were read as ones spelt nearly so; `calls` holds what calls were worth by all that
    they depended on, for this machine and its copies.
    """

    names: dict[str, Value] = field(default_factory=dict)
    frames: list[dict[str, Value]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    puzzles: list[Puzzle] = field(default_factory=list)
    tensors: list[Tensor] = field(default_factory=list)
    splits: list[tuple[int, ...]] = field(default_factory=list)
    train: Operation | None = None
    trained: bool = False
    fed: tuple[tuple[Value, Value], ...] = ()
    sessions: dict[Session, Standing] = field(default_factory=dict)
    default_sessions: list[Session] = field(default_factory=list)
    variables: int = 0
    steps: int = 0
    line: int = 0
    branches: int = 0
    halted: int | None = None
    guesses: int = 0
    calls: dict[tuple[object, ...], Followed] = field(default_factory=dict)

    @property
    def scope(self) -> dict[str, Value]:
        """The names that an assignment binds."""
        return self.frames[-1] if self.frames else self.names

    def lookup(self, name: str) -> Value | None:
        """The value of a name, or None."""
        if self.frames and (value := self.frames[-1].get(name)) is not None:
            return value
        return self.names.get(name)

    def report(self, bug: str, code: str, at: int = 0, **facts: object) -> None:
        """Note that the program stops here, for a cause on the line `at` where another one is to blame."""
        texts = {name: str(fact)[:80] for name, fact in facts.items()}
        self.faults.append(Fault(bug, code, at or self.line, texts, certain=not self.branches))

    def fail(self, stop: Broken, bug: str) -> None:
        """Note that an expression stops the program, as a consequence of `bug`."""
        self.faults.append(Fault(bug, stop.code, self.line or stop.at, stop.facts, certain=not self.branches))

    def puzzle(self, code: str, bug: str = NEW) -> Unknown:
        """Note code that is not understood; its value is unknown."""
        self.puzzles.append(Puzzle(code, self.line, bug))
        return Unknown(max(self.line, 1))

    def count(self) -> None:
        """Take a step; raises Exhausted after too many."""
        self.steps += 1
        if self.steps > STEPS:
            raise Exhausted

    def left_behind(self) -> tuple[object, ...]:
        """What following left behind beside names: the same where nothing was found, built, run or initialised."""
        counts = len(self.faults), len(self.puzzles), len(self.tensors), len(self.splits), self.variables
        return (
            counts,
            list(self.sessions.values()),
            len(self.default_sessions),
            self.train,
            self.trained,
            self.fed,
        )

    def build(self, tensor: Tensor) -> Tensor:
        """Add a node to the graph."""
        self.tensors.append(tensor)
        return tensor

    def copied(self) -> Machine:
        """A machine in the same state, between two statements of a program, that goes its own way."""
        return replace(
            self,
            names=dict(self.names),
            frames=[],
            faults=list(self.faults),
            puzzles=list(self.puzzles),
            tensors=list(self.tensors),
            splits=list(self.splits),
            sessions=dict(self.sessions),
            default_sessions=list(self.default_sessions),
        )

    def open_session(self) -> Session:
        """A new session."""
        session = Session()
        self.sessions[session] = Standing()
        return session

    def close(self, session: Session, *, closed: bool = True) -> None:
        """Close a session, or open it again."""
        self.sessions[session] = replace(self.sessions[session], closed=closed)

    @contextmanager
    def branch(self) -> Iterator[None]:
        """Follow code that may not be reached: its faults are not certain."""
        self.branches += 1
        try:
            yield
        finally:
            self.branches -= 1


def ancestors(*roots: Value, stop: Sequence[Value] = ()) -> Iterator[Tensor]:
    """The tensors that these are computed from, themselves included, each once; those in `stop` are not passed."""
    seen = {id(tensor) for tensor in stop}
    waiting = [root for root in roots if isinstance(root, Tensor)]
    while waiting:
        tensor = waiting.pop()
        if id(tensor) not in seen:
            seen.add(id(tensor))
            yield tensor
            waiting.extend(tensor.inputs)
