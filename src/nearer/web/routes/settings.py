"""Settings: how it looks, when it locks, the passphrase and the recovery key."""

from __future__ import annotations

from typing import Final, get_args

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from nearer.app.choices import IDLE_MINUTES, Choices, Contrast, Theme, save_choices
from nearer.app.strength import LEAST_LETTERS
from nearer.app.year import show_year, shows_year
from nearer.kernel.errors import RequestError, WrongSecretError
from nearer.web.http import Form, choices_of, place_of, posts, redirect, render, store_of
from nearer.words import say

__all__ = ["ROUTES"]

PAGE: Final = "shell/settings.html.j2"
CHANGE_PAGE: Final = "shell/change.html.j2"
RECOVERY_PAGE: Final = "shell/new_recovery.html.j2"
SHOWN_PAGE: Final = "shell/shown_recovery.html.j2"


def settings(request: Request) -> Response:
    """Show all settings."""
    return render(
        request,
        PAGE,
        themes=get_args(Theme),
        contrasts=get_args(Contrast),
        idle_minutes=IDLE_MINUTES,
        shows_year=shows_year(store_of(request)),
        has_passphrase=place_of(request).has_passphrase,
    )


def save_look(request: Request, form: Form) -> Response:
    """Keep light or dark, and the contrast."""
    choices = msgspec.structs.replace(
        choices_of(request),
        theme=_one_of(form.text("theme"), get_args(Theme)),
        contrast=_one_of(form.text("contrast"), get_args(Contrast)),
    )
    return _keep(request, choices)


def save_leaving(request: Request, form: Form) -> Response:
    """Keep when it locks, and whether the way out is on every page."""
    minutes = form.integer("idle_minutes")
    if minutes not in IDLE_MINUTES:
        raise RequestError("shell.errors.no_choice")
    choices = msgspec.structs.replace(
        choices_of(request), idle_minutes=minutes, quick_exit=form.flag("quick_exit")
    )
    return _keep(request, choices)


def save_year(request: Request, form: Form) -> Response:
    """Keep whether the year is shown."""
    show_year(store_of(request), form.flag("year"))
    return redirect(request, "/settings", notice="shell.settings.saved")


def _keep(request: Request, choices: Choices) -> Response:
    save_choices(place_of(request).folder, choices)
    request.app.state.choices = choices
    return redirect(request, "/settings", notice="shell.settings.saved")


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise RequestError("shell.errors.no_choice")
    return text


def passphrase_page(request: Request) -> Response:
    """Ask for the passphrase as it is, and for the new one."""
    return _passphrase_page(request)


def change_passphrase(request: Request, form: Form) -> Response:
    """Change the passphrase; where there was none before, show the recovery key that comes with it."""
    place, new = place_of(request), form.secret("passphrase")
    had_one = place.has_passphrase
    if len(new) < LEAST_LETTERS:
        return _passphrase_page(request, new_error=say("shell.strength.too_short", n=LEAST_LETTERS))
    if new != form.secret("again"):
        return _passphrase_page(request, new_error=say("shell.strength.differ"))
    try:
        recovery = place.change_passphrase(form.secret("secret") if had_one else None, new)
    except WrongSecretError as error:
        return _passphrase_page(request, error=str(error))
    if recovery is not None:
        return render(request, SHOWN_PAGE, key=recovery, replaced=False)
    return redirect(request, "/settings", notice="shell.settings.passphrase_changed")


def _passphrase_page(request: Request, error: str = "", new_error: str = "") -> Response:
    return render(
        request,
        CHANGE_PAGE,
        422 if error or new_error else 200,
        has_passphrase=place_of(request).has_passphrase,
        error=error,
        new_error=new_error,
        least=LEAST_LETTERS,
    )


def recovery_page(request: Request) -> Response:
    """Ask for the passphrase before a new recovery key is made."""
    if not place_of(request).has_passphrase:
        return RedirectResponse("/settings", 303)
    return render(request, RECOVERY_PAGE, error="")


def new_recovery(request: Request, form: Form) -> Response:
    """Make a new recovery key and show it, once."""
    try:
        key = place_of(request).new_recovery_key(form.secret("secret"))
    except WrongSecretError as error:
        return render(request, RECOVERY_PAGE, 422, error=str(error))
    return render(request, SHOWN_PAGE, key=key, replaced=True)


ROUTES = (
    Route("/settings", settings),
    Route("/settings/look", posts(save_look), methods=["POST"]),
    Route("/settings/leaving", posts(save_leaving), methods=["POST"]),
    Route("/settings/year", posts(save_year), methods=["POST"]),
    Route("/settings/passphrase", passphrase_page),
    Route("/settings/passphrase", posts(change_passphrase), methods=["POST"]),
    Route("/settings/recovery", recovery_page),
    Route("/settings/recovery", posts(new_recovery), methods=["POST"]),
)
