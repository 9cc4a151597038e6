"""What must hold of every rubric: its own reference answer earns full marks, a blank paper nothing."""

from __future__ import annotations

from grader.key import Key, perfect_paper
from grader.model import Rubric, Student, Submission
from grader.pipeline import grade


def unsound_parts(rubric: Rubric, key: Key) -> tuple[str, ...]:
    """The parts whose reference answer does not earn full marks, or that a blank paper earns points for."""
    perfect = grade(rubric, perfect_paper(rubric, key), key)
    nothing = grade(rubric, Submission(rubric.exam, Student("blank", ""), {}), key)
    short = [mark.part.id for mark in perfect.marks if mark.points != mark.part.points]
    given = [mark.part.id for mark in nothing.marks if mark.points]
    return tuple(dict.fromkeys([*short, *given]))
