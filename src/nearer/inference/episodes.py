"""Possible times of drawing back, found from the daily evidence."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from nearer.inference.hmm import forward_backward
from nearer.inference.results import Days, Episode
from nearer.inference.withdrawal import ENTRY, LEAVE

__all__ = ["find_episodes", "find_runs"]

LIKELY = 0.5
MERGE_DAYS = 3
SHORTEST_DAYS = 3
PEAK_WITHIN_DAYS = 21
LOG_RATIO_PER_SD = 0.8


def find_episodes(days: Days, log_ratio: NDArray[np.float64]) -> tuple[Episode, ...]:
    """Find spells again, with an entry that is likelier where closeness is high.

    Only for a record with a positive verdict that rests on spells: the entry takes a factor of exp(0.8 z).

    Args:
        days: The record by day.
        log_ratio: Daily evidence for the withdrawn state, float64, shape (n_days,).
    """
    lift = np.exp(LOG_RATIO_PER_SD * np.clip(days.closeness, -2.0, 2.5))
    withdrawn = forward_backward(log_ratio, np.clip(ENTRY * lift, 0.001, 0.2), LEAVE).withdrawn
    episodes = []
    for start, stop in find_runs(withdrawn):
        before = days.closeness[max(start - PEAK_WITHIN_DAYS, 0) : start]
        peak = max(start - PEAK_WITHIN_DAYS, 0) + int(before.argmax()) if len(before) else start
        first, last, closest = (days.first + timedelta(days=int(day)) for day in (start, stop - 1, peak))
        episodes.append(Episode(first, last, closest, float(withdrawn[start:stop].mean())))
    return tuple(episodes)


def find_runs(withdrawn: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the runs of likely days, with breaks of up to three days closed and at least three days long.

    Args:
        withdrawn: Probability of the withdrawn state, float64, shape (n_days,).

    Returns:
        First day and the day after the last, for each run.
    """
    likely = np.concatenate([[False], withdrawn > LIKELY, [False]])
    edges = np.flatnonzero(likely[1:] != likely[:-1]).reshape(-1, 2)
    runs: list[tuple[int, int]] = []
    for start, stop in edges.tolist():
        if runs and start - runs[-1][1] <= MERGE_DAYS:
            runs[-1] = (runs[-1][0], stop)
        else:
            runs.append((start, stop))
    return [(start, stop) for start, stop in runs if stop - start >= SHORTEST_DAYS]
