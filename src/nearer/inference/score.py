r"""Efficient scores of covariates that a restricted fit left out, summed over blocks of time.

With covariate x, design Z, working weights w and residuals r of the restricted fit, and
:math:`\tilde x = x - Z (Z'WZ)^{-1} Z'Wx`, a block's influence is
:math:`\sum \tilde x r / \sum w \tilde x^2`, the latter sum over the whole record. The influences add up to
the one-step estimate of the coefficient. Their scatter over blocks of weeks gives its uncertainty, whatever
lasts for less than a block.

Reference: D. R. Cox, D. V. Hinkley (1974), Theoretical Statistics, 9.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from nearer.inference.designs import Design, solve
from nearer.inference.distributions import t_cdf, t_quantile

__all__ = ["Blocks", "block_influences", "block_interval", "block_p", "pool_influences"]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Equal blocks of time.

    Attributes:
        start_h: Where the first starts, hours.
        length_h: Length of each, hours.
        n_blocks: How many.
    """

    start_h: float
    length_h: float
    n_blocks: int

    def index(self, hours: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the block of each time.

        Args:
            hours: Float64, shape (n,).
        """
        return np.clip(((hours - self.start_h) / self.length_h).astype(np.int64), 0, self.n_blocks - 1)


def block_influences(
    design: Design,
    weight: NDArray[np.float64],
    residual: NDArray[np.float64],
    covariates: NDArray[np.float64],
    block: NDArray[np.int64],
    n_blocks: int,
) -> NDArray[np.float64]:
    """Return each block's influence on the one-step estimates.

    Args:
        design: Z of the restricted fit, n rows.
        weight: w, float64, shape (n_rows,).
        residual: r, float64, shape (n_rows,).
        covariates: x, float64, shape (n_covariates, n_rows).
        block: Block of each row, int64, shape (n_rows,).
        n_blocks: How many blocks.

    Returns:
        Float64, shape (n_covariates, n_blocks).
    """
    gram = design.gram(weight) + 1e-6 * np.eye(design.n_columns)
    out = np.empty((len(covariates), n_blocks))
    for row, covariate in enumerate(covariates):
        slope = solve(gram, design.cross(weight * covariate))
        rest = covariate - design.predict(slope)
        information = max(float(weight @ (rest * rest)), 1e-9)
        out[row] = np.bincount(block, weights=rest * residual, minlength=n_blocks) / information
    return out


def block_p(influences: NDArray[np.float64]) -> float:
    """Return the one-sided p-value of a negative effect, by a t-test over blocks; 1 where they do not vary.

    Args:
        influences: Float64, shape (n_blocks,), at least two.
    """
    n_blocks = len(influences)
    se = float(influences.std(ddof=1)) / sqrt(n_blocks)
    if not isfinite(se) or se <= 0.0:
        return 1.0
    return t_cdf(float(influences.mean()) / se, n_blocks - 1)


def block_interval(influences: NDArray[np.float64]) -> tuple[float, float, float] | None:
    """Return the one-step estimate with its 95 % interval; None where the blocks do not vary.

    Args:
        influences: Float64, shape (n_blocks,), at least two.
    """
    n_blocks = len(influences)
    half = float(influences.std(ddof=1)) * sqrt(n_blocks) * t_quantile(0.975, n_blocks - 1)
    if not isfinite(half) or half <= 0.0:
        return None
    estimate = float(influences.sum())
    return estimate, estimate - half, estimate + half


def pool_influences(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Average the block influences of several outcomes, each weighted by the inverse of its scatter.

    Args:
        parts: Float64, each of shape (n_blocks,).

    Returns:
        Shape (n_blocks,); not finite where an outcome does not vary.
    """
    scatter = np.array([float(part.std(ddof=1)) for part in parts])
    if not (scatter > 0.0).all():
        return np.full(len(parts[0]), np.nan)
    weight = 1.0 / scatter
    return np.asarray((weight / weight.sum()) @ np.stack(parts))
