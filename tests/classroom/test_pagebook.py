"""A book of pages that cannot be read is begun again: it costs the writing of the pages once more, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from grader.classroom.pagebook import FILE, Page, PageBook
from grader.classroom.written import Written

PAGE = Page("ada.yaml", "partiel-2018", "ada", "1f")


def cut(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:100])


def damage_all_but_the_first_page(book: Path) -> None:
    content = book.read_bytes()
    book.write_bytes(content[:4096] + b"\x5a" * (len(content) - 4096))


def put_other_tables_there(book: Path) -> None:
    book.unlink()
    with closing(sqlite3.connect(book)) as base:
        base.execute("create table page (number integer)")


@pytest.mark.parametrize("spoil", [cut, damage_all_but_the_first_page, put_other_tables_there])
def test_a_spoilt_book_is_begun_again(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    with PageBook(tmp_path) as book:
        book.keep([PAGE], [Written("ada.yaml", {"1.2": "x"}, {})])
    spoil(tmp_path / FILE)
    with PageBook(tmp_path) as book:
        assert book.page_of("ada.yaml") is None
        book.keep([PAGE], [Written("ada.yaml", {"1.2": "x"}, {})])
        assert book.page_of("ada.yaml") == PAGE
