"""A class marked in pieces by several machines, each into a store of its own, and put together afterwards."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.running import Paper
from grader.classroom.store import Store
from grader.errors import UsageError

_NAME = re.compile(r"shard-(\d+)-of-(\d+)\.sqlite")


@dataclass(frozen=True, slots=True)
class Shard:
    """Piece `number`, counted from 1, of `count`; a paper's piece depends on its name alone.

    >>> Shard.parse("2/4")
    Shard(number=2, count=4)
    """

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read `K/N`; raises UsageError."""
        found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise UsageError(f"“{text}” is no piece of a class; write --shard 2/4 for the second of four")
        return cls(int(found[1]), int(found[2]))

    def own(self, papers: Iterable[Paper]) -> tuple[Paper, ...]:
        """The papers of this piece."""
        return tuple(paper for paper in papers if _draw(paper.name) % self.count == self.number - 1)

    def store_path(self, whole: Path) -> Path:
        """Where this piece keeps its results, beside the class's own store."""
        return whole.with_name(f"shard-{self.number}-of-{self.count}.sqlite")


@dataclass(frozen=True, slots=True)
class Merged:
    """What was put together: how many pieces and papers, and the numbers of the pieces that are not there."""

    shards: int
    papers: int
    missing: tuple[int, ...]


def merge(whole: Path) -> Merged:
    """Put the stores of all pieces into the class's store; each piece's file goes once the class holds it.

    Raises UsageError where there is no piece, where pieces of different cuts lie together, or where one cannot
    be read.
    """
    found = {path: _NAME.fullmatch(path.name) for path in sorted(whole.parent.glob("shard-*.sqlite"))}
    pieces = {path: (int(match[1]), int(match[2])) for path, match in found.items() if match}
    counts = {count for _, count in pieces.values()}
    if not pieces:
        raise UsageError(f"no piece of a class in {whole.parent}; `grade FOLDER --shard 1/4` makes one")
    if len(counts) > 1:
        raise UsageError(
            f"{whole.parent} holds pieces of different cuts: {', '.join(p.name for p in pieces)}"
        )
    papers = 0
    with Store(whole) as store:
        if store.lost:
            raise UsageError(f"cannot merge into {whole}: {store.lost}")
        for path in pieces:
            try:
                papers += store.absorb(path)
            except sqlite3.Error as cause:
                raise UsageError(f"{path} cannot be merged: {cause}") from cause
            path.unlink()
    present = {number for number, _ in pieces.values()}
    return Merged(len(pieces), papers, tuple(sorted({*range(1, counts.pop() + 1)} - present)))


def _draw(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:8], "big")
