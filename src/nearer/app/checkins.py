"""Use cases: noting a moment step by step, looking at what was noted, and taking it away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import msgspec

from nearer.app.moments import DeletedCheckIn
from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import is_uid
from nearer.store.checkins import (
    DID,
    CheckIn,
    CheckInFilter,
    count_checkins,
    delete_checkin,
    is_kept,
    load_checkin,
    load_checkins,
    save_checkin,
)
from nearer.store.people import Person, add_person, load_names, load_people
from nearer.store.tags import Tag, add_tag, delete_tag, load_tag, load_tags, update_tag

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Store

__all__ = [
    "DID",
    "LONGEST_NAME",
    "LONGEST_NOTE",
    "NEW_PERSON",
    "STEPS",
    "CheckIn",
    "CheckInFilter",
    "CheckInList",
    "begin",
    "bring_back",
    "change",
    "check_moment",
    "find_person",
    "is_kept",
    "list_checkins",
    "load_checkin",
    "load_names",
    "load_tag",
    "load_tags",
    "offered_tags",
    "people_to_choose",
    "read_tags",
    "remove",
    "remove_tag",
    "update_tag",
]

STEPS: Final = ("closeness", "feeling", "words", "pull", "more")
"""The short forms of a check-in, in order; it is kept after the first."""

NEW_PERSON: Final = "new"
PER_PAGE: Final = 50
LONGEST_NAME: Final = 120
LONGEST_NOTE: Final = 10_000


@dataclass(frozen=True, slots=True)
class CheckInList:
    """One page of the check-ins.

    Attributes:
        days: Each day with its check-ins, latest first.
        n: How many there are on all pages.
        page: Number of this page, from 1.
        n_pages: How many pages there are.
    """

    days: list[tuple[date, list[CheckIn]]]
    n: int
    page: int
    n_pages: int


def people_to_choose(store: Store) -> list[Person]:
    """Return whom a check-in may be with: those of the latest check-ins first, then by name."""
    rows = store.read(
        "SELECT coalesce(person.joined_to, person.id) AS id FROM checkin JOIN person ON person.id = person_id "
        "GROUP BY 1 ORDER BY max(checkin.at) DESC"
    )
    order = {row["id"]: number for number, row in enumerate(rows)}
    return sorted(load_people(store), key=lambda person: order.get(person.id, len(order)))


def find_person(store: Store, choice: str, name: str, now: datetime) -> int | None:
    """Return the person of a choice, adding a new one where that is the choice.

    Args:
        store: The store.
        choice: A person's id, :data:`NEW_PERSON`, or nothing for nobody in particular.
        name: What a new person is called; an empty one is nobody in particular.
        now: The present time.

    Raises:
        RequestError: There is no such person.
    """
    if choice == NEW_PERSON:
        name = " ".join(name.split())[:LONGEST_NAME]
        if not name:
            return None
        same = (person.id for person in load_people(store, hidden=True) if _same(person.name, name))
        found = next(same, None)
        return add_person(store, name, now) if found is None else found
    if not choice:
        return None
    known = {str(person.id): person.id for person in load_people(store, hidden=True, joined=True)}
    if choice not in known:
        raise RequestError("store.errors.gone")
    return known[choice]


def check_moment(day: date | None, clock: str, now: datetime) -> datetime:
    """Return the moment that a check-in is about.

    Args:
        day: Its day; None for now.
        clock: Its time of day, ``HH:MM``; empty for the present one, or noon on another day.
        now: The present time.

    Raises:
        RequestError: It is no time of day, or lies ahead.
    """
    if day is None or (day == now.date() and not clock):
        return now
    try:
        at = datetime.combine(day, time.fromisoformat(clock) if clock else time(12)).replace(tzinfo=None)
    except ValueError:
        raise RequestError("checkin.errors.no_time") from None
    if at > now + timedelta(minutes=1):
        raise RequestError("checkin.errors.ahead")
    return at


def begin(store: Store, uid: str, now: datetime, **values: Any) -> CheckIn:
    """Keep a new check-in with what the first step says; sent twice, it is still one.

    Args:
        store: The store.
        uid: Made when the form was, see :func:`nearer.kernel.uids.new_uid`.
        now: The present time.
        **values: What is known of it.

    Raises:
        RequestError: The uid is none of ours.
    """
    if not is_uid(uid):
        raise RequestError("checkin.errors.no_choice")
    with store.write():
        if is_kept(store, uid):
            return change(store, uid, now, **values)
        checkin = CheckIn(uid=uid, made_at=now, changed_at=now, **values)
        save_checkin(store, checkin)
        return checkin


def change(store: Store, uid: str, now: datetime, **values: Any) -> CheckIn:
    """Change what is given, and return the check-in as it stands then.

    Raises:
        RequestError: It is not there.
    """
    with store.write():
        checkin = replace(load_checkin(store, uid), changed_at=now, **values)
        save_checkin(store, checkin)
    return checkin


def read_tags(store: Store, chosen: Iterable[str], new: str) -> tuple[int, ...]:
    """Return the tags of a form: those that were ticked, and new ones by name.

    Args:
        store: The store.
        chosen: Ids that were ticked.
        new: Names of further tags, parted by commas.
    """
    ticked = set(chosen)
    tags = {tag.id for tag in load_tags(store) if str(tag.id) in ticked}
    names = [" ".join(name.split())[:LONGEST_NAME] for name in new.split(",")]
    return tuple(sorted(tags | {add_tag(store, name) for name in names if name}))


def list_checkins(store: Store, only: CheckInFilter, page: int) -> CheckInList:
    """Return one page of the check-ins by day, latest first; a page too far is the last."""
    n = count_checkins(store, only)
    n_pages = max(1, -(-n // PER_PAGE))
    page = min(max(page, 1), n_pages)
    found = load_checkins(store, only, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    days = [(day, list(group)) for day, group in groupby(found, key=lambda checkin: checkin.at.date())]
    return CheckInList(days, n, page, n_pages)


def remove(place: Place, uid: str) -> str:
    """Delete a check-in, and in the background what the file still holds of it.

    Returns:
        All of it as JSON, for the page that offers to bring it back; it is kept nowhere else.

    Raises:
        RequestError: It is not there.
    """
    store = place.store
    with store.write():
        checkin = load_checkin(store, uid)
        delete_checkin(store, uid)
    place.jobs.start("tidy", lambda progress: store.compact())
    return msgspec.json.encode(DeletedCheckIn.of(checkin)).decode()


def bring_back(store: Store, text: str) -> CheckIn:
    """Keep a check-in again that was just deleted; people and tags that are gone by now are left out.

    Args:
        store: The store.
        text: What :func:`remove` returned.

    Raises:
        RequestError: It is no such text.
    """
    try:
        deleted = msgspec.json.decode(text.encode("utf-8", "replace"), type=DeletedCheckIn)
    except UNDECODABLE:
        raise RequestError("store.errors.gone") from None
    people = {person.id for person in load_people(store, hidden=True, joined=True)}
    known = {tag.id for tag in load_tags(store)}
    checkin = deleted.checkin(
        person_id=deleted.person_id if deleted.person_id in people else None,
        origin=deleted.origin,
        tags=tuple(tag for tag in deleted.tags if tag in known),
    )
    save_checkin(store, checkin)
    return checkin


def remove_tag(place: Place, tag_id: int) -> None:
    """Delete a tag, and in the background what the file still holds of it.

    Raises:
        RequestError: It is not there.
    """
    store = place.store
    delete_tag(store, tag_id)
    place.jobs.start("tidy", lambda progress: store.compact())


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def offered_tags(store: Store, chosen: tuple[int, ...] = ()) -> list[Tag]:
    """Return the tags that a form offers: all but hidden ones, and those that are chosen already."""
    return [tag for tag in load_tags(store) if not tag.hidden or tag.id in chosen]
