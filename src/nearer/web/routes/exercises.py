"""Exercises: the list by need, what each is, and a sitting from its beginning to its end."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.checkins import load_names, people_to_choose
from nearer.app.exercises import (
    Exercise,
    Sitting,
    begin_sitting,
    change_sitting,
    drop_sitting,
    end_sitting,
    exercises_view,
    find_sitting,
    last_note,
    pick_exercise,
)
from nearer.app.exercises_times import FEWEST, own_times
from nearer.kernel.uids import new_uid
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.web.practise_form import ask_safety, asked_id
from nearer.words import say

__all__ = ["ROUTES"]

HOME: Final = "/practise/exercises"
MINUTE_S: Final = 60
CLOSED: Final = ("done", "stopped")


def show_list(request: Request) -> Response:
    """Show the exercises by need."""
    view = exercises_view(store_of(request))
    names = {sitting.uid: pick_exercise(sitting.exercise).words.title for sitting in view.waiting}
    return render(request, "exercises/list.html.j2", view=view, names=names)


def one(request: Request) -> Response:
    """Show what an exercise is, and let it begin."""
    store, now = store_of(request), place_of(request).now()
    exercise = pick_exercise(request.path_params["key"])
    noted: datetime | None = None
    person_id = asked_id(request)
    asks_who = exercise.of.is_toward and not exercise.of.tool
    if not asks_who:
        person_id = None
    elif person_id is not None:
        asked = ask_safety(request, person_id, f"{HOME}/{exercise.key}?with={person_id}")
        if asked is not None:
            return asked
        noted = last_note(store, person_id, now)
    return render(
        request,
        "exercises/one.html.j2",
        exercise=exercise,
        uid=new_uid(),
        own=own_times(store, exercise.key),
        fewest=FEWEST,
        today=now.date(),
        asks_who=asks_who,
        people=people_to_choose(store) if asks_who and person_id is None else [],
        person_id=person_id,
        name=load_names(store).get(person_id, "") if person_id else "",
        noted=noted,
    )


def begin(request: Request, form: Form) -> Response:
    """Begin an exercise."""
    place = place_of(request)
    sitting = begin_sitting(
        place.store,
        request.path_params["key"],
        form.text("uid"),
        place.now(),
        person_id=form.integer("who", least=1),
        before=form.text("before"),
    )
    return redirect(request, _url(sitting))


def sit(request: Request) -> Response:
    """Show a sitting: its steps while it stands as begun, afterwards what became of it."""
    store = store_of(request)
    sitting = find_sitting(store, request.path_params["uid"])
    exercise = pick_exercise(sitting.exercise)
    is_open = sitting.ended is None or bool(request.query_params.get("change"))
    asked = ask_safety(request, sitting.person_id, _url(sitting)) if is_open else None
    if asked is not None:
        return asked
    names = load_names(store)
    return render(
        request,
        "exercises/sitting.html.j2" if is_open else "exercises/ended.html.j2",
        exercise=exercise,
        sitting=sitting,
        contact=names.get(sitting.counts_for, "") if sitting.counts_for else "",
        length=length_words(exercise.seconds),
        parts=_parts(exercise),
        timer_words=_timer_words(),
    )


def save(request: Request, form: Form) -> Response:
    """Keep what a sitting's form says; end it where its button says so."""
    place, uid = place_of(request), request.path_params["uid"]
    known = pick_exercise(find_sitting(place.store, uid).exercise)
    names = (*known.answer_fields, "before", "after")
    given = {name: form.text(name) for name in names if name in form}
    how = next((one for one in CLOSED if one == form.text("do")), None)
    if how is None:
        sitting = change_sitting(place.store, uid, place.now(), given)
    else:
        sitting = end_sitting(place.store, uid, "done" if how == "done" else "stopped", place.now(), given)
    if request.headers.get("x-in-place"):
        return Response(status_code=204)
    if sitting.ended is None:
        return redirect(request, HOME, "exercises.notice.kept")
    return redirect(request, _url(sitting))


def drop(request: Request, _form: Form) -> Response:
    """Delete a sitting."""
    undo = drop_sitting(place_of(request), request.path_params["uid"])
    return redirect(request, HOME, "exercises.notice.dropped", undo=undo)


def length_words(seconds: int) -> str:
    """Return a length of time in words.

    >>> length_words(60), length_words(600), length_words(90)
    ('1 minute', '10 minutes', '90 seconds')
    """
    minutes, rest = divmod(seconds, MINUTE_S)
    if rest:
        return say("exercises.timer.left_seconds", n=seconds)
    return (
        say("exercises.timer.left_minute") if minutes == 1 else say("exercises.timer.left_minutes", n=minutes)
    )


def _parts(exercise: Exercise) -> list[dict[str, object]]:
    """Return the parts of the timer: seconds from the beginning, how long in words, and what is said."""
    return [
        {"seconds": seconds, "length": length_words(seconds), "words": words}
        for seconds, words in zip(exercise.of.phases, exercise.words.phases, strict=True)
    ]


def _timer_words() -> dict[str, str]:
    names = ("start", "pause", "go_on", "again", "paused")
    return {name: say(f"exercises.timer.{name}") for name in names} | {
        "left": say("exercises.timer.left", time="{time}"),
        "minutes": say("exercises.timer.left_minutes", n="{n}"),
        "minute": say("exercises.timer.left_minute"),
        "seconds": say("exercises.timer.left_seconds", n="{n}"),
    }


def _url(sitting: Sitting) -> str:
    return f"{HOME}/sitting/{sitting.uid}"


ROUTES: Final = (
    Route(HOME, show_list),
    Route(HOME + "/{key}", one),
    Route(HOME + "/{key}/begin", posts(begin), methods=["POST"]),
    Route(HOME + "/sitting/{uid}", sit),
    Route(HOME + "/sitting/{uid}", posts(save), methods=["POST"]),
    Route(HOME + "/sitting/{uid}/drop", posts(drop), methods=["POST"]),
)
