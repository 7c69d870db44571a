"""What the check-ins of a day say together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from nearer.store.checkins import CheckInFilter, Did
from nearer.store.database import Store

__all__ = ["Day", "load_days", "load_years"]


@dataclass(frozen=True, slots=True)
class Day:
    """What the check-ins of one day say.

    Attributes:
        day: The day.
        n: Check-ins on it.
        closeness: Mean of how close they felt, 1 to 7; None where none says.
        did: The different things that were done, in no order.
    """

    day: date
    n: int
    closeness: float | None
    did: tuple[Did, ...]


def load_days(store: Store, year: int) -> list[Day]:
    """Return the days of a year that have check-ins, in order."""
    condition, values = CheckInFilter(date(year, 1, 1), date(year, 12, 31)).where()
    rows = store.read(
        "SELECT substr(at, 1, 10) AS day, count(*) AS n, avg(closeness) AS closeness, "  # noqa: S608 - own words
        f"group_concat(DISTINCT did) AS did FROM checkin WHERE {condition} GROUP BY day ORDER BY day",
        values,
    )
    return [
        Day(
            day=date.fromisoformat(row["day"]),
            n=row["n"],
            closeness=row["closeness"],
            did=cast("tuple[Did, ...]", tuple((row["did"] or "").split(","))) if row["did"] else (),
        )
        for row in rows
    ]


def load_years(store: Store) -> list[int]:
    """Return the years that have check-ins, in order."""
    rows = store.read("SELECT DISTINCT CAST(substr(at, 1, 4) AS INTEGER) AS year FROM checkin ORDER BY year")
    return [row["year"] for row in rows]
