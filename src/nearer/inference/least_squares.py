"""Ordinary least squares by the normal equations, of least norm where they are singular."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nearer.inference.designs import Design, solve_least_norm

__all__ = ["fit_least_squares"]


def fit_least_squares(
    design: Design, outcome: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minimise the sum of squared residuals.

    Args:
        design: Z, n rows.
        outcome: Float64, shape (n_rows,).

    Returns:
        Coefficients, shape (n_columns,), and fitted means, shape (n_rows,).
    """
    gram = design.gram(np.ones(len(outcome)))
    coefficients = solve_least_norm(gram, design.cross(outcome))
    return coefficients, design.predict(coefficients)
