"""After twenty decisions the page offers what they would change; in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.cli.folder import grade_folder
from grader.cli.manner import Manner
from grader.key import Key
from grader.model import Rubric
from grader.review.session import Session
from tests.review.browsing import NEEDS_BROWSER, browsing, served, until
from tests.review.conftest import ANSWERS

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = NEEDS_BROWSER


@pytest.fixture
def large(tmp_path: Path, rubric: Rubric, key: Key) -> Session:
    """Nine papers, whose answers to each part are alike in fours and fives: the twentieth stands within a group."""
    folder = tmp_path / "large"
    folder.mkdir()
    for number in range(9):
        rows = "".join(f'  "{part}": "{texts[number % 2]}"\n' for part, texts in ANSWERS.items())
        head = f"exam: partiel-2018\nstudent: {{id: {number}, name: N}}\nanswers:\n"
        (folder / f"p{number}.yaml").write_text(head + rows, encoding="utf-8")
    grade_folder(folder, None, as_json=False, csv_path=None, strict=False, manner=Manner())
    made = Session(folder, rubric, key, "Anne", lambda: "2026-11-24T10:00:00+00:00")
    made.load()
    return made


@pytest.fixture
def page(large: Session) -> Iterator[Any]:
    with served(large) as guard, browsing() as browser:
        page = browser.new_page()
        page.goto(guard.address)
        page.wait_for_selector("#item:not([hidden])")
        yield page


def decide_twenty(page: Any) -> None:
    """One by one, answers alike too; the twentieth leaves one of its kind undecided."""
    page.keyboard.press("t")
    for number in range(20):
        page.keyboard.press("1")
        until(page, f"state.decided === {number + 1}")


def test_twenty_decisions_bring_an_offer_that_a_person_accepts(page: Any, large: Session) -> None:
    decide_twenty(page)
    page.wait_for_selector("#offer:not([hidden]) li")
    rows = page.locator("#changes li").count()
    assert rows
    page.click("#oy")
    until(page, "state.items.some((each) => each.moved)")
    assert page.locator("#offer").is_hidden()
    assert len(large.moved) == rows
    assert len(large.decided) == 20
