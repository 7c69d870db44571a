"""Closeness at each turn, and its excursions: above its usual range now, and its mean some days ago.

Here closeness is the logarithm of both people's leaky count of turns over 5 days, less the same over
50 days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.signals.days import DayGrid
from nearer.signals.leak import leak_before
from nearer.signals.turns import Turns

__all__ = ["NOW", "SOME_DAYS_AGO", "Excursions", "measure_excursions"]

NOW, SOME_DAYS_AGO = 0, 1
SHORT_H, LONG_H = 120.0, 1200.0
QUANTILE = 0.7
LAG_DAYS = (3, 5)


@dataclass(frozen=True, slots=True, eq=False)
class Excursions:
    """Covariates at each turn; they use only what was strictly before it.

    Attributes:
        covariates: Closeness above its 70 % quantile (else 0), and mean closeness three to five days ago,
            float64, shape (2, n_turns).
        recent: Each person's own log leaky count of turns over 5 days less that over 50, float64,
            shape (2 people, n_turns).
    """

    covariates: NDArray[np.float64]
    recent: NDArray[np.float64]


def measure_excursions(turns: Turns, grid: DayGrid) -> Excursions:
    """Measure closeness at each turn.

    Args:
        turns: The record's turns, at least two at different times.
        grid: The record's days; the leaks stand still over days that do not count.
    """
    short, long, floor = _leak_turns(turns, grid)
    recent = np.log(short + floor) - np.log(long + floor)
    closeness = np.log(short.sum(axis=0) + floor) - np.log(long.sum(axis=0) + floor)
    now = np.maximum(closeness - np.quantile(closeness, QUANTILE), 0.0)
    return Excursions(np.stack([now, _lag(turns.start_h, closeness)]), recent)


def _leak_turns(turns: Turns, grid: DayGrid) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return both people's leaky rates of turns, shape (2, n_turns), over the two horizons, and a floor."""
    start_h = turns.start_h
    time = start_h
    if grid.away.any():
        away_before = np.append(0, np.cumsum(grid.away))
        time = start_h - 24.0 * away_before[grid.index(start_h)]
    rate = np.bincount(turns.sender, minlength=2) / max(1.0, start_h[-1] - start_h[0])
    short, long = (
        np.stack(
            [leak_before(time, (turns.sender == person) / tau, tau, float(rate[person])) for person in (0, 1)]
        )
        for tau in (SHORT_H, LONG_H)
    )
    return short, long, 0.15 * float(rate.mean())


def _lag(start_h: NDArray[np.float64], closeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mean closeness at the ends of the days from three to five days before each turn."""
    marks = np.arange(start_h[0], start_h[-1] + 24.0, 24.0)
    by_day = closeness[np.maximum(np.searchsorted(start_h, marks) - 1, 0)]
    day = np.clip(((start_h - start_h[0]) / 24.0).astype(np.int64), 0, len(marks) - 1)
    total = np.concatenate([[0.0], np.cumsum(by_day)])
    nearest, farthest = LAG_DAYS
    stop = np.maximum(day - nearest + 1, 0)
    start = np.maximum(day - farthest, 0)
    return np.asarray((total[stop] - total[start]) / np.maximum(stop - start, 1))
