"""Where the urge to pull back takes over."""

from __future__ import annotations

import math
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.tipping import tipping_view
from nearer.app.tipping_figures import curve_figure, months_figure, on_scale, people_table, share_words
from nearer.report.page import json_block
from nearer.web.http import render, store_of
from nearer.words import catalogue

__all__ = ["ROUTES"]

MOST_PEOPLE: Final = 12


def tipping(request: Request) -> Response:
    """Show it, as far as the check-ins tell."""
    from nearer.inference.tipping import LEAST, LEAST_OF_EACH, LEAST_WITH_PERSON

    view = tipping_view(store_of(request))
    found = view.found
    drawn = (curve_figure(found), months_figure(view)) if found.curve else ()
    figures = [figure for figure in drawn if figure is not None]
    return render(
        request,
        "tipping/tipping.html.j2",
        view=view,
        missing=max(LEAST - found.n, 0),
        some_people=any(person.place for person in view.people),
        people_table=people_table(view),
        figures=figures,
        charts=json_block([chart for figure in figures for chart in figure.charts]),
        words=catalogue("report"),
        least=LEAST,
        least_of_each=LEAST_OF_EACH,
        least_with_person=LEAST_WITH_PERSON,
        most_people=MOST_PEOPLE,
        on_scale=on_scale,
        share_words=share_words,
        factor=_factor,
    )


def _factor(log_odds: float) -> str:
    return f"{math.exp(log_odds):.1f}"


ROUTES: Final = (Route("/tipping", tipping),)
