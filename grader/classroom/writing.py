"""The results folder of a class: a page a student, the class page, the gradebook, the files of other platforms."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from grader import texts
from grader.classroom.alike import Written, alike, written_in
from grader.classroom.fingerprints import NOTICES, code_digest
from grader.classroom.marking import scheme_for, scheme_of
from grader.classroom.overview import overview
from grader.classroom.running import BATCH, IN_FLIGHT
from grader.classroom.verdicts import read_evidence, read_verdict
from grader.classroom.workers import WorkerDied
from grader.errors import FileError, SubmissionError, UsageError
from grader.loading.submission import load_submission
from grader.model import Report, Rubric, Student
from grader.pipeline import report
from grader.placing import place
from grader.render.as_canvas import canvas_csv
from grader.render.as_csv import class_csv
from grader.render.as_json import dumps
from grader.render.as_markdown import feedback_markdown
from grader.render.as_platforms import gradescope, prairielearn
from grader.render.feedback import feedback
from grader.render.pages import TEMPLATES, feedback_html, page

FEW = 12
"""So many pages are written here rather than by processes that have to start first."""

_LETTERS = str.maketrans(
    {"Đ": "D", "đ": "d", "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "œ": "oe", "Œ": "Oe", "æ": "ae", "ß": "ss"}
)
_PAGES = "pages.json"
_SOURCES = frozenset([".py", ".html", ".css", ".yaml"])


@dataclass(frozen=True, slots=True)
class Row:
    """A paper of the class: its file, the name that results give it, its report, and its verdicts as texts."""

    source: Path
    name: str
    rubric: Rubric
    report: Report
    judged: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page to write, in plain values that travel between processes; the fields are those of `Row`."""

    source: str
    name: str
    stem: str
    exam: str
    student: tuple[str, str]
    submission: str
    judged: Mapping[str, str]


def write_results(
    rows: Sequence[Row],
    refused: Sequence[FileError],
    out: Path,
    executor: Executor,
    rubric_text: str = "",
    step: Callable[[int], object] = bool,
) -> tuple[Path, ...]:
    """Write everything below `out` and return the files of the class; raises UsageError where that cannot be done.

    A page whose paper, verdicts and words are those of the last time is not written again.
    """
    try:
        (out / "students").mkdir(parents=True, exist_ok=True)
        written = _pages(rows, out, executor, rubric_text, step)
        files = [*_by_exam(rows, refused, out, written)]
    except OSError as cause:
        raise UsageError(f"cannot write results into {out}: {cause}") from cause
    return tuple(files)


def write_pages(tasks: Sequence[PageTask], out: str, rubric: str) -> list[Written]:
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
    verdicts = {part: read_verdict(text) for part, text in task.judged.items() if part != NOTICES}
    notices = read_evidence(task.judged.get(NOTICES, "[]"))
    made = report(scheme.rubric, Student(*task.student), task.submission, verdicts, notices)
    paper = place(load_submission(Path(task.source)), scheme.rubric)
    shown = feedback(made, scheme.rubric, scheme.key, paper)
    folder = out / "students"
    (folder / f"{task.stem}.html").write_text(feedback_html(shown), encoding="utf-8")
    (folder / f"{task.stem}.md").write_text(feedback_markdown(shown), encoding="utf-8")
    return written_in(task.name, made, paper)


def write_platforms(rows: Sequence[Row], out: Path, platforms: Sequence[str]) -> None:
    """Write `results.json` of every paper for these platforms, a folder a paper; the names are those of the pages."""
    makers: Mapping[str, Callable[[Report, Rubric], dict[str, Any]]] = {
        "gradescope": gradescope,
        "prairielearn": prairielearn,
    }
    for row, stem in zip(rows, stems([row.name for row in rows]), strict=True):
        for platform in platforms:
            folder = out / platform / stem
            folder.mkdir(parents=True, exist_ok=True)
            _write(folder / "results.json", dumps(makers[platform](row.report, row.rubric)))


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


def _pages(
    rows: Sequence[Row], out: Path, executor: Executor, rubric_text: str, step: Callable[[int], object]
) -> dict[str, Written]:
    known = _known(out)
    written: dict[str, Written] = {}
    marks: dict[str, str] = {}
    tasks: list[PageTask] = []
    own = dict(zip((row.name for row in rows), stems([row.name for row in rows]), strict=True))
    made_by = _made_by()
    for row in rows:
        stem = own[row.name]
        task = _task(row, stem)
        marks[row.name] = mark = _mark(task, row.rubric, made_by)
        before = known.get(row.name)
        if before and before["mark"] == mark and (out / "students" / f"{stem}.html").exists():
            written[row.name] = Written(row.name, before["formulas"], before["texts"])
            step(1)
        else:
            tasks.append(task)
    for done in _written(tasks, out, executor, rubric_text):
        written[done.name] = done
        step(1)
    _remove_others(out, {row["stem"] for row in known.values()} - set(own.values()))
    kept = {name: {"mark": marks[name], "stem": own[name], **_plain(each)} for name, each in written.items()}
    _write(out / _PAGES, json.dumps(kept, ensure_ascii=True))
    return written


def _written(tasks: Sequence[PageTask], out: Path, executor: Executor, rubric: str) -> Iterator[Written]:
    """Write pages, a few here, many in batches that travel to processes; only so many are on their way at once."""
    if len(tasks) <= FEW:
        yield from write_pages(tasks, str(out), rubric)
        return
    left = [tuple(tasks[start : start + BATCH]) for start in range(0, len(tasks), BATCH)][::-1]
    running: dict[Future[list[Written]], tuple[PageTask, ...]] = {}
    while left or running:
        while left and len(running) < IN_FLIGHT:
            batch = left.pop()
            running[executor.submit(write_pages, batch, str(out), rubric)] = batch
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            batch = running.pop(future)
            try:
                yield from future.result()
            except (WorkerDied, TimeoutError, MemoryError):
                left += [(task,) for task in batch] if len(batch) > 1 else []


def _task(row: Row, stem: str) -> PageTask:
    student = row.report.student
    who = (student.id, student.name)
    return PageTask(str(row.source), row.name, stem, row.rubric.exam, who, row.report.submission, row.judged)


def _made_by() -> str:
    """The hash of all that makes a page of a report: this code, its templates, its words."""
    digest = hashlib.sha256(code_digest().encode())
    sources = (TEMPLATES.parent.rglob("*"), Path(texts.__file__).parent.rglob("*.yaml"))
    for path in sorted(path for found in sources for path in found if path.suffix in _SOURCES):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _mark(task: PageTask, rubric: Rubric, made_by: str) -> str:
    """What a page depends on: the paper, its verdicts, the rubric, this code and its templates."""
    parts = [task.stem, task.submission, *task.student, rubric.digest, made_by]
    parts += [f"{part} {text}" for part, text in sorted(task.judged.items())]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _remove_others(out: Path, gone: set[str]) -> None:
    """Remove the pages of an earlier run that are nobody's now, as after papers have lost their names."""
    for stem in gone:
        if re.fullmatch(r"[A-Za-z0-9_-]+", stem):
            for suffix in (".html", ".md"):
                (out / "students" / f"{stem}{suffix}").unlink(missing_ok=True)


def _plain(written: Written) -> dict[str, object]:
    kept = asdict(written)
    return {"formulas": kept["formulas"], "texts": kept["texts"]}


def _known(out: Path) -> dict[str, dict[str, Any]]:
    try:
        known = json.loads((out / _PAGES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    needed = {"mark", "stem", "formulas", "texts"}
    return {name: row for name, row in known.items() if isinstance(row, dict) and needed <= row.keys()}


def _by_exam(
    rows: Sequence[Row], refused: Sequence[FileError], out: Path, written: Mapping[str, Written]
) -> Iterator[Path]:
    """The class files of each exam; a single exam's have no prefix."""
    hrefs = {
        row.name: f"students/{stem}.html"
        for row, stem in zip(rows, stems([row.name for row in rows]), strict=True)
        if row.name in written
    }
    exams = list(dict.fromkeys(row.rubric.exam for row in rows))
    for exam in exams:
        own = [row for row in rows if row.rubric.exam == exam]
        prefix = "" if len(exams) == 1 else f"{stems([exam])[0]}-"
        named = [(row.name, row.report) for row in own]
        pairs = alike([written[row.name] for row in own if row.name in written])
        shown = overview(named, hrefs, own[0].rubric, pairs, refused)
        yield _write(out / f"{prefix}index.html", page("class.html", own[0].rubric.language, all=shown))
        yield _write(out / f"{prefix}gradebook.csv", "\ufeff" + class_csv(named))
        yield _write(out / f"{prefix}canvas.csv", canvas_csv([row.report for row in own]))


def _write(path: Path, text: str) -> Path:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path
