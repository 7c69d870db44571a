"""Gaussian moving averages."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["gaussian_mean", "gaussian_sum"]

TRUNCATE_SD = 3.0


@cache
def _kernel(sd: float) -> NDArray[np.float64]:
    radius = int(TRUNCATE_SD * sd + 0.5)
    weight = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sd) ** 2)
    kernel = weight / weight.sum()
    kernel.setflags(write=False)
    return np.asarray(kernel)


def gaussian_sum(values: NDArray[np.float64], sd: float) -> NDArray[np.float64]:
    """Return the sum of values around each place, weighted by a Gaussian.

    The weights sum to one and end at three standard deviations. Values outside the array count as zero.

    Args:
        values: Float64, shape (n,).
        sd: Standard deviation in steps of the array.
    """
    kernel = _kernel(sd)
    radius = len(kernel) // 2
    return np.convolve(values, kernel)[radius : radius + len(values)]


def gaussian_mean(values: NDArray[np.float64], weight: NDArray[np.float64], sd: float) -> NDArray[np.float64]:
    """Return the weighted mean of values around each place.

    Args:
        values: Float64, shape (n,).
        weight: Not negative, float64, shape (n,).
        sd: Standard deviation in steps of the array.
    """
    return gaussian_sum(values * weight, sd) / (gaussian_sum(weight, sd) + 1e-6)
