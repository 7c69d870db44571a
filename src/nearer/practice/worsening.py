"""Two weeks worse than usual, by a rule on check-ins that is easy to state.

Each of the last two whole weeks is held against the six weeks before both. A check-in counts with its urge to pull
back and with how unpleasant it was, each as its distance from the median of those six weeks, in robust standard
deviations; a week counts with the mean of its check-ins. The rule speaks where both weeks are worse than usual by
:data:`WORSE` or more, and worse than every week before them. A week with fewer than three check-ins is left out: of
the last two neither may be, of the six before at most two. How often it speaks by chance is simulated:
``docs/progress.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median
from typing import Final

__all__ = ["WEEKS_BEFORE", "Mood", "WorseWeeks", "find_worse_weeks", "last_sunday"]

WORSE: Final = 1.3
"""Robust standard deviations of single check-ins by which each of the two weeks must be worse."""
WEEKS_BEFORE: Final = 6
LEAST_WEEKS: Final = 4
LEAST_A_WEEK: Final = 3
SMALLEST: Final = (1.0, 0.5)
"""Least standard deviation, of the urge (0 to 10) and of unpleasantness (-2 to 2)."""
MEAN_DEVIATION_TO_SD: Final = 1.2533
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Mood:
    """What a check-in says of how it is.

    Attributes:
        day: Of the moment.
        urge: Urge to pull back, 0 to 10; None where it was left out.
        pleasant: How pleasant it felt, -2 to 2; None where it was left out.
    """

    day: date
    urge: int | None
    pleasant: int | None

    @property
    def parts(self) -> tuple[int | None, int | None]:
        """Return both so that more is worse."""
        return self.urge, None if self.pleasant is None else -self.pleasant


@dataclass(frozen=True, slots=True)
class WorseWeeks:
    """Two weeks that were worse than usual.

    Attributes:
        first: Monday of the first.
        last: Sunday of the second.
        by: How much worse each was, robust standard deviations.
    """

    first: date
    last: date
    by: tuple[float, float]


def last_sunday(today: date) -> date:
    """Return the last day of the last whole week.

    >>> last_sunday(date(2026, 3, 1)), last_sunday(date(2026, 3, 2))  # a Sunday, a Monday
    (datetime.date(2026, 2, 22), datetime.date(2026, 3, 1))
    """
    return today - timedelta(days=today.isoweekday())


def find_worse_weeks(moods: Iterable[Mood], today: date) -> WorseWeeks | None:
    """Return the last two whole weeks if both were worse than the six before; None otherwise.

    Args:
        moods: In any order; those outside the eight weeks do not count.
        today: Weeks end before it.
    """
    last = last_sunday(today)
    weeks: list[list[Mood]] = [[] for _ in range(WEEKS_BEFORE + 2)]
    for mood in moods:
        age = (last - mood.day).days
        if 0 <= age < 7 * len(weeks) and any(part is not None for part in mood.parts):
            weeks[age // 7].append(mood)
    second, first, *before = weeks
    usual = [week for week in before if len(week) >= LEAST_A_WEEK]
    if min(len(first), len(second)) < LEAST_A_WEEK or len(usual) < LEAST_WEEKS:
        return None
    scales = [
        _scale([mood.parts[part] for week in usual for mood in week], SMALLEST[part]) for part in (0, 1)
    ]
    by = (_distance(first, scales), _distance(second, scales))
    if min(by) < max(WORSE, *(_distance(week, scales) for week in usual)):
        return None
    return WorseWeeks(last - 2 * WEEK + timedelta(days=1), last, by)


def _scale(values: Sequence[int | None], smallest: float) -> tuple[float, float] | None:
    """Return median and robust standard deviation; None where too few are known."""
    known = [value for value in values if value is not None]
    if len(known) < LEAST_A_WEEK * LEAST_WEEKS:
        return None
    middle = median(known)
    return middle, max(MEAN_DEVIATION_TO_SD * fmean(abs(value - middle) for value in known), smallest)


def _distance(week: Iterable[Mood], scales: Sequence[tuple[float, float] | None]) -> float:
    """Return how much worse than usual a week was: the mean over its check-ins, each the mean of what it says."""
    each = []
    for mood in week:
        pairs = [
            (part - scale[0]) / scale[1]
            for part, scale in zip(mood.parts, scales, strict=True)
            if part is not None and scale is not None
        ]
        if pairs:
            each.append(fmean(pairs))
    return fmean(each) if len(each) >= LEAST_A_WEEK else 0.0
