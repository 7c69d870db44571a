"""What the short forms of a check-in send, read into values; anything that they do not offer is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from nearer.app.checkins import DID, LONGEST_NOTE, NEW_PERSON, check_moment, find_person, read_tags
from nearer.app.feelings import known_feelings
from nearer.kernel.errors import RequestError
from nearer.web.http import Form

if TYPE_CHECKING:
    from nearer.app.place import Place

__all__ = ["CLEARED", "READERS", "read_closeness"]


def read_closeness(place: Place, form: Form, at: datetime) -> dict[str, Any]:
    """Return the values of the first form.

    Args:
        place: Where the check-in is kept; somebody new is added there.
        form: What was sent.
        at: The moment as it stands; where the form says nothing else, it stays.

    Raises:
        RequestError: The form holds what it does not offer.
    """
    now = place.now()
    day, clock = form.date("day") or at.date(), form.text("time")
    unchanged = day == at.date() and clock in ("", f"{at:%H:%M}")  # as the form showed it, less the seconds
    return {
        "at": at if unchanged else check_moment(day, clock, now),
        "closeness": _level(form, "closeness", 1, 7),
        "wanted": _level(form, "wanted", 1, 7),
        "person_id": find_person(place.store, _who(form), form.text("name"), now),
    }


def _who(form: Form) -> str:
    """Return the choice of person; a name that was written chooses somebody new by itself."""
    choice = form.text("who")
    return choice or (NEW_PERSON if form.text("name").strip() else "")


def _read_feeling(place: Place, form: Form, at: datetime) -> dict[str, Any]:
    pleasant, _, energy = form.text("feeling").partition(",")
    return {"pleasant": _number(pleasant, -2, 2), "energy": _number(energy, -2, 2)}


def _read_words(place: Place, form: Form, at: datetime) -> dict[str, Any]:
    known = known_feelings()
    return {"feelings": tuple(dict.fromkeys(key for key in form.texts("word") if key in known))}


def _read_pull(place: Place, form: Form, at: datetime) -> dict[str, Any]:
    done = form.text("did") or None
    if done is not None and done not in DID:
        raise RequestError("checkin.errors.no_choice")
    return {"urge": _level(form, "urge", 0, 10), "did": done}


def _read_more(place: Place, form: Form, at: datetime) -> dict[str, Any]:
    note = form.text("note").replace("\r\n", "\n").strip()
    if len(note) > LONGEST_NOTE:
        raise RequestError("checkin.errors.long_note")
    return {"note": note, "tags": read_tags(place.store, form.texts("tag"), form.text("new_tags"))}


READERS: Final[dict[str, Callable[[Place, Form, datetime], dict[str, Any]]]] = {
    "closeness": read_closeness,
    "feeling": _read_feeling,
    "words": _read_words,
    "pull": _read_pull,
    "more": _read_more,
}

CLEARED: Final[dict[str, dict[str, Any]]] = {
    "closeness": {"closeness": None, "wanted": None},
    "feeling": {"pleasant": None, "energy": None},
    "words": {"feelings": ()},
    "pull": {"urge": None, "did": None},
    "more": {"tags": (), "note": ""},
}


def _level(form: Form, name: str, low: int, high: int) -> int | None:
    return _number(form.text(name), low, high)


def _number(text: str, low: int, high: int) -> int | None:
    """Return one of the whole numbers that a form offers; None where none was chosen."""
    if not text:
        return None
    if text not in map(str, range(low, high + 1)):
        raise RequestError("checkin.errors.no_choice")
    return int(text)
