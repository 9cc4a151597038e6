"""A zip of submissions, unpacked with suspicion: papers only, inside one folder, of a bounded size."""

from __future__ import annotations

import os
import re
import stat
import time
import zipfile
from pathlib import Path, PurePosixPath

from grader.errors import UsageError
from grader.loading.text import MAX_BYTES

PAPERS = (".yaml", ".yml")
ONLINE = re.compile(r"(?:.*_)?(?:onlinetext|texteenligne)\.html?", re.IGNORECASE)
"""What Moodle calls a text that was typed online, in English and in French."""

MOST_PAPERS = 50_000

_OTHERS = frozenset(["submission_metadata.yml"])  # what Gradescope's export says of the submissions beside it


def unpack(archive: Path, folder: Path) -> None:
    """Write the papers of a zip below `folder`, with their dates; raises UsageError where it is not to be trusted.

    At most one byte more than a paper may have is written of each, so that reading it refuses it by name.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if _is_paper(member)]
            if len(members) > MOST_PAPERS:
                raise UsageError(f"{archive} holds more than {MOST_PAPERS} papers")
            targets = [folder / _inside(member.filename, archive) for member in members]
            for member, target in zip(members, targets, strict=True):
                with opened.open(member) as content:
                    _write(content.read(MAX_BYTES + 1), target, member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as cause:
        raise UsageError(f"cannot unpack {archive}: {cause}") from cause


def _is_paper(member: zipfile.ZipInfo) -> bool:
    link = stat.S_ISLNK(member.external_attr >> 16)
    return not member.is_dir() and not link and is_paper_name(PurePosixPath(member.filename).name)


def is_paper_name(name: str) -> bool:
    """Whether a file of that name is a paper: YAML, or a text typed online.

    >>> is_paper_name("copie.YAML"), is_paper_name("texteenligne.html"), is_paper_name("notes.html")
    (True, True, False)
    >>> is_paper_name("submission_metadata.yml")
    False
    """
    if name.lower() in _OTHERS:
        return False
    return name.lower().endswith(PAPERS) or ONLINE.fullmatch(name) is not None


def _inside(name: str, archive: Path) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise UsageError(f"{archive} is not unpacked: a file in it would land outside its folder")
    return path


def _write(content: bytes, target: Path, member: zipfile.ZipInfo) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_symlink():
        raise UsageError(f"{target} is a link; nothing is written through it")
    target.write_bytes(content)
    date = time.mktime((*member.date_time, 0, 0, -1))
    os.utime(target, (date, date))
