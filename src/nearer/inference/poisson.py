"""Poisson regression with a log link, by Newton's method.

With an offset of log exposure this is the piecewise-exponential hazard model.

Reference: N. Laird, D. Olivier (1981), Covariance analysis of censored survival data using log-linear
analysis techniques, J. Am. Stat. Assoc. 76, 231.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nearer.inference.designs import Design, solve

__all__ = ["fit_poisson"]

MOST_STEPS = 60
LONGEST_STEP = 4.0
TOLERANCE = 1e-8
LARGEST_LOG_MEAN = 20.0


def fit_poisson(
    design: Design,
    events: NDArray[np.float64],
    exposure: NDArray[np.float64],
    ridge: float,
    start: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Maximise the likelihood less ``ridge / 2`` times the squared length of the coefficients.

    Args:
        design: Z, n rows.
        events: Counts, float64, shape (n_rows,).
        exposure: Positive, float64, shape (n_rows,).
        ridge: Not negative.
        start: Where to start, float64, shape (n_columns,).

    Returns:
        Coefficients, shape (n_columns,), and fitted means, shape (n_rows,).
    """
    observed = design.cross(events)
    penalty = ridge * np.eye(design.n_columns)
    coefficients = start
    for _ in range(MOST_STEPS):
        mean = exposure * np.exp(np.minimum(design.predict(coefficients), LARGEST_LOG_MEAN))
        gradient = observed - design.cross(mean) - ridge * coefficients
        step = solve(design.gram(mean) + penalty, gradient)
        longest = float(np.abs(step).max())
        if longest > LONGEST_STEP:
            step *= LONGEST_STEP / longest
        coefficients = coefficients + step
        if longest < TOLERANCE:
            break
    return coefficients, exposure * np.exp(np.minimum(design.predict(coefficients), LARGEST_LOG_MEAN))
