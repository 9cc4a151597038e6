"""What the class page shows: figures, frequent mistakes, what waits for a person, papers alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.classroom.alike import Alike
from grader.classroom.frequent import Mistakes
from grader.classroom.statistics import ClassFigures, figures
from grader.errors import FileError
from grader.loading.clean import clean
from grader.model import Rubric
from grader.render.numbers import points
from grader.report import Report


@dataclass(frozen=True, slots=True)
class Link:
    """A paper and where its page is."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of the list of papers."""

    link: Link
    id: str
    points: str
    bonus: str
    interval: str
    flagged: int


@dataclass(frozen=True, slots=True)
class MistakeRow:
    """A mistake, how many papers made it, in which part, and some of them."""

    part: str
    text: str
    count: int
    papers: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A part that waits for a person, and in which papers."""

    part: str
    title: str
    papers: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """Two papers alike, and in which parts."""

    first: Link
    second: Link
    formulas: str
    texts: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything of the class page; `bars` are the heights of the distribution, a bar a point."""

    language: str
    title: str
    max: str
    figures: ClassFigures
    bars: tuple[int, ...]
    papers: tuple[PaperRow, ...]
    mistakes: tuple[MistakeRow, ...]
    flags: tuple[FlagRow, ...]
    alike: tuple[AlikeRow, ...]
    unread: tuple[tuple[str, str], ...]


def overview(
    rows: Sequence[tuple[str, Report]],
    hrefs: dict[str, str],
    rubric: Rubric,
    mistakes: Mistakes,
    pairs: Sequence[Alike] = (),
    refused: Sequence[FileError] = (),
) -> Overview:
    """The class page of one exam's reports, of which there is at least one; `hrefs` gives each paper's page.

    Nothing is read of the reports' remarks, which `mistakes` has counted.
    """
    links = {path: Link(clean(report.student.name or path, 60), hrefs.get(path, "")) for path, report in rows}
    found = figures([report for _, report in rows], rubric)
    return Overview(
        language=rubric.language,
        title=rubric.title,
        max=points(rubric.points),
        figures=found,
        bars=distribution(found.totals, float(rubric.points)),
        papers=tuple(_paper(links[path], report) for path, report in rows),
        mistakes=tuple(
            MistakeRow(each.part, each.text, len(each.papers), tuple(links[paper] for paper in each.papers))
            for each in mistakes.most_frequent()
        ),
        flags=tuple(_flags(rows, links, rubric)),
        alike=tuple(
            AlikeRow(
                links[pair.first],
                links[pair.second],
                listed(pair.formulas, rubric),
                listed(pair.texts, rubric),
            )
            for pair in pairs
        ),
        unread=tuple(
            (clean(error.path, 120), clean("; ".join(fault.message for fault in error.faults), 300))
            for error in refused
        ),
    )


def distribution(totals: Iterable[float], most: float) -> tuple[int, ...]:
    """How many totals fall into each point, from [0, 1[ up; the last bar holds the maximum and any bonus above it.

    >>> distribution([0, 0.5, 3, 4.5], 4)
    (2, 0, 0, 2)
    """
    last = max(1, int(most)) - 1
    counts = Counter(min(max(int(total), 0), last) for total in totals)
    return tuple(counts[bar] for bar in range(last + 1))


def listed(parts: Iterable[str], rubric: Rubric) -> str:
    """Parts in the order of the exam, in which 3.2 comes before 3.10."""
    place = {part.id: number for number, part in enumerate(rubric.parts)}
    return ", ".join(sorted(parts, key=lambda part: place.get(part, len(place))))


def _paper(link: Link, report: Report) -> PaperRow:
    interval = f"{points(report.low)}–{points(report.high)}" if report.low < report.high else ""
    return PaperRow(
        link,
        clean(report.student.id, 40),
        points(report.points),
        points(report.bonus) if report.bonus else "",
        interval,
        len(report.flagged),
    )


def _flags(rows: Sequence[tuple[str, Report]], links: dict[str, Link], rubric: Rubric) -> list[FlagRow]:
    waiting: dict[str, list[Link]] = defaultdict(list)
    width: dict[str, Fraction] = defaultdict(Fraction)
    for path, report in rows:
        for mark in report.flagged:
            waiting[mark.part.id].append(links[path])
            width[mark.part.id] += mark.high - mark.low
    titles = {part.id: f"{question.title}" for question in rubric.questions for part in question.parts}
    ordered = sorted(waiting, key=lambda part: -width[part])
    return [FlagRow(part, titles[part], tuple(waiting[part])) for part in ordered]
