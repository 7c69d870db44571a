"""The same message in two exports: told by its time, sender, kind and length, each as one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["distinct_keys", "distinct_places", "message_keys", "precision_of"]

LENGTH_BITS: Final = 18
KINDS_AND_SENDERS: Final = 8
PRECISIONS_MS: Final = (60_000, 1_000)

Integers = NDArray[np.int64]


def precision_of(frame: pl.DataFrame) -> int:
    """Return to how many milliseconds a conversation tells its times: a minute, a second, or one."""
    times = frame["time"].dt.epoch("ms").to_numpy()
    return next((precision for precision in PRECISIONS_MS if not (times % precision).any()), 1)


def message_keys(frame: pl.DataFrame, precision_ms: int = 1) -> Integers:
    """Return a number for each message, the same for the same message; lengths count up to 262,143 characters.

    Args:
        frame: time, mine, length, kind.
        precision_ms: To which times are told; what is finer is cut off.
    """
    longest = (1 << LENGTH_BITS) - 1
    moment = pl.col("time").dt.epoch("ms")
    if precision_ms > 1:
        moment = moment // precision_ms * precision_ms
    first = moment * KINDS_AND_SENDERS
    which = pl.col("kind").to_physical().cast(pl.Int64) * 2 + pl.col("mine").cast(pl.Int64)
    length = pl.col("length").cast(pl.Int64).clip(upper_bound=longest)
    keys: Integers = frame.select((first + which) * (longest + 1) + length).to_series().to_numpy()
    return keys


def distinct_keys(keys: Integers) -> Integers:
    """Return each key once, in order; NumPy's own ``unique`` hashes, which takes ten times as long on such keys."""
    ordered: Integers = np.sort(keys, kind="stable")
    once: Integers = ordered[np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)]]
    return once


def distinct_places(parts: Sequence[Integers]) -> Integers:
    """Return the places, in all parts one after the other, of what is left when each message counts once.

    A message that stands several times within one part is several messages: as many are left as the part with most of
    them has.

    Args:
        parts: Keys of each export.
    """
    keys = np.concatenate(parts)
    part = np.repeat(np.arange(len(parts)), [len(one) for one in parts])
    order = np.argsort(keys, kind="stable")  # within a key: by part, then by place
    keys, part = keys[order], part[order]
    new_key = np.r_[True, keys[1:] != keys[:-1]][: len(keys)]
    new_part = new_key | np.r_[True, part[1:] != part[:-1]][: len(keys)]
    places = np.arange(len(keys))
    copy = places - np.maximum.accumulate(np.where(new_part, places, 0))
    (further,) = np.nonzero(copy)
    further = further[np.lexsort((copy[further], keys[further]))]
    same = (np.diff(keys[further]) == 0) & (np.diff(copy[further]) == 0)
    left = np.r_[np.nonzero(new_key)[0], further[np.r_[True, ~same][: len(further)]]]
    return np.sort(order[left])
