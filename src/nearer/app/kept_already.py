"""What of an export is kept already: the same messages, in an earlier export of the same chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nearer.app.example import EXAMPLE
from nearer.store.messages import load_conversations, load_frame

if TYPE_CHECKING:
    import polars as pl

    from nearer.app.draft import ReadFile
    from nearer.store.database import Store
    from nearer.timeline import Timeline

__all__ = ["LEAST_SHARE", "count_new", "find_kept", "mark_kept", "share_of"]

FEWEST_SHARED: Final = 10
LEAST_SHARE: Final = 0.5
MINUTE_MS: Final = 60_000


def count_new(frame: pl.DataFrame, held: Sequence[pl.DataFrame]) -> int:
    """Return how many messages of a conversation stand in none of others as often as in it.

    Args:
        frame: time, mine, length, kind, in order of time.
        held: Others, likewise.
    """
    from nearer.timeline import merge_frames

    if not held:
        return frame.height
    before = merge_frames(held)
    return merge_frames([before, frame]).height - before.height


def share_of(new: pl.DataFrame, old: pl.DataFrame) -> float:
    """Return how much of one conversation stands in another: of its messages in the time that both cover, 0 to 1.

    Times are compared as precisely as the coarser tells them, clocks put right. Fewer than ten messages in that time
    say nothing: where times are told to the minute, a few alike are chance.

    Args:
        new: time, mine, length, kind, in order of time.
        old: Likewise.
    """
    from nearer.timeline import aligned, precision_of

    precision = max(precision_of(new), precision_of(old))
    return _share(aligned(old, new, precision), old, precision)


def mark_kept(store: Store, files: Sequence[ReadFile]) -> tuple[ReadFile, ...]:
    """Return what was read, with what of it is kept already; takes a second or so where there is much."""
    found = iter(find_kept(store, [timeline for read in files for timeline in read.timelines]))
    return tuple(replace(read, kept_as=tuple(next(found) for _ in read.timelines)) for read in files)


def find_kept(store: Store, timelines: Sequence[Timeline]) -> list[int | None]:
    """Return for each conversation the kept one in which at least half of its messages stand; None where none does.

    Who wrote a message is not compared, so that nobody needs to be known yet, and somebody who is called otherwise by
    now is known again.

    Args:
        store: The store.
        timelines: What was read.
    """
    import polars as pl

    kept = {
        one.id: _without_senders(frame)
        for one in load_conversations(store)
        if one.person_id is not None
        and one.source != EXAMPLE
        and (frame := load_frame(store, one.id)) is not None
    }
    best: list[int | None] = [None] * len(timelines)
    if not kept or not timelines:
        return best
    new = [_without_senders(timeline.frame) for timeline in timelines]
    held = pl.concat(_keyed(frame, "held", key) for key, frame in kept.items())
    brought = pl.concat(_keyed(frame, "brought", place) for place, frame in enumerate(new))
    alike = (
        brought.join(held, on="message")
        .group_by("brought", "held")
        .len()
        .filter(pl.col("len") >= FEWEST_SHARED)
        .sort("len", "held", descending=[True, False])
    )
    for place, key, _ in alike.iter_rows():
        if best[place] is None and _share(new[place], kept[key], MINUTE_MS) >= LEAST_SHARE:
            best[place] = key
    return best


def _share(new: pl.DataFrame, old: pl.DataFrame, precision_ms: int) -> float:
    import numpy as np
    import polars as pl

    from nearer.timeline import distinct_keys, message_keys

    moment = pl.col("time").dt.epoch("ms") // precision_ms
    first, last = old.select(moment.min().alias("first"), moment.max().alias("last")).row(0)
    within = new.filter(moment.is_between(first, last))
    keys = distinct_keys(message_keys(within, precision_ms))
    held = distinct_keys(message_keys(old, precision_ms))
    if len(keys) < FEWEST_SHARED:
        return 0.0
    found = np.minimum(np.searchsorted(held, keys), len(held) - 1)
    return float((held[found] == keys).mean())


def _without_senders(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return frame.select("time", pl.lit(value=False).alias("mine"), "length", "kind")


def _keyed(frame: pl.DataFrame, column: str, number: int) -> pl.DataFrame:
    import polars as pl

    from nearer.timeline import distinct_keys, message_keys

    return pl.DataFrame({"message": distinct_keys(message_keys(frame, MINUTE_MS))}).with_columns(
        pl.lit(number).alias(column)
    )
