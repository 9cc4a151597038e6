"""Students set apart in turn, so that no answer is judged by what its own mark taught."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from grader.calibration.lessons import Graded


def left_out(answers: Sequence[Graded], most: int) -> Iterator[tuple[list[int], list[int]]]:
    """The places of the answers kept and of those set apart, in at most so many rounds; each student goes once."""
    groups = grouped({each.student for each in answers}, most)
    for group in groups:
        apart = [place for place, each in enumerate(answers) if each.student in group]
        kept = [place for place, each in enumerate(answers) if each.student not in group]
        if kept:
            yield kept, apart


def grouped(students: Iterable[str], most: int) -> list[frozenset[str]]:
    """Students in at most so many groups, drawn by the hash of their names and the same in every run."""
    drawn = sorted(students, key=lambda name: hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest())
    return [frozenset(drawn[start::most]) for start in range(min(most, len(drawn)))]
