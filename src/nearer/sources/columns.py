"""From the plain columns of our own formats to batches of messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from nearer.sources.records import KINDS, Batch, Chat, Kind, Tally
from nearer.words import say

__all__ = ["COLUMNS", "to_batches"]

COLUMNS: Final = ("time", "sender", "length", "text", "kind", "chat")
_SYSTEM: Final = "system"
_DATE: Final = (
    r"^((?:199|20\d)\d-\d{2}-\d{2})[T ](\d{2}:\d{2})(?:(:\d{2})(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$"
)
_LONGEST: Final = 2**32 - 1


def _times(time: pl.Expr) -> pl.Expr:
    """Read ISO 8601 times as the clock on the wall showed them: an offset from UTC is dropped."""
    time = time.str.strip_chars()
    clock = time.str.replace(_DATE, "${1} ${2}${3}:00").str.head(19)
    moment = clock.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="ms", strict=False)
    return pl.when(time.str.contains(_DATE)).then(moment)


_TYPED: Final = pl.col("kind") == Kind.TEXT.value
_CLEAN: Final = {
    "time": _times(pl.col("time")),
    "sender": pl.col("sender").str.strip_chars(),
    "kind": pl.col("kind").str.strip_chars().str.to_lowercase().replace("", None).fill_null(Kind.TEXT.value),
    "chat": pl.col("chat").fill_null("").str.strip_chars(),
    "length": pl.coalesce(
        pl.col("length").cast(pl.Int64, strict=False), pl.col("text").str.len_chars().cast(pl.Int64)
    ),
}
_REASON: Final = (
    pl.when(pl.col("time").is_null()).then(pl.lit("no_date"))
    .when(~pl.col("kind").is_in([*KINDS.categories, _SYSTEM])).then(pl.lit("no_kind"))
    .when((pl.col("kind") != _SYSTEM) & (pl.col("sender").fill_null("") == "")).then(pl.lit("no_sender"))
    .when(_TYPED & ~pl.col("length").is_between(0, _LONGEST).fill_null(False)).then(pl.lit("no_length"))
)  # fmt: skip
_RECORD: Final = (
    pl.col("chat"),
    pl.col("time"),
    pl.col("sender").cast(pl.Categorical()),
    pl.when(_TYPED).then(pl.col("length")).otherwise(0).cast(pl.UInt32).alias("length"),
    pl.col("kind").cast(KINDS),
)
_TEXT: Final = pl.when(_TYPED).then(pl.col("text").fill_null("")).otherwise(pl.lit("")).alias("text")


def to_batches(frame: pl.DataFrame, file: str, tally: Tally, *, with_text: bool) -> Iterator[Batch]:
    """Check rows, count those that are no messages, and yield the others by conversation.

    Args:
        frame: Columns ``time sender length text kind chat``, String (``length`` may be a number), null where a row has
            none; and ``line``, its line number.
        file: Name of the file, for what is skipped.
        tally: Takes what is no message.
        with_text: Whether to keep the words.
    """
    frame = frame.with_columns(**_CLEAN).with_columns(reason=_REASON)
    unreadable = frame.filter(pl.col("reason").is_not_null())
    for (reason,), unread in unreadable.group_by("reason", maintain_order=True) if len(unreadable) else ():
        tally.skip_lines(file, unread["line"], unread.height, say(f"sources.reason.{reason}"))
    frame = frame.filter(pl.col("reason").is_null())
    tally.n_system += int((frame["kind"] == _SYSTEM).sum())
    columns = [*_RECORD, _TEXT] if with_text else _RECORD
    kept = frame.filter(pl.col("kind") != _SYSTEM).select(columns)
    for part in kept.partition_by("chat", maintain_order=True):
        title = part["chat"][0]
        yield Batch(Chat(title or "chat", title), part.drop("chat"))
