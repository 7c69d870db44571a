"""The tipping point: how much closeness it takes until the urge to pull back takes over, from check-ins.

Each check-in has a person j, a closeness c of 1 to 7 and an outcome y: did the urge take over? ::

    logit P(y = 1) = a_j + b (c - 4),   a_j ~ Normal(level, spread)
    level ~ Normal(0, 2),   b ~ Normal(0, 1) within -4 to 4,   spread ~ half-Normal(1) within .05 to 4

The tipping point is where P = 1/2: 4 - level / b over people, 4 - a_j / b with one of them. The slope may have either
sign, so "it does not go with closeness" is an answer; a prior on the tipping point itself could not say that. This
prior puts half of all tipping points between 2 and 6, the rest beyond.

Given (level, b, spread) people are independent, so each a_j is a sum over one axis and all else a sum over a small
grid that narrows onto the mass: quadrature, no sampler, the same figures each time.

Check-ins of one fortnight share its mood. How much less they tell is estimated from the slope's score, by
fortnights, and the likelihood is raised to the power of one over it.

References: A. Gelman, J. Hill (2007), Data Analysis Using Regression and Multilevel/Hierarchical Models, ch. 14;
K.-Y. Liang, S. L. Zeger (1986), Biometrika 73, 13 (scores by cluster); M. Ribatet, D. Cooley, A. C. Davison (2012),
Statistica Sinica 22, 813 (powers of a likelihood).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nearer.inference.grid_quantiles import NEGLIGIBLE, Array, below, crossing, finer, quantiles

__all__ = ["CLOSENESS", "CheckIns", "Counts", "Posterior", "count", "dispersion", "fit"]

CLOSENESS: Final[Array] = np.arange(1.0, 8.0)
MIDDLE: Final = 4.0
LEVEL_SD: Final = 2.0
SLOPE_SD: Final = 1.0
SPREAD_SD: Final = 1.0
STEEPEST: Final = 4.0
FORTNIGHT: Final = 14

SPREAD: Final[Array] = np.geomspace(0.05, 4.0, 16)
OWN: Final[Array] = np.linspace(-12.0, 12.0, 481)
N_FIRST: Final = 21
N_POINTS: Final = 41
N_PASSES: Final = 3
NOTHING: Final = 1e-13
TINY: Final = 1e-300


@dataclass(frozen=True, slots=True)
class CheckIns:
    """What the check-ins say, one place in each array for one of them.

    Attributes:
        person: Whom it was with, numbered from 0, int64.
        closeness: How close it felt, whole numbers 1 to 7, float64.
        taken: Whether the urge took over, 0 or 1, float64.
        day: Its day, numbered from anywhere, int64.
    """

    person: NDArray[np.int64]
    closeness: Array
    taken: Array
    day: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Check-ins by person and closeness; fractions where each tells less than a whole one.

    Attributes:
        n: How many, shape (n_people, 7).
        taken: In how many of them the urge took over, same shape.
    """

    n: Array
    taken: Array

    @property
    def centre(self) -> float:
        """Mean closeness; levels are kept as of there, where they go least with the slope."""
        return float(self.n.sum(axis=0) @ CLOSENESS / self.n.sum())


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is known after the check-ins, as weights on a grid.

    Attributes:
        centre: Closeness that levels refer to.
        level: Log odds at the centre over people, shape (A,).
        slope: Log odds for each step of closeness, shape (B,).
        weight: Probability of each level and slope, shape (A, B).
        people: Probability of each of :data:`OWN` (the person's log odds at the centre) and slope,
            shape (n_people, 481, B).
    """

    centre: float
    level: Array
    slope: Array
    weight: Array
    people: Array

    @property
    def p_rises(self) -> float:
        """Probability that the urge takes over more often the closer it is."""
        _, slope, weight = finer(self.level, self.slope, self.weight)
        return float(1.0 - below(0.0, slope, weight.sum(axis=0)))

    def p_hardly(self, hardly: float) -> float:
        """Return the probability that the slope lies within so much of 0."""
        _, slope, weight = finer(self.level, self.slope, self.weight)
        by_slope = weight.sum(axis=0)
        return below(hardly, slope, by_slope) - below(-hardly, slope, by_slope)

    def slope_quantiles(self, p: tuple[float, ...]) -> Array:
        """Return quantiles of the slope, log odds for each step of closeness."""
        return quantiles(self.slope, self.weight.sum(axis=0), p)

    def tipping(self, p: tuple[float, ...]) -> Array:
        """Return quantiles of the tipping point over people, in steps of closeness; see :func:`crossing`."""
        return crossing(self.centre, self.level, self.slope, self.weight, p)

    def tipping_with(self, person: int, p: tuple[float, ...]) -> Array:
        """Return quantiles of the tipping point with one person, likewise."""
        return crossing(self.centre, OWN, self.slope, self.people[person], p)

    def chance(self, closeness: Array, p: tuple[float, ...]) -> Array:
        """Return quantiles of P(the urge takes over), shape (n_closeness, n_p), over people."""
        level, slope, weight = finer(self.level, self.slope, self.weight)
        odds = [level[:, None] + slope * (c - self.centre) for c in closeness]
        rows = np.array([quantiles(one.ravel(), weight.ravel(), p) for one in odds])
        return np.asarray(1.0 / (1.0 + np.exp(-rows)))


def count(checkins: CheckIns, scale: float = 1.0) -> Counts:
    """Count check-ins by person and closeness.

    Args:
        checkins: At least one.
        scale: What each check-in counts for.
    """
    shape = (int(checkins.person.max()) + 1, len(CLOSENESS))
    place = np.ravel_multi_index((checkins.person, checkins.closeness.astype(np.int64) - 1), shape)
    size = shape[0] * shape[1]
    n = np.bincount(place, minlength=size).reshape(shape) * scale
    taken = np.bincount(place, weights=checkins.taken, minlength=size).reshape(shape) * scale
    return Counts(np.asarray(n, dtype=np.float64), np.asarray(taken, dtype=np.float64))


def fit(counts: Counts) -> Posterior:
    """Return what is known after these check-ins.

    Args:
        counts: Of at least one check-in.
    """
    centre = counts.centre
    level = np.linspace(-10.0, 10.0, N_FIRST)
    slope = np.linspace(-STEEPEST, STEEPEST, N_FIRST)
    for left in reversed(range(N_PASSES)):
        own, peak = _own_likelihood(counts, slope, centre)
        mixing = _mixing(level)
        each = np.maximum([mixing[:, kept] @ like[kept] for like, kept in _trimmed(own)], TINY)
        grid = _log_prior(level, slope, centre) + (np.log(each) + peak).sum(axis=0)
        weight = np.exp(grid - grid.max())
        weight /= weight.sum()
        by_level = weight.reshape(len(level), len(SPREAD), len(slope)).sum(axis=1)
        if left:
            level, slope = _narrow(level, by_level.sum(axis=1)), _narrow(slope, by_level.sum(axis=0))
    people = np.zeros_like(own)
    for person, (like, kept) in enumerate(_trimmed(own)):
        people[person, kept] = like[kept] * (mixing[:, kept].T @ (weight / each[person]))
    people /= people.sum(axis=(1, 2), keepdims=True)
    return Posterior(centre, level, slope, by_level, people)


def dispersion(checkins: CheckIns, posterior: Posterior) -> float:
    """Return how much more the slope's score varies by fortnights than by check-ins, at least 1.

    Args:
        checkins: Those of the posterior.
        posterior: With each check-in counted whole.
    """
    own = posterior.people.sum(axis=2) @ OWN
    slope = float(posterior.weight.sum(axis=0) @ posterior.slope)
    odds = own[checkins.person] + slope * (checkins.closeness - posterior.centre)
    chance = 1.0 / (1.0 + np.exp(-odds))
    information = chance * (1.0 - chance)
    n = np.bincount(checkins.person, weights=information)
    mean = np.bincount(checkins.person, weights=information * checkins.closeness) / np.maximum(n, TINY)
    score = (checkins.taken - chance) * (checkins.closeness - mean[checkins.person])
    block = (checkins.day - checkins.day.min()) // FORTNIGHT
    total = np.bincount(block, weights=score)
    alone = float(score @ score)
    return max(float(total @ total) / alone, 1.0) if alone > 0.0 else 1.0


def _own_likelihood(counts: Counts, slope: Array, centre: float) -> tuple[Array, Array]:
    """Likelihood of each person's check-ins on OWN x slope, and the logarithm of what it was divided by."""
    odds = OWN[:, None, None] + slope[:, None] * (CLOSENESS - centre)
    log_each = np.einsum("kbc,jc->jkb", odds, counts.taken) - np.einsum(
        "kbc,jc->jkb", np.logaddexp(0.0, odds), counts.n
    )
    peak = log_each.max(axis=1, keepdims=True)
    return np.exp(log_each - peak), peak


def _trimmed(own: Array) -> Iterator[tuple[Array, slice]]:
    """Yield each person's likelihood and the part of OWN beyond which it adds nothing."""
    for like in own:
        (kept,) = np.nonzero(like.max(axis=1) > NOTHING)
        yield like, slice(kept[0], kept[-1] + 1)


def _mixing(level: Array) -> Array:
    """Density of each of OWN given level and spread, times the step, shape (A * 16, 481)."""
    distance = (OWN - level[:, None, None]) / SPREAD[:, None]
    density = np.exp(-0.5 * distance**2) / SPREAD[:, None]
    density /= density.sum(axis=2, keepdims=True)
    return density.reshape(-1, len(OWN))


def _log_prior(level: Array, slope: Array, centre: float) -> Array:
    """Logarithm of the prior up to a constant, shape (A * 16, B); the level's is stated at the middle."""
    at_middle = level[:, None, None] - slope * (centre - MIDDLE)
    spread = np.log(SPREAD) - 0.5 * (SPREAD / SPREAD_SD) ** 2  # the points lie evenly in log spread
    density = -0.5 * (at_middle / LEVEL_SD) ** 2 + spread[:, None] - 0.5 * (slope / SLOPE_SD) ** 2
    return density.reshape(-1, len(slope))


def _narrow(axis: Array, weight: Array) -> Array:
    """Return an axis over the part of this one that has weight."""
    (kept,) = np.nonzero(weight > NEGLIGIBLE * weight.max())
    step = axis[1] - axis[0]
    first = max(axis[kept[0]] - step, axis[0])
    last = min(axis[kept[-1]] + step, axis[-1])
    return np.linspace(first, last, N_POINTS)
