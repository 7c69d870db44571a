"""Logistic regression by Newton's method."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nearer.inference.designs import Design, solve

__all__ = ["fit_logit"]

MOST_STEPS = 60
LONGEST_STEP = 4.0
TOLERANCE = 1e-8
LARGEST_LOGIT = 30.0


def fit_logit(
    design: Design, outcome: NDArray[np.float64], offset: NDArray[np.float64], ridge: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Maximise the likelihood less half the squared coefficients, each times its ridge.

    Args:
        design: Z, n rows.
        outcome: 0 or 1, float64, shape (n_rows,).
        offset: Added to the linear predictor, float64, shape (n_rows,).
        ridge: Not negative, float64, shape (n_columns,).

    Returns:
        Coefficients, shape (n_columns,), and fitted probabilities, shape (n_rows,).
    """
    coefficients = np.zeros(design.n_columns)
    for _ in range(MOST_STEPS):
        mean = _probability(design, coefficients, offset)
        gradient = design.cross(outcome - mean) - ridge * coefficients
        step = solve(design.gram(mean * (1.0 - mean)) + np.diag(ridge), gradient)
        longest = float(np.abs(step).max())
        if longest > LONGEST_STEP:
            step *= LONGEST_STEP / longest
        coefficients = coefficients + step
        if longest < TOLERANCE:
            break
    return coefficients, _probability(design, coefficients, offset)


def _probability(
    design: Design, coefficients: NDArray[np.float64], offset: NDArray[np.float64]
) -> NDArray[np.float64]:
    linear = np.clip(offset + design.predict(coefficients), -LARGEST_LOGIT, LARGEST_LOGIT)
    return np.asarray(1.0 / (1.0 + np.exp(-linear)))
