"""The ladder: the steps, a new one, and what can be done with each."""

from __future__ import annotations

from typing import Any, Final, Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.ladder import (
    LEVELS,
    STATES,
    Step,
    change_step,
    choose_step,
    chosen_step,
    find_step,
    keep_step,
    ladder_view,
    move_step,
    order_steps,
    remove_step,
)
from nearer.app.next_step import find_next_step
from nearer.app.people import load_names
from nearer.app.predictions import step_tests
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.web.practise_form import ask_safety, ask_who, asked_id, read_scale, read_who
from nearer.words import say

__all__ = ["ROUTES"]

EXAMPLES: Final = tuple((level, tuple(f"{level}_{number}" for number in (1, 2, 3))) for level in LEVELS)
TAKEN: Final = {example: level for level, examples in EXAMPLES for example in examples}
LONGEST: Final = 2_000


def show(request: Request) -> Response:
    """Show the ladder."""
    place = place_of(request)
    store, now = place.store, place.now()
    return render(
        request,
        "ladder/ladder.html.j2",
        view=ladder_view(store, now),
        next=find_next_step(store, now),
        names=load_names(store),
        moved=(request.query_params.get("moved"), request.query_params.get("by")),
    )


def new(request: Request) -> Response:
    """Ask toward whom, or lead to the form for a new step toward somebody."""
    person_id = asked_id(request)
    if person_id is not None:
        if person_id not in load_names(store_of(request)):
            raise RequestError("store.errors.gone")
        asked = ask_safety(request, person_id, f"/practise/ladder/new?with={person_id}")
        return asked or redirect(request, f"/practise/ladder/new/{new_uid()}?with={person_id}")
    return ask_who(request, "/practise/ladder")


def who(request: Request, form: Form) -> Response:
    """Go on with whom was chosen."""
    person_id = read_who(place_of(request), form)
    return redirect(request, "/practise/ladder/new" + (f"?with={person_id}" if person_id else ""))


def ask_new(request: Request) -> Response:
    """Show the form for a new step; an example may be taken along."""
    person_id, uid = asked_id(request), request.path_params["uid"]
    names = load_names(store_of(request))
    if person_id not in names:
        return redirect(request, "/practise/ladder/new")
    asked = ask_safety(request, person_id, f"/practise/ladder/new?with={person_id}")
    if asked is not None:
        return asked
    taken = request.query_params.get("take", "")
    values = {"what": say(f"ladder.example.{taken}"), "level": TAKEN[taken]} if taken in TAKEN else {}
    return _form(request, None, names[person_id], f"/practise/ladder/new/{uid}?with={person_id}", values)


def save_new(request: Request, form: Form) -> Response:
    """Keep a new step."""
    place, uid, person_id = place_of(request), request.path_params["uid"], asked_id(request)
    if person_id is None:
        raise RequestError("store.errors.gone")
    asked = ask_safety(request, person_id, f"/practise/ladder/new?with={person_id}")
    if asked is not None:
        return asked
    keep_step(place.store, uid, place.now(), person_id, **_read(form))
    return redirect(request, f"/practise/ladder/{uid}", "ladder.form.saved")


def one(request: Request) -> Response:
    """Show one step."""
    place, step = place_of(request), _step(request)
    asked = ask_safety(request, step.person_id, f"/practise/ladder/{step.uid}")
    if asked is not None:
        return asked
    chosen = chosen_step(place.store, place.now())
    return render(
        request,
        "ladder/step.html.j2",
        step=step,
        name=load_names(place.store)[step.person_id],
        is_chosen=chosen is not None and chosen.uid == step.uid,
        tests=step_tests(place.store, step, place.now()),
    )


def ask_change(request: Request) -> Response:
    """Show the form of a step as it stands."""
    step = _step(request)
    url = f"/practise/ladder/{step.uid}/change"
    asked = ask_safety(request, step.person_id, url)
    if asked is not None:
        return asked
    names = load_names(store_of(request))
    values = {name: getattr(step, name) for name in ("what", "level")}
    return _form(request, step, names[step.person_id], url, values)


def save_change(request: Request, form: Form) -> Response:
    """Keep what was changed."""
    place, uid = place_of(request), request.path_params["uid"]
    change_step(place.store, uid, place.now(), **_read(form))
    return redirect(request, f"/practise/ladder/{uid}", "ladder.form.changed")


def move(request: Request, form: Form) -> Response:
    """Move a step by one place."""
    place, uid = place_of(request), request.path_params["uid"]
    by: Literal[-1, 1] = -1 if form.text("by") == "up" else 1
    to = move_step(place.store, uid, by, place.now())
    if request.headers.get("x-in-place"):
        return Response(status_code=204)
    n = len(ladder_view(place.store, place.now()).ahead)
    url = f"/practise/ladder?moved={uid}&by={'up' if by < 0 else 'down'}#step-{uid}"
    return redirect(request, url, "ladder.move.moved", place=to, n=n)


def order(request: Request, form: Form) -> Response:
    """Put the steps into the order that was dragged."""
    place = place_of(request)
    order_steps(place.store, form.texts("uid"), place.now())
    if request.headers.get("x-in-place"):
        return Response(status_code=204)
    return redirect(request, "/practise/ladder")


def set_state(request: Request, form: Form) -> Response:
    """Say that a step was taken, set it aside, or put it back."""
    place, uid = place_of(request), request.path_params["uid"]
    state = form.text("state")
    if state not in STATES:
        raise RequestError("ladder.errors.no_choice")
    before = find_step(place.store, uid).state
    change_step(place.store, uid, place.now(), state=state)
    notice = {"done": "is_done", "set_aside": "is_aside", "open": "is_open"}[state]
    undo = f"/practise/ladder/{uid}/back/{before}" if before != state else None
    return redirect(request, "/practise/ladder", f"ladder.step.{notice}", undo=undo)


def undo_state(request: Request, _form: Form) -> Response:
    """Let a step stand as it stood."""
    place, uid, state = place_of(request), request.path_params["uid"], request.path_params["state"]
    change_step(place.store, uid, place.now(), state=state)
    return redirect(request, f"/practise/ladder/{uid}", "shell.common.back_again")


def choose(request: Request, form: Form) -> Response:
    """Make a step the next one, or none."""
    place, uid = place_of(request), request.path_params["uid"]
    on = form.flag("on")
    choose_step(place.store, uid if on else "", place.now())
    return redirect(request, f"/practise/ladder/{uid}", f"ladder.step.{'chosen' if on else 'unchosen'}")


def delete(request: Request, _form: Form) -> Response:
    """Delete a step."""
    undo = remove_step(place_of(request), request.path_params["uid"])
    return redirect(request, "/practise/ladder", "ladder.step.deleted", undo=undo)


def _step(request: Request) -> Step:
    return find_step(store_of(request), request.path_params["uid"])


def _form(request: Request, step: Step | None, name: str, url: str, values: dict[str, Any]) -> Response:
    filled = {"what": "", "level": None, **values}
    return render(
        request,
        "ladder/form.html.j2",
        step=step,
        name=name,
        url=url,
        levels=LEVELS,
        examples=EXAMPLES,
        **filled,
    )


def _read(form: Form) -> dict[str, Any]:
    level = form.text("level") or None
    words = {name: form.text(name, most=LONGEST) for name in ("what", "moment", "how_small", "return_plan")}
    return {**words, "level": level, "discomfort": read_scale(form, "discomfort")}


ROUTES: Final = (
    Route("/practise/ladder", show),
    Route("/practise/ladder/new", new),
    Route("/practise/ladder/who", posts(who), methods=["POST"]),
    Route("/practise/ladder/order", posts(order), methods=["POST"]),
    Route("/practise/ladder/new/{uid}", ask_new),
    Route("/practise/ladder/new/{uid}", posts(save_new), methods=["POST"]),
    Route("/practise/ladder/{uid}", one),
    Route("/practise/ladder/{uid}/change", ask_change),
    Route("/practise/ladder/{uid}/change", posts(save_change), methods=["POST"]),
    Route("/practise/ladder/{uid}/move", posts(move), methods=["POST"]),
    Route("/practise/ladder/{uid}/state", posts(set_state), methods=["POST"]),
    Route("/practise/ladder/{uid}/back/{state}", posts(undo_state), methods=["POST"]),
    Route("/practise/ladder/{uid}/choose", posts(choose), methods=["POST"]),
    Route("/practise/ladder/{uid}/delete", posts(delete), methods=["POST"]),
)
