"""The home of practice."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.next_step import find_next_step
from nearer.app.people import load_names
from nearer.web.http import place_of, render

__all__ = ["ROUTES"]

ALSO: Final = (
    ("ladder", "/practise/ladder"),
    ("tests", "/practise/tests"),
    ("exercises", "/practise/exercises"),
    ("pause", "/practise/pause"),
    ("progress", "/progress"),
    ("guard", "/understand/guard-map"),
)


def practise(request: Request) -> Response:
    """Show one next step, and what else there is."""
    place = place_of(request)
    return render(
        request,
        "practise/practise.html.j2",
        next=find_next_step(place.store, place.now()),
        names=load_names(place.store),
        also=ALSO,
    )


ROUTES: Final = (Route("/practise", practise),)
