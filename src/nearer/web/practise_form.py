"""What the forms of practice ask and send: who it is about, whether that is safe, and values; nothing else is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from nearer.app.checkins import NEW_PERSON, find_person, people_to_choose
from nearer.app.ladder import is_open
from nearer.kernel.errors import RequestError
from nearer.web.http import Form, place_of, redirect, render, store_of

if TYPE_CHECKING:
    from nearer.app.place import Place

__all__ = ["LONGEST", "READERS", "ask_safety", "ask_who", "asked_id", "read_scale", "read_who"]

LONGEST: Final = 4_000
MOST_PEOPLE: Final = 7
"""So many people stand there at once, the others behind a fold."""


def ask_who(request: Request, home: str, kind: str = "") -> Response:
    """Ask about whom something is.

    Args:
        request: Whose answer it is.
        home: Path of the page that leads here; the form goes to ``home/who``.
        kind: Which words the page takes.
    """
    people = people_to_choose(store_of(request))
    return render(
        request,
        "practise/who.html.j2",
        kind=kind,
        url=f"{home}/who",
        back=home,
        people=people[:MOST_PEOPLE],
        more_people=people[MOST_PEOPLE:],
    )


def read_who(place: Place, form: Form) -> int | None:
    """Return who was chosen; a name that was written chooses somebody new by itself. None for nobody in particular."""
    choice = form.text("who") or (NEW_PERSON if form.text("name") else "")
    return find_person(place.store, choice, form.text("name"), place.now())


def read_scale(form: Form, name: str, most: int = 10) -> int | None:
    """Return a number from 0 on; None where none was chosen.

    Raises:
        RequestError: It is none that the form offers.
    """
    text = form.text(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= most):
        raise RequestError("predictions.errors.no_choice")
    return int(text)


def asked_id(request: Request, name: str = "with") -> int | None:
    """Return the number that an address asks for; None where it is none."""
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def ask_safety(request: Request, person_id: int | None, then: str) -> Response | None:
    """Lead to the questions about safety where steps toward somebody are not open; None where they are.

    Args:
        request: Whose answer it is.
        person_id: Toward whom; None for nobody in particular.
        then: Path to come back to.
    """
    place = place_of(request)
    if person_id is None or is_open(place.store, person_id, place.now()):
        return None
    return redirect(request, f"/practise/safe/{person_id}?then={quote(then, safe='')}")


def _read_fear(form: Form) -> dict[str, Any]:
    fear, day, belief = form.text("fear", most=LONGEST), form.date("by_day"), read_scale(form, "belief", 100)
    if not fear:
        raise RequestError("predictions.errors.no_fear")
    if day is None:
        raise RequestError("predictions.errors.no_day")
    if belief is None:
        raise RequestError("predictions.errors.no_belief")
    return {"fear": fear, "by_day": day, "belief": belief}


def _read_plan(form: Form) -> dict[str, Any]:
    return {"habit": form.text("habit", most=LONGEST), "discomfort": read_scale(form, "discomfort")}


def _read_after(form: Form) -> dict[str, Any]:
    return {
        "surprise": form.text("surprise", most=LONGEST),
        "next_where": form.text("next_where", most=LONGEST),
        "discomfort_felt": read_scale(form, "discomfort_felt"),
        "belief_after": read_scale(form, "belief_after", 100),
    }


READERS: Final[dict[str, Callable[[Form], dict[str, Any]]]] = {
    "fear": _read_fear,
    "plan": _read_plan,
    "after": _read_after,
}
"""What the short forms of a test say, by part; what happened is read where it ends the test."""
