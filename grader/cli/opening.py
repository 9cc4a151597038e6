"""What most commands begin with: a rubric, its key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.key import Key
    from grader.model import Part, Rubric

rubric_option = click.option(
    "--rubric",
    "rubric_path",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The rubric to mark with, instead of the one that the paper's exam names.",
)


def open_rubric(path: Path | None, exam: str = "", graded: Path | None = None) -> Rubric:
    """The rubric at a path, or the one of an exam; with neither, the only exam that is known."""
    from grader.rubric import load_rubric

    return load_rubric(rubric_file(path, exam, graded))


def rubric_file(
    path: Path | None, exam: str = "", graded: Path | None = None, *, option: str = "--rubric FILE"
) -> Path:
    """Where that rubric is; `option` is how to name one where several are known."""
    from grader.exams import find_rubric

    return path or find_rubric(exam or _only_exam(option), graded or Path("paper"))


def refuse_installed(path: Path) -> None:
    """Raise UsageError where a rubric came with the installation, which an update would write over."""
    if "site-packages" in path.resolve().parts:
        raise UsageError(f"{path} came with the installation; copy it to rubrics/, and change the copy")


def open_key(rubric: Rubric) -> Key:
    """The key of a rubric, from the cache where it is unchanged."""
    from grader.key import cached

    return cached(rubric)


def find_part(rubric: Rubric, id: str) -> Part:
    """The part of that id; raises UsageError that names the nearest ones."""
    parts = find_parts(rubric, id)
    if len(parts) > 1:
        raise UsageError(f"{id} has several parts: {', '.join(part.id for part in parts)}")
    return parts[0]


def find_parts(rubric: Rubric, id: str) -> tuple[Part, ...]:
    """The part of that id, or the parts of that question; raises UsageError that names the nearest ones."""
    known = [(part.id, question.id) for question in rubric.questions for part in question.parts]
    wanted = find_ids(known, id, rubric.exam)
    return tuple(part for part in rubric.parts if part.id in wanted)


def find_ids(known: Sequence[tuple[str, str]], id: str, exam: str) -> frozenset[str]:
    """The part of that id, or the parts of that question, among pairs of both; raises UsageError that names near ones."""
    parts = {part for part, _ in known if part == id}
    asked = parts or {part for part, question in known if question == id}
    if not asked:
        from difflib import get_close_matches

        ids = [part for part, _ in known]
        near = get_close_matches(id, ids, n=3, cutoff=0.4) or ids
        raise UsageError(f"no part “{id}” in {exam}; did you mean {', '.join(near)}?")
    return frozenset(asked)


def _only_exam(option: str) -> str:
    from grader.exams import known_exams

    exams = known_exams()
    if len(exams) != 1:
        raise UsageError(f"name a rubric with {option}; known exams: {', '.join(exams) or 'none'}")
    return exams[0]
