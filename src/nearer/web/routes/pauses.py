"""A pause with a return: write it, copy it, and say later whether it was kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.checkins import load_names, people_to_choose
from nearer.app.pauses import (
    ANSWERS,
    PARTS,
    announce_pause,
    answer_pause,
    drop_pause,
    find_pause,
    join_parts,
    keep_pause,
    pause_calendar,
    pauses_summary,
    pauses_view,
)
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.practice.returns import check_return, suggest_returns, when_words
from nearer.practice.wording import MOST_WORDS, count_words, notice_wording
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.web.practise_form import ask_safety, read_who
from nearer.words import say

__all__ = ["ROUTES"]

HOME: Final = "/practise/pause"
TONES: Final = ("plain", "warm", "brief")
FEWEST: Final = 5
"""Of fewer pauses than these, no share is told."""


def home(request: Request) -> Response:
    """Ask about a pause whose time has come, show those that run, and lead to a new one."""
    store, now = store_of(request), place_of(request).now()
    return render(
        request,
        "pauses/home.html.j2",
        view=pauses_view(store, now),
        told=pauses_summary(store),
        fewest=FEWEST,
        names=load_names(store),
        people=people_to_choose(store),
        answers=ANSWERS,
        when=lambda at: when_words(at, now),
    )


def choose(request: Request, form: Form) -> Response:
    """Go on with somebody who was chosen, or with somebody new."""
    person_id = read_who(place_of(request), form)
    if person_id is None:
        raise RequestError("pauses.errors.no_person")
    return redirect(request, f"{HOME}/with/{person_id}")


def write(request: Request) -> Response:
    """Show an empty message."""
    return _ask_first(request) or _composer(request, Form([("uid", new_uid())]))


def compose(request: Request, form: Form) -> Response:
    """Fill a part, choose a time, look the words over, or be ready; what was written stays in the form."""
    asked = _ask_first(request)
    if asked is not None:
        return asked
    if form.text("do") != "ready":
        return _composer(request, form)
    place, person_id = place_of(request), _person(request)
    message = _message(form)
    keys = ",".join(one.key for one in notice_wording(message, empty=_empty(form)))
    if keys and form.text("seen") != keys:
        return _composer(request, form)
    keeps = form.flag("keeps")
    try:
        returns_at = check_return(form.date("day"), form.text("clock"), place.now())
        pause = keep_pause(
            place.store, form.text("uid"), person_id, message, returns_at, place.now(), keeps_words=keeps
        )
    except RequestError as error:
        return _composer(request, form, error)
    return redirect(request, f"{HOME}/{pause.uid}") if keeps else _one(request, pause.uid, message)


def check(request: Request, form: Form) -> Response:
    """Return what is worth a second look in the words so far, as a piece of the page; nothing is kept."""
    return render(request, "pauses/noticed.html.j2", **_noticed(form))


def one(request: Request) -> Response:
    """Show a pause."""
    return _one(request, request.path_params["uid"])


def calendar(request: Request) -> Response:
    """Give the return as a calendar file."""
    content = pause_calendar(store_of(request), request.path_params["uid"], datetime.now(UTC))
    headers = {"content-disposition": 'attachment; filename="reminder.ics"'}
    return Response(content, headers=headers, media_type="text/calendar; charset=utf-8")


def said(request: Request, form: Form) -> Response:
    """Note that a pause was announced, or not after all."""
    is_said = not form.flag("unsay")
    pause = announce_pause(
        store_of(request), request.path_params["uid"], place_of(request).now(), said=is_said
    )
    return redirect(
        request,
        HOME if is_said else f"{HOME}/{pause.uid}",
        "pauses.notice.said" if is_said else "pauses.notice.unsaid",
    )


def answer(request: Request, form: Form) -> Response:
    """Note whether a pause was kept."""
    given = form.text("answer")
    uid = request.path_params["uid"]
    answer_pause(store_of(request), uid, given, place_of(request).now())
    return redirect(request, HOME, "pauses.notice.kept" if given else None)


def drop(request: Request, _form: Form) -> Response:
    """Delete a pause."""
    undo = drop_pause(place_of(request), request.path_params["uid"])
    return redirect(request, HOME, "pauses.notice.dropped", undo=undo)


def _composer(request: Request, form: Form, error: RequestError | None = None) -> Response:
    now = place_of(request).now()
    parts = {name: form.text(name) for name in PARTS}
    returns_at = _return(form, now)
    use, _, tone = form.text("do").partition(".")
    if use in PARTS and tone in TONES:
        parts[use] = say(f"pauses.{use}.{tone}", when=when_words(returns_at, now))
    is_looked_at = form.text("do") in ("look", "ready")
    whole = Form(list(parts.items()))
    return render(
        request,
        "pauses/write.html.j2",
        200 if error is None else 422,
        **_noticed(whole, is_shown=is_looked_at),
        person_id=_person(request),
        contact=load_names(store_of(request)).get(_person(request), ""),
        uid=form.text("uid"),
        parts=parts,
        filled=use if use in PARTS else "",
        returns_at=returns_at,
        suggested=suggest_returns(now),
        when=lambda at: when_words(at, now),
        tones=TONES,
        keeps=form.flag("keeps"),
        today=now.date(),
        error="" if error is None else str(error),
    )


def _noticed(form: Form, *, is_shown: bool = True) -> dict[str, Any]:
    """Return what is said of the words; while they are being written, nothing is missing before each part has some."""
    message = _message(form)
    is_whole = form.text("do") != "live" or all(form.text(name) for name in PARTS)
    return {
        "message": message,
        "n_words": count_words(message),
        "most_words": MOST_WORDS,
        "is_shown": is_shown and bool(message),
        "noticed": notice_wording(message, is_whole=is_whole, empty=_empty(form)),
    }


def _empty(form: Form) -> list[str]:
    return [name for name in PARTS if not form.text(name)]


def _message(form: Form) -> str:
    return join_parts({name: form.text(name) for name in PARTS})


def _return(form: Form, now: datetime) -> datetime:
    """Return the time that a form holds or asks for; tomorrow where it holds none that can be."""
    suggested = suggest_returns(now)
    if form.text("do") in suggested:
        return suggested[form.text("do")]
    try:
        return check_return(form.date("day"), form.text("clock"), now)
    except RequestError:
        return suggested["tomorrow"]


def _one(request: Request, uid: str, message: str = "") -> Response:
    store, now = store_of(request), place_of(request).now()
    pause = find_pause(store, uid)
    return render(
        request,
        "pauses/one.html.j2",
        pause=pause,
        message=message or pause.message,
        is_kept=bool(pause.message),
        contact=load_names(store).get(pause.counts_for, "") if pause.counts_for else "",
        when=when_words(pause.returns_at, now),
        is_over=pause.returns_at <= now,
        answers=ANSWERS,
    )


def _ask_first(request: Request) -> Response | None:
    """Lead to the questions of safety where they are not answered with nine times no; else None."""
    person_id = _person(request)
    return ask_safety(request, person_id, f"{HOME}/with/{person_id}")


def _person(request: Request) -> int:
    return int(request.path_params["person"])


ROUTES: Final = (
    Route(HOME, home),
    Route(HOME + "/who", posts(choose), methods=["POST"]),
    Route(HOME + "/check", posts(check), methods=["POST"]),
    Route(HOME + "/with/{person:int}", write),
    Route(HOME + "/with/{person:int}", posts(compose), methods=["POST"]),
    Route(HOME + "/{uid}", one),
    Route(HOME + "/{uid}/calendar", calendar),
    Route(HOME + "/{uid}/said", posts(said), methods=["POST"]),
    Route(HOME + "/{uid}/answer", posts(answer), methods=["POST"]),
    Route(HOME + "/{uid}/drop", posts(drop), methods=["POST"]),
)
