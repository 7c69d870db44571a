"""How closeness moves: by talks, conflicts and repairs, meetings, and by what the two write to each other."""

from __future__ import annotations

import numpy as np

from nearer.inference.worlds.families import Course as Kind

__all__ = ["Course"]

MOMENTUM = 0.018
"""What a day with e times the usual exchange adds to closeness."""


class Course:
    """Closeness from day to day, about 1 in standard deviation.

    Every pair has its own time scale (20 days, more or less). A confiding talk lifts closeness, a conflict
    lowers it and is half repaired within days, a meeting lifts it a little; more exchange than usual lifts
    it, less lets it sink.
    """

    __slots__ = ("_drift", "_level", "_still", "_usual", "closeness", "met")

    def __init__(self, rng: np.random.Generator, course: Kind, n_days: int) -> None:
        self._still = course == "still"
        self._drift = 1.0 / float(np.exp(rng.normal(np.log(20.0), 0.35)))
        day = np.arange(n_days)
        level = np.zeros(n_days)
        if course == "fade":
            level = np.linspace(0.0, -2.5, n_days)
        elif course == "honeymoon":
            level = 2.0 * np.exp(-day / 60.0)
        shocks = rng.normal(0.0, 0.15, n_days) + _events(rng, n_days)
        met = rng.random(n_days) < np.where(day % 7 >= 5, 0.25, 0.08)
        shocks += 0.15 * (met - met.mean())
        if course == "wide":
            shocks *= 1.6
        self.met: list[bool] = met.tolist()
        self._level: list[float] = (level + shocks / self._drift).tolist()
        self._usual: float | None = None
        self.closeness = 2.0 if course == "honeymoon" else 0.0

    def step(self, day: int, exchange: float, push: float, *, fed: bool = True) -> None:
        """Go on to the next day.

        Args:
            day: The day that is over.
            exchange: log(1 + turns of the one times turns of the other) on that day.
            push: What else lifted or lowered closeness.
            fed: Whether either counts.
        """
        if self._still:
            return
        usual = exchange if self._usual is None else self._usual
        more = min(max(exchange - usual, -2.0), 2.0)
        self._usual = usual + (exchange - usual) / 60.0
        self.closeness += self._drift * (self._level[day] - self.closeness) + (MOMENTUM * more + push) * fed


def _events(rng: np.random.Generator, n_days: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the daily sum of confiding talks (up) and conflicts (down, half repaired within days)."""
    shocks = np.zeros(n_days)
    for day in np.flatnonzero(rng.random(n_days) < 1.0 / 18.0).tolist():
        size = float(abs(rng.normal(1.0, 0.3)))
        if rng.random() < 0.5:
            shocks[day] += size
        else:
            shocks[day] -= size
            repair = day + int(rng.integers(2, 8))
            if repair < n_days:
                shocks[repair] += 0.5 * size
    return shocks
