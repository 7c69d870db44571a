"""Tails of the normal and of Student's t, for whole degrees of freedom.

They are written out here because importing them costs more time than a whole analysis.

Reference: M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, 26.2.29 and 26.7.3-4.
"""

from __future__ import annotations

from math import atan2, cos, erfc, isfinite, pi, sin, sqrt

__all__ = ["NORMAL_975", "normal_sf", "t_cdf", "t_quantile"]

NORMAL_975 = 1.959963984540054


def normal_sf(x: float) -> float:
    """Return the upper tail of the standard normal.

    >>> round(normal_sf(1.959963984540054), 6)
    0.025
    """
    return 0.5 * erfc(x / sqrt(2.0))


def t_cdf(x: float, n_free: int) -> float:
    """Return the distribution function of Student's t.

    Args:
        x: Where, finite.
        n_free: Degrees of freedom, at least 1.

    >>> round(t_cdf(-2.228138852, 10), 6)
    0.025
    """
    angle = atan2(x, sqrt(n_free))
    square = cos(angle) ** 2
    term = total = cos(angle) if n_free % 2 else 1.0
    for k in range(3 if n_free % 2 else 2, n_free - 1, 2):
        term *= square * (k - 1) / k
        total += term
    central = sin(angle) * total
    if n_free == 1:
        central = 2.0 / pi * angle
    elif n_free % 2:
        central = 2.0 / pi * (angle + central)
    return min(max(0.5 * (1.0 + central), 0.0), 1.0)


def t_quantile(p: float, n_free: int) -> float:
    """Return the quantile of Student's t by bisection.

    Args:
        p: Probability within (0, 1).
        n_free: Degrees of freedom, at least 1.

    >>> round(t_quantile(0.975, 10), 6)
    2.228139
    """
    low, high = -1.0, 1.0
    while t_cdf(low, n_free) > p and isfinite(low):
        low *= 2.0
    while t_cdf(high, n_free) < p and isfinite(high):
        high *= 2.0
    while True:
        middle = 0.5 * (low + high)
        if middle in (low, high):
            return middle
        if t_cdf(middle, n_free) < p:
            low = middle
        else:
            high = middle
