"""Two exports of one chat whose clocks differ by whole quarters of an hour: another zone, or summer time."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nearer.timeline.copies import KINDS_AND_SENDERS as PER_MS
from nearer.timeline.copies import LENGTH_BITS, Integers, distinct_keys, message_keys

__all__ = ["aligned"]

QUARTER_MS: Final = 900_000
HOUR_MS: Final = 3_600_000
FURTHEST_MS: Final = 26 * HOUR_MS  # from UTC-12 to UTC+14
LEAST_OVERLAP_MS: Final = 72 * HOUR_MS
FEWEST_MATCHES: Final = 10
LEAST_SHARE: Final = 0.3
MOST_TRIED: Final = 2_000
MOST_CLOCKS: Final = 6
ONE_MS: Final = PER_MS << LENGTH_BITS  # in a key
SHIFTS: Final = np.arange(-FURTHEST_MS, FURTHEST_MS + 1, QUARTER_MS, dtype=np.int64)

Truths = NDArray[np.bool_]


def aligned(reference: pl.DataFrame, other: pl.DataFrame, precision_ms: int) -> pl.DataFrame:
    """Return a conversation with its times moved to the clock of another export of it; as it is where they agree.

    Messages of which both hold the same at the same time settle nothing. Of the others, within the time that both
    cover, at least ten in different hours and three in ten must lie one constant shift apart; then those that do are
    moved, and with them what stands next to them in neither. This is done again for what is left: with summer time,
    or for somebody who moved, several shifts hold.

    Args:
        reference: time, mine, length, kind, in order of time.
        other: Likewise; the one that may be moved.
        precision_ms: To which times are compared.
    """
    if not _cover_the_same(reference, other):
        return other
    ours, theirs = message_keys(other, precision_ms), message_keys(reference, precision_ms)
    shifts = _shifts(other["time"].dt.epoch("ms").to_numpy(), ours, distinct_keys(theirs))
    if shifts is None:
        return other
    moved = other.with_columns(pl.col("time") + pl.Series(shifts).cast(pl.Duration("ms")))
    return moved.sort("time", maintain_order=True)


def _cover_the_same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether two conversations cover some days together."""
    if not one.height or not other.height:
        return False
    ends = np.array([[frame["time"].dt.epoch("ms")[at] for at in (0, -1)] for frame in (one, other)])
    return bool(ends[:, 1].min() - ends[:, 0].max() >= LEAST_OVERLAP_MS)


def _shifts(times: Integers, ours: Integers, theirs: Integers) -> Integers | None:
    """Return what is to be added to each time, in ms; None where nothing is."""
    found = _within(ours, theirs)
    left = np.flatnonzero(~found & _near(ours, theirs))
    if len(left) < FEWEST_MATCHES:
        return None
    theirs = theirs[~_within(theirs, distinct_keys(ours)) & _near(theirs, ours)]
    shifts = np.zeros(len(ours), dtype=np.int64)
    for _ in range(MOST_CLOCKS):
        shift = _best_shift(times[left], ours[left], theirs)
        if shift is None:
            break
        moved = ours[left] + shift * ONE_MS
        hits = _within(moved, theirs)
        shifts[left[hits]] = shift
        found[left[hits]] = True
        theirs = theirs[~_within(theirs, distinct_keys(moved))]
        left = left[~hits]
    if not shifts.any():
        return None
    known = np.flatnonzero(found)
    before = np.searchsorted(known, np.arange(len(ours)), side="right") - 1
    nearest: Integers = shifts[known[np.maximum(before, 0)]]
    return nearest


def _best_shift(times: Integers, ours: Integers, theirs: Integers) -> np.int64 | None:
    """Return the shift, in ms, that brings the most messages onto theirs, where it brings enough."""
    if min(len(ours), len(theirs)) < FEWEST_MATCHES:
        return None
    tried = np.linspace(0, len(ours) - 1, min(len(ours), MOST_TRIED)).astype(np.int64)
    matches = [int(_within(ours[tried] + shift * ONE_MS, theirs).sum()) for shift in SHIFTS]
    best = int(np.argmax(matches))
    could = len(tried) * min(1.0, len(theirs) / len(ours))
    hours = times[tried][_within(ours[tried] + SHIFTS[best] * ONE_MS, theirs)] // HOUR_MS
    enough = len(np.unique(hours)) >= FEWEST_MATCHES and matches[best] >= LEAST_SHARE * could
    return SHIFTS[best] if enough and SHIFTS[best] else None


def _within(keys: Integers, held: Integers) -> Truths:
    """Return which keys are among others, which are in order."""
    if not len(held):
        return np.zeros(len(keys), dtype=np.bool_)
    there: Truths = held[np.minimum(np.searchsorted(held, keys), len(held) - 1)] == keys
    return there


def _near(keys: Integers, others: Integers) -> Truths:
    """Return which messages lie within reach of the time that others cover."""
    reach = (FURTHEST_MS + HOUR_MS) * ONE_MS
    near: Truths = (keys >= others.min() - reach) & (keys <= others.max() + reach)
    return near
