"""Several exports of one chat as one: each message once, whatever they know of seconds, zones and captions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from nearer.timeline.copies import Integers, distinct_places, message_keys, precision_of
from nearer.timeline.shifts import aligned

__all__ = ["app_of", "merge_frames"]

MINUTE_MS = 60_000
COLUMNS = ("time", "mine", "length", "kind")
FORMS = ("_crypt", "_database", "_html", "_export")
"""Ends of the names of formats in which an app's messages come, too."""


def app_of(source: str) -> str:
    """Return the app that a format comes from: exports of one app may hold the same messages.

    >>> app_of("telegram_html"), app_of("whatsapp"), app_of("google_chat")
    ('telegram', 'whatsapp', 'google_chat')
    """
    for end in FORMS:
        source = source.removesuffix(end)
    return source


def merge_frames(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the messages of several exports of one chat, each once, in order of time.

    A message that stands several times within one export is several messages: as many are left as the export with
    most of them has. Times are compared as precisely as the coarser of two exports tells them, and the finer time is
    kept. Where two clocks differ (see :mod:`nearer.timeline.shifts`), that of the finer export holds; between equals
    that of the first.

    Args:
        frames: One for each export, in order of time: time, mine, length, kind.
    """
    if len(frames) == 1:
        return frames[0]
    levels = [precision_of(frame) for frame in frames]
    first, *others = sorted(range(len(frames)), key=lambda place: levels[place])
    kept = frames[first].select(COLUMNS)
    for place in others:
        kept = _add(kept, frames[place].select(COLUMNS), levels[place])
    return kept.sort("time", maintain_order=True)


def _add(kept: pl.DataFrame, new: pl.DataFrame, level: int) -> pl.DataFrame:
    """Return what is kept, with what is new in another export behind it."""
    new = aligned(kept.sort("time", maintain_order=True), new, level)
    places = distinct_places([message_keys(kept, level), message_keys(new, level)])
    added = places[places >= kept.height] - kept.height
    if not len(added):
        return kept
    kept, added = _told_otherwise(kept, new, added, level)
    return pl.concat([kept, new[added]])


def _told_otherwise(
    kept: pl.DataFrame, new: pl.DataFrame, added: Integers, level: int
) -> tuple[pl.DataFrame, Integers]:
    """Find messages that two exports tell differently: without its caption in one, deleted or edited in between.

    What one person sent at one time, that neither export has alike, is one message: within the time that both cover,
    where one of the two is no text, or where times are told to the second. The one that says more is kept: a text
    before media and before what was deleted.

    Returns:
        What is kept, and the places of what is new.
    """
    alone = _unmatched(kept, new, level)
    if not len(alone):
        return kept, added
    inside = [_inside(part, other, level) for part, other in ((kept, new), (new, kept))]
    ours = alone[inside[0][alone]]
    theirs = added[inside[1][added]]
    if not len(ours) or not len(theirs):
        return kept, added
    pairs = _numbered(kept, ours, level).join(
        _numbered(new, theirs, level), on=["moment", "mine", "copy"], suffix="_new"
    )
    if level >= MINUTE_MS:
        pairs = pairs.filter((pl.col("kind") != "text") | (pl.col("kind_new") != "text"))
    fuller = pairs.filter((pl.col("kind") != "text") & (pl.col("kind_new") == "text"))
    kept = (
        kept.with_row_index("place")
        .join(fuller.select("place", "length_new", "kind_new"), on="place", how="left", maintain_order="left")
        .select(
            "time",
            "mine",
            pl.coalesce("length_new", "length").alias("length"),
            pl.coalesce("kind_new", "kind").alias("kind"),
        )
    )
    return kept, added[~np.isin(added, pairs["place_new"].to_numpy())]


def _unmatched(kept: pl.DataFrame, new: pl.DataFrame, level: int) -> Integers:
    """Return the places of what is kept that has no equal in what is new."""
    places = distinct_places([message_keys(new, level), message_keys(kept, level)])
    alone: Integers = places[places >= new.height] - new.height
    return alone


def _inside(
    part: pl.DataFrame, other: pl.DataFrame, level: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which messages lie within the time of both, the first and the last moment of each left out."""
    low = max(frame["time"].dt.epoch("ms").min() // level for frame in (part, other))  # type: ignore[operator]
    high = min(frame["time"].dt.epoch("ms").max() // level for frame in (part, other))  # type: ignore[operator]
    moment = part["time"].dt.epoch("ms").to_numpy() // level
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = (moment > low) & (moment < high)
    return inside


def _numbered(frame: pl.DataFrame, places: Integers, level: int) -> pl.DataFrame:
    """Return some messages with their moment, and the number of each among those of one sender in it."""
    return (
        frame[places]
        .with_columns(
            pl.Series("place", places).cast(pl.UInt32),
            (pl.col("time").dt.epoch("ms") // level).alias("moment"),
        )
        .with_columns(pl.int_range(pl.len()).over("moment", "mine").alias("copy"))
    )
