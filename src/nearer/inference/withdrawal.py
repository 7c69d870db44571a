r"""The state of one person on each day: as usual, or withdrawn.

A withdrawn day has fewer replies than were due and shorter messages. For observed O and expected E' replies
of one clock, a drop of the rate to exp(-d s) gives the quasi-Poisson log-likelihood ratio
:math:`[-d s O + (1 - e^{-d s}) E'] / \phi`; for the sum r of log-length residuals of M messages, a drop by
:math:`\delta` gives the normal :math:`(-2 r \delta - \delta^2 M) / (2 v)`. E' and the usual length follow a
local level (Gaussian, sd 45 days) in which withdrawn days count little. What the *other* does less of at the
same time is taken off: what both do is not one's own. Silence by itself is no evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.inference.hmm import Posterior, forward_backward
from nearer.signals.clocks import CONVERSATION, OPENING, OWN
from nearer.signals.daily import Daily
from nearer.signals.smooth import gaussian_sum

__all__ = ["ENTRY", "LEAVE", "Withdrawal", "estimate_withdrawal"]

ENTRY, LEAVE = 1 / 60, 1 / 12
REPLY_DROP = {OPENING: 0.8, CONVERSATION: 0.5, OWN: 0.3}
LENGTH_DROP = 0.35
SCALES = (0.7, 1.0, 1.6)
N_PASSES = 3
LARGEST = 3.0
PENALTY = 1.0
LEVEL_SD_DAYS = 45.0
DISCOUNT = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Withdrawal:
    """The daily state of one person.

    Attributes:
        posterior: Probability of the withdrawn state and of its onset on each day.
        log_ratio: The daily evidence that it rests on, shape (n_days,).
        scale: The strength of the drop that fits best.
    """

    posterior: Posterior
    log_ratio: NDArray[np.float64]
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class _Usual:
    """The level that days are held against: replies due and their dispersion, length residuals and theirs."""

    observed: NDArray[np.float64]
    due: NDArray[np.float64]
    dispersion: NDArray[np.float64]
    messages: NDArray[np.float64]
    residual: NDArray[np.float64]
    variance: float


def estimate_withdrawal(daily: Daily, person: int, penalty: float = PENALTY) -> Withdrawal:
    """Estimate on which days a person was withdrawn.

    Three passes update the usual level and the state; of three strengths of the drop the likeliest is kept.

    Args:
        daily: The record by day.
        person: 0 for the user, 1 for the contact.
        penalty: How much of the other's evidence for the same is taken off.
    """
    weight = daily.weight
    entry = np.full(daily.n_days, ENTRY)
    other = _evidence(_usual_level(daily, 1 - person, (OPENING, CONVERSATION, OWN), weight), 1.0)
    shared = penalty * np.maximum(other, 0.0)
    own_clocks = (OPENING, CONVERSATION)
    level = _usual_level(daily, person, own_clocks, weight)
    fits = []
    for scale in SCALES:
        log_ratio = (_evidence(level, scale) - shared) * weight
        posterior = forward_backward(log_ratio, entry, LEAVE)
        for _ in range(N_PASSES - 1):
            discounted = weight * (1.0 - DISCOUNT * posterior.withdrawn)
            log_ratio = (
                _evidence(_usual_level(daily, person, own_clocks, discounted), scale) - shared
            ) * weight
            posterior = forward_backward(log_ratio, entry, LEAVE)
        fits.append(Withdrawal(posterior, log_ratio, scale))
    return max(fits, key=lambda fit: fit.posterior.log_likelihood)


def _usual_level(daily: Daily, person: int, clocks: tuple[int, ...], weight: NDArray[np.float64]) -> _Usual:
    """Estimate the local level with the given day weights, shape (n_days,)."""
    due, dispersion = [], []
    for clock in clocks:
        observed, expected = daily.observed[person, clock], daily.expected[person, clock]
        level = (_local(observed * weight) + 0.02) / (_local(expected * weight) + 0.02)
        mean = expected * level
        excess = float((observed - mean) ** 2 @ weight) / max(float(mean @ weight), 1e-9)
        due.append(mean)
        dispersion.append(max(1.0, excess))
    messages, length = daily.messages[person], daily.length_residual[person]
    mean_length = _local(length * weight) / (_local(messages * weight) + 1e-3)
    residual = length - mean_length * messages
    clustered = float(residual**2 @ weight) / max(float(messages @ weight), 1.0)
    return _Usual(
        observed=daily.observed[person, list(clocks)],
        due=np.stack(due),
        dispersion=np.array(dispersion),
        messages=messages,
        residual=residual,
        variance=max(float(daily.length_variance[person]), clustered, 1e-9),
    )


def _local(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return gaussian_sum(values, LEVEL_SD_DAYS)


def _evidence(usual: _Usual, scale: float) -> NDArray[np.float64]:
    """Return the clipped daily log-likelihood ratio withdrawn : usual, shape (n_days,)."""
    drop = scale * np.array(list(REPLY_DROP.values()))[: len(usual.due), None]
    replies = (-drop * usual.observed - np.expm1(-drop) * usual.due) / usual.dispersion[:, None]
    shorter = scale * LENGTH_DROP
    length = (-2.0 * shorter * usual.residual - shorter**2 * usual.messages) / (2.0 * usual.variance)
    return np.asarray(np.clip(replies.sum(axis=0) + length, -LARGEST, LARGEST))
