"""Pages in a real browser: nothing runs, nothing is fetched, and they are legible on a phone and on a wide screen.

Skipped where playwright or a Chromium is missing; `$CHROMIUM` names one that is not on the path.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.cli import cli

ROOT = Path(__file__).parent.parent.parent
HOSTILE = """exam: partiel-2018
student: {id: "=cmd|x", name: "</title><script>document.title='pwned'</script><img src=http://x.example/a>"}
answers:
  "1.4": "dJ/dw = <svg onload=document.title='pwned'> s_1 f'(o_1)"
  "1.7": "</pre><iframe src=http://x.example/></iframe><style>body{display:none}</style> le biais"
  "2.5": {conv1: "1 2 <b onclick=alert(1)>3</b>"}
"""
WIDTHS = (400, 1400)
CANDIDATES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CANDIDATES)), None)
    with sync_api.sync_playwright() as playwright:
        path = found or playwright.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("no Chromium: install one, or run `playwright install chromium`")
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("class")
    for name in ("excellent", "middling", "follow-through", "nearly-blank"):
        shutil.copy(ROOT / "submissions_example" / f"{name}.yaml", folder)
    (folder / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    cli.main([str(folder), "--jobs", "1", "--csv", "-"], standalone_mode=False)
    return folder / "results"


def pages(results: Path) -> list[Path]:
    return [results / "index.html", *sorted((results / "students").glob("*.html"))]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_run_nothing_fetch_nothing_and_fit(
    browser: Any, results: Path, width: int, scheme: str
) -> None:
    view = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = view.new_page()
    fetched: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    for path in pages(results):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        assert page.evaluate("document.title") != "pwned"
        assert page.locator("script, iframe, img, b[onclick], svg[onload]").count() == 0
        assert page.locator("h1").is_visible()
    assert fetched == [path.as_uri() for path in pages(results)]
    assert errors == []
    view.close()


def test_ink_stands_out_from_paper_in_light_and_dark(browser: Any, results: Path) -> None:
    for scheme in ("light", "dark"):
        view = browser.new_context(color_scheme=scheme)
        page = view.new_page()
        page.goto((results / "students" / "middling.html").as_uri())
        for selector in (".correct", ".partial", ".wrong", ".blank", ".where", "h1"):
            assert contrast(page, selector) >= 4.5, (scheme, selector)  # WCAG 2.2, 1.4.3
        view.close()


def test_every_link_and_fold_is_reached_by_keyboard(browser: Any, results: Path) -> None:
    page = browser.new_page()
    page.goto((results / "index.html").as_uri())
    links = page.locator("a[href]").count()
    for _ in range(links):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") in ("A", "SUMMARY")
    page.keyboard.press("Enter")
    page.wait_for_url("**/students/*.html")
    assert page.locator("h1").is_visible()
    page.close()


def test_every_picture_says_what_it_shows(browser: Any, results: Path) -> None:
    page = browser.new_page()
    for path in pages(results):
        page.goto(path.as_uri())
        silent = "svg:not([aria-label]), [role=img]:not([aria-label]), table.grid:not(:has(caption))"
        assert page.locator(silent).count() == 0, path.name
    page.close()


def contrast(page: Any, selector: str) -> float:
    """The contrast of an element's ink on the page's paper, as WCAG defines it."""
    ink = page.locator(selector).first.evaluate("each => getComputedStyle(each).color")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    light, dark = sorted(map(luminance, (ink, paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour such as `rgb(27, 31, 36)`."""
    channels = [int(each) / 255 for each in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_no_cell_is_squeezed_to_a_letter_a_line(browser: Any, results: Path) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
    for path in pages(results):
        page.goto(path.as_uri())
        cells = "cells => cells.filter(c => c.textContent.trim().length > 8 && c.clientWidth < 60).length"
        assert page.locator("td, th").evaluate_all(cells) == 0, path.name
    page.close()
