"""The numbers of dates and times, taken from the bytes of many headers at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nearer.sources.whatsapp_form import ZEROS, Form

__all__ = ["order_of", "read_numbers"]

Ints = NDArray[np.int64]
_WIDEST: Final = 64
_NATIVE: Final = [chr(ord(zero) + n) for zero in ZEROS for n in range(10)]
_ASCII: Final = [str(n) for _ in ZEROS for n in range(10)]


def read_numbers(moments: pl.Series, form: Form) -> Ints:
    """Return day, month, year (in the order of the export), hour, minute and second of each moment.

    An export has only a few layouts of digits (``1/3/15, 8:00`` and ``12/13/15, 10:00`` are two), so the digits are
    read layout by layout, from columns of bytes.

    Args:
        moments: Dates with times as they stand in headers, String, shape (n,).
        form: How they are written.

    Returns:
        int64, shape (6, n); all zero where a moment holds another number of numbers.
    """
    numbers = np.zeros((6, len(moments)), dtype=np.int64)
    if not len(moments):
        return numbers
    if not form.plain:
        moments = moments.str.replace_many(_NATIVE, _ASCII)
    cells, lengths = _cells(moments)
    layouts = np.zeros((len(moments), 8), dtype=np.uint8)
    bits = np.packbits((cells < 10).ravel(), bitorder="little")
    layouts[:, : cells.shape[1] // 8] = bits.reshape(len(moments), -1)
    inside = ~np.uint64(0) >> (_WIDEST - lengths).astype(np.uint64)
    codes = layouts.view("<u8")[:, 0] & inside
    columns = np.ascontiguousarray(cells.T)
    order = order_of(form)
    for code in _distinct(codes):
        runs = _runs(code)
        if len(runs) != len(order):
            continue
        rows = np.flatnonzero(codes == np.uint64(code))
        alone = len(rows) == len(codes)
        some = columns if alone else columns[:, rows]
        for place, (start, stop) in zip(order, runs, strict=True):
            value = some[start].astype(np.int32)
            for at in range(start + 1, min(stop, start + 4)):
                value = value * 10 + some[at]
            numbers[place, slice(None) if alone else rows] = value
    return numbers


def _cells(moments: pl.Series) -> tuple[NDArray[np.uint8], Ints]:
    """Return the bytes of each moment less that of nought, shape (n, 8 k), and how many of them are its own."""
    lengths = moments.str.len_bytes().to_numpy().astype(np.int64)
    n_wide = min(_WIDEST, -(-int(lengths.max()) // 8) * 8)
    text = np.frombuffer(moments.str.join("\n").item().encode() + bytes(_WIDEST), dtype=np.uint8)
    starts = np.cumsum(lengths + 1) - lengths - 1
    cells = np.lib.stride_tricks.sliding_window_view(text, n_wide)[starts]
    return cells - np.uint8(ord("0")), np.minimum(lengths, _WIDEST)


def _distinct(codes: NDArray[np.uint64]) -> Iterator[int]:
    """Yield each value once: fast for the few that there are."""
    while len(codes):
        yield int(codes[0])
        codes = codes[codes != codes[0]]


def order_of(form: Form) -> list[int]:
    """Return where each number of a moment belongs among date, hour, minute and second."""
    time = [3, 4, 5] if form.second else [3, 4]
    return [*time, 0, 1, 2] if form.time_first else [0, 1, 2, *time]


@lru_cache(maxsize=256)
def _runs(code: int) -> list[tuple[int, int]]:
    """Return the first place of each run of ones among the bits of a number, and the place after its last."""
    runs, start = [], None
    for at in range(_WIDEST + 1):
        if code >> at & 1:
            start = at if start is None else start
        elif start is not None:
            runs.append((start, at))
            start = None
    return runs
