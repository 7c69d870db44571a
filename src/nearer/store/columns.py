"""Messages as lists that anybody can read, and back into packed columns that hold only what they should."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nearer.store.messages import SEGMENT_ROWS, pack_frame, unpack_frame

if TYPE_CHECKING:
    import polars as pl

__all__ = ["MESSAGE_COLUMNS", "codes_in", "pack_lists", "pack_texts", "readable"]

MESSAGE_COLUMNS: Final = ("time", "sender", "length", "kind")
WHOLE: Final = "%Y-%m-%dT%H:%M:%S"
FINE: Final = "%Y-%m-%dT%H:%M:%S%.3f"
MOST_ROWS: Final = 10 * SEGMENT_ROWS


def readable(packed: bytes) -> pl.DataFrame:
    """Return packed messages with their times as ISO text."""
    import polars as pl

    frame = unpack_frame(packed)
    fine = bool((frame["time"].dt.millisecond() != 0).any())
    return frame.select(
        pl.col("time").dt.to_string(FINE if fine else WHOLE),
        "sender",
        "length",
        pl.col("kind").cast(pl.String),
    )


def pack_lists(lists: object) -> bytes | None:
    """Return messages packed; None where the lists are none of messages.

    Args:
        lists: By the names of the four columns, each of the same length: ISO times in order, codes, lengths, kinds.
    """
    import polars as pl

    from nearer.sources import RECORD_SCHEMA

    if not isinstance(lists, dict) or set(lists) != set(MESSAGE_COLUMNS):
        return None
    if not all(isinstance(values, list) and len(values) <= MOST_ROWS for values in lists.values()):
        return None
    if not _are(lists["time"], str) or not _are(lists["kind"], str):
        return None
    if not _are(lists["sender"], int) or not _are(lists["length"], int):
        return None
    try:
        frame = pl.DataFrame(
            {
                "time": pl.Series(lists["time"], dtype=pl.String),
                "sender": pl.Series(lists["sender"], dtype=pl.UInt32),
                "length": pl.Series(lists["length"], dtype=pl.UInt32),
                "kind": pl.Series(lists["kind"], dtype=pl.String),
            }
        ).with_columns(
            pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="ms"),
            pl.col("kind").cast(RECORD_SCHEMA["kind"]),
        )
    except (pl.exceptions.PolarsError, TypeError, ValueError, OverflowError):
        return None
    if not frame["time"].is_sorted() or any(frame.null_count().row(0)):
        return None
    return pack_frame(frame)


def pack_texts(texts: object) -> bytes | None:
    """Return the words of messages packed; None where they are no words."""
    import polars as pl

    if not isinstance(texts, list) or not all(text is None or isinstance(text, str) for text in texts):
        return None
    return pack_frame(pl.Series("text", texts, dtype=pl.String).to_frame())


def codes_in(packed: bytes) -> set[int]:
    """Return the codes of those who write."""
    return set(unpack_frame(packed)["sender"].unique())


def _are(values: list[Any], kind: type) -> bool:
    return all(type(value) is kind for value in values)
