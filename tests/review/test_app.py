"""Nobody but who opened the address once, from the page itself, gets anything in or out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from grader.classroom.overrides import FILE
from grader.review.app import COOKIE, Guard, review_app
from grader.review.session import Session

PORT = 5555
HOME = f"http://127.0.0.1:{PORT}"


@pytest.fixture
def guard() -> Guard:
    return Guard(PORT)


@pytest.fixture
def stranger(session: Session, guard: Guard) -> TestClient:
    return TestClient(review_app(session, guard), base_url=HOME, raise_server_exceptions=True)


@pytest.fixture
def client(stranger: TestClient, guard: Guard) -> TestClient:
    answer = stranger.get(f"/?token={guard.token}")
    assert answer.status_code == 200
    assert guard.token not in str(answer.url)
    return stranger


def decide(client: TestClient, session: Session, headers: Mapping[str, str], **body: Any) -> int:
    id = next(iter(session.items))
    return client.post("/decide", json={"ids": [id], "share": "1", **body}, headers=dict(headers)).status_code


def test_the_page_decides_and_undoes(
    client: TestClient, session: Session, guard: Guard, folder: Path
) -> None:
    assert decide(client, session, {"X-Review": guard.csrf}) == 200
    assert (folder / FILE).exists()
    told = client.post("/undo", json={}, headers={"X-Review": guard.csrf}).json()
    assert told["undone"] == [next(iter(session.items))]


def test_the_token_opens_once(client: TestClient, session: Session, guard: Guard) -> None:
    client.cookies.clear()
    assert client.get(f"/?token={guard.token}").status_code == 403
    assert client.get("/").status_code == 403


def test_without_the_cookie_nothing_is_served(stranger: TestClient) -> None:
    for path in ("/", "/state", "/review.js", "/?token=wrong", "/?token="):
        assert stranger.get(path).status_code == 403
    for path in ("/decide", "/undo"):
        assert stranger.post(path, json={}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Review": "wrong"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": f"127.0.0.1:{PORT + 1}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Cookie": f"{COOKIE}=wrong"},
    ],
)
def test_a_request_from_elsewhere_decides_nothing(
    headers: dict[str, str], client: TestClient, session: Session, guard: Guard, folder: Path
) -> None:
    sent = {"X-Review": guard.csrf, **headers} if headers else {}
    if "Cookie" in headers:
        client.cookies.clear()
    assert decide(client, session, sent) == 403
    assert not (folder / FILE).exists()


def test_a_form_of_another_site_cannot_post(
    client: TestClient, session: Session, guard: Guard, folder: Path
) -> None:
    id = next(iter(session.items))
    answer = client.post("/decide", data={"ids": id, "share": "1"}, headers={"X-Review": guard.csrf})
    assert answer.status_code == 409
    assert not (folder / FILE).exists()


@pytest.mark.parametrize(
    "path", ["/../app.py", "/static/review.js", "/review.js/../../app.py", "/%2e%2e/app.py", "/etc/passwd"]
)
def test_no_other_file_is_served(path: str, client: TestClient) -> None:
    assert client.get(path).status_code in (403, 404)


@pytest.mark.parametrize(
    "body", [b"", b"[", b"[]", b"{}", b'{"ids": 5}', b'{"ids": ["x"]}', b"[" * 100_000, b"1" * 300_000]
)
def test_garbage_is_refused_and_the_page_goes_on(body: bytes, client: TestClient, guard: Guard) -> None:
    headers = {"X-Review": guard.csrf, "Content-Type": "application/json"}
    assert client.post("/decide", content=body, headers=headers).status_code == 409
    assert client.get("/state").status_code == 200


def test_nothing_comes_from_outside_and_no_answer_is_markup(client: TestClient) -> None:
    page = client.get("/")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http://" not in page.text.replace("http://www.w3.org", "")
    assert "onerror" not in page.text
    script = client.get("/review.js").text
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert sink not in script


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger: TestClient, guard: Guard) -> None:
    answer = stranger.get(f"/?token={guard.token}", follow_redirects=False)
    set_cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in set_cookie
    assert "samesite=strict" in set_cookie
