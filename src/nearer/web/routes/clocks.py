"""Where the user's clock was, for apps that write down moments."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.clocks import load_clock, make_clock, save_clock, zone_names
from nearer.kernel.errors import RequestError
from nearer.sources.clock import local_zone
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.web.routes.bring import start_reading

__all__ = ["ROUTES"]

EMPTY_ROWS = 2

Move = tuple[str, str]
"""A day and a zone, as they were typed."""


def clock(request: Request) -> Response:
    """Ask where the clock was."""
    kept = load_clock(store_of(request))
    return _page(request, kept.zone, [(start.date().isoformat(), zone) for start, zone in kept.moves])


def save(request: Request, form: Form) -> Response:
    """Keep where the clock was; what waits to be kept and holds moments is read again."""
    zone = form.text("zone")
    typed = list(zip(form.texts("from"), form.texts("then"), strict=False))
    try:
        told = make_clock(zone, [_move(day, there) for day, there in typed if day or there])
    except RequestError as error:
        return _page(request, zone, [one for one in typed if any(one)], str(error))
    store, basket = store_of(request), place_of(request).basket
    changed = told != load_clock(store)
    save_clock(store, told)
    if changed and basket.draft is not None and basket.draft.zones:
        return start_reading(request)
    return redirect(request, "/bring/you" if basket.draft else "/settings", notice="clocks.page.saved")


def _page(request: Request, zone: str, moves: list[Move], error: str = "") -> Response:
    draft = place_of(request).basket.draft
    return render(
        request,
        "shell/clock.html.j2",
        422 if error else 200,
        zone=zone,
        moves=[*moves, *[("", "")] * EMPTY_ROWS],
        here=local_zone(),
        zones=zone_names(),
        reads_again=draft is not None and bool(draft.zones),
        error=error,
    )


def _move(day: str, zone: str) -> tuple[date, str]:
    """Return one move.

    Raises:
        RequestError: Its day or its zone is missing, or is no day.
    """
    if not day:
        raise RequestError("clocks.errors.no_day_given", zone=zone[:64])
    if not zone:
        raise RequestError("clocks.errors.no_zone_given", day=day[:64])
    try:
        return date.fromisoformat(day), zone
    except ValueError:
        raise RequestError("clocks.errors.no_day", text=day[:64]) from None


ROUTES = (
    Route("/settings/clock", clock),
    Route("/settings/clock", posts(save), methods=["POST"]),
)
