"""Papers that are alike beyond what the exam explains: the same wrong formula, nearly the same sentences.

A hint for a person, never a verdict: what many wrote is nobody's secret, so only what few papers share counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from grader.classroom.written import Answers

RARE = 3
"""A run of words counts while at most so many papers hold it."""

RUN = 6
LEAST_RUNS = 4
LEAST_FORMULA = 24
NEAR = 80.0


Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Alike:
    """Two papers and the parts in which they are alike: equal wrong formulas, near-equal texts."""

    first: str
    second: str
    formulas: tuple[str, ...]
    texts: tuple[str, ...]


def alike(parts: Iterable[Answers]) -> tuple[Alike, ...]:
    """The pairs of papers that share what few others have, the most alike first; one part is looked at after the other."""
    formulas: dict[Pair, list[str]] = defaultdict(list)
    texts: dict[Pair, list[str]] = defaultdict(list)
    for answers in parts:
        found, pairs = (formulas, _equal) if answers.are_formulas else (texts, _near)
        for pair in pairs(answers.texts):
            found[pair].append(answers.part)
    all_ = [
        Alike(*pair, tuple(formulas.get(pair, ())), tuple(texts.get(pair, ())))
        for pair in sorted(formulas.keys() | texts.keys())
    ]
    return tuple(sorted(all_, key=lambda pair: -2 * len(pair.texts) - len(pair.formulas)))


def _equal(texts: Mapping[str, str]) -> Iterator[Pair]:
    """Pairs with the same text, one that at most `RARE` papers have."""
    holders: dict[str, list[str]] = defaultdict(list)
    for paper, text in texts.items():
        if len(text) >= LEAST_FORMULA:
            holders[text].append(paper)
    for papers in holders.values():
        if len(papers) <= RARE:
            yield from combinations(papers, 2)


def _near(texts: Mapping[str, str]) -> Iterator[Pair]:
    """Pairs that share several rare runs of words, and whose texts are nearly the same."""
    from rapidfuzz.fuzz import ratio

    papers = list(texts)
    for one, other in _sharing(list(texts.values())):
        pair = papers[one], papers[other]
        if ratio(texts[pair[0]], texts[pair[1]]) >= NEAR:
            yield pair


def _sharing(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of two texts that share at least `LEAST_RUNS` rare runs; a pair is one number while they are counted."""
    runs = [np.fromiter({hash(run) for run in _runs(text.split())}, np.int64) for text in texts]
    hashes = np.concatenate([*runs, np.empty(0, np.int64)])
    order = np.argsort(hashes, kind="stable")
    places = np.repeat(np.arange(len(runs)), [len(own) for own in runs])[order]
    starts = np.flatnonzero(np.diff(hashes[order], prepend=hashes[order[:1]] + 1))
    sizes = np.diff(starts, append=len(hashes))
    pairs = [
        places[starts[sizes == size] + one] * len(texts) + places[starts[sizes == size] + other]
        for size in range(2, RARE + 1)
        for one, other in combinations(range(size), 2)
    ]
    shared, counts = np.unique(np.concatenate(pairs), return_counts=True)
    for pair in shared[counts >= LEAST_RUNS].tolist():
        yield divmod(pair, len(texts))


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))
