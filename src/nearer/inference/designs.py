"""What the fits ask of a design matrix, and the plain dense one for few rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["DenseDesign", "Design", "solve", "solve_least_norm"]


class Design(Protocol):
    """A matrix Z of which only products are needed."""

    @property
    def n_columns(self) -> int:
        """Return the number of columns."""
        ...

    def predict(self, coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Z b, shape (n_rows,)."""
        ...

    def cross(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Z' v, shape (n_columns,)."""
        ...

    def gram(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Z' diag(w) Z, shape (n_columns, n_columns)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class DenseDesign:
    """A matrix that is written out.

    Attributes:
        matrix: Z, float64, shape (n_rows, n_columns).
    """

    matrix: NDArray[np.float64]

    @property
    def n_columns(self) -> int:
        """Return the number of columns."""
        return int(self.matrix.shape[1])

    def predict(self, coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Z b, shape (n_rows,)."""
        return self.matrix @ coefficients

    def cross(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Z' v, shape (n_columns,)."""
        return self.matrix.T @ values

    def gram(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Z' diag(w) Z, shape (n_columns, n_columns)."""
        return np.asarray((self.matrix.T * weight) @ self.matrix)


def solve(matrix: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve a symmetric system, by least squares of least norm where it is singular.

    Args:
        matrix: Float64, shape (p, p).
        right: Float64, shape (p,) or (p, k).
    """
    try:
        return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
    except np.linalg.LinAlgError:
        return solve_least_norm(matrix, right)


def solve_least_norm(matrix: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shortest of the solutions that come closest.

    Args:
        matrix: Float64, shape (p, p).
        right: Float64, shape (p,) or (p, k).
    """
    return np.asarray(np.linalg.lstsq(matrix, right, rcond=1e-12)[0], dtype=np.float64)
