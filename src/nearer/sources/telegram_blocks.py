"""The messages of Telegram's HTML pages, from the text of each to columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from nearer.sources.records import KINDS, Batch, Chat, Kind, Tally
from nearer.words import say

__all__ = ["Blocks", "plain_text"]

_ENTITIES: Final = {
    **{f"&#x{code:02X};": chr(code) for code in range(32)},
    **{
        "&lt;": "<",
        "&gt;": ">",
        "&quot;": '"',
        "&apos;": "'",
        "&#39;": "'",
        "&nbsp;": "\u00a0",
        "&amp;": "&",
    },
}
_DATE: Final = "%d.%m.%Y %H:%M:%S"
_EARLIEST, _LATEST = pl.datetime(1990, 1, 1), pl.datetime(2100, 1, 1)
_WHEN: Final = r'class="pull_right date details"[^>]*?title="(\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}:\d{2})'
_FROM: Final = r'(?s)<div class="from_name">(.*?)</div>'
_TEXT: Final = r'(?s)<div class="text">(.*?)</div>'
_VIA: Final = r" via @[A-Za-z0-9_]{1,64}$"
_CALL: Final = r'class="media [^"]*media_call'
_DAY: Final = r'^service"[^>]*id="message-'
_CLEARED: Final = r'(?s)class="body details">\s*History cleared\s*</div>'


def _plain(column: pl.Expr) -> pl.Expr:
    """Return the characters that a stretch of HTML shows."""
    return (
        column.str.strip_chars(" \n\r\t")
        .str.replace_all(r"<br\s*/?>", "\n")
        .str.replace_all("<[^>]*>", "")
        .str.replace_many(_ENTITIES)
    )


def plain_text(html: str) -> str:
    """Return the characters that a stretch of HTML shows."""
    return str(pl.select(_plain(pl.lit(html))).item())


class Blocks:
    """Messages of one chat that wait until there are enough of them.

    Args:
        chat: The chat.
        tally: Takes what is no message and what cannot be read.
        with_text: Whether to keep the words.

    Attributes:
        cleared: Whether the chat was cleared at some time.
    """

    def __init__(self, chat: Chat, tally: Tally, *, with_text: bool) -> None:
        self._chat = chat
        self._tally = tally
        self._with_text = with_text
        self._texts: list[str] = []
        self._file = ""
        self._last_sender: str | None = None
        self._senders: set[str] = set()
        self.cleared = False

    def __len__(self) -> int:
        return len(self._texts)

    @property
    def owner(self) -> str | None:
        """Who owns the account, in a chat of two that is called as the other one."""
        others = self._senders - {self._chat.title}
        return min(others) if len(self._senders) == 2 and len(others) == 1 else None

    def add(self, file: str, texts: Sequence[str]) -> None:
        """Add messages as they stand in a page, each without the start of its tag.

        Args:
            file: Name of the page.
            texts: From ``default clearfix" id="message1">`` on.
        """
        self._file = file
        self._texts += texts

    def make_batch(self) -> Batch | None:
        """Return what waits as columns; what the app tells and what cannot be read is counted."""
        blocks = pl.Series("block", self._texts, dtype=pl.String)
        self._texts = []
        said = self._said(blocks)
        if not len(said):
            return None
        frame = said.to_frame().select(
            pl.col("block")
            .str.extract(_WHEN)
            .str.to_datetime(_DATE, time_unit="ms", strict=False)
            .alias("time"),
            self._sender(said),
            _plain(pl.col("block").str.extract(_TEXT)).fill_null("").alias("text"),
            pl.col("block").str.contains(_CALL).alias("call"),
        )
        self._last_sender = frame["sender"][-1]
        self._tally.n_system += int(frame["call"].sum())
        frame = self._readable(frame.filter(~pl.col("call")))
        self._senders |= set(frame["sender"].unique().to_list()) if len(self._senders) < 3 else set()
        length = pl.col("text").str.len_chars()
        kind = pl.when(length > 0).then(pl.lit(Kind.TEXT.value)).otherwise(pl.lit(Kind.MEDIA.value))
        columns = [pl.col("time"), pl.col("sender").cast(pl.Categorical()), length.alias("length")]
        columns += [kind.cast(KINDS).alias("kind"), *([pl.col("text")] if self._with_text else [])]
        return Batch(self._chat, frame.select(columns)) if len(frame) else None

    def _said(self, blocks: pl.Series) -> pl.Series:
        """Return what people wrote; what the app tells is counted, but not the headings of the days."""
        service = blocks.str.starts_with("service")
        if not service.any():
            return blocks
        told = blocks.filter(service)
        told = told.filter(~told.str.contains(_DAY))
        self._tally.n_system += len(told)
        self.cleared |= bool(told.str.contains(_CLEARED).any())
        return blocks.filter(~service)

    def _sender(self, said: pl.Series) -> pl.Expr:
        """A message that is joined to the one before has no name: the same person wrote it."""
        block = pl.col("block")
        joined = block.str.extract('^([^"]*)"').str.contains("joined")
        name = _plain(block.str.extract(_FROM)).str.replace(_VIA, "").str.strip_chars()
        named = pl.when(~joined).then(pl.when(name != "").then(name).otherwise(pl.lit("\0")))
        filled = named.forward_fill().fill_null(pl.lit(self._last_sender, dtype=pl.String))
        return pl.when(filled != "\0").then(filled).alias("sender")

    def _readable(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Leave out messages without a date that can be, or without a sender; they are counted."""
        possible = pl.col("time").is_between(_EARLIEST, _LATEST, closed="left")
        for name, reason in ((possible, "no_date"), (pl.col("sender").is_not_null(), "no_sender")):
            kept = frame.filter(name)
            for _ in range(len(frame) - len(kept)):
                self._tally.skip(self._file, None, say(f"sources.reason.{reason}"))
            frame = kept
        return frame
