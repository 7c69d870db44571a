"""One p-value from several that depend on each other.

Reference: Y. Liu, J. Xie (2020), Cauchy combination test, J. Am. Stat. Assoc. 115, 393.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan, pi, tan

__all__ = ["combine_cauchy"]


def combine_cauchy(p_values: Sequence[float], weights: Sequence[float]) -> float:
    """Combine p-values by the weighted Cauchy test, none of them counting as more than one half.

    Args:
        p_values: Each within [0, 1].
        weights: Not negative, adding up to one.

    Returns:
        The combined p-value; 1 where no p-value is below one half.

    >>> combine_cauchy([0.9, 0.7, 0.5], [0.5, 0.35, 0.15])
    1.0
    >>> round(combine_cauchy([0.01, 0.01, 0.01], [0.5, 0.35, 0.15]), 6)
    0.01
    """
    if min(p_values) >= 0.5:
        return 1.0
    total = sum(
        weight * tan((0.5 - min(max(p, 1e-12), 0.5)) * pi)
        for p, weight in zip(p_values, weights, strict=True)
    )
    return min(max(0.5 - atan(total) / pi, 0.0), 1.0)
