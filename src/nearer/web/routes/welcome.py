"""The first run: what it can say, what stays here and how, whether it is safe, and where to begin."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.example import add_example, has_messages, remove_example
from nearer.app.looking import start_looking
from nearer.app.strength import LEAST_LETTERS
from nearer.web.http import Form, gate_of, place_of, posts, redirect, render, store_of
from nearer.words import say

__all__ = ["ROUTES"]


def limits(request: Request) -> Response:
    """Say what it can do and what it cannot."""
    return render(request, "welcome/limits.html.j2")


def keep_page(request: Request) -> Response:
    """Say what stays here, and ask for a passphrase; once."""
    if not place_of(request).is_new:
        return redirect(request, "/welcome/key")
    return _keep_page(request)


def keep(request: Request, form: Form) -> Response:
    """Make the place."""
    place = place_of(request)
    if not place.is_new:
        return redirect(request, "/welcome/key")
    passphrase = form.secret("passphrase")
    if "none" in form:
        if not form.flag("agree"):
            return _keep_page(request, error_without=say("welcome.keep.without_unticked"))
        place.create(None)
    elif len(passphrase) < LEAST_LETTERS:
        return _keep_page(request, error=say("shell.strength.too_short", n=LEAST_LETTERS))
    elif passphrase != form.secret("again"):
        return _keep_page(request, error=say("shell.strength.differ"))
    else:
        place.create(passphrase)
    gate_of(request).touch()
    return redirect(request, "/welcome/key")


def _keep_page(request: Request, *, error: str = "", error_without: str = "") -> Response:
    return render(
        request,
        "welcome/keep.html.j2",
        422 if error or error_without else 200,
        folder=str(place_of(request).folder),
        least=LEAST_LETTERS,
        error=error,
        error_without=error_without,
    )


def key_page(request: Request) -> Response:
    """Show the recovery key until the user says that they have it."""
    place = place_of(request)
    if place.recovery_key is None:
        return redirect(request, "/welcome/safe")
    return render(request, "welcome/key.html.j2", key=place.recovery_key)


def key_kept(request: Request, _form: Form) -> Response:
    """Show the recovery key never again."""
    place_of(request).recovery_key = None
    return redirect(request, "/welcome/safe")


def safe(request: Request) -> Response:
    """Ask whether it is safe; the answers open words on the page, and go nowhere."""
    return render(request, "welcome/safe.html.j2")


def start_page(request: Request) -> Response:
    """Offer the example, one's own messages, and check-ins."""
    return render(request, "welcome/start.html.j2", can_try=not has_messages(store_of(request)))


def try_example(request: Request, _form: Form) -> Response:
    """Keep the made-up example, and look through it."""
    place = place_of(request)
    add_example(place.store, place.now())
    return redirect(request, f"/jobs/{start_looking(place).id}", notice="bring.made_up.done")


def drop_example(request: Request, _form: Form) -> Response:
    """Delete the made-up example."""
    remove_example(store_of(request))
    return redirect(request, "/", notice="bring.made_up.removed")


ROUTES: Final = (
    Route("/welcome", limits),
    Route("/welcome/keep", keep_page),
    Route("/welcome/keep", posts(keep), methods=["POST"]),
    Route("/welcome/key", key_page),
    Route("/welcome/key", posts(key_kept), methods=["POST"]),
    Route("/welcome/safe", safe),
    Route("/welcome/start", start_page),
    Route("/welcome/example", posts(try_example), methods=["POST"]),
    Route("/welcome/example/remove", posts(drop_example), methods=["POST"]),
)
