"""What quiet spells and closeness come to on both sides of a day; see :mod:`nearer.practice.before_after`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nearer.inference.results import Days
from nearer.signals.closeness import at_risk, count_from

__all__ = ["Sums", "sum_sides"]

WINDOW_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Sums:
    """What one side of the day comes to.

    Attributes:
        days: Days that count.
        spells: Expected number of spells that began.
        score: Sum of xi (z - mean z).
        exposure: R.
        variance: Sum of xi (z - mean z)^2, a spell that is spread over several days counted once.
    """

    days: float
    spells: float
    score: float
    exposure: float
    variance: float


def sum_sides(days: Days, turn: date, until: date) -> tuple[Sums, Sums]:
    """Sum both sides of a day.

    Args:
        days: Of the record.
        turn: The first day that counts as after.
        until: The last day that counts.
    """
    stop = max((until - days.first).days + 1, 0)
    middle = min(max((turn - days.first).days, 0), stop)
    counted = count_from(days.weight)
    begins, risk = days.begins * counted, at_risk(days.withdrawn, days.weight)
    mass = np.convolve(begins, np.ones(WINDOW_DAYS), mode="same") if len(begins) > WINDOW_DAYS else begins
    once = begins * np.minimum(mass, 1.0)
    before, after = (
        _sum(days.closeness[part], counted[part], begins[part], risk[part], once[part])
        for part in (slice(0, middle), slice(middle, stop))
    )
    return before, after


def _sum(
    closeness: NDArray[np.float64],
    counted: NDArray[np.float64],
    begins: NDArray[np.float64],
    risk: NDArray[np.float64],
    once: NDArray[np.float64],
) -> Sums:
    """Sum one side; all arrays of shape (n_days,)."""
    total = float(risk.sum())
    if total <= 0.0:
        return Sums(0.0, 0.0, 0.0, 0.0, 0.0)
    z = closeness - float(risk @ closeness) / total
    return Sums(
        days=float(counted.sum()),
        spells=float(begins.sum()),
        score=float(begins @ z),
        exposure=float(risk @ z**2),
        variance=float(once @ z**2),
    )
