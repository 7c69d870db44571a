"""Prediction tests: what the user fears, by when, how likely, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from nearer.practice.fears import Ended, Happened
from nearer.store.cells import as_cell, read_time, upsert
from nearer.store.database import Row, Store

__all__ = ["Prediction", "is_prediction", "load_prediction", "load_predictions", "save_prediction"]


@dataclass(frozen=True, slots=True)
class Prediction:
    """One test.

    Attributes:
        uid: Its own, wherever it goes.
        fear: What could happen, as one could see it.
        by_day: By which day it would have happened.
        belief: How likely it seems, percent.
        made_at: When it was first kept.
        changed_at: When it was last changed.
        step_id: The step of the ladder that it tests; None for none.
        person_id: With whom; None for nobody in particular.
        habit: The safety habit that is left out.
        discomfort: Expected, 0 to 10.
        ended: How it ended; None while it lies ahead.
        ended_at: When.
        happened: Whether the fear came true.
        outcome: What happened, in the user's words.
        surprise: What surprised them.
        discomfort_felt: 0 to 10.
        belief_after: How likely it seems since, percent.
        next_where: Where to try next.
    """

    uid: str
    fear: str
    by_day: date
    belief: int
    made_at: datetime
    changed_at: datetime
    step_id: int | None = None
    person_id: int | None = None
    habit: str = ""
    discomfort: int | None = None
    ended: Ended | None = None
    ended_at: datetime | None = None
    happened: Happened | None = None
    outcome: str = ""
    surprise: str = ""
    discomfort_felt: int | None = None
    belief_after: int | None = None
    next_where: str = ""


COLUMNS: Final = (
    "uid", "step_id", "person_id", "fear", "by_day", "belief", "habit", "discomfort", "made_at", "ended", "ended_at",
    "happened", "outcome", "surprise", "discomfort_felt", "belief_after", "next_where", "changed_at",
)  # fmt: skip

WRITE: Final = upsert("prediction", COLUMNS)


def save_prediction(store: Store, prediction: Prediction) -> None:
    """Keep a test as it stands, in place of what was kept under its uid."""
    with store.write() as connection:
        connection.execute(WRITE, [as_cell(getattr(prediction, name)) for name in COLUMNS])


def is_prediction(store: Store, uid: str) -> bool:
    """Whether a test of this uid is there."""
    return store.one("SELECT 1 FROM prediction WHERE uid = ?", (uid,)) is not None


def load_prediction(store: Store, uid: str) -> Prediction:
    """Return one test.

    Raises:
        RequestError: It is not there.
    """
    return _prediction(store.row("SELECT * FROM prediction WHERE uid = ?", (uid,)))


def load_predictions(store: Store) -> list[Prediction]:
    """Return all tests: what lies ahead by its day, then what ended, the latest first."""
    rows = store.read(
        "SELECT * FROM prediction ORDER BY ended IS NOT NULL,"
        " CASE WHEN ended IS NULL THEN by_day END, coalesce(ended_at, changed_at) DESC, id DESC"
    )
    return [_prediction(row) for row in rows]


def _prediction(row: Row) -> Prediction:
    return Prediction(
        uid=row["uid"],
        fear=row["fear"],
        by_day=date.fromisoformat(row["by_day"]),
        belief=row["belief"],
        made_at=datetime.fromisoformat(row["made_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        step_id=row["step_id"],
        person_id=row["person_id"],
        habit=row["habit"],
        discomfort=row["discomfort"],
        ended=row["ended"],
        ended_at=read_time(row["ended_at"]),
        happened=row["happened"],
        outcome=row["outcome"],
        surprise=row["surprise"],
        discomfort_felt=row["discomfort_felt"],
        belief_after=row["belief_after"],
        next_where=row["next_where"],
    )
