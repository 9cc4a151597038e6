"""After twenty decisions the page offers what they would change; in a real browser."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.cli.folder import Manner, grade_folder
from grader.key import Key
from grader.model import Rubric
from grader.review.app import Guard, review_app
from grader.review.session import Session
from tests.review.conftest import ANSWERS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.filterwarnings("ignore"),
]


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
    import uvicorn

    with socket.socket() as listening, playwright.sync_playwright() as started:
        listening.bind(("127.0.0.1", 0))
        guard = Guard(listening.getsockname()[1])
        server = uvicorn.Server(uvicorn.Config(review_app(large, guard), log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(guard.address)
        page.wait_for_selector("#item:not([hidden])")
        yield page
        browser.close()
        server.should_exit = server.force_exit = True
        thread.join(10)


def decide_twenty(page: Any) -> None:
    """One by one, answers alike too; the twentieth leaves one of its kind undecided."""
    page.keyboard.press("t")
    for number in range(20):
        page.keyboard.press("1")
        until(page, f"state.decided === {number + 1}")


def until(page: Any, condition: str) -> None:
    """Wait for what the page says of itself; its policy forbids a watcher inside it."""
    deadline = time.monotonic() + 20
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        time.sleep(0.02)


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
