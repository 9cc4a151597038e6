"""Decisions taken teach the proposals that wait; the page offers it, and a person accepts it or not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from grader.calibration.lessons import Graded
from grader.calibration.observing import observe
from grader.classroom.overrides import load_overrides
from grader.kinds.ideas import IdeasKind
from grader.language.concepts import Concept
from grader.language.grouping import Said
from grader.nodes import Scalar
from grader.review.app import Guard, review_app
from grader.review.reproposing import FEWEST, Change, Open, Settled, changes
from grader.review.session import RefusedError, Session

HALF = Fraction(1, 2)
KIND = IdeasKind(
    question="À quoi sert un biais ?",
    reference="Il décale le seuil, et il est appris.",
    concepts=(
        Concept("shift", "il décale le seuil", ("decal* seuil ~6",), HALF),
        Concept("learnt", "il est appris", ("appris*|appren*",), HALF),
    ),
)
TEXTS = {
    "le biais décale le seuil du neurone": Fraction(1),
    "le biais est appris comme un poids": Fraction(0),
}


def graded(count: int) -> list[Graded]:
    """Decisions of a person for whom the shift is all."""
    rows = list(TEXTS.items())
    return [
        Graded("1", f"s{n}", observe(KIND, Scalar.typed(rows[n % 2][0])), rows[n % 2][1])
        for n in range(count)
    ]


def waits(text: str, share: Fraction = HALF) -> Open:
    return Open("w", "1", Said(text, share), observe(KIND, Scalar.typed(text)), share)


def test_an_answer_like_a_decided_one_is_proposed_its_mark() -> None:
    settled = [Settled(Said("Un décalage, je crois", HALF), Fraction(1))]
    (change,) = changes(settled, [], [waits("un decalage je crois")], {"1": KIND})
    assert change == Change("w", "1", HALF, Fraction(1), "alike")


def test_answers_alike_that_were_decided_otherwise_change_nothing() -> None:
    settled = [Settled(Said("un décalage", HALF), Fraction(share)) for share in (0, 1)]
    assert changes(settled, [], [waits("un decalage")], {"1": KIND}) == ()


def test_what_a_person_rewards_is_learnt_from_enough_decisions() -> None:
    waiting = [waits("on décale ainsi le seuil de la fonction")]
    assert changes([], graded(FEWEST - 1), waiting, {"1": KIND}) == ()
    (change,) = changes([], graded(30), waiting, {"1": KIND})
    assert (change.new, change.reason) == (Fraction(1), "learnt")


def test_what_is_not_recognised_is_never_moved_by_learning() -> None:
    assert changes([], graded(30), [waits("une constante quelconque", Fraction(0))], {"1": KIND}) == ()


@pytest.fixture
def offered(session: Session) -> Session:
    """A sitting in which one answer was decided apart from others alike, which then are offered its mark."""
    groups: dict[str, list[str]] = {}
    for item in session.items.values():
        if isinstance(item.part.kind, IdeasKind):
            groups.setdefault(item.group, []).append(item.id)
    alike = max(groups.values(), key=len)
    session.decide([alike[0]], {"share": "1"})
    assert {row["id"] for row in session.offer()} == set(alike[1:])
    return session


def test_an_offer_alone_changes_nothing(offered: Session, folder: Path) -> None:
    assert not any(item["moved"] for item in offered.state()["items"])
    assert len(load_overrides(folder).entries) == 1


def test_an_accepted_offer_is_proposed_and_still_waits(offered: Session, folder: Path) -> None:
    ids = list(offered.offered)
    offered.accept(ids)
    moved = [item for item in offered.state()["items"] if item["moved"]]
    assert {item["id"] for item in moved} == set(ids)
    assert all(item["points"] == item["max"] and item["decision"] is None for item in moved)
    assert len(load_overrides(folder).entries) == 1


def test_an_offer_accepted_twice_in_one_breath_is_accepted_once(offered: Session) -> None:
    ids = list(offered.offered)
    offered.accept(ids + ids)
    assert offered.moved.keys() == set(ids)


def test_what_was_not_offered_is_refused(offered: Session) -> None:
    with pytest.raises(RefusedError, match="not offered"):
        offered.accept([next(iter(offered.decided))])


def test_the_page_asks_and_accepts_under_the_same_guard(offered: Session) -> None:
    guard = Guard(5555)
    client = TestClient(review_app(offered, guard), base_url="http://127.0.0.1:5555")
    assert client.post("/offer", json={}).status_code == 403
    client.get(f"/?token={guard.token}")
    headers = {"X-Review": guard.csrf}
    rows = client.post("/offer", json={}, headers=headers).json()["changes"]
    assert {"part", "answer", "old", "new"} <= rows[0].keys()
    ids = [row["id"] for row in rows]
    assert client.post("/accept", json={"ids": ids}, headers={}).status_code == 403
    state = client.post("/accept", json={"ids": ids}, headers=headers).json()
    assert sum(item["moved"] for item in state["items"]) == len(ids)
    assert client.post("/accept", json={"ids": ["x"]}, headers=headers).status_code == 409
