"""What most commands begin with: a rubric, its key."""

from __future__ import annotations

from pathlib import Path

import click

from grader.errors import UsageError
from grader.exams import find_rubric, known_exams
from grader.key import Key, cached
from grader.model import Part, Rubric
from grader.rubric import load_rubric

rubric_option = click.option(
    "--rubric",
    "rubric_path",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The rubric to mark with, instead of the one that the paper's exam names.",
)


def open_rubric(path: Path | None, exam: str = "", graded: Path | None = None) -> Rubric:
    """The rubric at a path, or the one of an exam; with neither, the only exam that is known."""
    if path is not None:
        return load_rubric(path)
    return load_rubric(find_rubric(exam or _only_exam(), graded or Path("paper")))


def open_key(rubric: Rubric) -> Key:
    """The key of a rubric, from the cache where it is unchanged."""
    return cached(rubric)


def find_part(rubric: Rubric, id: str) -> Part:
    """The part of that id; raises UsageError that names the nearest ones."""
    parts = find_parts(rubric, id)
    if len(parts) > 1:
        raise UsageError(f"{id} has several parts: {', '.join(part.id for part in parts)}")
    return parts[0]


def find_parts(rubric: Rubric, id: str) -> tuple[Part, ...]:
    """The part of that id, or the parts of that question; raises UsageError that names the nearest ones."""
    parts = tuple(part for part in rubric.parts if part.id == id)
    asked = parts or tuple(p for question in rubric.questions if question.id == id for p in question.parts)
    if not asked:
        from difflib import get_close_matches

        known = [part.id for part in rubric.parts]
        near = get_close_matches(id, known, n=3, cutoff=0.4) or known
        raise UsageError(f"no part “{id}” in {rubric.exam}; did you mean {', '.join(near)}?")
    return asked


def _only_exam() -> str:
    exams = known_exams()
    if len(exams) != 1:
        raise UsageError(f"name a rubric with --rubric; known exams: {', '.join(exams) or 'none'}")
    return exams[0]
