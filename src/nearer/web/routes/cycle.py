"""The cycle to play with: one page, and the part of it that changes with a slider."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.cycle import CONTROLS, STORIES, Controls, own_controls, play, read_controls
from nearer.app.cycle_figures import cycle_sentence, path_picture, table_rows, time_picture
from nearer.web.http import render, store_of

__all__ = ["ROUTES"]


def cycle(request: Request) -> Response:
    """Show the sliders and what becomes of them."""
    own = own_controls(store_of(request))
    is_own = request.query_params.get("story") == "own"
    controls = own.controls if is_own else read_controls(request.query_params)
    return render(
        request,
        "cycle/cycle.html.j2",
        **_seen(controls),
        names=CONTROLS,
        stories={name: f"/understand/cycle?story={name}" for name in STORIES},
        told=next((name for name, story in STORIES.items() if story == controls), None),
        own=own,
        is_own=is_own,
    )


def picture(request: Request) -> Response:
    """Return only the words and pictures, for a page that is already there."""
    return render(request, "cycle/picture.html.j2", **_seen(read_controls(request.query_params)))


def _seen(controls: Controls) -> dict[str, Any]:
    played = play(controls)
    return {
        "controls": controls,
        "query": urlencode(controls.query),
        "sentences": cycle_sentence(played),
        "time": time_picture(played),
        "path": path_picture(played),
        "rows": table_rows(played),
    }


ROUTES: Final = (
    Route("/understand/cycle", cycle),
    Route("/understand/cycle/picture", picture),
)
