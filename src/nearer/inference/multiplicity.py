"""Several contacts, several tests.

Reference: Y. Benjamini, Y. Hochberg (1995), Controlling the false discovery rate, J. R. Stat. Soc. B 57, 289.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["adjust_benjamini_hochberg"]


def adjust_benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted so that a bound on them bounds the false discovery rate.

    >>> adjust_benjamini_hochberg([0.01, 0.04, 0.5])
    [0.03, 0.06, 0.5]
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p)[::-1]
    scaled = p[order] * len(p) / np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    return [float(value) for value in adjusted]
