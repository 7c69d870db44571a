"""From single messages to batches of columns, and what every message must have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import Any, Final

import polars as pl

from nearer.sources.clock import FIRST_MOMENT, LAST_MOMENT
from nearer.sources.options import ReadOptions
from nearer.sources.records import KINDS, Batch, Chat, Kind, Tally
from nearer.words import say

__all__ = ["Rows", "only_whole"]

_ENOUGH: Final = 1 << 15
_REASONS: Final = {"kind": "no_kind", "time": "no_date", "sender": "no_sender"}


def only_whole(frame: pl.DataFrame, tally: Tally, file: str) -> pl.DataFrame:
    """Leave out, and count, messages that lack a kind, a time or a sender.

    Args:
        frame: Columns of which ``kind``, ``time`` and ``sender`` are null where there is none; with a column ``line``,
            its numbers are told.
        tally: Takes what is left out.
        file: Name of the file.
    """
    for name, reason in _REASONS.items():
        if name in frame.columns and (n := frame[name].null_count()):
            known = "line" in frame.columns
            lines = frame.filter(pl.col(name).is_null())["line"] if known else repeat(None, n)
            tally.skip_lines(file, lines, n, say(f"sources.reason.{reason}"))
            frame = frame.drop_nulls(name)
    return frame


class Rows:
    """Messages that wait until there are enough of them.

    Args:
        options: How to read.
        tally: Takes the messages without a date, and the zone.

    Attributes:
        n_messages: How many were added.
    """

    def __init__(self, options: ReadOptions, tally: Tally) -> None:
        self._options = options
        self._tally = tally
        self._rows: list[tuple[str, int, str, int, str, str]] = []
        self._chats: dict[str, Chat] = {}
        self.n_messages = 0
        tally.zone = options.clock.first_zone

    def add(self, file: str, chat: Chat, moment: int | None, sender: str, text: str, kind: Kind) -> None:
        """Add one message, or count it as one without a date.

        Args:
            file: Where it stands, for what is skipped.
            chat: Its conversation.
            moment: Milliseconds since 1970-01-01 UTC.
            sender: The name.
            text: What was typed; "" where nothing was.
            kind: Text, media or deleted.
        """
        if moment is None or not FIRST_MOMENT <= moment < LAST_MOMENT:
            self._tally.skip(file, None, say("sources.reason.no_date"))
            return
        self._chats.setdefault(chat.key, chat)
        kept = text if self._options.with_text else ""
        self._rows.append((chat.key, moment, sender, len(text), kind, kept))
        self.n_messages += 1

    def enough(self) -> Iterator[Batch]:
        """Yield what has gathered, once it is much."""
        if len(self._rows) >= _ENOUGH:
            yield from self.all()

    def all(self) -> Iterator[Batch]:
        """Yield what has gathered, a batch for each conversation."""
        if not self._rows:
            return
        key, moment, sender, length, kind, text = map(list, zip(*self._rows, strict=True))
        self._rows.clear()
        columns: dict[str, Any] = {
            "chat": pl.Series(key, dtype=pl.String),
            "time": self._options.clock.local(pl.Series(moment, dtype=pl.Int64)),
            "sender": pl.Series(sender, dtype=pl.String).cast(pl.Categorical()),
            "length": pl.Series(length, dtype=pl.UInt32),
            "kind": pl.Series(kind, dtype=KINDS),
        }
        if self._options.with_text:
            columns["text"] = pl.Series(text, dtype=pl.String)
        frame = pl.DataFrame(columns)
        for part in frame.partition_by("chat", maintain_order=True):
            yield Batch(self._chats[part["chat"][0]], part.drop("chat"))
