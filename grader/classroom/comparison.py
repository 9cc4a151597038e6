"""Two gradings of one class: who moved, by how much, and on which parts for what reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """A part whose points moved; the reasons are the codes of its remarks."""

    part: str
    before: Fraction
    after: Fraction
    lost_reasons: tuple[str, ...]
    new_reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A student whose total or parts moved; a total of None means that the paper is in one grading only."""

    id: str
    name: str
    before: Fraction | None
    after: Fraction | None
    changes: tuple[Change, ...] = ()


def moves(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Move]:
    """Every student who moved between two documents of `grade FOLDER --json`, in the order of the first."""
    old, new = _papers(before), _papers(after)
    for who in {**old, **new}:
        first, second = old.get(who), new.get(who)
        changes = tuple(_changes(first, second)) if first and second else ()
        totals = _points(first), _points(second)
        if changes or totals[0] != totals[1]:
            yield Move(who[0], who[1], *totals, changes)


def _papers(document: Mapping[str, Any]) -> dict[tuple[str, str, int], Mapping[str, Any]]:
    """Papers by student; a second paper of one student is told from the first by its rank."""
    papers: dict[tuple[str, str, int], Mapping[str, Any]] = {}
    for paper in document["papers"]:
        id, name = paper["student"]["id"], paper["student"]["name"]
        rank = sum(other[:2] == (id, name) for other in papers)
        papers[id, name, rank] = paper
    return papers


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    old = {part["id"]: part for part in before["parts"]}
    new = {part["id"]: part for part in after["parts"]}
    for id in {**old, **new}:
        points = _points(old.get(id)) or Fraction(0), _points(new.get(id)) or Fraction(0)
        if points[0] != points[1]:
            codes = _codes(old.get(id)), _codes(new.get(id))
            gone = tuple(code for code in codes[0] if code not in codes[1])
            come = tuple(code for code in codes[1] if code not in codes[0])
            yield Change(id, *points, gone, come)


def _points(row: Mapping[str, Any] | None) -> Fraction | None:
    return Fraction(row["points"]) if row is not None else None


def _codes(part: Mapping[str, Any] | None) -> list[str]:
    return [remark["code"] for remark in part["remarks"]] if part else []
