"""Check-ins: short forms that each save at once, the list, and the tags."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.checkins import (
    DID,
    STEPS,
    CheckIn,
    CheckInFilter,
    begin,
    bring_back,
    change,
    is_kept,
    list_checkins,
    load_checkin,
    load_names,
    load_tags,
    offered_tags,
    people_to_choose,
    remove,
)
from nearer.app.feelings import known_feelings, nearest_feelings
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.web.checkin_form import CLEARED, READERS, read_closeness
from nearer.web.http import Form, place_of, posts, redirect, render, store_of

__all__ = ["ROUTES"]

MOST_PEOPLE: Final = 7
NEAREST: Final = 8


def new(request: Request) -> Response:
    """Lead to the first step of a new check-in, at an address of its own: going back to it finds the same one."""
    person = _id(request.query_params.get("with"))
    return redirect(request, f"/check-in/new/{new_uid()}" + (f"?with={person}" if person else ""))


def first_step(request: Request) -> Response:
    """Show the first step of a new check-in."""
    uid = request.path_params["uid"]
    checkin = load_checkin(store_of(request), uid) if is_kept(store_of(request), uid) else None
    return _closeness_page(request, checkin, uid)


def save_first(request: Request, form: Form) -> Response:
    """Keep a new check-in; from now on it is there."""
    place, uid = place_of(request), request.path_params["uid"]
    begin(place.store, uid, place.now(), **read_closeness(place, form, place.now()))
    return _go_on(request, uid, "closeness")


def one(request: Request) -> Response:
    """Show a check-in as it stands."""
    return render(request, "checkins/one.html.j2", **_context(request, _load(request)))


def step(request: Request) -> Response:
    """Show one of the short forms."""
    checkin, name = _load(request), _step_name(request)
    if name == "closeness":
        return _closeness_page(request, checkin, checkin.uid)
    store = store_of(request)
    values: dict[str, Any] = {}
    if name == "words":
        feelings = nearest_feelings(checkin.pleasant, checkin.energy, checkin.feelings)
        n_near = max(NEAREST, len(checkin.feelings))
        values = {"near": feelings[:n_near], "far": feelings[n_near:]}
    elif name == "pull":
        values = {"done": DID}
    elif name == "more":
        values = {"offered": offered_tags(store, checkin.tags)}
    return render(request, f"checkins/{name}.html.j2", **_context(request, checkin, name), **values)


def save_step(request: Request, form: Form) -> Response:
    """Keep what one of the short forms says."""
    place, name = place_of(request), _step_name(request)
    uid = request.path_params["uid"]
    if form.text("clear"):
        values = dict(CLEARED[name])
    else:
        values = READERS[name](place, form, load_checkin(place.store, uid).at)
    change(place.store, uid, place.now(), **values)
    if request.headers.get("x-in-place"):
        return Response(status_code=204)
    return _go_on(request, uid, name)


def delete(request: Request, form: Form) -> Response:
    """Delete a check-in; the page that follows holds the last copy."""
    text = remove(place_of(request), request.path_params["uid"])
    return render(request, "checkins/deleted.html.j2", text=text)


def undelete(request: Request, form: Form) -> Response:
    """Bring a check-in back from the page that held it."""
    checkin = bring_back(store_of(request), form.text("text", most=200_000))
    return redirect(request, f"/check-in/{checkin.uid}", notice="checkin.deleted.back")


def show_list(request: Request) -> Response:
    """Show the check-ins by day."""
    store = store_of(request)
    query = request.query_params
    only = CheckInFilter(person_id=_id(query.get("with")), tag_id=_id(query.get("tag")), **_days(request))
    found = list_checkins(store, only, _id(query.get("page")) or 1)
    kept = {name: query[name] for name in ("with", "tag", "day") if query.get(name)}
    return render(
        request,
        "checkins/list.html.j2",
        found=found,
        only=only,
        kept=kept,
        people=people_to_choose(store),
        tags={tag.id: tag for tag in load_tags(store)},
        names=load_names(store),
        feelings=known_feelings(),
    )


def _closeness_page(request: Request, checkin: CheckIn | None, uid: str) -> Response:
    store, now = store_of(request), place_of(request).now()
    people = people_to_choose(store)
    chosen = checkin.counts_for if checkin else _id(request.query_params.get("with"))
    first = [p for p in people if p.id == chosen] + [p for p in people if p.id != chosen]
    return render(
        request,
        "checkins/closeness.html.j2",
        **_context(request, checkin, "closeness"),
        uid=uid,
        chosen=chosen,
        people=first[:MOST_PEOPLE],
        more_people=first[MOST_PEOPLE:],
        at=checkin.at if checkin else None,
        now=now,
    )


def _context(request: Request, checkin: CheckIn | None, step: str | None = None) -> dict[str, Any]:
    """Return what every page of a check-in shows: the check-in so far, and where this step stands."""
    store = store_of(request)
    return {
        "checkin": checkin,
        "names": load_names(store),
        "tags": {tag.id: tag for tag in load_tags(store)},
        "feelings": known_feelings(),
        "steps": STEPS,
        "step": step,
        "number": STEPS.index(step) + 1 if step else None,
    }


def _load(request: Request) -> CheckIn:
    return load_checkin(store_of(request), request.path_params["uid"])


def _step_name(request: Request) -> str:
    name: str = request.path_params["step"]
    if name not in STEPS:
        raise RequestError("store.errors.gone")
    return name


def _go_on(request: Request, uid: str, name: str) -> Response:
    """Lead to the next short form, or to the whole after the last."""
    place = STEPS.index(name) + 1
    url = f"/check-in/{uid}/{STEPS[place]}" if place < len(STEPS) else f"/check-in/{uid}"
    return redirect(request, url, notice="checkin.page.saved")


def _id(text: str | None) -> int | None:
    """Return the number of an address; None where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _days(request: Request) -> dict[str, Any]:
    try:
        day = date.fromisoformat(request.query_params.get("day", ""))
    except ValueError:
        return {}
    return {"first": day, "last": day}


ROUTES: Final = (
    Route("/check-in", new),
    Route("/check-in/new/{uid}", first_step),
    Route("/check-in/new/{uid}", posts(save_first), methods=["POST"]),
    Route("/check-in/bring-back", posts(undelete), methods=["POST"]),
    Route("/check-in/{uid}", one),
    Route("/check-in/{uid}/delete", posts(delete), methods=["POST"]),
    Route("/check-in/{uid}/{step}", step),
    Route("/check-in/{uid}/{step}", posts(save_step), methods=["POST"]),
    Route("/check-ins", show_list),
)
