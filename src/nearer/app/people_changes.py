"""Use cases: rename, hide, join and part people, and mark days that must not count. Everything can be undone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from nearer.app.looking import start_looking
from nearer.kernel.errors import RequestError
from nearer.store.marks import MARK_KINDS, Mark, add_mark, delete_mark, load_mark
from nearer.store.people import join_people, load_person, part_people, update_person

if TYPE_CHECKING:
    from nearer.app.jobs import Job
    from nearer.app.place import Place
    from nearer.store.database import Store

__all__ = [
    "MARK_KINDS",
    "hide_person",
    "join_person",
    "mark_days",
    "part_person",
    "rename_person",
    "show_person",
    "take_mark_away",
]

LONGEST_NAME: Final = 200
LONGEST_MARK_DAYS: Final = 366


def rename_person(store: Store, person_id: int, name: str) -> None:
    """Call a person something else.

    Raises:
        RequestError: They are not there, or the name is empty or too long.
    """
    load_person(store, person_id)
    if not name.strip() or len(name) > LONGEST_NAME:
        raise RequestError("people.errors.no_name")
    update_person(store, person_id, name=name.strip())


def hide_person(store: Store, person_id: int) -> None:
    """Leave a person out of the lists."""
    load_person(store, person_id)
    update_person(store, person_id, hidden=True)


def show_person(store: Store, person_id: int) -> None:
    """Show a hidden person again."""
    load_person(store, person_id)
    update_person(store, person_id, hidden=False)


def join_person(place: Place, person_id: int, to_id: int) -> Job:
    """Count two people as one from now on, and work it out anew.

    Raises:
        RequestError: One of them is not there, or they are one already.
    """
    join_people(place.store, person_id, to_id)
    return start_looking(place, f"/people/{to_id}")


def part_person(place: Place, person_id: int) -> Job:
    """Count a person as somebody of their own again, and work it out anew."""
    load_person(place.store, person_id)
    part_people(place.store, person_id)
    return start_looking(place, f"/people/{person_id}")


def mark_days(
    place: Place,
    person_id: int,
    kind: str,
    first: date | None,
    last: date | None,
    *,
    note: str = "",
    everybody: bool = False,
) -> int:
    """Mark days that must not count, and work it out anew.

    Args:
        place: The place.
        person_id: With whom.
        kind: One of :data:`nearer.store.marks.MARK_KINDS`.
        first: The first day.
        last: The last day.
        note: The user's own words.
        everybody: Whether the days must not count with anybody.

    Returns:
        The mark's id.

    Raises:
        RequestError: A day is missing, they are turned around or too far apart, or the person is not there.
    """
    load_person(place.store, person_id)
    if kind not in MARK_KINDS:
        raise RequestError("people.errors.no_kind")
    if first is None or last is None:
        raise RequestError("people.errors.no_days")
    if last - first >= timedelta(days=LONGEST_MARK_DAYS):
        raise RequestError("people.errors.too_long")
    mark_id = add_mark(
        place.store,
        person_id=None if everybody else person_id,
        kind=kind,
        first_day=first,
        last_day=last,
        note=note,
        now=place.now(),
    )
    start_looking(place, f"/people/{person_id}")
    return mark_id


def take_mark_away(place: Place, mark_id: int, then: str = "/people") -> Mark:
    """Take a mark away, work it out anew, and return what the mark was.

    Raises:
        RequestError: It is not there.
    """
    mark = load_mark(place.store, mark_id)
    delete_mark(place.store, mark_id)
    start_looking(place, then)
    return mark
