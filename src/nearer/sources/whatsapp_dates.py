"""Which number of a date is the day, and the arithmetic from numbers to times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nearer.sources.records import DateOrder

__all__ = ["HIJRI_YEARS", "OrderScore", "decide_order", "to_days"]

Ints = NDArray[np.int64]
BAD: Final = np.iinfo(np.int64).min
"""Stands for a date that is none."""

BUDDHIST_OFFSET: Final = 543
HIJRI_YEARS: Final = range(1420, 1500)
"""Years of the Islamic calendar in which there were phones; its months begin when the moon is seen, so none is read."""
_EPOCH: Final = date(1970, 1, 1)
_EARLIEST: Final = (date(2005, 1, 1) - _EPOCH).days  # no messenger of today is older
_LATEST: Final = (date(2060, 1, 1) - _EPOCH).days
DECISIVE: Final = 20
_COLUMNS: Final[dict[DateOrder, tuple[int, int, int]]] = {
    "dmy": (2, 1, 0),
    "mdy": (2, 0, 1),
    "ymd": (0, 1, 2),
}
_MONTH_DAYS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)


def to_days(numbers: Ints, order: DateOrder) -> Ints:
    """Turn the three numbers of each date into days since 1970-01-01.

    Two-digit years are those of this century, or Buddhist (52-83, for 2552-2583), or Persian (88-99, for 1388-1399);
    four-digit years may be Buddhist or Persian too.

    Args:
        numbers: As they stand in the export, int64, shape (n, 3).
        order: What they mean.

    Returns:
        Days, int64, shape (n,); :data:`BAD` where there is no such date.
    """
    year, month, day = (numbers[:, column] for column in _COLUMNS[order])
    short = year < 100
    persian = (year >= 1380) & (year < HIJRI_YEARS.start) | short & (year >= 88)
    buddhist = (year >= 2500) & (year < 2700) | short & (year >= 52) & (year <= 83)
    year = np.where(short & persian, year + 1300, year)
    year = np.where(short & buddhist, year + 2500, year)
    year = np.where(short & ~persian & ~buddhist, year + 2000, year)
    year = np.where(buddhist, year - BUDDHIST_OFFSET, year)
    known_month = np.clip(month, 1, 12)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = _MONTH_DAYS[known_month] + (leap & (month == 2))
    longest = np.where(persian, np.where(month <= 6, 31, 30), longest)
    good = (month >= 1) & (month <= 12) & (day >= 1) & (day <= longest)
    days = _gregorian_days(year, known_month, day)
    if persian.any():
        days = np.where(persian, _persian_days(year, known_month, day), days)
    return np.where(good & (days >= _EARLIEST) & (days < _LATEST), days, BAD)


def _gregorian_days(year: Ints, month: Ints, day: Ints) -> Ints:
    """Days since 1970-01-01, by counting from March (Hinnant, "chrono-compatible low-level date algorithms", 2013)."""
    year = year - (month <= 2)
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    days: Ints = era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
    return days


def _persian_days(year: Ints, month: Ints, day: Ints) -> Ints:
    """Days since 1970-01-01 of Solar Hijri dates, by the 33-year rule (exact for 1343-1472)."""
    since = year - 1343
    leaps = (8 * (year - 1) + 29) // 33 - (8 * 1342 + 29) // 33
    of_year = np.where(month <= 7, (month - 1) * 31, 186 + (month - 7) * 30) + day - 1
    return since * 365 + leaps + of_year - 2112


@dataclass(slots=True)
class OrderScore:
    """How well one meaning of the numbers fits an export.

    Attributes:
        order: The meaning.
        n_impossible: Dates that it makes impossible.
        n_back: Times that the date runs back by more than a day.
        jump_days: Sum of the steps from one date to the next.
        last: The last date seen, days.
    """

    order: DateOrder
    n_impossible: int = 0
    n_back: int = 0
    jump_days: int = 0
    last: int | None = field(default=None, repr=False)

    def add(self, numbers: Ints) -> None:
        """Count some consecutive dates in, shape (n, 3)."""
        days = to_days(numbers, self.order)
        good = days[days != BAD]
        self.n_impossible += len(days) - len(good)
        if self.last is not None:
            good = np.concatenate([[self.last], good])
        if len(good):
            steps = np.diff(good)
            self.n_back += int((steps < -1).sum())
            self.jump_days += int(np.abs(steps).sum())
            self.last = int(good[-1])


def decide_order(
    dates: Iterable[Ints], orders: tuple[DateOrder, ...], usual: DateOrder
) -> tuple[DateOrder, bool]:
    """Find what the numbers of an export's dates mean, from all of them.

    A number above 12 cannot be a month; of the meanings left, time must not run back; of those left, the one with which
    the messages lie clearly closer together is taken.

    Args:
        dates: The dates in the order of the export, in pieces of shape (n, 3).
        orders: The meanings to choose from.
        usual: What to take where the dates do not tell.

    Returns:
        The order, and whether the dates did tell.
    """
    scores = [OrderScore(order) for order in orders]
    for numbers in dates:
        changed = np.ones(len(numbers), dtype=bool)
        changed[1:] = (numbers[1:] != numbers[:-1]).any(axis=1)
        for score in scores:
            score.add(numbers[changed])
        impossible = sorted(score.n_impossible for score in scores)
        if len(scores) > 1 and impossible[0] == 0 and impossible[1] >= DECISIVE:
            break
    least = min(score.n_impossible for score in scores)
    scores = [score for score in scores if score.n_impossible == least]
    least = min(score.n_back for score in scores)
    scores = sorted((score for score in scores if score.n_back == least), key=lambda score: score.jump_days)
    if len(scores) == 1 or 1.5 * scores[0].jump_days + 1 < scores[1].jump_days:
        return scores[0].order, True
    best = [score.order for score in scores]
    return (usual if usual in best else best[0]), False
