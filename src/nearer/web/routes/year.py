"""The year grid."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.year import GLYPHS, shows_year, year_view
from nearer.kernel.errors import RequestError
from nearer.web.http import place_of, render, store_of

__all__ = ["ROUTES"]


def this_year(request: Request) -> Response:
    """Show the present year."""
    return _page(request, place_of(request).now().year)


def one_year(request: Request) -> Response:
    """Show any other."""
    year = request.path_params["year"]
    if not 1900 <= year <= 9998:
        raise RequestError("store.errors.gone")
    return _page(request, year)


def _page(request: Request, year: int) -> Response:
    store = store_of(request)
    if not shows_year(store):
        return render(request, "year/off.html.j2", year=year)
    view = year_view(store, year, place_of(request).now().date())
    return render(request, "year/year.html.j2", view=view, glyphs=GLYPHS)


ROUTES: Final = (Route("/year", this_year), Route("/year/{year:int}", one_year))
