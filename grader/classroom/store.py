"""What is known of a class, in one sqlite file: who wrote which paper, and the verdict of every part.

One process writes, a few papers a transaction, so that a kill at any moment loses at most the papers at hand. While
it is open the store is a file with a log beside it (sqlite's WAL), so that a paper costs no wait for the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from sys import intern
from types import TracebackType

import grader
from grader.classroom.database import Transaction, address, copied, opened
from grader.classroom.fingerprints import NOTICES
from grader.classroom.verdicts import read_evidence, read_verdict
from grader.errors import Fault, UsageError
from grader.key import cache_folder
from grader.nodes import Place
from grader.submission import Student
from grader.verdict import Evidence, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What marking a paper gave, as texts that travel between processes and into the store.

    `judged` holds a fingerprint and a verdict by part id; with `faults` (JSON) nothing could be judged.
    `again` asks the next run to try once more, as after a hang.
    """

    path: str
    digest: str
    exam: str = ""
    id: str = ""
    name: str = ""
    judged: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    faults: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """A paper of the class; `path` is relative to the class folder, `digest` the hash of its file.

    `judged` holds the verdict of every part as `verdict_text` wrote it, and the notices under `NOTICES`. `faults` is
    empty unless the paper could not be read or marked; then it has no verdicts.
    """

    path: str
    digest: str
    exam: str
    student: Student
    judged: Mapping[str, str]
    faults: tuple[Fault, ...] = ()

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict of every part."""
        return {part: read_verdict(text) for part, text in self.judged.items() if part != NOTICES}

    @property
    def notices(self) -> tuple[Evidence, ...]:
        """What the paper says beside its answers."""
        return read_evidence(self.judged.get(NOTICES, "[]"))


@dataclass(frozen=True, slots=True)
class Past:
    """A verdict that a part once had: when (UTC), by which version, on which file."""

    at: str
    version: str
    digest: str
    verdict: Verdict


class Store:
    """The papers of a class on disk; a context manager.

    `lost` says why nothing more reaches the disk, and is empty while all does.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the store; where the disk takes no store, what it holds is copied into memory, and `lost` says so.

        Raises UsageError where what lies there is no store.
        """
        self.path, self.lost = path, ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = opened(path)
        except (OSError, sqlite3.OperationalError) as cause:
            self._base, self.lost = copied(path), str(cause)
        except sqlite3.Error as cause:
            raise UsageError(f"cannot keep results in {path}: {cause}") from cause

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, and leave it as one file, without a log beside it, where nobody else reads it."""
        with suppress(sqlite3.Error):
            self._base.execute("pragma journal_mode = truncate")
        self._base.close()

    def keep(self, *outcomes: Outcome) -> None:
        """Keep the outcomes of papers, all or none; verdicts of the same file that one lacks stay.

        Where the file cannot be written, as on a full disk, this run goes on in memory; see `lost`.
        """
        try:
            self._keep(outcomes)
        except sqlite3.OperationalError as cause:
            if self.lost:
                raise
            self._go_on_in_memory(str(cause))
            self._keep(outcomes)

    def _go_on_in_memory(self, why: str) -> None:
        memory = sqlite3.connect(":memory:", isolation_level=None)
        self._base.backup(memory)
        memory.execute("pragma foreign_keys = on")
        self._base.close()
        self._base, self.lost = memory, why

    def _keep(self, outcomes: Sequence[Outcome]) -> None:
        with Transaction(self._base):
            for outcome in outcomes:
                self._keep_one(outcome)

    def _keep_one(self, outcome: Outcome) -> None:
        before = self._base.execute("select digest from paper where path = ?", [outcome.path]).fetchone()
        if before and (before[0] != outcome.digest or outcome.faults is not None):
            self._base.execute("delete from paper where path = ?", [outcome.path])
        row = [outcome.path, outcome.digest, outcome.exam, outcome.id, outcome.name]
        self._base.execute(
            "insert into paper values (?, ?, ?, ?, ?, ?, ?) on conflict (path) do update set exam ="
            " excluded.exam, id = excluded.id, name = excluded.name, faults = excluded.faults,"
            " again = excluded.again",
            [*(text.encode("utf-8", "replace").decode() for text in row), outcome.faults, outcome.again],
        )
        self._remember(outcome)
        self._base.executemany(
            "insert or replace into judged values (?, ?, ?, ?)",
            [(outcome.path, part, *pair) for part, pair in outcome.judged.items()],
        )

    def _remember(self, outcome: Outcome) -> None:
        """Note every verdict that is not the one noted last, so that a mark's history can be told."""
        rows = self._base.execute(
            "select part, verdict from history where rowid in"
            " (select max(rowid) from history where path = ? group by part)",
            [outcome.path],
        )
        last = dict(rows.fetchall())
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._base.executemany(
            "insert into history values (?, ?, ?, ?, ?, ?)",
            [
                (outcome.path, part, now, grader.__version__, outcome.digest, verdict)
                for part, (_, verdict) in outcome.judged.items()
                if part != NOTICES and last.get(part) != verdict
            ],
        )

    def history(self, path: str, part: str) -> Iterator[Past]:
        """Every verdict that a part has had, the oldest first."""
        rows = self._base.execute(
            "select at, version, digest, verdict from history where path = ? and part = ? order by rowid",
            [path, part],
        )
        for at, version, digest, verdict in rows:
            yield Past(at, version, digest, read_verdict(verdict))

    def forget_others(self, paths: set[str]) -> None:
        """Drop the papers that the class no longer holds."""
        known = [path for (path,) in self._base.execute("select path from paper")]
        with Transaction(self._base):
            gone = [(path,) for path in known if path not in paths]
            self._base.executemany("delete from paper where path = ?", gone)

    def absorb(self, other: Path) -> int:
        """Take over every paper of another store, whole or not at all; returns how many. Raises sqlite3.Error."""
        self._base.execute("attach ? as other", [f"{address(other)}?mode=ro"])
        try:
            with Transaction(self._base):
                self._base.execute("delete from paper where path in (select path from other.paper)")
                taken = self._base.execute("insert into paper select * from other.paper").rowcount
                self._base.execute("insert into judged select * from other.judged")
                self._base.execute("insert into history select * from other.history")
        finally:
            self._base.execute("detach other")
        return taken

    def standing(self, path: str, digest: str) -> tuple[str, dict[str, str]] | None:
        """The exam and the fingerprint of every part stored for this very file; None when it is to be read.

        A file that cannot be read has the fingerprint of `NOTICES` alone.
        """
        row = self._base.execute(
            "select exam from paper where path = ? and digest = ? and not again", [path, digest]
        ).fetchone()
        if row is None:
            return None
        known = self._base.execute("select part, fingerprint from judged where path = ?", [path])
        return row[0], dict(known.fetchall())

    def judged(self, path: str) -> dict[str, str]:
        """The verdict of every part of a paper, as `verdict_text` wrote it, and the notices."""
        rows = self._base.execute("select part, verdict from judged where path = ?", [path])
        return {intern(part): verdict for part, verdict in rows}  # a class's papers share the names of parts

    def exams(self) -> list[str]:
        """The exams of the papers that could be read."""
        rows = self._base.execute("select distinct exam from paper where exam <> '' order by exam")
        return [exam for (exam,) in rows]

    def students(self) -> dict[str, Student]:
        """Who wrote each paper; nobody knows it of one that could not be read."""
        rows = self._base.execute("select path, id, name from paper order by path")
        return {path: Student(id, name) for path, id, name in rows}

    def unread(self) -> Iterator[tuple[str, tuple[Fault, ...]]]:
        """The papers that could not be read or marked, and why."""
        rows = self._base.execute("select path, faults from paper where faults is not null order by path")
        yield from ((path, read_faults(faults)) for path, faults in rows)

    def papers(self) -> Iterator[StoredPaper]:
        """Every paper, in the order of paths, one at a time in memory."""
        rows = self._base.execute("select path, digest, exam, id, name, faults from paper order by path")
        yield from map(self._stored, rows)

    def paper(self, path: str) -> StoredPaper | None:
        """One paper, or None where the class holds none of this name."""
        row = self._base.execute(
            "select path, digest, exam, id, name, faults from paper where path = ?", [path]
        ).fetchone()
        return self._stored(row) if row else None

    def _stored(self, row: tuple[str, str, str, str, str, str | None]) -> StoredPaper:
        path, digest, exam, id, name, faults = row
        return StoredPaper(path, digest, exam, Student(id, name), self.judged(path), read_faults(faults))


def store_path(folder: Path) -> Path:
    """Where the store of a class lies: `.grade/` in its folder, or the user's cache where that is read-only."""
    if os.access(folder, os.W_OK):
        return folder / ".grade" / "store.sqlite"
    name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return cache_folder() / "classes" / name / "store.sqlite"


def faults_text(faults: list[Fault]) -> str:
    """Faults as JSON."""
    return json.dumps([[f.message, _numbers(f.place), f.hint, f.source] for f in faults])


def read_faults(text: str | None) -> tuple[Fault, ...]:
    """The faults that `faults_text` wrote."""
    rows = json.loads(text or "[]")
    return tuple(Fault(message, Place(*at) if at else None, hint, line) for message, at, hint, line in rows)


def _numbers(place: Place | None) -> tuple[int, int] | None:
    return (place.line, place.column) if place else None
