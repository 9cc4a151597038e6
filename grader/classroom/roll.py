"""What the tables of a class need of its papers, taken in one pass and kept small, however large the class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from grader.classroom.frequent import Mistakes
from grader.classroom.results import Graded
from grader.model import Rubric
from grader.report import Mark, Report


@dataclass(frozen=True, slots=True)
class Row:
    """A paper's line in the tables: its file, the name that stands for it, and its report without remarks."""

    path: str
    name: str
    rubric: Rubric
    report: Report


@dataclass(frozen=True, slots=True)
class Roll:
    """The lines of a class in the order of its papers, and by exam the mistakes that were made."""

    rows: tuple[Row, ...]
    mistakes: Mapping[str, Mistakes]


def roll_of(papers: Iterable[Graded]) -> Roll:
    """The roll of a class; one paper's reasons are in memory at a time."""
    rows: list[Row] = []
    mistakes: dict[str, Mistakes] = {}
    marks: dict[tuple[object, ...], Mark] = {}
    for paper in papers:
        mistakes.setdefault(paper.rubric.exam, Mistakes()).add(paper.name, paper.report)
        rows.append(Row(paper.path, paper.name, paper.rubric, _brief(paper.report, marks)))
    return Roll(tuple(rows), mistakes)


def _brief(report: Report, known: dict[tuple[object, ...], Mark]) -> Report:
    """A report without the remarks of its marks; papers share the marks that are then equal, kept in `known`."""
    return replace(report, marks=tuple(_shared(mark, known) for mark in report.marks))


def _shared(mark: Mark, known: dict[tuple[object, ...], Mark]) -> Mark:
    points = (each.as_integer_ratio() for each in (mark.points, mark.low, mark.high))
    own = (mark.part.id, *points, mark.status, mark.review)
    found = known.get(own)
    if found is None or found.part is not mark.part:
        found = known[own] = replace(mark, remarks=())
    return found
