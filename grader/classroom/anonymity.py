"""Papers without names: pseudonyms in every result, and one key file that tells who is who."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.errors import UsageError

_COLUMNS = ("pseudonym", "file", "id", "name")


def pseudonyms(papers: Iterable[tuple[str, str, str]], key_file: Path) -> Mapping[str, str]:
    """A pseudonym for each paper (file, id, name), by its file; those that the key file knows stay as they are.

    New ones are drawn in an order that tells nothing, and written to the key file before they are used. Raises
    UsageError where the file cannot be read or written.
    """
    rows = {row["file"]: row for row in _read(key_file)}
    known = {row["pseudonym"] for row in rows.values()}
    new = [paper for paper in papers if paper[0] not in rows]
    free = [name for n in range(1, len(known) + len(new) + 1) if (name := f"copie-{n:03}") not in known]
    secrets.SystemRandom().shuffle(new)
    for (file, id, name), pseudonym in zip(new, free, strict=False):
        rows[file] = {"pseudonym": pseudonym, "file": file, "id": id, "name": name}
    if new:
        _write(key_file, rows.values())
    return {file: row["pseudonym"] for file, row in rows.items()}


def _read(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as cause:
        raise UsageError(f"cannot read the key file {path}: {cause}") from cause
    if any(set(_COLUMNS) - {key for key, value in row.items() if value is not None} for row in rows):
        raise UsageError(f"{path} is no key file: its columns are {', '.join(_COLUMNS)}")
    return rows


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS)
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: row["pseudonym"]))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
    except OSError as cause:
        raise UsageError(f"cannot write the key file {path}: {cause}") from cause
