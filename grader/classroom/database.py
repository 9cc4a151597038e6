"""The sqlite file of a class: opened with a log beside it, or copied into memory where the disk takes no file."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

_SCHEMA = """
create table if not exists paper (
    path text primary key, digest text not null, exam text not null,
    id text not null, name text not null, faults text, again integer not null
) without rowid;
create table if not exists judged (
    path text not null references paper on delete cascade, part text not null,
    fingerprint text not null, verdict text not null, primary key (path, part)
) without rowid;
create table if not exists history (
    path text not null, part text not null, at text not null, version text not null, digest text not null,
    verdict text not null
);
create index if not exists history_of on history (path, part);
"""
_FORMAT = 1


def opened(path: Path) -> sqlite3.Connection:
    """The file, made where there is none; raises sqlite3.Error."""
    base = sqlite3.connect(address(path), timeout=30, isolation_level=None, uri=True)
    try:
        base.execute("pragma journal_mode = wal")
        base.execute("pragma synchronous = normal")
        base.execute("pragma foreign_keys = on")
        base.executescript(_SCHEMA)
        base.execute(f"pragma user_version = {_FORMAT}")
    except sqlite3.Error:
        base.close()
        raise
    return base


def copied(path: Path) -> sqlite3.Connection:
    """A store in memory, with what can be read of the one on disk."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{address(path)}?mode=ro", uri=True)) as held,
    ):
        held.backup(memory)
    memory.execute("pragma foreign_keys = on")
    memory.executescript(_SCHEMA)
    return memory


def address(path: Path) -> str:
    """A path as sqlite takes it, whatever signs stand in it."""
    return f"file:{quote(str(path.resolve()))}"


class Transaction:
    """All of the statements inside, or none."""

    def __init__(self, base: sqlite3.Connection) -> None:
        """Begin nothing yet."""
        self._base = base

    def __enter__(self) -> None:
        self._base.execute("begin immediate")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            try:
                self._base.execute("commit")
            except sqlite3.Error:
                self._undo()
                raise
        else:
            self._undo()

    def _undo(self) -> None:
        if self._base.in_transaction:
            self._base.execute("rollback")
