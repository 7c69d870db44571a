"""The calendar of a record: days that run from 04:00 to 04:00, and the ones that must not count.

Four in the morning is when the fewest messages are written, so that an evening that ends after midnight stays
one day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from nearer.timeline.dyad import Dyad

__all__ = ["DAY_STARTS_H", "DayGrid", "lay_days", "number_days"]

DAY_STARTS_H = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class DayGrid:
    """Consecutive days of one record.

    Attributes:
        first: Number of the first day, counted from the day of the record's origin.
        n_days: How many days.
        away: True on days that the user marked as away or together, bool, shape (n_days,).
        first_date: Date of the first day.
    """

    first: int
    n_days: int
    away: NDArray[np.bool_]
    first_date: date

    @property
    def first_h(self) -> float:
        """Return the hour, since the record's origin, at which the first day starts."""
        return 24.0 * self.first + DAY_STARTS_H

    def index(self, hours: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the day of each time, from 0 to ``n_days - 1``.

        Args:
            hours: Hours since the record's origin, float64, any shape.
        """
        return np.clip(number_days(hours) - self.first, 0, self.n_days - 1)


def number_days(hours: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the day, from the record's origin, in which each time lies.

    Args:
        hours: Hours since the record's origin, float64, any shape.
    """
    return np.floor((hours - DAY_STARTS_H) / 24.0).astype(np.int64)


def lay_days(dyad: Dyad) -> tuple[DayGrid, NDArray[np.bool_]]:
    """Lay the days of a record out and tell which messages count.

    Args:
        dyad: The record; it may be empty.

    Returns:
        The days from the first to the last message that counts, and True for each message outside the days
        that the user marked, bool, shape (n_messages,).
    """
    number = number_days(dyad.hours)
    counts = np.ones(len(number), dtype=np.bool_)
    origin = dyad.origin.date()
    spans = [((start - origin).days, (stop - origin).days) for start, stop in dyad.away]
    for start, stop in spans:
        counts &= (number < start) | (number > stop)
    kept = number[counts]
    if not len(kept):
        return DayGrid(0, 0, np.zeros(0, dtype=np.bool_), origin), counts
    first, last = int(kept[0]), int(kept[-1])
    away = np.zeros(last - first + 1, dtype=np.bool_)
    for start, stop in spans:
        away[max(start - first, 0) : max(stop - first + 1, 0)] = True
    return DayGrid(first, last - first + 1, away, origin + timedelta(days=first)), counts
