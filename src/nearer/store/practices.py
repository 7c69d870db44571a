"""Sittings: each time that an exercise was begun, with what was noted before, after and in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.store.cells import as_cell, read_time, upsert
from nearer.store.database import Row, Store

__all__ = ["Ended", "Sitting", "is_sitting", "load_sitting", "load_sittings", "save_sitting"]

Ended = Literal["done", "stopped"]
"""How a sitting ended; both are a full ending."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One time that an exercise was begun.

    Attributes:
        uid: Made with the form that began it, so that sending it twice begins one.
        exercise: One of ``patterns.keys.EXERCISES``.
        begun_at: When it was begun.
        changed_at: When it was last changed.
        person_id: Toward whom; None for nobody.
        ended_at: When it was ended; None while it stands as begun.
        ended: How; None while it stands as begun.
        before: Discomfort before, 0 to 10.
        after: Discomfort after, 0 to 10.
        answers: What the user wrote or chose, by field.
        counts_for: The person under whom it counts: ``person_id``, or whom that person is joined to. Read only.
    """

    uid: str
    exercise: str
    begun_at: datetime
    changed_at: datetime
    person_id: int | None = None
    ended_at: datetime | None = None
    ended: Ended | None = None
    before: int | None = None
    after: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    counts_for: int | None = None


def save_sitting(store: Store, sitting: Sitting) -> None:
    """Keep a sitting as it stands, in place of what was kept under its uid."""
    answers = msgspec.json.encode(dict(sitting.answers)).decode()
    values = [answers if name == "answers" else as_cell(getattr(sitting, name)) for name in COLUMNS]
    with store.write() as connection:
        connection.execute(WRITE, values)


def is_sitting(store: Store, uid: str) -> bool:
    """Whether a sitting of this uid is there."""
    return store.one("SELECT 1 FROM practice WHERE uid = ?", (uid,)) is not None


def load_sitting(store: Store, uid: str) -> Sitting:
    """Return one sitting.

    Raises:
        RequestError: It is not there.
    """
    return _sitting(store.row(f"{SELECT} WHERE practice.uid = ?", (uid,)))


def load_sittings(store: Store, exercise: str | None = None) -> list[Sitting]:
    """Return the sittings, earliest first.

    Args:
        store: The store.
        exercise: Of this exercise only.
    """
    rows = store.read(
        f"{SELECT} WHERE :exercise IS NULL OR practice.exercise = :exercise ORDER BY practice.begun_at, practice.id",
        {"exercise": exercise},
    )
    return [_sitting(row) for row in rows]


SELECT: Final = """
SELECT practice.*, coalesce(person.joined_to, person.id) AS counts_for
FROM practice LEFT JOIN person ON person.id = practice.person_id"""

COLUMNS: Final = (
    "uid", "exercise", "person_id", "begun_at", "ended_at", "ended", "before", "after", "answers", "changed_at",
)  # fmt: skip

WRITE: Final = upsert("practice", COLUMNS)


def _sitting(row: Row) -> Sitting:
    return Sitting(
        uid=row["uid"],
        exercise=row["exercise"],
        begun_at=datetime.fromisoformat(row["begun_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        person_id=row["person_id"],
        ended_at=read_time(row["ended_at"]),
        ended=row["ended"],
        before=row["before"],
        after=row["after"],
        answers=_answers(row["answers"]),
        counts_for=row["counts_for"],
    )


def _answers(text: str) -> dict[str, str]:
    """Return what was written; what another program put there that is no text by field is left out."""
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except UNDECODABLE:
        return {}
