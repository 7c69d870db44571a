"""The first page."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.home import home_view
from nearer.web.http import place_of, redirect, render

__all__ = ["ROUTES"]


def home(request: Request) -> Response:
    """Show today in one glance; a place that is not made yet begins with the first run."""
    place = place_of(request)
    if place.is_new:
        return redirect(request, "/welcome")
    view = home_view(place.store, place.now())
    return render(request, "home/home.html.j2", view=view, backup_error=place.backup_error)


ROUTES: Final = (Route("/", home),)
