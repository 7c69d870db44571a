"""Where the lines of a block begin and end, in bytes."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["find_bounds", "find_line_ends"]

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


def find_bounds(lines: pl.Series, text: Bytes) -> Ints:
    """Return where each line begins, and where one behind the last would, shape (n + 1,)."""
    bounds = np.zeros(len(lines) + 1, dtype=np.int64)
    np.cumsum(lines.str.len_bytes().to_numpy() + 1, out=bounds[1:], dtype=np.int64)
    n_more = len(text) + (text[-1:] != ord("\n")).sum() - bounds[-1]
    if n_more == len(lines):  # a CR before each line end
        bounds += np.arange(len(bounds))
    elif n_more:
        breaks = np.flatnonzero(text == ord("\n")) + 1
        bounds[1:] = len(text) + 1
        bounds[1 : 1 + len(breaks)] = breaks
    return bounds


def find_line_ends(bounds: Ints, text: Bytes) -> Ints:
    """Return where the text of each line ends."""
    ends = bounds[1:] - 1
    if len(ends):
        ends -= (text[np.maximum(ends - 1, 0)] == ord("\r")) & (ends > bounds[:-1])
    return ends
