"""The path over months, and days before and after which messages are compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.progress import lay_worsening_aside, progress_summary, worsening
from nearer.app.progress_compared import fears_figure, turn_figure
from nearer.app.progress_days import choose_day, people_to_compare, take_day_away
from nearer.app.progress_figures import drawn_figure, gap_figure, pauses_words
from nearer.app.tipping_figures import months_figure
from nearer.report.dates import day_words, span_words
from nearer.report.page import json_block
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.words import catalogue, say

__all__ = ["ROUTES"]

FOUND: Final = 2
"""Of ten strong patterns that stopped a year into the record, those that were seen; see docs/progress.md."""
FOUND_LONG: Final = 3
"""The same, two years into the record."""


def progress(request: Request) -> Response:
    """Show what there is to see over months."""
    store, now = store_of(request), place_of(request).now()
    view = progress_summary(store, now)
    months = months_figure(view.tipping)
    noted = {
        "tipping": None if months is None else replace(months, title=say("progress.tipping.title")),
        "gap": gap_figure(view.gaps),
        "fears": fears_figure(view.fears),
        "drawn": drawn_figure(view.drawn),
    }
    turns = [(turn, turn_figure(turn)) for turn in view.turns]
    figures = [figure for figure in (*noted.values(), *(figure for _, figure in turns)) if figure is not None]
    return render(
        request,
        "progress/progress.html.j2",
        view=view,
        noted=noted,
        pauses=pauses_words(view.pauses),
        turns=turns,
        charts=json_block([chart for figure in figures for chart in figure.charts]),
        has_figures=bool(figures),
        words=catalogue("report"),
        worse=worsening(store, now),
        found=FOUND,
        found_long=FOUND_LONG,
        day_words=day_words,
        span_words=span_words,
    )


def day(request: Request) -> Response:
    """Ask for a day and a person."""
    return render(
        request,
        "progress/day.html.j2",
        people=people_to_compare(store_of(request)),
        today=place_of(request).now().date(),
    )


def choose(request: Request, form: Form) -> Response:
    """Keep a day."""
    choose_day(
        store_of(request),
        form.integer("who", least=1),
        form.date("day"),
        form.text("note"),
        place_of(request).now(),
    )
    return redirect(request, "/progress#turn", "progress.notice.chosen")


def remove(request: Request, form: Form) -> Response:
    """Take a day away."""
    undo = take_day_away(place_of(request), request.path_params["uid"])
    return redirect(request, "/progress#turn", "progress.notice.removed", undo=undo)


def aside(request: Request, form: Form) -> Response:
    """Do not speak of two hard weeks for a while."""
    lay_worsening_aside(store_of(request), place_of(request).now())
    return redirect(request, "/progress", "progress.notice.aside")


ROUTES: Final = (
    Route("/progress", progress),
    Route("/progress/day", day),
    Route("/progress/day", posts(choose), methods=["POST"]),
    Route("/progress/day/{uid}/remove", posts(remove), methods=["POST"]),
    Route("/progress/aside", posts(aside), methods=["POST"]),
)
