"""A file's bytes and its text: only regular files, of a bounded size, in an encoding that is certain."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

from grader.errors import FileError, SubmissionError
from grader.loading.faults import CodedFault, fault
from grader.nodes import Place

MAX_BYTES = 200_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_WAITING_OR_LINKS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def read_text(path: Path, limit: int = MAX_BYTES, error: type[FileError] = SubmissionError) -> str:
    """The text of a file, its line ends as `\\n`; raises `error` where there is none to read."""
    return decode(read_bytes(path, limit, error), str(path), error)


def read_bytes(path: Path, limit: int = MAX_BYTES, error: type[FileError] = SubmissionError) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; links, pipes and folders are refused unopened."""
    try:
        _require_regular(path.lstat().st_mode, path, error)
        descriptor = os.open(path, _WITHOUT_WAITING_OR_LINKS)
    except (OSError, ValueError) as cause:
        raise error(path, [fault("file-unreadable", why=_why(cause))]) from cause
    with os.fdopen(descriptor, "rb") as file:
        _require_regular(os.fstat(file.fileno()).st_mode, path, error)
        content = file.read(limit + 1)
    if len(content) > limit:
        raise error(path, [fault("file-too-large", limit=f"{limit // 1000} kB")])
    return content


def decode(content: bytes, path: str, error: type[FileError] = SubmissionError) -> str:
    """The text of a file's bytes: UTF-8, or UTF-16 and UTF-32 that say so; raises `error`."""
    mark, encoding = next((row for row in _MARKS if content.startswith(row[0])), (b"", "utf-8"))
    content = content[len(mark) :]
    if encoding == "utf-8" and b"\0" in content:
        raise error(path, [fault("file-nul", Place(content.count(b"\n", 0, content.index(b"\0")) + 1, 1))])
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as cause:
        raise error(path, [_undecodable(content, cause.start, encoding)]) from cause
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise error(path, [fault("file-empty")])
    return text


def place_in(text: str, offset: int) -> Place:
    """The line and column of a character.

    >>> str(place_in("exam: x\\nname: y", 14))
    '2:7'
    """
    before = text.rfind("\n", 0, offset)
    return Place(text.count("\n", 0, offset) + 1, offset - before)


def line_of(text: str, line: int) -> str:
    """The line of that number, counted from 1; empty past the end."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return ""
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def _require_regular(mode: int, path: Path, error: type[FileError]) -> None:
    if stat.S_ISREG(mode):
        return
    kinds = (
        (stat.S_ISLNK, "file-link"),
        (stat.S_ISDIR, "file-folder"),
    )
    code = next((code for test, code in kinds if test(mode)), "file-special")
    raise error(path, [fault(code)])


def _why(cause: OSError | ValueError) -> str:
    return (cause.strerror if isinstance(cause, OSError) else None) or str(cause)


def _undecodable(content: bytes, start: int, encoding: str) -> CodedFault:
    if encoding != "utf-8":
        return fault("file-encoding", encoding=encoding.upper())
    before = content[:start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    row = content[content.rfind(b"\n", 0, start) + 1 :].split(b"\n", 1)[0]
    byte = content[start]
    return fault(
        "file-not-utf8",
        place_in(before + "?", len(before)),
        row.decode("cp1252", "replace"),
        byte=f"0x{byte:02X}",
        letter=bytes([byte]).decode("cp1252", "replace"),
    )
