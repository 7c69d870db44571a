"""The gap between the closeness that was wanted and the closeness that was felt, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import fmean
from typing import Final

from nearer.inference.distributions import t_quantile

__all__ = ["LEAST_DAYS", "MonthGap", "find_gaps"]

LEAST_DAYS: Final = 3
"""Days with such a check-in below which a month is left blank."""
SMALLEST_SD: Final = 0.5
"""Of a day's gap, steps: answers are whole steps, so that a few alike say little about their scatter."""


@dataclass(frozen=True, slots=True)
class MonthGap:
    """One month, steps of closeness out of 1 to 7; above 0: closer was wanted than it felt.

    Attributes:
        first: Its first day.
        n: Days with a check-in that says both.
        middle: Mean over those days; None where there are too few.
        low: Lower end of its 95 % interval.
        high: Upper end.
    """

    first: date
    n: int
    middle: float | None
    low: float | None
    high: float | None


def find_gaps(moments: Iterable[tuple[date, int]]) -> tuple[MonthGap, ...]:
    """Return every month from the first to the last that has a moment.

    Moments of one day are alike, so each day counts once. The scatter of days within months is taken to be the same in
    all of them.

    Args:
        moments: The day of each, and closeness wanted less closeness felt.
    """
    by_day: dict[date, list[int]] = defaultdict(list)
    for day, gap in moments:
        by_day[day].append(gap)
    if not by_day:
        return ()
    months: dict[int, list[float]] = defaultdict(list)
    for day, gaps in by_day.items():
        months[12 * day.year + day.month - 1].append(fmean(gaps))
    free = max(len(by_day) - len(months), 1)
    squares = sum((gap - fmean(gaps)) ** 2 for gaps in months.values() for gap in gaps)
    half = t_quantile(0.975, free) * max(sqrt(squares / free), SMALLEST_SD)
    return tuple(
        _month(number, months.get(number, []), half) for number in range(min(months), max(months) + 1)
    )


def _month(number: int, gaps: list[float], half: float) -> MonthGap:
    first = date(number // 12, number % 12 + 1, 1)
    if len(gaps) < LEAST_DAYS:
        return MonthGap(first, len(gaps), None, None, None)
    middle, width = fmean(gaps), half / sqrt(len(gaps))
    return MonthGap(first, len(gaps), middle, middle - width, middle + width)
