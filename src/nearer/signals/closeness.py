r"""Closeness: mutual leaky exchange against its own recent level.

With y the geometric mean of what both people write on a day and a leaky mean over tau days, strictly before
each day,

.. math:: c_\tau = \log\bigl(A_\tau(y) + 0.1\,\bar y\bigr) - \text{its Gaussian moving average (sd 70 days)}.

What one's own earlier spells left behind is regressed out: after a spell closeness is low and no new spell
can begin, which alone would make onsets look as if they avoided low closeness. Several time constants are
averaged.

What is exchanged is either the number of messages or their *depth*, messages times their geometric mean length:
two people who write as often as ever but more at length have come closer too, and one long pasted text hardly
moves a geometric mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.signals.daily import Daily
from nearer.signals.leak import leak_days
from nearer.signals.smooth import gaussian_mean

__all__ = ["BURN_IN_DAYS", "DEPTH", "VOLUME", "Exchanged", "at_risk", "count_from", "measure_closeness"]

LEVEL_SD_DAYS = 70.0
BURN_IN_DAYS = 21
LARGEST_SD = 2.5


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What closeness is made of.

    Attributes:
        deep: Whether messages count by their length.
        taus_days: Time constants of the memory, days.
    """

    deep: bool
    taus_days: tuple[float, ...]


VOLUME = Exchanged(deep=False, taus_days=(5.0, 15.0, 40.0))
"""The number of messages, as in the reference test."""

DEPTH = Exchanged(deep=True, taus_days=(5.0, 15.0))
"""Messages and how long they are; chosen on development records, see ``docs/improvement.md``."""


def count_from(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weight of each day with the first three weeks left out, shape (n_days,)."""
    counted = weight.copy()
    counted[:BURN_IN_DAYS] = 0.0
    return counted


def at_risk(withdrawn: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much each day counts as one on which a spell could begin.

    Args:
        withdrawn: Probability of the withdrawn state, float64, shape (n_days,).
        weight: 0 or 1, float64, shape (n_days,).

    Returns:
        The probability of not being withdrawn the day before, times the weight, float64, shape (n_days,).
    """
    risk = np.ones(len(withdrawn))
    risk[1:] = 1.0 - withdrawn[:-1]
    return risk * count_from(weight)


def measure_closeness(
    daily: Daily, withdrawn: NDArray[np.float64], exchanged: Exchanged = DEPTH
) -> NDArray[np.float64]:
    """Return closeness at the start of each day, standardised over the days on which a spell could begin.

    Args:
        daily: The record by day.
        withdrawn: Probability that the person studied is in a withdrawn spell, float64, shape (n_days,).
        exchanged: What closeness is made of.

    Returns:
        Standard deviations, within +-2.5, float64, shape (n_days,).
    """
    weight = daily.weight
    written = _depth(daily) if exchanged.deep else daily.messages
    mutual = np.sqrt(written[0] * written[1])
    usual = mutual[~daily.away]
    level, begin = float(usual.mean()), float(usual[:30].mean())
    counted, risk = count_from(weight), at_risk(withdrawn, weight)
    total = np.zeros(daily.n_days)
    for tau in exchanged.taus_days:
        log_mutual = np.log(leak_days(mutual, weight, tau, begin) + 0.1 * level + 1e-6)
        recent = _against_level(log_mutual, weight)
        traces = np.stack(
            [_against_level(leak_days(withdrawn, weight, scale * tau, 0.0), weight) for scale in (1.0, 2.5)]
        )
        weighted = traces * counted
        slope = np.linalg.solve(weighted @ traces.T + 1e-3 * np.eye(2), weighted @ recent)
        recent = recent - slope @ traces
        mean = _mean(risk, recent)
        total += (recent - mean) / (np.sqrt(_mean(risk, (recent - mean) ** 2)) + 1e-9)
    return np.asarray(np.clip(total / (np.sqrt(_mean(risk, total**2)) + 1e-9), -LARGEST_SD, LARGEST_SD))


def _depth(daily: Daily) -> NDArray[np.float64]:
    """Return messages times their geometric mean length against the person's usual, shape (2, n_days)."""
    return np.asarray(daily.messages * np.exp(daily.length_residual / np.maximum(daily.messages, 1.0)))


def _against_level(values: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    return values - gaussian_mean(values, weight, LEVEL_SD_DAYS)


def _mean(weight: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    return float((weight @ values) / (weight.sum() + 1e-9))
