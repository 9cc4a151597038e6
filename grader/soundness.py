"""What must hold of every rubric: its own reference answer earns full marks, a blank paper nothing."""

from __future__ import annotations

from collections.abc import Iterator

from grader.key import Key, perfect_paper
from grader.kinds.ideas import IdeasKind
from grader.model import Rubric, Student, Submission
from grader.pipeline import grade


def unsound_parts(rubric: Rubric, key: Key) -> tuple[str, ...]:
    """The parts whose reference answer does not earn full marks, or that a blank paper earns points for."""
    perfect = grade(rubric, perfect_paper(rubric, key), key)
    nothing = grade(rubric, Submission(rubric.exam, Student("blank", ""), {}), key)
    short = [mark.part.id for mark in perfect.marks if mark.points != mark.part.points]
    given = [mark.part.id for mark in nothing.marks if mark.points]
    return tuple(dict.fromkeys([*short, *given]))


def failed_examples(rubric: Rubric) -> Iterator[tuple[str, str, bool]]:
    """The examples under concepts that the patterns read otherwise: the concept's path, the text, whether it should earn."""
    for part in rubric.parts:
        if isinstance(part.kind, IdeasKind):
            for concept, text, should in part.kind.failed_examples():
                yield f"{part.id}.concepts.{concept.id}", text, should
