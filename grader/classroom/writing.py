"""The results folder of a class: a page a student, the class page, the gradebook, the files of other platforms."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.classroom.desk import Desk
from grader.classroom.pagebook import PageBook
from grader.classroom.pages import FOLDER, stems, write_pages
from grader.classroom.results import Graded
from grader.classroom.roll import Roll
from grader.errors import FileError, UsageError
from grader.model import Rubric
from grader.render.as_canvas import canvas_csv
from grader.render.as_csv import class_csv
from grader.render.as_json import dumps
from grader.render.as_platforms import gradescope, prairielearn
from grader.render.pages import page_pieces
from grader.report import Report


def write_results(
    papers: Iterable[Graded],
    roll: Roll,
    refused: Sequence[FileError],
    desk: Desk,
    step: Callable[[int], object] = bool,
) -> tuple[Path, ...]:
    """Write everything and return the files of the class; raises UsageError where that cannot be done.

    `papers` are those of the roll. A page whose paper, verdicts and words are those of the last time is not written
    again.
    """
    own = stems_of(roll)
    try:
        (desk.out / FOLDER).mkdir(parents=True, exist_ok=True)
        with PageBook(desk.out) as book:
            write_pages(papers, own, desk, book, step)
            return tuple(_by_exam(roll, own, refused, desk.out, book))
    except (OSError, sqlite3.Error) as cause:
        raise UsageError(f"cannot write results into {desk.out}: {cause}") from cause


def stems_of(roll: Roll) -> Mapping[str, str]:
    """The stem of every paper's files, by the name that results give it."""
    names = [row.name for row in roll.rows]
    return dict(zip(names, stems(names), strict=True))


def write_platforms(papers: Iterable[Graded], roll: Roll, out: Path, platforms: Sequence[str]) -> None:
    """Write `results.json` of every paper for these platforms, a folder a paper; the names are those of the pages."""
    makers: Mapping[str, Callable[[Report, Rubric], dict[str, Any]]] = {
        "gradescope": gradescope,
        "prairielearn": prairielearn,
    }
    if not platforms:
        return
    own = stems_of(roll)
    for paper in papers:
        for platform in platforms:
            folder = out / platform / own[paper.name]
            folder.mkdir(parents=True, exist_ok=True)
            _write(folder / "results.json", [dumps(makers[platform](paper.report, paper.rubric))])


def _by_exam(
    roll: Roll, own: Mapping[str, str], refused: Sequence[FileError], out: Path, book: PageBook
) -> Iterator[Path]:
    """The class files of each exam; a single exam's have no prefix."""
    from grader.classroom.alike import alike  # numpy, which starts threads: processes are copied without any
    from grader.classroom.overview import overview

    hrefs = {name: f"{FOLDER}/{own[name]}.html" for name in book.names()}
    exams = list(dict.fromkeys(row.rubric.exam for row in roll.rows))
    for exam in exams:
        rows = [row for row in roll.rows if row.rubric.exam == exam]
        rubric = rows[0].rubric
        prefix = "" if len(exams) == 1 else f"{stems([exam])[0]}-"
        named = [(row.name, row.report) for row in rows]
        shown = overview(named, hrefs, rubric, roll.mistakes[exam], alike(book.answers(exam)), refused)
        page = page_pieces("class.html", rubric.language, all=shown)
        yield _write(out / f"{prefix}index.html", page)
        yield _write(out / f"{prefix}gradebook.csv", ["\ufeff", class_csv(named)])
        yield _write(out / f"{prefix}canvas.csv", [canvas_csv([row.report for row in rows])])


def _write(path: Path, pieces: Iterable[str]) -> Path:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path
