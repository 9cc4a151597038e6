"""The page's server: 127.0.0.1 only, one token, one cookie, one origin, JSON in and out, nothing from outside."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from grader.errors import GraderError
from grader.render.pages import page
from grader.review.session import RefusedError, Session

STATIC = Path(__file__).parent / "static"
LONGEST_BODY = 200_000
COOKIE = "grade_review"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(slots=True)
class Guard:
    """Who may speak to the page: whoever opened the address that holds the token, once, from the page itself."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    is_used: bool = False

    @property
    def hosts(self) -> tuple[str, str]:
        """The names by which this machine calls itself here."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def address(self) -> str:
        """What to open, once."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    def admit(self, token: str) -> bool:
        """Whether this is the token, which then is spent."""
        if self.is_used or not secrets.compare_digest(token.encode(), self.token.encode()):
            return False
        self.is_used = True
        return True

    def refusal(self, request: Request) -> str:
        """Why a request is refused; empty where it is not."""
        if request.headers.get("host", "") not in self.hosts:
            return "this host is not served"
        origin = request.headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self.hosts}:
            return "another origin"
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return "another site"
        if not _same(request.cookies.get(COOKIE, ""), self.cookie):
            return "open the address that `grade review` printed, once"
        if request.method != "GET" and not _same(request.headers.get("x-review", ""), self.csrf):
            return "no proof that the page itself asks"
        return ""


def review_app(session: Session, guard: Guard) -> Starlette:
    """The application of one sitting."""

    async def home(request: Request) -> Response:
        token = request.query_params.get("token")
        if token is not None and request.headers.get("host", "") in guard.hosts and guard.admit(token):
            answer = RedirectResponse("/", status_code=303, headers=HEADERS)
            answer.set_cookie(COOKIE, guard.cookie, httponly=True, samesite="strict", path="/")
            return answer
        if why := guard.refusal(request):
            return _refused(why)
        made = page("review.html", session.rubric.language, title=session.rubric.title, csrf=guard.csrf)
        return Response(made, media_type="text/html; charset=utf-8", headers=HEADERS)

    async def script(request: Request) -> Response:
        if why := guard.refusal(request):
            return _refused(why)
        content = (STATIC / "review.js").read_bytes()
        return Response(content, media_type="text/javascript; charset=utf-8", headers=HEADERS)

    async def state(request: Request) -> Response:
        if why := guard.refusal(request):
            return _refused(why)
        return JSONResponse(await run_in_threadpool(session.state), headers=HEADERS)

    async def decide(request: Request) -> Response:
        if why := guard.refusal(request):
            return _refused(why)
        try:
            asked = await _json(request)
            ids = [str(id) for id in asked.get("ids", [])][:2_000]
            await run_in_threadpool(session.decide, ids, asked)
        except RefusedError as error:
            return JSONResponse({"error": str(error)}, status_code=409, headers=HEADERS)
        return JSONResponse(await run_in_threadpool(session.state), headers=HEADERS)

    async def undo(request: Request) -> Response:
        if why := guard.refusal(request):
            return _refused(why)
        undone = await run_in_threadpool(session.undo)
        return JSONResponse({"undone": undone, **await run_in_threadpool(session.state)}, headers=HEADERS)

    async def offer(request: Request) -> Response:
        if why := guard.refusal(request):
            return _refused(why)
        return JSONResponse({"changes": await run_in_threadpool(_offered, session)}, headers=HEADERS)

    async def accept(request: Request) -> Response:
        if why := guard.refusal(request):
            return _refused(why)
        try:
            ids = [str(id) for id in (await _json(request)).get("ids", [])][:10_000]
            await run_in_threadpool(session.accept, ids)
        except RefusedError as error:
            return JSONResponse({"error": str(error)}, status_code=409, headers=HEADERS)
        return JSONResponse(await run_in_threadpool(session.state), headers=HEADERS)

    return Starlette(
        routes=[
            Route("/", home),
            Route("/review.js", script),
            Route("/state", state),
            Route("/decide", decide, methods=["POST"]),
            Route("/undo", undo, methods=["POST"]),
            Route("/offer", offer, methods=["POST"]),
            Route("/accept", accept, methods=["POST"]),
        ]
    )


async def _json(request: Request) -> dict[str, Any]:
    """The body; raises RefusedError where it is too long or no JSON object."""
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise RefusedError("JSON is expected")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            raise RefusedError("too long")
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as cause:
        raise RefusedError("JSON is expected") from cause
    if not isinstance(asked, dict) or not isinstance(asked.get("ids", []), list):
        raise RefusedError("an object is expected")
    return asked


def _offered(session: Session) -> list[dict[str, Any]]:
    """What the session offers; nothing where the class's files cannot be read just now."""
    try:
        return session.offer()
    except GraderError:
        return []


def _refused(why: str) -> Response:
    return PlainTextResponse(f"refused: {why}", status_code=403, headers=HEADERS)


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
