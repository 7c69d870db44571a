"""Days that the user marked as away or together: they do not count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

from nearer.kernel.errors import RequestError
from nearer.store.database import Row, Store

__all__ = ["MARK_KINDS", "Mark", "MarkKind", "add_mark", "delete_mark", "load_mark", "load_marks"]

MarkKind = Literal["away", "together"]
"""Why they do not count: one of the two was away, or the two were together in person."""

MARK_KINDS: Final[tuple[MarkKind, ...]] = get_args(MarkKind)


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of days that must not count.

    Attributes:
        id: In the store.
        person_id: With whom; None for days that count with nobody.
        kind: Why.
        first_day: The first day.
        last_day: The last day.
        note: The user's own words.
        made_at: When it was set.
    """

    id: int
    person_id: int | None
    kind: MarkKind
    first_day: date
    last_day: date
    note: str
    made_at: datetime


def add_mark(
    store: Store,
    *,
    person_id: int | None,
    kind: MarkKind,
    first_day: date,
    last_day: date,
    note: str = "",
    now: datetime,
) -> int:
    """Set a mark and return its id; the same mark set twice is one.

    Args:
        store: The store.
        person_id: With whom; None for days that count with nobody.
        kind: Why.
        first_day: The first day.
        last_day: The last day.
        note: The user's own words; empty words leave those of the same mark as they are.
        now: The present time.

    Raises:
        RequestError: The last day comes before the first.
    """
    if last_day < first_day:
        raise RequestError("people.errors.days_turned")
    days = (first_day.isoformat(), last_day.isoformat())
    with store.write() as connection:
        same = connection.execute(
            "SELECT id FROM mark WHERE person_id IS ? AND kind = ? AND first_day = ? AND last_day = ?",
            (person_id, kind, *days),
        ).fetchone()
        if same is not None:
            if note:
                connection.execute("UPDATE mark SET note = ? WHERE id = ?", (note, same["id"]))
            return int(same["id"])
        cursor = connection.execute(
            "INSERT INTO mark (person_id, kind, first_day, last_day, note, made_at) VALUES (?, ?, ?, ?, ?, ?)",
            (person_id, kind, *days, note, now.isoformat(timespec="seconds")),
        )
        return int(cursor.lastrowid)


def load_mark(store: Store, mark_id: int) -> Mark:
    """Return one mark.

    Raises:
        RequestError: It is not there.
    """
    return _mark(store.row("SELECT * FROM mark WHERE id = ?", (mark_id,)))


def load_marks(store: Store, person_id: int) -> list[Mark]:
    """Return the marks that bear on one person under any of their names, those with everybody included, by day."""
    rows = store.read(
        "SELECT * FROM mark WHERE person_id IS NULL"
        " OR person_id IN (SELECT id FROM person WHERE id = :person OR joined_to = :person)"
        " ORDER BY first_day, last_day, id",
        {"person": person_id},
    )
    return [_mark(row) for row in rows]


def delete_mark(store: Store, mark_id: int) -> None:
    """Take a mark away.

    Raises:
        RequestError: It is not there.
    """
    store.change("DELETE FROM mark WHERE id = ?", (mark_id,))


def _mark(row: Row) -> Mark:
    return Mark(
        id=row["id"],
        person_id=row["person_id"],
        kind=row["kind"],
        first_day=date.fromisoformat(row["first_day"]),
        last_day=date.fromisoformat(row["last_day"]),
        note=row["note"],
        made_at=datetime.fromisoformat(row["made_at"]),
    )
