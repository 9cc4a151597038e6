"""Which files of a folder are papers, and which of several versions by one student counts.

Names are those of Moodle's “download all submissions” (`mod/assign/classes/downloader.php`: a folder or a prefix
`Full name_4217_assignsubmission_file`, the same in every language) and of Gradescope's export (`submission_4217/`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.archive import PAPERS, is_paper_name
from grader.classroom.names import name_of
from grader.classroom.running import Paper

_MOODLE = re.compile(r"([^_]+)_(\d+)_(?:assignsubmission|assignfeedback)_[a-z0-9]+")
_NOT_PAPERS = frozenset(["results", "overrides.yaml"])
_GRADESCOPE = re.compile(r"submission_(\d+)")


@dataclass(frozen=True, slots=True)
class Intake:
    """The papers that count, and those that a newer version by the same student replaces, with that version."""

    papers: tuple[Paper, ...]
    replaced: tuple[tuple[Paper, Paper], ...] = ()


def gather(folder: Path) -> Intake:
    """The papers below a folder, in the order of names; hidden files and `results/` are left out."""
    newest: dict[str, Paper] = {}
    replaced: list[tuple[Paper, Paper]] = []
    for paper in _found(folder):
        owner = owner_of(paper.name) or paper.name
        before = newest.get(owner)
        if before is None:
            newest[owner] = paper
            continue
        older, newer = sorted((before, paper), key=_age)
        newest[owner] = newer
        replaced.append((older, newer))
    counted = sorted(newest.values(), key=lambda paper: paper.path)
    return Intake(tuple(counted), tuple((older, newest[owner_of(newer.name)]) for older, newer in replaced))


def owner_of(name: str) -> str:
    """Whose a file is, by the platform it comes from; empty when its path does not tell.

    >>> owner_of("Zoé Élie_4217_assignsubmission_file_copie.yaml")
    'moodle 4217'
    >>> owner_of("submission_31/copie.yaml"), owner_of("zoe.yaml")
    ('gradescope 31', '')
    """
    for step in Path(unicodedata.normalize("NFC", name)).parts:
        if found := _MOODLE.match(step):
            return f"moodle {found[2]}"
        if found := _GRADESCOPE.fullmatch(step):
            return f"gradescope {found[1]}"
    return ""


def shared_ids(students: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The student ids that several papers carry, with those papers; takes pairs of path and id.

    >>> shared_ids([("a.yaml", "7"), ("b.yaml", "8"), ("c.yaml", "7")])
    {'7': ['a.yaml', 'c.yaml']}
    """
    papers: dict[str, list[str]] = {}
    for path, id in students:
        papers.setdefault(id, []).append(path)
    return {id: paths for id, paths in papers.items() if id and len(paths) > 1}


def _found(folder: Path) -> Iterator[Paper]:
    for path in sorted(folder.rglob("*")):
        steps = path.relative_to(folder).parts
        hidden = any(step.startswith(".") for step in steps) or steps[0] in _NOT_PAPERS
        if is_paper_name(path.name) and not hidden:
            yield Paper(path, name_of(path, folder))


def _age(paper: Paper) -> tuple[bool, int, str]:
    """By date; a text typed online, often no more than “see my file”, is older than any file."""
    return paper.path.suffix.lower() in PAPERS, paper.path.lstat().st_mtime_ns, paper.name
