"""Is it safe? The questions before any step toward somebody, and the pages that may follow.

The questions come up empty every time, and the pages that follow name nobody: anyone can open them at any time.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.helplines import helplines_by_country
from nearer.app.people import load_names
from nearer.app.safety import ANSWERS, OF_ME, OF_THEM, QUESTIONS, answer_safety
from nearer.kernel.errors import RequestError
from nearer.web.http import Form, own_path, place_of, posts, redirect, render, store_of

__all__ = ["ROUTES"]


def questions(request: Request) -> Response:
    """Ask."""
    person_id = int(request.path_params["person"])
    return render(
        request,
        "safety/questions.html.j2",
        person_id=person_id,
        name=_name(request, person_id),
        of_them=OF_THEM,
        of_me=OF_ME,
        answers=ANSWERS,
        then=own_path(request.query_params.get("then", "/practise")),
    )


def _name(request: Request, person_id: int) -> str:
    names = load_names(store_of(request))
    if person_id not in names:
        raise RequestError("store.errors.gone")
    return names[person_id]


def answer(request: Request, form: Form) -> Response:
    """Keep the answers, and go on to where they lead."""
    place, person_id = place_of(request), int(request.path_params["person"])
    given = {question: form.text(question) for question in QUESTIONS if form.text(question)}
    gate = answer_safety(place.store, person_id, given, place.now())
    match gate:
        case "away":
            return redirect(request, "/practise/safe/stopping")
        case "closed":
            return redirect(request, "/practise/safe/distance")
        case "open":
            return redirect(request, own_path(form.text("then") or "/practise"), "safety.notice.open")
    return redirect(request, "/practise", "safety.notice.some_open")


def distance(request: Request) -> Response:
    """Say when distance is right, and who can help."""
    return render(
        request, "safety/distance.html.j2", part="distance", n=4, countries=helplines_by_country("afraid")
    )


def stopping(request: Request) -> Response:
    """Say what comes first when somebody may be afraid of the user, and who can help."""
    return render(
        request, "safety/distance.html.j2", part="stopping", n=3, countries=helplines_by_country("frightens")
    )


ROUTES: Final = (
    Route("/practise/safe/distance", distance),
    Route("/practise/safe/stopping", stopping),
    Route("/practise/safe/{person:int}", questions),
    Route("/practise/safe/{person:int}", posts(answer), methods=["POST"]),
)
