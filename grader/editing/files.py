"""A rubric's file on disk: read to the byte, replaced in one step, and no version of it lost."""

from __future__ import annotations

import tempfile
from pathlib import Path

from grader.errors import RubricError, UsageError
from grader.loading.text import read_text
from grader.rubric import MAX_BYTES


def read_exactly(path: Path) -> str:
    """A rubric's text with its own line ends and byte order mark; raises RubricError where there is no text."""
    text = read_text(path, MAX_BYTES, RubricError)
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text


def require_writable(path: Path) -> None:
    """Raise UsageError where a file, or the folder that it stands in, may not be written."""
    try:
        with path.open("r+b"):
            pass
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as cause:
        raise UsageError(f"cannot write {path}: {cause.strerror}; copy it, and name the copy") from cause


def replace_file(path: Path, text: str) -> None:
    """Put a text in a file's place in one step, with its permissions; raises UsageError."""
    require_writable(path)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.chmod(path.stat().st_mode)
        part.replace(path)
    except OSError as cause:
        part.unlink(missing_ok=True)
        raise UsageError(f"cannot write {path}: {cause.strerror}") from cause


def keep_beside(path: Path, content: bytes) -> Path:
    """Keep a version that was given up beside the file, or among temporary files; never over another one."""
    for number in range(1, 100):
        kept = path.with_name(f"{path.name}.rejected" + (f"-{number}" if number > 1 else ""))
        try:
            with kept.open("xb") as file:
                file.write(content)
            return kept
        except FileExistsError:
            continue
        except OSError:
            break
    with tempfile.NamedTemporaryFile(prefix="grade-", suffix=f"-{path.name}", delete=False) as elsewhere:
        elsewhere.write(content)
    return Path(elsewhere.name)
