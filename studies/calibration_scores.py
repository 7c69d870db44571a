"""Small statistics of the calibration study."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Span = tuple[int, int]
MERGE_DAYS = 3


def match_episodes(spells: Sequence[Span], shown: Sequence[Span]) -> tuple[int, int, int]:
    """Match shown episodes with true spells, one to one, the largest overlap first.

    True spells with at most three days between them count as one, as the detector's do. An episode and a
    spell match where at least half of the shorter one's days are common.

    Returns:
        How many true ones there are, how many were shown, how many of those match.
    """
    true = merge_spans(spells)
    overlaps = []
    for i, (a, b) in enumerate(true):
        for j, (c, d) in enumerate(shown):
            common = min(b, d) - max(a, c) + 1
            if 2 * common >= min(b - a, d - c) + 1:
                overlaps.append((common, i, j))
    used_true: set[int] = set()
    used_shown: set[int] = set()
    for _, i, j in sorted(overlaps, reverse=True):
        if i not in used_true and j not in used_shown:
            used_true.add(i)
            used_shown.add(j)
    return len(true), len(shown), len(used_true)


def merge_spans(spans: Sequence[Span]) -> list[Span]:
    """Join spans that have at most three days between them."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first - merged[-1][1] - 1 <= MERGE_DAYS:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def area_under_curve(score: NDArray[np.float64], truth: NDArray[np.bool_]) -> float | None:
    """Return the chance that a true day has a higher score than another; None where all days are alike."""
    n_true = int(truth.sum())
    n_other = len(truth) - n_true
    if n_true == 0 or n_other == 0:
        return None
    ranks = rankdata(score)
    return float((ranks[truth].sum() - n_true * (n_true + 1) / 2) / (n_true * n_other))


def fit_logistic(x: NDArray[np.float64], y: NDArray[np.float64], ridge: float = 0.05) -> NDArray[np.float64]:
    """Fit a logistic regression by Newton's method, with a slight pull of all but the first coefficient to 0.

    Args:
        x: Columns, the first of ones, shape (n, k).
        y: 0 or 1, shape (n,).
        ridge: Strength of the pull.

    Returns:
        Coefficients, shape (k,).
    """
    beta = np.zeros(x.shape[1])
    pull = np.full(x.shape[1], ridge)
    pull[0] = 0.0
    for _ in range(100):
        p = 1.0 / (1.0 + np.exp(-x @ beta))
        step = np.linalg.solve(
            x.T @ (x * (p * (1 - p))[:, None]) + np.diag(pull), x.T @ (y - p) - pull * beta
        )
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    return beta
