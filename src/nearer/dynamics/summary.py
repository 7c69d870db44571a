"""What a course of the model did, in a few figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nearer.dynamics.thresholds import can_lock

if TYPE_CHECKING:
    from nearer.dynamics.cycle import Course

__all__ = ["Summary", "summarise"]

NEAR: Final = 0.1
"""Two closenesses that differ by no more are the same."""
LAST_CYCLES: Final = 3
"""Cycles at the end from which range and period are taken."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of it.

    Attributes:
        low: Least closeness in the last cycles; without two cycles, since the last withdrawal or from the start on.
        high: Most closeness in the same time.
        period_days: Days from one withdrawal to the next in the last cycles; None without two withdrawals.
        n_escapes: Withdrawals in all.
        settled_day: Day from which on closeness changes no more than a little; None where one left and came back
            to the end, or it still changes.
        locked_day: Day of the withdrawal from which there is no way back; None where there is.
        last: Closeness on the last day.
        threshold: Where too close begins on the last day.
    """

    low: float
    high: float
    period_days: float | None
    n_escapes: int
    settled_day: float | None
    locked_day: float | None
    last: float
    threshold: float


def summarise(course: Course) -> Summary:
    """Sum up a course.

    Args:
        course: From :func:`~nearer.dynamics.cycle.run_cycle`.

    >>> from nearer.dynamics.cycle import Settings, run_cycle
    >>> found = summarise(run_cycle(Settings(), 60))
    >>> round(found.low, 1), round(found.high, 1), round(found.period_days, 1), found.locked_day
    (1.7, 6.9, 5.9, None)
    """
    import numpy as np

    escapes = course.escapes[-LAST_CYCLES - 1 :]
    first = int(np.searchsorted(course.day, escapes[0])) if escapes else 0
    part = course.closeness[first:]
    locked = _is_locked(course)
    return Summary(
        low=float(part.min()),
        high=float(part.max()),
        period_days=(escapes[-1] - escapes[0]) / (len(escapes) - 1) if len(escapes) > 1 else None,
        n_escapes=len(course.escapes),
        settled_day=None if locked else _settled_day(course),
        locked_day=course.escapes[-1] if locked else None,
        last=float(course.closeness[-1]),
        threshold=float(course.threshold[-1]),
    )


def _is_locked(course: Course) -> bool:
    """Whether there is no way back: closeness is gone, and discomfort rests above where one could return."""
    settings = course.settings
    if course.reaching[-1] or course.closeness[-1] > NEAR:
        return False
    if settings.need <= settings.longing_to_return:
        return True
    return can_lock(settings) and bool(course.discomfort[-1] > settings.calm_at)


def _settled_day(course: Course) -> float | None:
    """Return the day from which on closeness stays near where it ends, if that is more than the last tenth."""
    import numpy as np

    last_gap = (course.escapes[-1] - course.escapes[-2]) if len(course.escapes) > 1 else 0.0
    still = course.day[-1] - (course.escapes[-1] if course.escapes else 0.0)
    if not course.reaching[-1] or (course.escapes and still < 2 * last_gap):
        return None
    away = np.flatnonzero(np.abs(course.closeness - course.closeness[-1]) > NEAR)
    day = float(course.day[away[-1] + 1]) if len(away) else 0.0
    return day if day <= 0.9 * course.day[-1] else None
