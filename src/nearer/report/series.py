"""Arrays per day, made into the few rows that a chart or a table needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from nearer.inference.results import Days, Episode

__all__ = ["MAX_POINTS", "Period", "mean_rate", "periods", "thin_days", "uncounted_runs"]

MAX_POINTS = 1_200
MAX_ROWS = 120
MIN_UNCOUNTED_DAYS = 3
BIN_DAYS = (1, 2, 4, 7, 14, 28)
TABLE_DAYS = (7, 28, 91, 364)


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days in a table.

    Attributes:
        first: Its first day.
        last: Its last day.
        closeness: Mean closeness over the days that count, standard deviations; None where none does.
        mine: Messages of the user.
        theirs: Messages of the contact.
        marked: How many of its days lie in possible episodes.
    """

    first: date
    last: date
    closeness: float | None
    mine: int
    theirs: int
    marked: int


def thin_days(days: Days, max_points: int = MAX_POINTS) -> list[dict[str, float | int | None]]:
    """Return rows for the picture over time, at most ``max_points`` of them.

    Each row has ``d`` (days since the first), ``n`` (days in the row), ``z`` (mean closeness, None where
    no day counts), ``m`` and ``t`` (messages a day of the user and of the contact).
    """
    n_days = len(days.closeness)
    width = _narrowest(n_days, max_points, BIN_DAYS)
    starts = np.arange(0, n_days, width)
    closeness = _mean_closeness(days, starts)
    lengths = np.diff(np.append(starts, n_days))
    rates = np.add.reduceat(days.messages, starts, axis=1) / lengths
    return [
        {"d": int(d), "n": int(n), "z": _rounded(z), "m": round(float(m), 1), "t": round(float(t), 1)}
        for d, n, z, m, t in zip(starts, lengths, closeness, rates[0], rates[1], strict=True)
    ]


def periods(days: Days, episodes: tuple[Episode, ...]) -> list[Period]:
    """Return the same record by week, or by longer runs of weeks where it is long."""
    n_days = len(days.closeness)
    width = _narrowest(n_days, MAX_ROWS, TABLE_DAYS)
    starts = np.arange(0, n_days, width)
    closeness = _mean_closeness(days, starts)
    messages = np.add.reduceat(days.messages, starts, axis=1)
    marked = np.zeros(n_days)
    for episode in episodes:
        marked[max(0, (episode.start - days.first).days) : (episode.end - days.first).days + 1] = 1
    n_marked = np.add.reduceat(marked, starts)
    return [
        Period(
            days.first + timedelta(days=int(start)),
            days.first + timedelta(days=min(int(start) + width, n_days) - 1),
            _rounded(z),
            round(float(mine)),
            round(float(theirs)),
            int(n),
        )
        for start, z, mine, theirs, n in zip(
            starts, closeness, messages[0], messages[1], n_marked, strict=True
        )
    ]


def uncounted_runs(days: Days) -> list[tuple[int, int]]:
    """Return runs of days that do not count, as (first, last + 1) since the record's first day."""
    edges = np.diff(np.concatenate(([0.0], (days.weight <= 0).astype(float), [0.0])))
    pairs = zip(np.flatnonzero(edges > 0), np.flatnonzero(edges < 0), strict=True)
    return [(int(start), int(stop)) for start, stop in pairs if stop - start >= MIN_UNCOUNTED_DAYS]


def mean_rate(days: Days, first: date, last: date) -> float:
    """Return the user's messages a day between two days, of the days that count; NaN without any."""
    window = slice(max(0, (first - days.first).days), max(0, (last - days.first).days + 1))
    counted = days.messages[0, window][days.weight[window] > 0]
    return float(counted.mean()) if counted.size else float("nan")


def _mean_closeness(days: Days, starts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the mean over the days that count, NaN where none does, shape of ``starts``."""
    counts = (days.weight > 0) & np.isfinite(days.closeness)
    total = np.add.reduceat(np.where(counts, days.closeness, 0.0), starts)
    n = np.add.reduceat(counts.astype(np.float64), starts)
    mean = np.full(len(starts), np.nan)
    np.divide(total, n, out=mean, where=n > 0)
    return mean


def _narrowest(n_days: int, most: int, widths: tuple[int, ...]) -> int:
    return next((width for width in widths if n_days <= width * most), widths[-1])


def _rounded(value: float) -> float | None:
    return round(float(value), 2) if np.isfinite(value) else None
