"""A rubric in the teacher's own editor: on a copy, checked before it replaces the file, whatever the editor does."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from grader.errors import RubricError, UsageError
from grader.loading.text import read_text
from grader.rubric import MAX_BYTES, read_rubric

MARK = "#! "
"""Begins the lines that tell faults; they are taken out again."""


def edit(path: Path, run: Callable[[Path], int], again: Callable[[], bool]) -> str:
    """Edit a rubric; returns what happened: `changed`, `unchanged` or `kept`. Raises UsageError where nothing could.

    `run` opens the editor on a copy and returns its exit status, `again` asks whether to go on after faults. The file
    is replaced in one step, and only by a rubric that can be read; a copy that was given up stays beside it.
    """
    before = read_text(path, MAX_BYTES, RubricError)
    status = path.stat()
    with tempfile.TemporaryDirectory(prefix="grade-") as folder:
        copy = Path(folder) / path.name
        copy.write_text(before, encoding="utf-8")
        while True:
            if (code := run(copy)) != 0:
                raise UsageError(f"the editor ended with {code}; {path} is as it was")
            text = _read_back(copy, path)
            if text == before:
                return "unchanged"
            faults = _faults(text, path)
            if not faults:
                break
            copy.write_text(faults + text, encoding="utf-8")
            if not again():
                kept = path.with_name(f"{path.name}.rejected")
                kept.write_text(text, encoding="utf-8")
                return "kept"
    if path.stat().st_mtime_ns != status.st_mtime_ns:
        kept = path.with_name(f"{path.name}.rejected")
        kept.write_text(text, encoding="utf-8")
        raise UsageError(f"{path} was changed by someone else meanwhile; your version is in {kept}")
    replace_file(path, text)
    return "changed"


def replace_file(path: Path, text: str) -> None:
    """Put a text in a file's place in one step, with its permissions; raises UsageError."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.chmod(path.stat().st_mode)
        part.replace(path)
    except OSError as cause:
        part.unlink(missing_ok=True)
        raise UsageError(f"cannot write {path}: {cause.strerror}") from cause


def read_exactly(path: Path) -> str:
    """A rubric's text with its own line ends and byte order mark; raises RubricError where there is no text."""
    text = read_text(path, MAX_BYTES, RubricError)
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text


def editor_of(environment: Mapping[str, str]) -> Callable[[Path], int]:
    """What opens a file in the user's editor: $VISUAL, $EDITOR, or vi."""
    command = shlex.split(environment.get("VISUAL") or environment.get("EDITOR") or "vi")

    def run(copy: Path) -> int:
        try:
            return subprocess.run([*command, os.fspath(copy)], check=False).returncode  # noqa: S603  the user's own
        except OSError as cause:
            raise UsageError(
                f"cannot start the editor {command[0]}: {cause.strerror}; set $EDITOR"
            ) from cause

    return run


def _read_back(copy: Path, path: Path) -> str:
    try:
        text = read_text(copy, MAX_BYTES, RubricError)
    except RubricError as error:
        raise UsageError(f"what the editor left is no text; {path} is as it was") from error
    return "".join(row for row in text.splitlines(keepends=True) if not row.startswith(MARK))


def _faults(text: str, path: Path) -> str:
    """The faults of a text as lines to stand above it; empty where it is a rubric."""
    try:
        read_rubric(text, str(path))
    except RubricError as error:
        rows = []
        for fault in error.faults:
            place = f"line {fault.place.line}: " if fault.place else ""
            rows.append(f"{MARK}{place}{fault.message}" + (f" ({fault.hint})" if fault.hint else ""))
        head = f"{MARK}not saved yet; lines are counted without these {len(rows) + 1}"
        return "".join(f"{' '.join(row.splitlines())}\n" for row in (head, *rows))
    return ""
