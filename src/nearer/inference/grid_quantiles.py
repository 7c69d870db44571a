"""Quantiles of what is known as weights on a grid of levels and slopes."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["NEGLIGIBLE", "Array", "below", "crossing", "finer", "quantiles"]

Array = NDArray[np.float64]

FINER: Final = (8, 2)
"""Into how many steps one is cut, of the level and of the slope."""
NEGLIGIBLE: Final = 1e-6


def quantiles(values: Array, weights: Array, p: tuple[float, ...], weight_below: float = 0.0) -> Array:
    """Return quantiles of weighted values, linear between the middles of their weights.

    Args:
        values: Any order.
        weights: Not negative.
        p: Which.
        weight_below: Weight that lies below all of them (and is not among ``weights``).
    """
    order = np.argsort(values)
    weights = weights[order]
    middles = weight_below + np.cumsum(weights) - 0.5 * weights
    return np.asarray(np.interp(p, middles, values[order], left=-np.inf, right=np.inf))


def crossing(centre: float, level: Array, slope: Array, weight: Array, p: tuple[float, ...]) -> Array:
    """Return quantiles of where P = 1/2; infinite where the slope's sign is too unsure to have them.

    Where the slope is not above 0 there is no such place; half of that weight counts as far below, half as far above.

    Args:
        centre: Closeness that levels refer to.
        level: Log odds there, shape (A,).
        slope: Log odds for each step, shape (B,).
        weight: Probability of each, shape (A, B).
        p: Which quantiles.
    """
    level, slope, weight = finer(level, slope, weight)
    falls = below(0.0, slope, weight.sum(axis=0))
    up = slope > 0.0
    if falls > 1.0 - NEGLIGIBLE:
        return np.where(np.asarray(p) < 0.5, -np.inf, np.inf)
    mass = weight[:, up] * ((1.0 - falls) / weight[:, up].sum())
    return quantiles((centre - level[:, None] / slope[up]).ravel(), mass.ravel(), p, weight_below=0.5 * falls)


def below(value: float, values: Array, weights: Array) -> float:
    """Return the weight below a value; values ascend, weights sum to 1."""
    return float(np.interp(value, values, np.cumsum(weights) - 0.5 * weights, left=0.0, right=1.0))


def finer(level: Array, slope: Array, weight: Array) -> tuple[Array, Array, Array]:
    """Return both axes in shorter steps where they have weight, and the weights there.

    Near a level of 0 all slopes cross at the same place: there the steps of the level are what counts.

    Args:
        level: In even steps, shape (A,).
        slope: Likewise, shape (B,).
        weight: Probability of each, shape (A, B).
    """
    for steps in FINER:
        by_level = weight.sum(axis=1)
        (kept,) = np.nonzero(by_level > NEGLIGIBLE * by_level.max())
        rows = slice(max(kept[0] - 1, 0), kept[-1] + 2)
        level, weight = level[rows], weight[rows]
        place = np.linspace(0.0, len(level) - 1.0, steps * (len(level) - 1) + 1)
        low = np.minimum(place.astype(np.int64), len(level) - 2)
        part = place - low
        weight = (1.0 - part[:, None]) * weight[low] + part[:, None] * weight[low + 1]
        level, slope, weight = slope, np.interp(place, np.arange(len(level)), level), weight.T
    return level, slope, weight / weight.sum()
