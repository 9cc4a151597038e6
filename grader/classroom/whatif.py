"""What another rubric would change: recomputed from stored verdicts, judged again only where it must be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.classroom.fingerprints import NOTICES, fingerprints
from grader.classroom.marking import Task, mark_paper
from grader.classroom.names import file_of
from grader.classroom.overview import distribution
from grader.classroom.results import Decisions, is_whole
from grader.classroom.store import Store, StoredPaper
from grader.model import Rubric
from grader.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """A paper under both rubrics; ranks count from 1, equal totals share the better one."""

    path: str
    name: str
    id: str
    before: Fraction
    after: Fraction
    rank_before: int
    rank_after: int
    parts: tuple[tuple[str, Fraction, Fraction], ...]

    @property
    def moved(self) -> Fraction:
        """By how many points the total moves."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A class under two rubrics; `judged` counts the answers that had to be judged again, `most` the points of each."""

    standings: tuple[Standing, ...]
    judged: int
    most: tuple[Fraction, Fraction]

    @property
    def movers(self) -> tuple[Standing, ...]:
        """Those whose total moves, the largest move first."""
        moved = [standing for standing in self.standings if standing.moved]
        return tuple(sorted(moved, key=lambda standing: (-abs(standing.moved), standing.path)))

    @property
    def means(self) -> tuple[Fraction, Fraction]:
        """The mean before and after."""
        count = max(1, len(self.standings))
        return (
            sum((each.before for each in self.standings), Fraction(0)) / count,
            sum((each.after for each in self.standings), Fraction(0)) / count,
        )

    @property
    def deviations(self) -> tuple[float, float]:
        """The standard deviation before and after."""
        before, after = [each.before for each in self.standings], [each.after for each in self.standings]
        return _deviation(before, self.means[0]), _deviation(after, self.means[1])

    @property
    def distributions(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The distribution before and after, a bar a point, both with as many bars."""
        most = float(max(self.most))
        before = distribution((float(each.before) for each in self.standings), most)
        return before, distribution((float(each.after) for each in self.standings), most)

    def crossings(self, limit: Fraction) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
        """Those who come to pass, and those who come to fail, at a limit of so many points."""
        up = tuple(each for each in self.standings if each.before < limit <= each.after)
        return up, tuple(each for each in self.standings if each.after < limit <= each.before)


def what_if(
    store: Store, decisions: Decisions, before: Rubric, after: Rubric, after_text: str, calibration: str = ""
) -> WhatIf:
    """Both totals of every paper that the store holds whole; nothing is stored.

    `after_text` is the other rubric's text, `calibration` that of what it was calibrated to.
    """
    rows: list[tuple[StoredPaper, Fraction, Fraction, tuple[tuple[str, Fraction, Fraction], ...]]] = []
    wanted = fingerprints(after)
    judged = 0
    for paper in store.papers():
        if paper.exam != before.exam or not is_whole(paper, before):
            continue
        stale = _stale(store, paper, wanted)
        verdicts = dict(decisions.applied(paper, before))
        changed = (
            _judged_again(paper, decisions, stale, after, (after_text, calibration)) if stale else verdicts
        )
        judged += len(stale)
        old, new = _points(verdicts, before), _points(changed, after)
        parts = tuple(
            (part, old.get(part, Fraction(0)), new.get(part, Fraction(0)))
            for part in {**old, **new}
            if old.get(part) != new.get(part)
        )
        rows.append((paper, sum(old.values(), Fraction(0)), sum(new.values(), Fraction(0)), parts))
    ranks = _ranks([row[1] for row in rows]), _ranks([row[2] for row in rows])
    standings = tuple(
        Standing(
            paper.path, paper.student.name, paper.student.id, old, new, ranks[0][old], ranks[1][new], parts
        )
        for paper, old, new, parts in rows
    )
    return WhatIf(standings, judged, (before.points, after.points))


def rank_correlation(found: WhatIf) -> float | None:
    """Spearman's correlation of the ranks before and after; None where either has no order."""
    pairs = [(each.rank_before, each.rank_after) for each in found.standings]
    count = len(pairs)
    if count < 2:
        return None
    means = [sum(column) / count for column in zip(*pairs, strict=True)]
    spread = [math.sqrt(sum((pair[side] - means[side]) ** 2 for pair in pairs)) for side in (0, 1)]
    if not all(spread):
        return None
    return float(sum((one - means[0]) * (other - means[1]) for one, other in pairs) / (spread[0] * spread[1]))


def _stale(store: Store, paper: StoredPaper, wanted: Mapping[str, str]) -> frozenset[str]:
    """The parts whose stored verdict does not hold under the other rubric."""
    known = store.standing(paper.path, paper.digest)
    marks = known[1] if known else {}
    return frozenset(part for part, mark in wanted.items() if part != NOTICES and marks.get(part) != mark)


def _judged_again(
    paper: StoredPaper, decisions: Decisions, stale: frozenset[str], after: Rubric, texts: tuple[str, str]
) -> dict[str, Verdict]:
    task = Task(str(file_of(paper.path, decisions.folder)), paper.path, paper.digest, stale)
    marked = mark_paper(task, *texts).judged.items()
    fresh = {part: text for part, (_, text) in marked if part != NOTICES}
    judged = replace(paper, judged={**paper.judged, **fresh})
    return dict(decisions.applied(judged, after))


def _points(verdicts: Mapping[str, Verdict], rubric: Rubric) -> dict[str, Fraction]:
    return {part.id: verdicts[part.id].share * part.points for part in rubric.parts if part.id in verdicts}


def _deviation(totals: Sequence[Fraction], mean: Fraction) -> float:
    count = max(1, len(totals))
    return math.sqrt(sum(float(total - mean) ** 2 for total in totals) / count)


def _ranks(totals: Sequence[Fraction]) -> dict[Fraction, int]:
    return {total: rank for rank, total in _ranked(sorted(totals, reverse=True))}


def _ranked(ordered: Sequence[Fraction]) -> Iterator[tuple[int, Fraction]]:
    seen: set[Fraction] = set()
    for rank, total in enumerate(ordered, 1):
        if total not in seen:
            seen.add(total)
            yield rank, total
