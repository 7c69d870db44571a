"""Pauses with a return: when the user said that they would be back, and whether they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from nearer.store.cells import as_cell, read_time, upsert
from nearer.store.database import Row, Store

__all__ = ["KEPT", "Kept", "Pause", "is_pause", "load_pause", "load_pauses", "save_pause"]

Kept = Literal["yes", "later", "no"]
"""Whether the user came back: at the time that they named, later than that, or not."""

KEPT: Final[tuple[Kept, ...]] = get_args(Kept)


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause.

    Attributes:
        uid: Made with the form, so that sending it twice keeps one.
        returns_at: When the user wants to be back.
        made_at: When it was written.
        changed_at: When it was last changed.
        person_id: With whom.
        message: What the user wrote to say; empty where the words are not kept.
        said_at: When it was announced; None for not, or not known.
        kept: Whether it was kept; None for not said.
        kept_at: When the question about it was answered or waved away; None while it is open.
        note: The user's own words.
        counts_for: The person under whom it counts: ``person_id``, or whom that person is joined to. Read only.
    """

    uid: str
    returns_at: datetime
    made_at: datetime
    changed_at: datetime
    person_id: int | None = None
    message: str = ""
    said_at: datetime | None = None
    kept: Kept | None = None
    kept_at: datetime | None = None
    note: str = ""
    counts_for: int | None = None


def save_pause(store: Store, pause: Pause) -> None:
    """Keep a pause as it stands, in place of what was kept under its uid."""
    with store.write() as connection:
        connection.execute(WRITE, [as_cell(getattr(pause, name)) for name in COLUMNS])


def is_pause(store: Store, uid: str) -> bool:
    """Whether a pause of this uid is there."""
    return store.one("SELECT 1 FROM pause WHERE uid = ?", (uid,)) is not None


def load_pause(store: Store, uid: str) -> Pause:
    """Return one pause.

    Raises:
        RequestError: It is not there.
    """
    return _pause(store.row(f"{SELECT} WHERE pause.uid = ?", (uid,)))


def load_pauses(store: Store) -> list[Pause]:
    """Return the pauses, those first that end first."""
    return [_pause(row) for row in store.read(f"{SELECT} ORDER BY pause.returns_at, pause.id")]


SELECT: Final = """
SELECT pause.*, coalesce(person.joined_to, person.id) AS counts_for
FROM pause LEFT JOIN person ON person.id = pause.person_id"""

COLUMNS: Final = (
    "uid", "person_id", "message", "returns_at", "made_at", "said_at", "kept", "kept_at", "note", "changed_at",
)  # fmt: skip

WRITE: Final = upsert("pause", COLUMNS)


def _pause(row: Row) -> Pause:
    return Pause(
        uid=row["uid"],
        returns_at=datetime.fromisoformat(row["returns_at"]),
        made_at=datetime.fromisoformat(row["made_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        person_id=row["person_id"],
        message=row["message"],
        said_at=read_time(row["said_at"]),
        kept=row["kept"],
        kept_at=read_time(row["kept_at"]),
        note=row["note"],
        counts_for=row["counts_for"],
    )
