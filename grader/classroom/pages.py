"""A page a student, in HTML and in Markdown, written by several processes; what has not changed is not written again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path

from grader import texts
from grader.classroom.desk import Desk
from grader.classroom.fingerprints import code_digest
from grader.classroom.flight import BATCH, settled, singly
from grader.classroom.marking import scheme_for, scheme_of
from grader.classroom.names import file_of
from grader.classroom.pagebook import Page, PageBook
from grader.classroom.results import Graded
from grader.classroom.workers import WorkerDied
from grader.classroom.written import Written, written_in
from grader.errors import SubmissionError
from grader.loading.submission import load_submission
from grader.placing import place
from grader.render.as_markdown import feedback_markdown
from grader.render.feedback import feedback
from grader.render.pages import TEMPLATES, feedback_html
from grader.submission import Student

FEW = 12
"""So many pages are written here rather than by processes that have to start first."""

FOLDER = "students"
_LETTERS = str.maketrans(
    {"Đ": "D", "đ": "d", "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "œ": "oe", "Œ": "Oe", "æ": "ae", "ß": "ss"}
)
_SOURCES = frozenset([".py", ".html", ".css", ".yaml"])


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page to write, in plain values that travel between processes: the file `source`, the rest as in `Graded`."""

    source: str
    name: str
    stem: str
    exam: str
    student: tuple[str, str]
    digest: str
    judged: Mapping[str, str]


def write_pages(
    papers: Iterable[Graded],
    stems: Mapping[str, str],
    desk: Desk,
    book: PageBook,
    step: Callable[[int], object],
) -> None:
    """Write the page of every paper, but where it has not changed since the book last noted it; `stems` by name.

    Only so many papers are in memory at once, whatever the size of the class.
    """
    before = book.stems()
    for due, written in _written(_stale(papers, stems, desk, book, step), desk):
        book.keep([page for _, page in due], written)
        step(len(due))
    book.keep_only(stems)
    _remove(desk.out, before - set(stems.values()))


def write_batch(tasks: Sequence[PageTask], out: str, rubric: str) -> list[Written]:
    """Write the pages of some papers below `out`, as `write_page` does; a paper that has gone is left out."""
    written = []
    for task in tasks:
        with suppress(SubmissionError):
            written.append(write_page(task, Path(out), rubric))
    return written


def write_page(task: PageTask, out: Path, rubric: str = "") -> Written:
    """Write one student's HTML and Markdown, under a rubric's text or the one of the paper's exam.

    Returns what of the paper is compared with others. Raises SubmissionError where the paper cannot be read any more.
    """
    scheme = scheme_of(rubric) if rubric else scheme_for(task.exam, task.source)
    graded = Graded(task.source, task.name, scheme.rubric, Student(*task.student), task.digest, task.judged)
    paper = place(load_submission(Path(task.source)), scheme.rubric)
    shown = feedback(graded.report, scheme.rubric, scheme.key, paper)
    stem = out / FOLDER / task.stem
    stem.with_name(f"{task.stem}.html").write_text(feedback_html(shown), encoding="utf-8")
    stem.with_name(f"{task.stem}.md").write_text(feedback_markdown(shown), encoding="utf-8")
    return written_in(task.name, graded.report, paper)


def stems(names: Sequence[str]) -> tuple[str, ...]:
    """A short file name for each paper, safe on every system and never twice.

    >>> stems(["Zoé Élie/copie.yaml", "../x.yaml", "x.yaml", "CON.yaml", "Đặng.yaml"])
    ('Zoe-Elie-copie', 'x', 'x-2', 'CON_', 'Dang')
    """
    taken: set[str] = set()
    found = []
    for name in names:
        plain = unicodedata.normalize("NFKD", str(Path(name).with_suffix("")).translate(_LETTERS))
        base = re.sub(r"[^A-Za-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c)))
        base = base.strip("-")[:60] or "copie"
        base = f"{base}_" if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", base) else base
        stem, count = base, 1
        while stem.lower() in taken:
            count += 1
            stem = f"{base}-{count}"
        taken.add(stem.lower())
        found.append(stem)
    return tuple(found)


_Due = tuple[PageTask, Page]


def _stale(
    papers: Iterable[Graded],
    stems: Mapping[str, str],
    desk: Desk,
    book: PageBook,
    step: Callable[[int], object],
) -> Iterator[_Due]:
    """The pages that have to be written, each with what the book will note of it."""
    made_by = _made_by()
    for paper in papers:
        stem = stems[paper.name]
        page = Page(paper.name, paper.rubric.exam, stem, _mark(paper, stem, made_by))
        if book.page_of(paper.name) == page and (desk.out / FOLDER / f"{stem}.html").exists():
            step(1)
        else:
            yield _task(paper, stem, desk.papers), page


def _task(paper: Graded, stem: str, folder: Path) -> PageTask:
    who = (paper.student.id, paper.student.name)
    source = str(file_of(paper.path, folder))
    return PageTask(source, paper.name, stem, paper.rubric.exam, who, paper.digest, paper.judged)


def _written(due: Iterator[_Due], desk: Desk) -> Iterator[tuple[Sequence[_Due], list[Written]]]:
    """Write pages, a few here, many in batches that travel to processes; only so many are on their way at once."""
    few = (*islice(due, FEW + 1),)
    if len(few) <= FEW:
        yield few, write_batch([task for task, _ in few], str(desk.out), desk.rubric)
        return
    again: list[tuple[_Due, ...]] = []
    for done in settled(_batches(chain(few, due)), partial(_submitted, desk=desk), again):
        for batch, future in done:
            try:
                yield batch, future.result()
            except (WorkerDied, TimeoutError, MemoryError):
                again += singly(batch)
                if len(batch) == 1:
                    yield batch, []


def _submitted(batch: Sequence[_Due], desk: Desk) -> Future[list[Written]]:
    return desk.executor.submit(write_batch, [task for task, _ in batch], str(desk.out), desk.rubric)


def _batches(due: Iterator[_Due]) -> Iterator[tuple[_Due, ...]]:
    while batch := (*islice(due, BATCH),):
        yield batch


def _made_by() -> str:
    """The hash of all that makes a page of a report: this code, its templates, its words."""
    digest = hashlib.sha256(code_digest().encode())
    sources = (TEMPLATES.parent.rglob("*"), Path(texts.__file__).parent.rglob("*.yaml"))
    for path in sorted(path for found in sources for path in found if path.suffix in _SOURCES):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _mark(paper: Graded, stem: str, made_by: str) -> str:
    """The hash of what a page depends on: the paper, its verdicts, the rubric, this code and its templates."""
    parts = [stem, paper.digest, paper.student.id, paper.student.name, paper.rubric.digest, made_by]
    parts += [f"{part} {text}" for part, text in sorted(paper.judged.items())]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _remove(out: Path, gone: set[str]) -> None:
    """Remove the pages of an earlier run that are nobody's now, as after papers have lost their names."""
    for stem in gone:
        if re.fullmatch(r"[A-Za-z0-9_-]+", stem):
            for suffix in (".html", ".md"):
                (out / FOLDER / f"{stem}{suffix}").unlink(missing_ok=True)
