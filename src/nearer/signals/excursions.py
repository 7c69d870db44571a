"""Closeness at each turn, and its excursions: above its usual range now, and its mean some days ago.

Here closeness is the logarithm of both people's leaky count of turns over 5 days, less the same over 50 days.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nearer.signals.days import DayGrid
from nearer.signals.leak import leak_before
from nearer.signals.turns import Turns

__all__ = ["NOW", "SOME_DAYS_AGO", "measure_excursions"]

NOW, SOME_DAYS_AGO = 0, 1
SHORT_H, LONG_H = 120.0, 1200.0
QUANTILE = 0.7
LAG_DAYS = (3, 5)


def measure_excursions(turns: Turns, grid: DayGrid) -> NDArray[np.float64]:
    """Return both covariates at each turn; they use only what was strictly before it.

    Args:
        turns: The record's turns, at least two at different times.
        grid: The record's days; the leaks stand still over days that do not count.

    Returns:
        Closeness above its 70 % quantile (else 0), and mean closeness three to five days ago, float64,
        shape (2, n_turns).
    """
    closeness = _turn_closeness(turns, grid)
    start_h = turns.start_h
    now = np.maximum(closeness - np.quantile(closeness, QUANTILE), 0.0)

    marks = np.arange(start_h[0], start_h[-1] + 24.0, 24.0)
    by_day = closeness[np.maximum(np.searchsorted(start_h, marks) - 1, 0)]
    day = np.clip(((start_h - start_h[0]) / 24.0).astype(np.int64), 0, len(marks) - 1)
    total = np.concatenate([[0.0], np.cumsum(by_day)])
    nearest, farthest = LAG_DAYS
    stop = np.maximum(day - nearest + 1, 0)
    start = np.maximum(day - farthest, 0)
    lagged = (total[stop] - total[start]) / np.maximum(stop - start, 1)
    return np.stack([now, lagged])


def _turn_closeness(turns: Turns, grid: DayGrid) -> NDArray[np.float64]:
    start_h = turns.start_h
    time = start_h
    if grid.away.any():
        away_before = np.append(0, np.cumsum(grid.away))
        time = start_h - 24.0 * away_before[grid.index(start_h)]
    span_h = max(1.0, start_h[-1] - start_h[0])
    rate = np.bincount(turns.sender, minlength=2) / span_h
    floor = 0.15 * rate.mean()
    everyone = np.ones(len(turns))
    short, long = (leak_before(time, everyone / tau, tau, float(rate.sum())) for tau in (SHORT_H, LONG_H))
    return np.asarray(np.log((short + floor) / (long + floor)))
