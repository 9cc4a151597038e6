"""Papers that are alike beyond what the exam explains: the same wrong formula, nearly the same sentences.

A hint for a person, never a verdict: what many wrote is nobody's secret, so only what few papers share counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from unicodedata import normalize

from grader.model import Report, Status, Submission
from grader.nodes import Node, as_text

RARE = 3
"""A run of words counts while at most so many papers hold it."""

RUN = 6
LEAST_RUNS = 4
LEAST_FORMULA = 24
NEAR = 80.0
_ACCENT = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Written:
    """What a paper says, by part: `formulas` that are wrong, `texts` of open answers, folded."""

    name: str
    formulas: Mapping[str, str]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Alike:
    """Two papers and the parts in which they are alike: equal wrong formulas, near-equal texts."""

    first: str
    second: str
    formulas: tuple[str, ...]
    texts: tuple[str, ...]


def written_in(name: str, report: Report, submission: Submission) -> Written:
    """What of a paper is compared; answers that are wholly right tell nothing and are left out."""
    formulas: dict[str, str] = {}
    texts: dict[str, str] = {}
    seen: set[str] = set()
    for mark in report.marks:
        key = mark.part.source.key
        node = submission.answers.get(key)
        if node is None or mark.status is Status.BLANK:
            continue
        if mark.part.kind_name == "ideas":
            texts[mark.part.id] = " ".join(_WORD.findall(_folded(node)))
        elif key not in seen and mark.points < mark.part.points:
            formulas[mark.part.id] = re.sub(r"\s+", "", _folded(node))
            seen.add(key)
    return Written(name, formulas, texts)


def _folded(node: Node) -> str:
    """An answer in small letters without accents."""
    return _ACCENT.sub("", normalize("NFKD", as_text(node).text).lower())


def alike(papers: Sequence[Written]) -> tuple[Alike, ...]:
    """The pairs of papers that share what few others have, the most alike first."""
    formulas = _shared(papers, lambda paper: paper.formulas.items(), LEAST_FORMULA)
    texts = dict(_near_texts(papers))
    pairs = sorted(formulas.keys() | texts.keys())
    found = [
        Alike(
            papers[one].name,
            papers[other].name,
            tuple(formulas.get((one, other), ())),
            texts.get((one, other), ()),
        )
        for one, other in pairs
    ]
    return tuple(
        sorted(found, key=lambda pair: (-2 * len(pair.texts) - len(pair.formulas), pair.first, pair.second))
    )


def _shared(papers: Sequence[Written], items: object, least: int) -> dict[tuple[int, int], list[str]]:
    """The parts in which two papers have the same text, one that at most `RARE` papers have."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, paper in enumerate(papers):
        for part, text in items(paper):  # type: ignore[operator]
            if len(text) >= least:
                holders[part, text].append(place)
    pairs: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (part, _), places in holders.items():
        if len(places) <= RARE:
            for pair in combinations(places, 2):
                pairs[pair].append(part)
    return pairs


def _near_texts(papers: Sequence[Written]) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    """Pairs that share several rare runs of words in a part, and whose texts there are nearly the same."""
    from rapidfuzz.fuzz import ratio

    counts: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for part, places in _rare_runs(papers):
        for pair in combinations(places, 2):
            counts[pair][part] += 1
    for (one, other), parts in counts.items():
        near = tuple(
            part
            for part, shared in parts.items()
            if shared >= LEAST_RUNS and ratio(papers[one].texts[part], papers[other].texts[part]) >= NEAR
        )
        if near:
            yield (one, other), near


def _rare_runs(papers: Sequence[Written]) -> Iterator[tuple[str, list[int]]]:
    """The papers that share each rare run, one part after the other, so that a large class fits into memory."""
    for part in dict.fromkeys(part for paper in papers for part in paper.texts):
        holders: dict[int, list[int]] = defaultdict(list)
        for place, paper in enumerate(papers):
            for run in {hash(run) for run in _runs(paper.texts.get(part, "").split())}:
                holders[run].append(place)
        yield from ((part, places) for places in holders.values() if 1 < len(places) <= RARE)


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))
