"""A whole sitting in a real browser, by keyboard alone."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.classroom.overrides import load_overrides
from grader.review.app import Guard, review_app
from grader.review.session import Session

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def guard(session: Session) -> Iterator[Guard]:
    import uvicorn

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        guard = Guard(listening.getsockname()[1])
        server = uvicorn.Server(uvicorn.Config(review_app(session, guard), log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield guard
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        made = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


def until(page: Any, condition: str) -> None:
    """Wait for a condition; the page's policy forbids the driver's own way, which evaluates texts in the page."""
    for _ in range(250):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(20)
    raise AssertionError(condition)


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


@pytest.mark.parametrize("width", [400, 1400])
def test_the_page_fits(width: int, session: Session, guard: Guard, browser: Any) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(guard.address)
    page.wait_for_selector("#item:not([hidden])")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
