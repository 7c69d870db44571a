"""Days before and after which a record is compared. Each that was ever chosen has its number, and with it its price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from nearer.kernel.uids import new_uid
from nearer.store.cells import as_cell
from nearer.store.database import Row, Store
from nearer.store.settings import load_setting, save_setting

__all__ = ["TurningDay", "add_turning_day", "load_turning_days"]

MOST: Final = 2**63 - 1  # what a database holds; an import may bring any number
CHOSEN: Final = "progress.days_chosen"
"""Setting: how many days were ever chosen, those included that were taken away since."""


@dataclass(frozen=True, slots=True)
class TurningDay:
    """A day from which on something was different.

    Attributes:
        uid: Its name for pages and exports.
        person_id: Whose record it divides.
        number: Which day it is of all that were ever chosen, for whomever.
        day: The first day that counts as after.
        note: What began, in the user's own words.
        made_at: When it was chosen.
    """

    uid: str
    person_id: int
    number: int
    day: date
    note: str
    made_at: datetime


def add_turning_day(store: Store, person_id: int, day: date, note: str, now: datetime) -> TurningDay:
    """Keep a day and return it; the same day for the same person is one.

    Args:
        store: The store.
        person_id: Whose record it divides.
        day: The first day that counts as after.
        note: What began, in the user's own words.
        now: The present time.

    Raises:
        RequestError: The person is not there.
    """
    with store.write() as connection:
        kept = load_turning_days(store)
        same = next((one for one in kept if (one.person_id, one.day) == (person_id, day)), None)
        if same is not None:
            return same
        store.row("SELECT id FROM person WHERE id = ?", (person_id,))
        number = min(1 + max([load_setting(store, CHOSEN, 0), *(one.number for one in kept)]), MOST)
        made = TurningDay(new_uid(), person_id, number, day, note, now.replace(microsecond=0))
        connection.execute(
            "INSERT INTO turning_day (uid, person_id, number, turn_day, note, made_at) VALUES (?, ?, ?, ?, ?, ?)",
            (made.uid, person_id, number, as_cell(day), note, as_cell(now)),
        )
        save_setting(store, CHOSEN, number)
        return made


def load_turning_days(store: Store) -> list[TurningDay]:
    """Return every day that is kept, in the order in which they were chosen."""
    return [_day(row) for row in store.read("SELECT * FROM turning_day ORDER BY number, id")]


def _day(row: Row) -> TurningDay:
    return TurningDay(
        uid=row["uid"],
        person_id=row["person_id"],
        number=row["number"],
        day=date.fromisoformat(row["turn_day"]),
        note=row["note"],
        made_at=datetime.fromisoformat(row["made_at"]),
    )
