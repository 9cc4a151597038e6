"""A whole sitting in a real browser, by keyboard alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.classroom.overrides import load_overrides
from grader.cli.folder import grade_folder
from grader.cli.manner import Manner
from grader.key import Key
from grader.model import Rubric
from grader.review.app import Guard
from grader.review.session import Session
from tests.review.browsing import NEEDS_BROWSER, browsing, served, until

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
UNSURE = {
    "2.2": ["relu est plus simple a calculer", "relu converge sans doute mieux que le reste"],
    "2.4": ["on ajoute des trous je crois dans le noyau peut-être", "le champ est plus grand je crois"],
    "3.7": ["elle sert a rapprocher des choses", "on peut comparer deux images avec, enfin je pense"],
    "3.8": ["les premières voient des trucs, les autres moins", "la fin regroupe ce qui a été vu avant"],
    "3.10": ["run lance des trucs dans le graphe", "ça calcule quelque chose dans la session, voir cours"],
    "1.7": ["une sorte de décalage", "ça aide le neurone quand rien ne vient"],
    "2.1": ["il y a plus de moyens aujourd'hui", "parce que ça marche bien avec les machines"],
}
pytestmark = NEEDS_BROWSER


@pytest.fixture
def guard(session: Session) -> Iterator[Guard]:
    with served(session) as guard:
        yield guard


@pytest.fixture
def browser() -> Iterator[Any]:
    with browsing() as made:
        yield made


def test_a_sitting_by_keyboard(session: Session, guard: Guard, browser: Any, folder: Path) -> None:
    page = browser.new_page()
    faults: list[str] = []
    requests: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append("a dialog"), dialog.dismiss()))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(guard.address)
    page.wait_for_selector("#item:not([hidden])")
    keys = ["0", "1", "5", "Enter", "n", "p"]
    pressed = 0
    while len(session.decided) < len(session.items) and pressed < 60:
        before = len(session.decided)
        key = keys[pressed % len(keys)]
        page.keyboard.press(key)
        pressed += 1
        if key in "015" or key == "Enter":
            until(page, f"state.decided > {before}")
    assert len(session.decided) == len(session.items)
    undone = len(session.decided)
    page.keyboard.press("u")
    until(page, f"state.decided < {undone}")
    page.keyboard.press(".")
    page.keyboard.type("0,25")
    page.keyboard.press("Enter")
    until(page, f"state.decided === {undone}")
    assert faults == []
    assert all(url.startswith(f"http://127.0.0.1:{guard.port}/") for url in requests)
    assert len(load_overrides(folder).entries) >= len(session.items)


def test_a_second_tab_sees_what_the_first_decided(session: Session, guard: Guard, browser: Any) -> None:
    context = browser.new_context()
    first = context.new_page()
    first.goto(guard.address)
    first.wait_for_selector("#item:not([hidden])")
    second = context.new_page()
    second.goto(f"http://127.0.0.1:{guard.port}/")
    second.wait_for_selector("#item:not([hidden])")
    first.keyboard.press("1")
    until(first, "state.decided > 0")
    second.keyboard.press("0")
    until(second, "document.getElementById('told').textContent.includes('tab')")
    assert {taken.share for taken in session.decided.values()} == {1}


@pytest.fixture
def large(tmp_path: Path, rubric: Rubric, key: Key) -> Session:
    """A class with more than thirty answers that wait, some of them alike."""
    folder = tmp_path / "large"
    folder.mkdir()
    for number in range(6):
        rows = "".join(f'  "{part}": "{texts[number % 2]} {number}"\n' for part, texts in UNSURE.items())
        head = f"exam: partiel-2018\nstudent: {{id: {number}, name: Student {number}}}\nanswers:\n"
        (folder / f"p{number}.yaml").write_text(head + rows, encoding="utf-8")
    grade_folder(folder, None, as_json=False, csv_path=None, strict=False, manner=Manner())
    return sitting(folder, rubric, key)


def sitting(folder: Path, rubric: Rubric, key: Key) -> Session:
    session = Session(folder, rubric, key, "Anne", lambda: "2026-11-24T10:00:00+00:00")
    session.load()
    return session


def test_thirty_decisions_by_keyboard_with_a_group_an_undo_and_a_restart(
    large: Session, browser: Any, rubric: Rubric, key: Key
) -> None:
    waiting = len(large.items)
    assert waiting >= 30
    page = browser.new_page()
    with served(large) as guard:
        page.goto(guard.address)
        page.wait_for_selector("#item:not([hidden])")
        spread = page.evaluate("state.mean.high - state.mean.low")
        grouped = decide_all(page, large, 15)
        assert grouped, "no group was decided as one"
        assert page.evaluate("state.mean.high - state.mean.low") < spread
        assert "min" in page.inner_text("#progress")
    page.keyboard.press("1")
    until(page, "document.getElementById('told').textContent === words.offline")
    kept = decided_in(large.folder)
    assert kept == len(large.decided)
    again = sitting(large.folder, rubric, key)
    assert len(again.items) == waiting - kept
    with served(again) as guard:
        page.goto(guard.address)
        page.wait_for_selector("#item:not([hidden])")
        decide_all(page, again, len(again.items))
        page.keyboard.press("u")
        until(page, f"state.decided < {len(again.items)}")
        page.keyboard.press("Enter")
        until(page, f"state.decided === {len(again.items)}")
    assert decided_in(large.folder) == waiting
    assert not sitting(large.folder, rubric, key).items


def decide_all(page: Any, session: Session, least: int) -> bool:
    """Press one key after the other until so many are decided; returns whether one of them served a group."""
    grouped = False
    for key in itertools.cycle("015"):
        before = len(session.decided)
        if before >= least:
            return grouped
        page.keyboard.press(key)
        until(page, f"state.decided > {before}")
        grouped = grouped or len(session.decided) > before + 1
    return grouped


def decided_in(folder: Path) -> int:
    """How many answers stand decided in the class's file."""
    return len(
        {(entry.paper, entry.part) for entry in load_overrides(folder).entries if not entry.is_withdrawal}
    )


@pytest.mark.parametrize("width", [400, 1400])
def test_the_page_fits(width: int, session: Session, guard: Guard, browser: Any) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(guard.address)
    page.wait_for_selector("#item:not([hidden])")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
