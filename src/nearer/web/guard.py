"""Who is answered at all. Each guard is one rule; ``app.py`` puts them in their order."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nearer.kernel.errors import NearerError
from nearer.web.errors import error_page, refusal, unforeseen
from nearer.web.http import gate_of, own_path, place_of

__all__ = ["Answered", "OpenOnly", "OwnHost", "OwnOrigin", "SafeHeaders", "SessionOnly", "hosts"]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "referrer-policy": "same-origin",  # with none at all, browsers send forms with the origin "null"
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
}
READING: Final = ("GET", "HEAD")
NAMES: Final = ("nearer.localhost", "localhost", "127.0.0.1")
WITHOUT_SESSION: Final = ("/static/", "/launch/", "/favicon.ico")
ANYWHERE: Final = ("/help", "/away")
WHILE_LOCKED: Final = ("/unlock", "/leave", "/lock")
WHILE_NEW: Final = ("/welcome", "/leave", "/strength")


def hosts(port: int) -> frozenset[str]:
    """Return the names under which pages are served at a port."""
    return frozenset(f"{name}:{port}" for name in NAMES)


class Guard:
    """One rule, before everything that lies behind it.

    Args:
        app: What lies behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here; nothing but HTTP is spoken."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            answer = self.check(Request(scope))
            await (self.app if answer is None else answer)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def check(self, request: Request) -> Response | None:
        """Return an answer that ends the matter; None to let the request through."""
        raise NotImplementedError


class OwnHost(Guard):
    """Only our own names, with our own port: a foreign name that leads here is an attack by name service."""

    def check(self, request: Request) -> Response | None:
        """Compare the one Host header."""
        given = request.headers.getlist("host")
        if len(given) == 1 and given[0].lower() in request.app.state.hosts:
            return None
        return refusal(request, 421, "shell.refused.host")


class OwnOrigin(Guard):
    """Only our own pages and the user's own hand: no other site, and no other port of this machine."""

    def check(self, request: Request) -> Response | None:
        """Compare where a request says that it comes from."""
        headers = request.headers
        if request.method not in (*READING, "POST"):
            return refusal(request, 405, "shell.refused.method")
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        own = f"{request.url.scheme}://{headers['host'].lower()}"
        if request.method in READING:
            fits = site in (None, "none", "same-origin") and origin in (None, own)
        else:
            fits = site in (None, "same-origin") and (origin == own or (origin is None and site is not None))
        return None if fits else refusal(request, 403, "shell.refused.origin")


class SessionOnly(Guard):
    """Only browsers that came in by a launch link; style, help and the neutral page stand open."""

    def check(self, request: Request) -> Response | None:
        """Look for the session's cookie."""
        gate = gate_of(request)
        session = request.cookies.get(request.app.state.cookie)
        if gate.knows(session):
            request.scope["nearer.session"] = session
            if "x-nearer-quiet" not in request.headers:
                gate.touch()
            return None
        if _is_below(request, ANYWHERE) and request.method in READING:
            return None
        if request.url.path.startswith(WITHOUT_SESSION):
            return None
        return refusal(request, 401, "shell.refused.session")


class OpenOnly(Guard):
    """Nothing is shown before it is unlocked."""

    def check(self, request: Request) -> Response | None:
        """Lead to the first run, or to the page that unlocks."""
        place = place_of(request)
        if place.is_open or _is_below(request, ANYWHERE) or request.url.path.startswith(WITHOUT_SESSION):
            return None
        if place.is_new:
            return None if _is_below(request, WHILE_NEW) else RedirectResponse("/welcome", 303)
        if _is_below(request, WHILE_LOCKED):
            return None
        if request.method == "POST":
            return refusal(request, 423, "shell.refused.locked")
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/unlock?next={quote(own_path(path), safe='')}", 303)


class Answered(Guard):
    """Whatever breaks becomes a calm page that tells its kind and place, never its own words."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Catch what nobody else caught."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001 - the edge
            if begun:
                return
            request = Request(scope)
            answer = (
                error_page(request, error) if isinstance(error, NearerError) else unforeseen(request, error)
            )
            await answer(scope, receive, send)


class SafeHeaders(Guard):
    """Every answer carries the same rules for the browser."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers that an answer does not have yet."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _is_below(request: Request, paths: tuple[str, ...]) -> bool:
    path = request.url.path
    return any(path == one or path.startswith(f"{one}/") for one in paths)
