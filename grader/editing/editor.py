"""A rubric in the teacher's own editor: on a copy, checked before it replaces the file, whatever the editor does."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from grader.editing.files import keep_beside, read_exactly, replace_file, require_writable
from grader.errors import Fault, RubricError, UsageError
from grader.key import solve
from grader.loading.text import read_text
from grader.rubric import MAX_BYTES, read_rubric
from grader.soundness import check

MARK = "#! "
"""Begins the lines that tell faults, above everything else; they are taken out again."""


class Outcome(StrEnum):
    """What became of an edit."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Edited:
    """What happened; `kept` is where a version that was given up lies, `faults` what is wrong with it."""

    outcome: Outcome
    kept: Path | None = None
    faults: tuple[str, ...] = ()


def edit(path: Path, run: Callable[[Path], int], again: Callable[[], bool]) -> Edited:
    """Edit a rubric; raises UsageError where nothing could be done, and the file is then as it was.

    `run` opens the editor on a copy and returns its exit status, `again` asks whether to go on after faults. The file
    is replaced in one step, and only by a rubric of which every part has an answer. No version is ever lost: one that
    was given up lies beside the file, or in the folder for temporary files.
    """
    require_writable(path)
    before = read_exactly(path)
    with tempfile.TemporaryDirectory(prefix="grade-") as folder:
        copy = Path(folder) / path.name
        _write(copy, before)
        while True:
            _run(run, copy, path, before)
            text = _read_back(copy, path)
            if text == before:
                return Edited(Outcome.UNCHANGED)
            faults = _faults(text, path)
            if not faults:
                break
            _write(copy, faults + text)
            if not again():
                return Edited(Outcome.KEPT, keep_beside(path, text.encode()), _told(faults))
    _replace(path, text, before)
    return Edited(Outcome.CHANGED)


def editor_of(environment: Mapping[str, str]) -> Callable[[Path], int]:
    """What opens a file in the user's editor: $VISUAL, $EDITOR, or vi."""
    command = shlex.split(environment.get("VISUAL") or environment.get("EDITOR") or "vi")

    def run(copy: Path) -> int:
        try:
            with _interrupts_are_the_editors():
                return subprocess.run([*command, os.fspath(copy)], check=False).returncode  # noqa: S603  the user's own
        except OSError as cause:
            told = f"cannot start the editor {command[0]}: {cause.strerror}; set $EDITOR"
            raise UsageError(told) from cause

    return run


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """Ctrl-C in the terminal reaches the editor, which knows what to do, and does not end us under it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _run(run: Callable[[Path], int], copy: Path, path: Path, before: str) -> None:
    code = run(copy)
    if code != 0:
        raise UsageError(f"the editor ended with {code}; {path} is as it was{_kept(copy, path, before)}")


def _read_back(copy: Path, path: Path) -> str:
    try:
        read_text(copy, MAX_BYTES, RubricError)
        rows = read_exactly(copy).splitlines(keepends=True)
    except RubricError as error:
        raise UsageError(
            f"what the editor left is no text; {path} is as it was{_kept(copy, path)}"
        ) from error
    while rows and rows[0].startswith(MARK):
        rows.pop(0)
    return "".join(rows)


def _kept(copy: Path, path: Path, before: str = "") -> str:
    """Where what the editor left is kept, as the end of a message; empty where it is nothing new."""
    try:
        left = copy.read_bytes()
    except OSError:
        return ""
    return (
        f"; what it left is in {keep_beside(path, left)}" if left.strip() and left != before.encode() else ""
    )


def _faults(text: str, path: Path) -> str:
    """The faults of a text as lines to stand above it; empty where it is a rubric that can be graded with."""
    try:
        solve(read_rubric(text, str(path)))
    except RubricError as error:
        rows = [_row(fault) for fault in _all_faults(text, path, error)]
        head = f"{MARK}not saved yet; lines are counted without these {len(rows) + 1}"
        return "".join(f"{' '.join(row.splitlines())}\n" for row in (head, *rows))
    return ""


def _told(faults: str) -> tuple[str, ...]:
    """Those lines without their sign, and without the one above them."""
    return tuple(row.removeprefix(MARK) for row in faults.splitlines()[1:])


def _all_faults(text: str, path: Path, error: RubricError) -> tuple[Fault, ...]:
    try:
        return check(text, str(path))[1]
    except RubricError:
        return tuple(error.faults)


def _row(fault: Fault) -> str:
    place = f"line {fault.place.line}: " if fault.place else ""
    return f"{MARK}{place}{fault.message}" + (f" ({fault.hint})" if fault.hint else "")


def _replace(path: Path, text: str, before: str) -> None:
    try:
        if read_exactly(path) != before:
            raise UsageError(f"{path} was changed by someone else meanwhile")
        replace_file(path, text)
    except (UsageError, RubricError) as cause:
        kept = keep_beside(path, text.encode())
        raise UsageError(f"{cause}; your version is in {kept}") from cause


def _write(copy: Path, text: str) -> None:
    copy.write_text(text, encoding="utf-8", newline="")
