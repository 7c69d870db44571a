"""Check-ins: what the user notes of a moment with somebody, each under an id that it keeps wherever it goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

import msgspec

from nearer.kernel.decoding import decode_texts
from nearer.store.cells import as_cell, upsert
from nearer.store.database import Connection, Row, Store

__all__ = [
    "CheckIn",
    "CheckInFilter",
    "Did",
    "Origin",
    "add_checkins",
    "count_checkins",
    "delete_checkin",
    "is_kept",
    "load_checkin",
    "load_checkins",
    "save_checkin",
]

Did = Literal["stayed", "small_step", "announced_pause", "pulled_away", "not_safe"]
"""What the user did at that moment."""

DID: Final[tuple[Did, ...]] = get_args(Did)

Origin = Literal["app", "pocket"]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One moment; all but the time may be missing.

    Attributes:
        uid: Made where the check-in was made, so that bringing it twice adds nothing.
        at: The moment that it is about.
        made_at: When it was first written down.
        changed_at: When it was last changed.
        person_id: With whom; None for nobody in particular.
        closeness: How close it felt, 1 (hardly) to 7 (as one).
        wanted: How close the user would have liked it, 1 to 7.
        pleasant: How pleasant it felt, -2 to 2.
        energy: How much energy was in it, -2 to 2.
        feelings: Keys of the words chosen for it.
        urge: Urge to pull back, 0 to 10.
        did: What the user did.
        note: The user's own words.
        origin: Where it was made.
        tags: Ids of the user's own tags.
        counts_for: The person under whom it counts: ``person_id``, or whom that person is joined to. Read only.
    """

    uid: str
    at: datetime
    made_at: datetime
    changed_at: datetime
    person_id: int | None = None
    closeness: int | None = None
    wanted: int | None = None
    pleasant: int | None = None
    energy: int | None = None
    feelings: tuple[str, ...] = ()
    urge: int | None = None
    did: Did | None = None
    note: str = ""
    origin: Origin = "app"
    tags: tuple[int, ...] = ()
    counts_for: int | None = None


@dataclass(frozen=True, slots=True)
class CheckInFilter:
    """Which check-ins are meant; None leaves a side open.

    Attributes:
        first: First day.
        last: Last day.
        person_id: With this person, under any of their names.
        tag_id: With this tag.
    """

    first: date | None = None
    last: date | None = None
    person_id: int | None = None
    tag_id: int | None = None

    def where(self) -> tuple[str, list[object]]:
        """Return the condition and its values."""
        conditions: list[str] = []
        values: list[object] = []
        if self.first is not None:
            conditions.append("checkin.at >= ?")
            values.append(self.first.isoformat())
        if self.last is not None:
            conditions.append("checkin.at <= ?")
            values.append(f"{self.last.isoformat()}T24")
        if self.person_id is not None:
            conditions.append("checkin.person_id IN (SELECT id FROM person WHERE id = ? OR joined_to = ?)")
            values += [self.person_id, self.person_id]
        if self.tag_id is not None:
            conditions.append("checkin.id IN (SELECT checkin_id FROM checkin_tag WHERE tag_id = ?)")
            values.append(self.tag_id)
        return " AND ".join(conditions) or "1", values


EVERY: Final = CheckInFilter()


def save_checkin(store: Store, checkin: CheckIn) -> None:
    """Keep a check-in as it stands, in place of what was kept under its uid."""
    with store.write() as connection:
        _write(connection, checkin)


def add_checkins(store: Store, checkins: Iterable[CheckIn]) -> int:
    """Keep those that are not there yet, all or none, and return how many that were.

    What is there already stays as it is: the user may have changed it since.
    """
    with store.write() as connection:
        known = {row["uid"] for row in connection.execute("SELECT uid FROM checkin")}
        n = 0
        for checkin in checkins:
            if checkin.uid not in known:
                known.add(checkin.uid)
                _write(connection, checkin)
                n += 1
        return n


def load_checkin(store: Store, uid: str) -> CheckIn:
    """Return one check-in.

    Raises:
        RequestError: It is not there.
    """
    return _checkin(store.row(f"{SELECT} WHERE checkin.uid = ?", (uid,)))


def is_kept(store: Store, uid: str) -> bool:
    """Whether a check-in of this uid is there."""
    return store.one("SELECT 1 FROM checkin WHERE uid = ?", (uid,)) is not None


def load_checkins(
    store: Store, only: CheckInFilter = EVERY, *, limit: int | None = None, offset: int = 0
) -> list[CheckIn]:
    """Return check-ins, latest moment first.

    Args:
        store: The store.
        only: Which of them.
        limit: At most so many.
        offset: After so many.
    """
    condition, values = only.where()
    rows = store.read(
        f"{SELECT} WHERE {condition} ORDER BY checkin.at DESC, checkin.id DESC LIMIT ? OFFSET ?",
        [*values, -1 if limit is None else limit, offset],
    )
    return [_checkin(row) for row in rows]


def count_checkins(store: Store, only: CheckInFilter = EVERY) -> int:
    """Return how many there are."""
    condition, values = only.where()
    row = store.one(f"SELECT count(*) FROM checkin WHERE {condition}", values)  # noqa: S608 - own words
    return int(row[0]) if row else 0


def delete_checkin(store: Store, uid: str) -> None:
    """Delete one check-in. ``Store.compact`` afterwards leaves nothing of it in the file.

    Raises:
        RequestError: It is not there.
    """
    store.change("DELETE FROM checkin WHERE uid = ?", (uid,))


SELECT: Final = """
SELECT checkin.*, coalesce(person.joined_to, person.id) AS counts_for,
    (SELECT group_concat(tag_id) FROM (
        SELECT tag_id FROM checkin_tag WHERE checkin_id = checkin.id ORDER BY tag_id)) AS tags
FROM checkin LEFT JOIN person ON person.id = checkin.person_id"""

COLUMNS: Final = (
    "uid", "person_id", "at", "made_at", "changed_at", "closeness", "wanted", "pleasant", "energy", "feelings",
    "urge", "did", "note", "origin",
)  # fmt: skip

WRITE: Final = upsert("checkin", COLUMNS) + " RETURNING id"


def _write(connection: Connection, checkin: CheckIn) -> None:
    feelings = msgspec.json.encode(checkin.feelings).decode()
    values = [feelings if name == "feelings" else as_cell(getattr(checkin, name)) for name in COLUMNS]
    row_id = connection.execute(WRITE, values).fetchall()[0][0]
    connection.execute("DELETE FROM checkin_tag WHERE checkin_id = ?", (row_id,))
    connection.executemany(
        "INSERT INTO checkin_tag VALUES (?, ?)", [(row_id, tag) for tag in sorted(set(checkin.tags))]
    )


def _checkin(row: Row) -> CheckIn:
    return CheckIn(
        uid=row["uid"],
        at=datetime.fromisoformat(row["at"]),
        made_at=datetime.fromisoformat(row["made_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        person_id=row["person_id"],
        closeness=row["closeness"],
        wanted=row["wanted"],
        pleasant=row["pleasant"],
        energy=row["energy"],
        feelings=decode_texts(row["feelings"]),
        urge=row["urge"],
        did=row["did"],
        note=row["note"],
        origin=row["origin"],
        tags=tuple(map(int, row["tags"].split(","))) if row["tags"] else (),
        counts_for=row["counts_for"],
    )
