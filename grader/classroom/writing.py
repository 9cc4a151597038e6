"""The results folder of a class: a page a student, the class page, the gradebook, the files of other platforms."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from grader.classroom.alike import Written, alike, written_in
from grader.classroom.fingerprints import code_digest
from grader.classroom.marking import scheme_for, scheme_of
from grader.classroom.overview import overview
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

_PAGES = "pages.json"


@dataclass(frozen=True, slots=True)
class Row:
    """A paper of the class: its file, the name that results give it, its report, and its verdicts as texts."""

    source: Path
    name: str
    rubric: Rubric
    report: Report
    judged: Mapping[str, str]
    notices: str


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page to write, in plain values that travel between processes; the fields are those of `Row`."""

    source: str
    name: str
    out: str
    stem: str
    rubric: str
    exam: str
    student: tuple[str, str]
    submission: str
    judged: Mapping[str, str]
    notices: str


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


def write_page(task: PageTask) -> Written:
    """Write one student's HTML and Markdown; returns what of the paper is compared with others."""
    scheme = scheme_of(task.rubric) if task.rubric else scheme_for(task.exam, task.source)
    verdicts = {part: read_verdict(text) for part, text in task.judged.items()}
    made = report(
        scheme.rubric, Student(*task.student), task.submission, verdicts, read_evidence(task.notices)
    )
    paper = place(load_submission(Path(task.source)), scheme.rubric)
    shown = feedback(made, scheme.rubric, scheme.key, paper)
    target = Path(task.out) / "students" / task.stem
    target.with_name(f"{task.stem}.html").write_text(feedback_html(shown), encoding="utf-8")
    target.with_name(f"{task.stem}.md").write_text(feedback_markdown(shown), encoding="utf-8")
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

    >>> stems(["Zoé Élie/copie.yaml", "../x.yaml", "x.yaml", "CON.yaml"])
    ('Zoe-Elie-copie', 'x', 'x-2', 'CON_')
    """
    taken: set[str] = set()
    found = []
    for name in names:
        plain = unicodedata.normalize("NFKD", str(Path(name).with_suffix("")))
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
    for row in rows:
        stem = own[row.name]
        task = _task(row, stem, out, rubric_text)
        marks[row.name] = mark = _mark(task, row.rubric)
        before = known.get(row.name)
        if before and before["mark"] == mark and (out / "students" / f"{stem}.html").exists():
            written[row.name] = Written(row.name, before["formulas"], before["texts"])
            step(1)
        else:
            tasks.append(task)
    for done in _written(tasks, executor):
        written[done.name] = done
        step(1)
    _remove_others(out, {row["stem"] for row in known.values()} - set(own.values()))
    kept = {name: {"mark": marks[name], "stem": own[name], **_plain(each)} for name, each in written.items()}
    _write(out / _PAGES, json.dumps(kept, ensure_ascii=True))
    return written


def _written(tasks: Sequence[PageTask], executor: Executor) -> Iterator[Written]:
    """Write pages; one whose process is lost is tried once more, one whose paper has gone is left out."""
    few = len(tasks) <= FEW
    futures = {_here(task) if few else executor.submit(write_page, task): task for task in tasks}
    again: list[PageTask] = []
    for future in as_completed(futures):
        try:
            yield future.result()
        except (WorkerDied, TimeoutError):
            again.append(futures[future])
        except SubmissionError:
            continue
    for task in again:
        with suppress(WorkerDied, TimeoutError, SubmissionError):
            yield executor.submit(write_page, task).result()


def _here(task: PageTask) -> Future[Written]:
    done: Future[Written] = Future()
    try:
        done.set_result(write_page(task))
    except SubmissionError as gone:
        done.set_exception(gone)
    return done


def _task(row: Row, stem: str, out: Path, rubric_text: str) -> PageTask:
    student = row.report.student
    return PageTask(
        str(row.source),
        row.name,
        str(out),
        stem,
        rubric_text,
        row.rubric.exam,
        (student.id, student.name),
        row.report.submission,
        dict(row.judged),
        row.notices,
    )


def _mark(task: PageTask, rubric: Rubric) -> str:
    """What a page depends on: the paper, its verdicts, the rubric, this code and its templates."""
    templates = [path.read_bytes() for path in sorted(TEMPLATES.iterdir()) if path.is_file()]
    parts = [task.stem, task.submission, *task.student, rubric.digest, code_digest(), task.notices]
    parts += [f"{part} {text}" for part, text in sorted(task.judged.items())]
    whole = "\0".join(parts).encode("utf-8", "surrogatepass") + b"\0".join(templates)
    return hashlib.sha256(whole).hexdigest()


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
    part.write_text(text, encoding="utf-8", newline="")
    part.replace(path)
    return path
