r"""Leaky sums: memory that fades exponentially.

.. math:: A(t) = A_0 e^{-(t - t_0)/\tau} + \sum_{t_j < t} m_j e^{-(t - t_j)/\tau}

is a cumulative sum of :math:`m_j e^{t_j/\tau}`, taken in stretches short enough that nothing overflows. All
terms are positive, so nothing cancels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["leak_before", "leak_days"]

STRETCH = 500.0
"""Longest stretch, in units of tau, that is summed in one go; exp(500) is far below the largest float."""


def leak_before(
    time: NDArray[np.float64], mass: NDArray[np.float64], tau: float, initial: float
) -> NDArray[np.float64]:
    """Return the leaky sum just before each event.

    Args:
        time: Not decreasing, float64, shape (n,).
        mass: What each event adds, not negative, float64, shape (n,).
        tau: Time constant, in the unit of ``time``.
        initial: The sum at the first time.
    """
    out = np.empty(len(time))
    start = 0
    while start < len(time):
        stop = int(np.searchsorted(time, time[start] + STRETCH * tau, "right"))
        age = (time[start:stop] - time[start]) / tau
        total = np.cumsum(mass[start:stop] * np.exp(age))
        out[start] = initial
        out[start + 1 : stop] = (initial + total[:-1]) * np.exp(-age[1:])
        if stop < len(time):
            initial = float((initial + total[-1]) * np.exp(-(time[stop] - time[start]) / tau))
        start = stop
    return out


def leak_days(
    values: NDArray[np.float64], weight: NDArray[np.float64], tau_days: float, initial: float
) -> NDArray[np.float64]:
    """Return the leaky mean of a daily series, strictly before each day.

    It stands still over days of weight 0.

    Args:
        values: Not negative, float64, shape (n_days,).
        weight: 0 or 1, float64, shape (n_days,).
        tau_days: Time constant, days that count.
        initial: The mean before the first day.
    """
    counted = (weight > 0).astype(np.float64)
    time = np.cumsum(counted) - counted
    return leak_before(time, np.expm1(1.0 / tau_days) * values * counted, tau_days, initial)
