"""The mistakes of a class by name, counted while its papers go by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from grader.loading.clean import clean
from grader.report import Mark, Remark, Report
from grader.verdict import Tone

MOST_MISTAKES = 40


@dataclass(frozen=True, slots=True)
class Frequent:
    """A mistake, the part it was made in, how it is told most often, and the papers that made it."""

    part: str
    text: str
    papers: tuple[str, ...]


@dataclass(slots=True)
class _Made:
    told: Counter[str] = field(default_factory=Counter)
    papers: list[str] = field(default_factory=list)


class Mistakes:
    """The mistakes of one exam's papers."""

    def __init__(self) -> None:
        """None yet."""
        self._made: dict[tuple[str, str], _Made] = {}

    def add(self, paper: str, report: Report) -> None:
        """Count a paper's mistakes, each once; papers come one after the other."""
        for mark, remark in _losses(report):
            kind = remark.text if mark.part.kind_name == "ideas" else remark.code
            made = self._made.setdefault((mark.part.id, kind), _Made())
            if made.papers[-1:] != [paper]:
                made.papers.append(paper)
                made.told[clean(remark.text, 200)] += 1

    def most_frequent(self) -> tuple[Frequent, ...]:
        """Those that most papers made first."""
        found = [
            Frequent(part, made.told.most_common(1)[0][0], tuple(made.papers))
            for (part, _), made in self._made.items()
        ]
        found.sort(key=lambda each: (-len(each.papers), each.part, each.text))
        return tuple(found[:MOST_MISTAKES])


def _losses(report: Report) -> Iterator[tuple[Mark, Remark]]:
    for mark in report.marks:
        for remark in mark.remarks if mark.points < mark.part.points else ():
            if remark.tone is Tone.LOSS and remark.code != "blank":
                yield mark, remark
