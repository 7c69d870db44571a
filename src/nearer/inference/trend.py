"""Group levels plus a slow piecewise-linear trend, as a design matrix that is never written out.

A row belongs to one group and lies between two knots, so that it has three nonzero entries however long the
record is. Weighted cross-products are sums over (group, segment) cells of w, w u and w u^2, where u is the
place between the knots: three calls of ``bincount`` instead of a dense product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Knots", "TrendDesign", "lay_knots"]

KNOT_DAYS = 90.0
MOST_SEGMENTS = 40


@dataclass(frozen=True, slots=True)
class Knots:
    """Evenly spaced knots over a record.

    Attributes:
        start_h: The first, hours.
        stop_h: The last, hours.
        n_segments: How many segments lie between them.
    """

    start_h: float
    stop_h: float
    n_segments: int

    def place(self, hours: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the segment of each time and the place within it, from 0 to 1.

        Args:
            hours: Float64, shape (n,).
        """
        along = (hours - self.start_h) * (self.n_segments / max(self.stop_h - self.start_h, 1e-9))
        segment = np.clip(along.astype(np.int64), 0, self.n_segments - 1)
        return segment, np.clip(along - segment, 0.0, 1.0)


def lay_knots(start_h: float, stop_h: float) -> Knots:
    """Lay knots about 90 days apart, at most forty segments."""
    n_segments = round((stop_h - start_h) / (24.0 * KNOT_DAYS))
    return Knots(start_h, stop_h, min(MOST_SEGMENTS, max(1, n_segments)))


@dataclass(frozen=True, slots=True, eq=False)
class TrendDesign:
    """The design matrix Z: an intercept, all groups but one, hat functions of all knots but one.

    Attributes:
        group: Group of each row, int64, shape (n_rows,).
        n_groups: How many groups.
        segment: Segment of each row, int64, shape (n_rows,).
        place: Place within the segment, from 0 to 1, float64, shape (n_rows,).
        n_segments: How many segments.
    """

    group: NDArray[np.int64]
    n_groups: int
    segment: NDArray[np.int64]
    place: NDArray[np.float64]
    n_segments: int

    @property
    def n_columns(self) -> int:
        """Return the number of columns."""
        return self.n_groups + self.n_segments

    def predict(self, coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Z b, float64, shape (n_rows,).

        Args:
            coefficients: b, float64, shape (n_columns,).
        """
        levels = coefficients[: self.n_groups].copy()
        levels[1:] += levels[0]
        knots = np.append(0.0, coefficients[self.n_groups :])
        start = levels[:, None] + knots[:-1]
        rise = np.diff(knots)
        return np.asarray(start.ravel()[self._cell()] + rise[self.segment] * self.place)

    def cross(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Z' v, float64, shape (n_columns,).

        Args:
            values: v, float64, shape (n_rows,).
        """
        cell = self._cell()
        total, along = self._sum(cell, values), self._sum(cell, values * self.place)
        hats = np.zeros(self.n_segments + 1)
        hats[:-1] += (total - along).sum(axis=0)
        hats[1:] += along.sum(axis=0)
        groups = total.sum(axis=1)
        groups[0] = groups.sum()
        return np.concatenate([groups, hats[1:]])

    def gram(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Z' diag(w) Z, float64, shape (n_columns, n_columns).

        Args:
            weight: w, float64, shape (n_rows,).
        """
        cell, along = self._cell(), weight * self.place
        total, first = self._sum(cell, weight), self._sum(cell, along)
        second = self._sum(self.segment, along * self.place, n_groups=1)[0]
        n, knots = self.n_groups, self.n_segments + 1
        full = np.zeros((n + knots, n + knots))
        full[np.arange(n), np.arange(n)] = total.sum(axis=1)
        full[:n, n : n + knots - 1] += total - first
        full[:n, n + 1 :] += first
        full[n:, :n] = full[:n, n:].T
        left = n + np.arange(self.n_segments)
        once, twice = first.sum(axis=0), second
        full[left, left] += total.sum(axis=0) - 2.0 * once + twice
        full[left + 1, left + 1] += twice
        full[left, left + 1] += once - twice
        full[left + 1, left] += once - twice
        # The intercept is the sum of all groups; the first hat function is left out.
        full[0, :] = full[:n, :].sum(axis=0)
        full[:, 0] = full[:, :n].sum(axis=1)
        kept = np.delete(np.arange(n + knots), n)
        return full[np.ix_(kept, kept)]

    def _cell(self) -> NDArray[np.int64]:
        return self.group * self.n_segments + self.segment if self.n_groups > 1 else self.segment

    def _sum(
        self, cell: NDArray[np.int64], values: NDArray[np.float64], n_groups: int | None = None
    ) -> NDArray[np.float64]:
        n_groups = n_groups or self.n_groups
        sums = np.bincount(cell, weights=values, minlength=n_groups * self.n_segments)
        return sums.reshape(n_groups, self.n_segments).astype(np.float64, copy=False)
