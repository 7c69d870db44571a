"""The messages of Telegram's HTML pages, from the text of each to columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import polars as pl

from nearer.sources.clock import within_reason
from nearer.sources.records import KINDS, Batch, Chat, Kind, Tally
from nearer.sources.rows import only_whole

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
_DATE_LENGTH: Final = 19
_WHEN: Final = 'class="pull_right date details" title="'
_FROM: Final = '<div class="from_name">'
_TEXT: Final = '<div class="text">'
_END: Final = "</div>"
_VIA: Final = re.compile(r" via @\w{1,64}$", re.ASCII)
_CALL: Final = re.compile(r'class="media [^"]*media_call')
_DAY: Final = re.compile(r'service"[^>]*id="message-')
_CLEARED: Final = re.compile(r'class="body details">\s*History cleared\s*</div>')


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
        self._names: dict[str, str | None] = {}
        self._file = ""
        self._last_sender: str | None = None
        self._dates: list[str | None] = []
        self._senders: list[str | None] = []
        self._texts: list[str] = []
        self.cleared = False

    def __len__(self) -> int:
        return len(self._dates)

    @property
    def owner(self) -> str | None:
        """Who owns the account, in a chat of two that is called as the other one."""
        names = {name for name in self._names.values() if name is not None}
        others = names - {self._chat.title}
        return min(others) if len(names) == 2 and len(others) == 1 else None

    def add(self, file: str, blocks: Sequence[str]) -> None:
        """Add messages as they stand in a page, each without the start of its tag.

        Args:
            file: Name of the page.
            blocks: From ``default clearfix" id="message1">`` on.
        """
        self._file = file
        for block in blocks:
            if block.startswith("service"):
                self._told(block)
                continue
            when = block.find(_WHEN)
            start = when + len(_WHEN)
            if not block.startswith("default clearfix joined"):  # else the one before wrote it, too
                self._last_sender = self._sender(_within(block, _FROM, start))
            if "media_call" in block and _CALL.search(block):
                self._tally.n_system += 1
                continue
            self._dates.append(block[start : start + _DATE_LENGTH] if when >= 0 else None)
            self._senders.append(self._last_sender)
            self._texts.append(_within(block, _TEXT, start) or "")

    def make_batch(self) -> Batch | None:
        """Return what waits as columns; what cannot be read is counted."""
        waiting = {"time": self._dates, "sender": self._senders, "text": self._texts}
        frame = pl.DataFrame(waiting, schema=dict.fromkeys(waiting, pl.String))
        self._dates, self._senders, self._texts = [], [], []
        if not len(frame):
            return None
        length = pl.col("text").str.len_chars()
        kind = pl.when(length > 0).then(pl.lit(Kind.TEXT.value)).otherwise(pl.lit(Kind.MEDIA.value))
        time = pl.col("time").str.to_datetime(_DATE, time_unit="ms", strict=False, cache=False)
        frame = frame.with_columns(time, _plain(pl.col("text")))
        frame = frame.with_columns(within_reason(frame["time"]))
        frame = only_whole(frame, self._tally, self._file).select(
            pl.col("time"),
            pl.col("sender").cast(pl.Categorical()),
            length.alias("length"),
            kind.cast(KINDS).alias("kind"),
            *([pl.col("text")] if self._with_text else []),
        )
        return Batch(self._chat, frame) if len(frame) else None

    def _told(self, block: str) -> None:
        """Count what the app tells, but not the headings of the days."""
        if not _DAY.match(block):
            self._tally.n_system += 1
            self.cleared = self.cleared or bool(_CLEARED.search(block))

    def _sender(self, written: str | None) -> str | None:
        """Return a name as it is shown, without the bot that helped to write."""
        if written is None:
            return None
        if written not in self._names:
            self._names[written] = _VIA.sub("", plain_text(written)).strip() or None
        return self._names[written]


def _within(block: str, tag: str, start: int) -> str | None:
    """Return what stands in the first such element from ``start`` on; None where there is none."""
    at = block.find(tag, start)
    if at < 0:
        return None
    at += len(tag)
    end = block.find(_END, at)
    return block[at:end] if end >= 0 else block[at:]
