"""The way in and out: launch, unlock, lock, leave quickly."""

from __future__ import annotations

from typing import Final

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from nearer.app.strength import passphrase_strength
from nearer.kernel.errors import WrongSecretError
from nearer.web.errors import refusal
from nearer.web.http import Form, gate_of, own_path, place_of, posts, redirect, render, session_of
from nearer.words import say

__all__ = ["ROUTES"]

LEAVE_S: Final = 0.5


def launch(request: Request) -> Response:
    """Turn a launch link into a session, once, and take it out of the address bar."""
    if request.method != "GET":
        return refusal(request, 405, "shell.refused.method")
    session = gate_of(request).admit(request.path_params["token"])
    if session is None:
        if session_of(request) is not None:
            return RedirectResponse("/", 303)
        return refusal(request, 401, "shell.refused.launch")
    place = place_of(request)
    if not place.is_new and not place.is_open and not place.has_passphrase:
        place.unlock()
    answer = RedirectResponse("/", 303)
    answer.set_cookie(request.app.state.cookie, session, httponly=True, samesite="strict", path="/")
    return answer


def unlock_page(request: Request) -> Response:
    """Ask for the passphrase."""
    place, then = place_of(request), own_path(request.query_params.get("next", "/"))
    if place.is_open or place.is_new:
        return RedirectResponse(then, 303)
    return _unlock_page(request, then)


def unlock(request: Request, form: Form) -> Response:
    """Open the place, and go on to where the user wanted to be."""
    place, then = place_of(request), own_path(form.text("next"))
    try:
        place.unlock(form.secret("secret") if place.has_passphrase else None)
    except WrongSecretError as error:
        return _unlock_page(request, then, str(error), 422)
    gate_of(request).touch()
    return RedirectResponse(then, 303)


def _unlock_page(request: Request, then: str, error: str = "", status: int = 200) -> Response:
    needs_secret = place_of(request).has_passphrase
    return render(request, "shell/unlock.html.j2", status, then=then, error=error, needs_secret=needs_secret)


def lock(request: Request, _form: Form) -> Response:
    """Lock now."""
    place_of(request).lock()
    return redirect(request, "/unlock")


async def leave(request: Request) -> Response:
    """Close every session, lock, and show a page that says nothing; no work that goes on holds this up."""
    gate_of(request).end_all()
    with anyio.move_on_after(LEAVE_S):
        await anyio.to_thread.run_sync(
            place_of(request).lock, abandon_on_cancel=True, limiter=anyio.CapacityLimiter(1)
        )
    answer = RedirectResponse("/away", 303)
    answer.delete_cookie(request.app.state.cookie, path="/", httponly=True, samesite="strict")
    answer.headers["clear-site-data"] = '"cache"'
    return answer


async def away(request: Request) -> Response:
    """Show an empty page for notes that keeps nothing."""
    return render(request, "shell/away.html.j2")


def stay(_request: Request, _form: Form) -> Response:
    """Note a sign of the user; the guard has done so already."""
    return Response(status_code=204)


def still(_request: Request) -> Response:
    """Say that it is still open; the guard answers where it is not."""
    return Response(status_code=204)


def strength(_request: Request, form: Form) -> Response:
    """Say how hard a passphrase would be to guess."""
    found = passphrase_strength(form.secret("passphrase"))
    return JSONResponse({"level": found, "words": say(f"shell.strength.{found}")})


ROUTES = (
    Route("/launch/{token}", launch),
    Route("/unlock", unlock_page),
    Route("/unlock", posts(unlock), methods=["POST"]),
    Route("/lock", posts(lock), methods=["POST"]),
    Route("/leave", leave, methods=["POST"]),
    Route("/away", away),
    Route("/stay", posts(stay), methods=["POST"]),
    Route("/still", still),
    Route("/strength", posts(strength), methods=["POST"]),
)
