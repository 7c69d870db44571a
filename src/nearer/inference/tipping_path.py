"""How the tipping point moves from month to month.

The level of :mod:`nearer.inference.tipping_grid` takes a step each month, the slope is one for all of them::

    level_m = level_(m-1) + Normal(0, drift),   drift ~ half-Normal(.5) on {.1, .2, .4, .8}

and months are joined by forward-backward over a grid of levels, for each slope and drift. The level is that of the
people whom the check-ins were with, by their number; what a person differs by from it is taken from the fit over all
months.

Reference: L. E. Baum, T. Petrie, G. Soules, N. Weiss (1970), Ann. Math. Stat. 41, 164.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nearer.inference.grid_quantiles import Array, crossing
from nearer.inference.tipping import LOW_MIDDLE_HIGH, Interval, fit_dispersed, has_enough
from nearer.inference.tipping_grid import (
    LEVEL_SD,
    MIDDLE,
    OWN,
    SLOPE_SD,
    CheckIns,
    Posterior,
)

__all__ = ["LEAST_MONTHS", "MonthPlace", "find_path"]

LEAST_MONTHS: Final = 3
"""Months with check-ins below which there is no path."""
DRIFT: Final[Array] = np.array([0.1, 0.2, 0.4, 0.8])
DRIFT_SD: Final = 0.5
LEVEL: Final[Array] = np.linspace(-9.0, 9.0, 181)
N_SLOPES: Final = 15


@dataclass(frozen=True, slots=True)
class MonthPlace:
    """The tipping point of one month.

    Attributes:
        month: Its number, as given.
        n: Check-ins in it.
        place: With its 95 % interval, which may reach beyond the scale or be infinite.
    """

    month: int
    n: int
    place: Interval


def find_path(
    checkins: CheckIns, month: NDArray[np.int64], fitted: tuple[Posterior, float] | None = None
) -> tuple[MonthPlace, ...]:
    """Return the tipping point of each month from the first to the last; empty with too little.

    Args:
        checkins: Those with closeness and urge.
        month: The month of each, numbered without gaps in the calendar.
        fitted: What :func:`~nearer.inference.tipping.fit_dispersed` returned for them, where it is there already.
    """
    if not has_enough(checkins) or len(np.unique(month)) < LEAST_MONTHS:
        return ()
    posterior, dispersion = fitted or fit_dispersed(checkins)
    slope = _thin(posterior)
    odds = _odds(checkins, posterior, slope)
    first = int(month.min())
    like = _by_month(checkins, month - first, odds, 1.0 / dispersion)
    weight = _smooth(like, slope, posterior.centre)
    n = np.bincount(month - first)
    places = (crossing(posterior.centre, LEVEL, slope, each, LOW_MIDDLE_HIGH) for each in weight)
    return tuple(
        MonthPlace(first + m, int(n[m]), Interval(*map(float, ends))) for m, ends in enumerate(places)
    )  # fmt: skip


def _thin(posterior: Posterior) -> Array:
    """Slopes that span what is likely: 15 in place of 41."""
    by_slope = posterior.weight.sum(axis=0)
    (kept,) = np.nonzero(by_slope > 1e-4 * by_slope.max())
    return np.linspace(posterior.slope[kept[0]], posterior.slope[kept[-1]], N_SLOPES)


def _odds(checkins: CheckIns, posterior: Posterior, slope: Array) -> Array:
    """Log odds of each check-in above the level of its month, for each slope, shape (n, N_SLOPES)."""
    own = np.einsum("k,jkb->jb", OWN, posterior.people) / np.maximum(posterior.people.sum(axis=1), 1e-300)
    level = np.bincount(checkins.person) @ own / len(checkins.person)
    above = np.array([np.interp(slope, posterior.slope, row) for row in own - level])
    return above[checkins.person] + slope * (checkins.closeness - posterior.centre)[:, None]


def _by_month(checkins: CheckIns, month: NDArray[np.int64], odds: Array, scale: float) -> Array:
    """Log-likelihood of each month, slope and level, shape (n_months, N_SLOPES, 181)."""
    like = np.zeros((int(month.max()) + 1, odds.shape[1], len(LEVEL)))
    key = (month * 1000 + checkins.person) * 10 + checkins.closeness.astype(np.int64)
    _, sample, back = np.unique(key, return_index=True, return_inverse=True)
    n = np.bincount(back)
    taken = np.bincount(back, weights=checkins.taken)
    for row, (total, part) in enumerate(zip(n, taken, strict=True)):
        here = odds[sample[row]][:, None] + LEVEL
        like[month[sample[row]]] += scale * (part * here - total * np.logaddexp(0.0, here))
    return like


def _smooth(like: Array, slope: Array, centre: float) -> Array:
    """Probability of each level and slope in each month, shape (n_months, 181, N_SLOPES)."""
    start = np.exp(-0.5 * ((LEVEL - slope[:, None] * (centre - MIDDLE)) / LEVEL_SD) ** 2)
    peak = like.max(axis=2, keepdims=True)
    each = np.exp(like - peak)
    given: list[Array] = []
    evidence: list[Array] = []
    for drift in DRIFT:
        step = np.exp(-0.5 * ((LEVEL - LEVEL[:, None]) / drift) ** 2)
        step /= step.sum(axis=1, keepdims=True)
        smoothed, log_sum = _forward_backward(each, step, start / start.sum(axis=1, keepdims=True))
        given.append(smoothed)
        evidence.append(
            log_sum + peak.sum(axis=(0, 2)) - 0.5 * (slope / SLOPE_SD) ** 2 - 0.5 * (drift / DRIFT_SD) ** 2
        )
    total = np.array(evidence) + np.log(DRIFT)[:, None]  # the drifts lie evenly in their logarithm
    mass = np.exp(total - total.max())
    mass /= mass.sum()
    return np.asarray(np.einsum("dmbl,db->mlb", np.array(given), mass))


def _forward_backward(like: Array, step: Array, start: Array) -> tuple[Array, Array]:
    """Return P(level of each month | all months), and the log-likelihood of all, for each slope."""
    n_months = len(like)
    forward = np.empty_like(like)
    log_sum = np.zeros(like.shape[1])
    before = start
    for m in range(n_months):
        now = before * like[m]
        total = now.sum(axis=1, keepdims=True)
        log_sum += np.log(total[:, 0])
        forward[m] = now / total
        before = forward[m] @ step
    backward = np.ones_like(like[0])
    for m in reversed(range(n_months)):
        now = forward[m] * backward
        forward[m] = now / now.sum(axis=1, keepdims=True)
        backward = (like[m] * backward) @ step.T
        backward /= backward.max(axis=1, keepdims=True)
    return forward, log_sum
