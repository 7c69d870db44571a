"""What one day of a record says: how much was written, how long, and how fast against the usual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.signals.clocks import run_clocks
from nearer.signals.days import DayGrid
from nearer.signals.rhythm import Rhythm
from nearer.signals.turns import Turns

__all__ = ["Daily", "measure_daily", "weigh_days"]

SHORTEST_GAP_DAYS = 4
MESSAGES_MISSED = 15.0


@dataclass(frozen=True, slots=True, eq=False)
class Daily:
    """Everything that is kept per day.

    Attributes:
        messages: Messages of the user and of the contact, float64, shape (2, n_days).
        length_residual: Sum over a day's messages of log(length + 3) less the person's mean, float64,
            shape (2, n_days).
        length_variance: Variance of log(length + 3) over each person's messages, float64, shape (2,).
        observed: Events of each clock, float64, shape (2, 3, n_days); see :mod:`nearer.signals.clocks`.
        expected: Events that were due, float64, shape (2, 3, n_days).
        weight: 0 on days in a gap or marked as away, else 1, float64, shape (n_days,).
        away: Days marked as away, bool, shape (n_days,).
    """

    messages: NDArray[np.float64]
    length_residual: NDArray[np.float64]
    length_variance: NDArray[np.float64]
    observed: NDArray[np.float64]
    expected: NDArray[np.float64]
    weight: NDArray[np.float64]
    away: NDArray[np.bool_]

    @property
    def n_days(self) -> int:
        """Return the number of days."""
        return len(self.weight)


def measure_daily(
    hours: NDArray[np.float64],
    sender: NDArray[np.int8],
    length: NDArray[np.float64],
    turns: Turns,
    rhythm: Rhythm,
    grid: DayGrid,
) -> Daily:
    """Count a record's messages, lengths and clocks by day.

    Args:
        hours: Times of the messages that count, hours, float64, shape (n_messages,), not empty.
        sender: 0 or 1, int8, shape (n_messages,).
        length: Characters, float64, shape (n_messages,).
        turns: The turns of the same messages.
        rhythm: Both people's week.
        grid: The record's days.
    """
    n_days = grid.n_days
    place = grid.index(hours) + n_days * sender.astype(np.int64)
    messages = np.bincount(place, minlength=2 * n_days).reshape(2, n_days).astype(np.float64)
    log_length = np.log(length + 3.0)
    variance = np.zeros(2)
    for person in (0, 1):
        own = sender == person
        if own.any():
            log_length[own] -= log_length[own].mean()
            variance[person] = np.mean(log_length[own] ** 2)
    residual = np.bincount(place, weights=log_length, minlength=2 * n_days).astype(np.float64)
    observed, expected = run_clocks(turns, rhythm, grid)
    weight = weigh_days(messages.sum(axis=0), grid.away)
    return Daily(messages, residual.reshape(2, n_days), variance, observed, expected, weight, grid.away)


def weigh_days(messages: NDArray[np.float64], away: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give weight 0 to days marked as away and to long runs of days without any message.

    A run is long from four days on, and from as many as would usually have brought 15 messages: a lost
    telephone, a missing part of the export, or time spent together, rather than a silence that means
    something.

    Args:
        messages: Of both people, float64, shape (n_days,).
        away: Bool, shape (n_days,).

    Returns:
        0 or 1, float64, shape (n_days,).
    """
    weight = np.where(away, 0.0, 1.0)
    counted = messages[~away]
    usual = max(float(counted.mean()), 0.1) if len(counted) else 0.1
    shortest = max(SHORTEST_GAP_DAYS, int(np.ceil(MESSAGES_MISSED / usual)))
    silent = np.concatenate([[False], (messages == 0) & ~away, [False]])
    edges = np.flatnonzero(silent[1:] != silent[:-1])
    for start, stop in edges.reshape(-1, 2):
        if stop - start >= shortest:
            weight[start:stop] = 0.0
    return weight
