"""A sitting's page in a real browser, where this machine has one."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from grader.review.app import Guard, review_app
from grader.review.session import Session

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NEEDS_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.filterwarnings("ignore"),
]


@contextmanager
def served(session: Session) -> Iterator[Guard]:
    """The page of a sitting, on a port of its own, until it is left."""
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
        server.force_exit = True
        thread.join(10)


@contextmanager
def browsing() -> Iterator[Any]:
    """A browser of its own, until it is left."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
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
