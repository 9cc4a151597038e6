"""A sitting: every decision is on disk at once, can be undone, and no second tab writes over it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from grader.classroom.overrides import FILE, load_overrides
from grader.classroom.results import ClassPapers, Decisions
from grader.classroom.store import Store, store_path
from grader.model import Rubric
from grader.review.exchange import ExchangeError, export, take_in
from grader.review.session import RefusedError, Session
from grader.review.waiting import Waiting


def first(session: Session) -> Waiting:
    return next(iter(session.items.values()))


def points(folder: Path, rubric: Rubric, item: Waiting) -> Fraction:
    with Store(store_path(folder)) as store:
        papers = [paper.path for paper in store.papers()]
        (row,) = [
            row
            for row in ClassPapers(store, [rubric], Decisions.of(folder, papers))
            if row.path == item.paper
        ]
    return next(mark.points for mark in row.report.marks if mark.part.id == item.part.id)


def test_a_decision_is_kept_at_once_and_waits_no_longer(
    session: Session, folder: Path, rubric: Rubric
) -> None:
    item = first(session)
    session.decide([item.id], {"share": "1/2", "why": "  à moitié "})
    assert points(folder, rubric, item) == item.part.points / 2
    (entry,) = load_overrides(folder).entries
    assert (entry.share, entry.why, entry.by) == (Fraction(1, 2), "à moitié", "Anne")
    again = Session(folder, rubric, session.key, "Anne", session.clock)
    again.load()
    assert item.id not in again.items


def test_answers_alike_stand_together_and_are_decided_as_one(session: Session, folder: Path) -> None:
    groups: dict[str, list[Waiting]] = {}
    for item in session.items.values():
        groups.setdefault(item.group, []).append(item)
    alike = max(groups.values(), key=len)
    assert len(alike) >= 2
    places = [list(session.items).index(item.id) for item in alike]
    assert places == list(range(min(places), min(places) + len(alike)))
    session.decide([item.id for item in alike], {"share": "1"})
    assert len(load_overrides(folder).entries) == len(alike)


def test_undo_brings_back_what_stood_before(session: Session, folder: Path, rubric: Rubric) -> None:
    item = first(session)
    proposed = points(folder, rubric, item)
    session.decide([item.id], {"share": "1", "seen": {item.id: 0}})
    session.decide([item.id], {"share": "0", "seen": {item.id: 1}})
    assert session.undo() == (item.id,)
    assert points(folder, rubric, item) == item.part.points
    assert session.undo() == (item.id,)
    assert points(folder, rubric, item) == proposed
    assert session.undo() == ()
    assert len(load_overrides(folder).entries) == 4  # nothing is ever removed from the file


def test_a_second_tab_that_knows_less_is_refused(session: Session) -> None:
    item = first(session)
    session.decide([item.id], {"share": "1", "seen": {item.id: 0}})
    with pytest.raises(RefusedError, match="another tab"):
        session.decide([item.id], {"share": "0", "seen": {item.id: 0}})


NO_DECISIONS = [
    {},
    {"share": "2"},
    {"share": "-1"},
    {"points": "99"},
    {"points": "x"},
    {"rows": ["nothing"]},
    {"rows": 5},
    {"points": "1", "share": "1"},
]


@pytest.mark.parametrize("answer", NO_DECISIONS)
def test_what_is_no_decision_is_refused_and_nothing_is_written(
    answer: dict[str, object], session: Session, folder: Path
) -> None:
    with pytest.raises(RefusedError):
        session.decide([first(session).id], answer)
    assert not (folder / FILE).exists()


def test_answers_to_two_parts_are_not_decided_at_once(session: Session) -> None:
    ids = {item.part.id: item.id for item in session.items.values()}
    with pytest.raises(RefusedError):
        session.decide(list(ids.values())[:2], {"share": "1"})
    with pytest.raises(RefusedError):
        session.decide(["../../etc/passwd"], {"share": "1"})


def test_ticked_rows_are_worth_what_the_rubric_says(session: Session, folder: Path, rubric: Rubric) -> None:
    item = next(item for item in session.items.values() if len(item.rows) > 1)
    session.decide([item.id], {"rows": [item.rows[0].id]})
    given = points(folder, rubric, item)
    assert 0 < given <= item.part.points
    session.decide([item.id], {"rows": [], "seen": {item.id: 1}})
    assert points(folder, rubric, item) == 0


def test_the_interval_of_the_mean_shrinks_with_each_decision(session: Session) -> None:
    def width() -> float:
        mean = session.state()["mean"]
        return float(mean["high"] - mean["low"])

    before = width()
    item = max(
        session.items.values(), key=lambda item: (item.verdict.high - item.verdict.low) * item.part.points
    )
    session.decide([item.id], {"share": "1"})
    assert width() < before


def test_no_name_and_no_paper_is_on_the_page(session: Session) -> None:
    shown = str(session.state()["items"])
    assert "Student" not in shown
    assert not [item.paper for item in session.items.values() if item.paper in shown]


def test_the_same_goes_without_a_browser(session: Session, folder: Path, rubric: Rubric) -> None:
    target = folder / "flagged.yml.txt"
    groups = export(session, target)
    text = target.read_text(encoding="utf-8")
    assert text.count("  points:\n") == groups
    target.write_text(text.replace("  points:\n", "  points: 0\n", 1), encoding="utf-8")
    assert take_in(session, target) >= 1
    assert all(entry.share == 0 for entry in load_overrides(folder).entries)


def test_a_file_is_taken_in_as_often_as_it_is_filled_in(
    session: Session, folder: Path, rubric: Rubric
) -> None:
    target = folder / "flagged.yml.txt"
    export(session, target)
    for points in ("0", "0,25"):
        text = target.read_text(encoding="utf-8")
        target.write_text(text.replace("  points:\n", f"  points: {points}\n", 1), encoding="utf-8")
        again = Session(folder, rubric, session.key, "Anne", session.clock)
        again.load()
        assert take_in(again, target) >= 1
    again.load()
    assert take_in(again, target) == 0
    target.write_text(target.read_text(encoding="utf-8").replace("points: 0\n", "points: 0.1\n", 1))
    with pytest.raises(ExchangeError, match="decided otherwise"):
        take_in(again, target)


def test_a_file_with_a_fault_decides_nothing(session: Session, folder: Path) -> None:
    target = folder / "flagged.yml.txt"
    export(session, target)
    text = target.read_text(encoding="utf-8").replace("  points:\n", "  points: 0\n", 1)
    target.write_text(text.replace("  points:\n", "  points: 99\n", 1), encoding="utf-8")
    with pytest.raises(ExchangeError, match="99"):
        take_in(session, target)
    assert not (folder / FILE).exists()
