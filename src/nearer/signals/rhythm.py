"""Each person's week: how likely they are to write at each hour of it, and time measured by that likelihood.

An hour in which somebody usually sleeps says little about how fast they answer. *Operational time* runs
slowly then and fast when they usually write, at one unit per hour on average over the week.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["HOURS_A_WEEK", "Rhythm", "count_hours", "measure_rhythm"]

HOURS_A_WEEK = 168
KERNEL = np.array([0.25, 0.5, 0.25])
SHRINKAGE = 4.0
FLOOR = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Rhythm:
    """The hour-of-week profiles of two people.

    Attributes:
        profile: Relative rate of turns by hour of the week, Monday first, mean 1, float64, shape (2, 168).
        elapsed: Operational time from the start of the week, float64, shape (2, 169).
    """

    profile: NDArray[np.float64]
    elapsed: NDArray[np.float64]

    def operational(self, person: int, hours: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the operational time of a person at each time.

        Args:
            person: 0 for the user, 1 for the contact.
            hours: Hours since midnight at the start of a Monday, float64, shape (n,).
        """
        elapsed = self.elapsed[person]
        week = np.floor(hours * (1.0 / HOURS_A_WEEK))
        within = hours - HOURS_A_WEEK * week
        hour = np.minimum(within.astype(np.int64), HOURS_A_WEEK - 1)
        return np.asarray(week * elapsed[-1] + elapsed[hour] + (within - hour) * self.profile[person][hour])


def count_hours(hours: NDArray[np.float64], sender: NDArray[np.integer]) -> NDArray[np.float64]:
    """Count events by person and hour of the week.

    Args:
        hours: Hours since midnight at the start of a Monday, float64, shape (n,).
        sender: 0 or 1, shape (n,).

    Returns:
        Counts, float64, shape (2, 168).
    """
    hour = np.floor(hours).astype(np.int64) % HOURS_A_WEEK
    counts = np.bincount(hour + HOURS_A_WEEK * sender.astype(np.int64), minlength=2 * HOURS_A_WEEK)
    return counts.reshape(2, HOURS_A_WEEK).astype(np.float64)


def measure_rhythm(start_h: NDArray[np.float64], sender: NDArray[np.integer]) -> Rhythm:
    """Estimate both people's week from their turns.

    The counts are shrunk, four parts to one, to the product of hour of the day and day of the week, smoothed
    over neighbouring hours by (1/4, 1/2, 1/4), and kept above a floor of 2 % of the mean.

    Args:
        start_h: Times of the turns, hours since a Monday's midnight, float64, shape (n_turns,).
        sender: 0 or 1, shape (n_turns,).
    """
    profile = np.stack([_shrink_and_smooth(counts) for counts in count_hours(start_h, sender)])
    elapsed = np.zeros((2, HOURS_A_WEEK + 1))
    np.cumsum(profile, axis=1, out=elapsed[:, 1:])
    return Rhythm(profile, elapsed)


def _shrink_and_smooth(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    if not counts.any():
        return np.ones(HOURS_A_WEEK)
    week = counts.reshape(7, 24)
    by_hour, by_weekday = week.sum(axis=0) + 1.0, week.sum(axis=1) + 1.0
    product = np.outer(by_weekday / by_weekday.mean(), by_hour / by_hour.mean()).ravel() * counts.mean()
    shrunk = (counts + SHRINKAGE * product) / (1.0 + SHRINKAGE)
    smooth = np.convolve(np.concatenate([shrunk[-1:], shrunk, shrunk[:1]]), KERNEL, "valid")
    return np.asarray((smooth + FLOOR * smooth.mean()) / ((1.0 + FLOOR) * smooth.mean()))
