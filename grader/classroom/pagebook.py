"""What is known of the pages in a results folder: what each was made from, and what its paper says.

A small sqlite file beside them. Losing it costs the writing of the pages once more, so what cannot be read is dropped.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType

from grader.classroom.database import Transaction, address
from grader.classroom.written import Answers, Written

FILE = "pages.sqlite"
_SCHEMA = """
create table if not exists page (
    name text primary key, exam text not null, stem text not null, mark text not null
) without rowid;
create table if not exists said (
    exam text not null, part text not null, are_formulas integer not null,
    name text not null references page on delete cascade, text text not null,
    primary key (exam, part, are_formulas, name)
) without rowid;
create index if not exists said_by on said (name);
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was written: whose it is, its file's stem, and the hash of all that it was made from."""

    name: str
    exam: str
    stem: str
    mark: str


class PageBook:
    """The pages of one results folder; a context manager. Whatever it does raises sqlite3.Error where the disk fails."""

    def __init__(self, out: Path) -> None:
        """Open the book of a folder, or begin one."""
        path = out / FILE
        try:
            self._base = _opened(path)
        except sqlite3.DatabaseError:
            with suppress(OSError):
                path.unlink()
            self._base = _opened(path)

    def __enter__(self) -> PageBook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def page_of(self, name: str) -> Page | None:
        """The page that a paper had the last time."""
        row = self._base.execute("select name, exam, stem, mark from page where name = ?", [name]).fetchone()
        return Page(*row) if row else None

    def stems(self) -> set[str]:
        """The stems of all pages that are known."""
        return {stem for (stem,) in self._base.execute("select stem from page")}

    def keep(self, pages: Sequence[Page], written: Sequence[Written]) -> None:
        """Note which of some pages were written, and what their papers say; the others there are no more."""
        said = {each.name: each for each in written}
        new = [page for page in pages if page.name in said]
        with Transaction(self._base):
            self._drop(page.name for page in pages)
            self._base.executemany("insert into page values (?, ?, ?, ?)", map(astuple, new))
            self._base.executemany(
                "insert into said values (?, ?, ?, ?, ?)",
                [(page.exam, *row) for page in new for row in _rows(said[page.name])],
            )

    def keep_only(self, names: Container[str]) -> None:
        """Drop the pages of papers that the class no longer holds."""
        with Transaction(self._base):
            self._drop(name for name in self.names() if name not in names)

    def names(self) -> set[str]:
        """The papers that have a page."""
        return {name for (name,) in self._base.execute("select name from page")}

    def answers(self, exam: str) -> Iterator[Answers]:
        """What the papers of an exam say, one part after the other."""
        parts = self._base.execute(
            "select distinct part, are_formulas from said where exam = ? order by part", [exam]
        ).fetchall()
        for part, are_formulas in parts:
            texts = self._base.execute(
                "select name, text from said where exam = ? and part = ? and are_formulas = ? order by name",
                [exam, part, are_formulas],
            )
            yield Answers(part, bool(are_formulas), dict(texts))

    def _drop(self, names: Iterable[str]) -> None:
        self._base.executemany("delete from page where name = ?", [(name,) for name in names])


def _rows(written: Written) -> Iterator[tuple[str, bool, str, str]]:
    for are_formulas, texts in ((True, written.formulas), (False, written.texts)):
        yield from ((part, are_formulas, written.name, text) for part, text in texts.items())


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(address(path), isolation_level=None, uri=True)
    try:
        base.execute("pragma synchronous = off")
        base.execute("pragma secure_delete = on")  # names that are left out now stand nowhere in the file
        base.execute("pragma foreign_keys = on")
        base.executescript(_SCHEMA)
        _check(base)
    except sqlite3.Error:
        base.close()
        raise
    return base


def _check(base: sqlite3.Connection) -> None:
    """Raise DatabaseError where the tables are not those of a book, or are damaged."""
    base.execute("select name, exam, stem, mark from page limit 0")
    base.execute("select exam, part, are_formulas, name, text from said limit 0")
    (found,) = base.execute("pragma quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
