"""Use cases: a day from which on something was different, and what closeness did before it and since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from nearer.app.looking import load_today
from nearer.app.undo import delete_record
from nearer.kernel.errors import RequestError
from nearer.practice.before_after import BeforeAfter, compare, level_of
from nearer.store.people import Person, load_people
from nearer.store.turning_days import TurningDay, add_turning_day, load_turning_days

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Store
    from nearer.store.looks import Reading

__all__ = ["LOOK_DAYS", "TurnView", "choose_day", "people_to_compare", "take_day_away", "turn_views"]

LOOK_DAYS: Final = 30
"""The time since a day counts in whole stretches of so many days: in between, what was found stands."""
LEAST_STRETCHES: Final = 2
HALF_YEAR: Final = 182
MOST_NOTE: Final = 200

TurnState = Literal["no_messages", "early", "too_short", "open", "less", "more"]
"""``early``: the messages begin too late before the day. ``too_short``: too little has followed, or was written."""


@dataclass(frozen=True, slots=True)
class TurnView:
    """One day and what it divides.

    Attributes:
        turn: The day.
        name: Of the person, as the user calls them.
        state: What may be said: a change, that it cannot be told, or why nothing is compared.
        as_of: Last day that was compared; None while there is too little on one side.
        next_on: Day up to which the record must reach for the next look; None where no messages are kept.
        found: None while there is too little on one side.
    """

    turn: TurningDay
    name: str
    state: TurnState
    as_of: date | None
    next_on: date | None
    found: BeforeAfter | None


def turn_views(store: Store) -> tuple[TurnView, ...]:
    """Return every day that was chosen with what is found, those of people out of sight left out.

    Args:
        store: The store.
    """
    shown = {person.id: person for person in people_to_compare(store)}
    people = {
        person.id: shown[root]
        for person in load_people(store, joined=True)
        if (root := person.joined_to or person.id) in shown
    }
    return tuple(
        _view(turn, people[turn.person_id].name, load_today(store, people[turn.person_id].id))
        for turn in load_turning_days(store)
        if turn.person_id in people
    )


def people_to_compare(store: Store) -> list[Person]:
    """Return everybody, by name; hidden people and further names left out.

    With somebody who may not be looked at there are no messages to compare, as with somebody who has none.
    """
    return load_people(store)


def choose_day(store: Store, person_id: int | None, day: date | None, note: str, now: datetime) -> TurningDay:
    """Keep a day from which on something was different.

    Args:
        store: The store.
        person_id: With whom.
        day: The first day that counts as after.
        note: What began.
        now: The present time.

    Raises:
        RequestError: Nobody was chosen, or no day, or one that is still to come.
    """
    if person_id not in {person.id for person in people_to_compare(store)} or person_id is None:
        raise RequestError("progress.errors.who")
    if day is None:
        raise RequestError("progress.errors.no_day")
    if day > now.date():
        raise RequestError("progress.errors.to_come")
    return add_turning_day(store, person_id, day, note[:MOST_NOTE], now)


def take_day_away(place: Place, uid: str) -> str:
    """Take a day away; chosen again it counts as a further one.

    Args:
        place: The place.
        uid: Of the day.

    Returns:
        The path to which a form is sent to bring it back.

    Raises:
        RequestError: It is not there.
    """
    return delete_record(place, "turning_day", uid, "/progress")


def _view(turn: TurningDay, name: str, reading: Reading | None) -> TurnView:
    """Compare the whole stretches that have passed since the day."""
    if reading is None:
        return TurnView(turn, name, "no_messages", None, None, None)
    stretches = max((reading.last.date() - turn.day).days + 1, 0) // LOOK_DAYS
    next_on = turn.day + timedelta(days=LOOK_DAYS * max(stretches + 1, LEAST_STRETCHES) - 1)
    if (turn.day - reading.first.date()).days < HALF_YEAR:
        return TurnView(turn, name, "early", None, next_on, None)
    as_of = turn.day + timedelta(days=LOOK_DAYS * stretches - 1)
    found = _compare(turn, reading, as_of)
    if found is None or found.change == "too_short":
        return TurnView(turn, name, "too_short", None, next_on, None)
    return TurnView(turn, name, found.change, as_of, next_on, found)


def _compare(turn: TurningDay, reading: Reading, as_of: date) -> BeforeAfter | None:
    from nearer.practice.sides import sum_sides

    days = reading.measurement.days
    if days is None or not reading.measurement.poolable:
        return None
    return compare(*sum_sides(days, turn.day, as_of), level_of(turn.number))
