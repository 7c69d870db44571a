"""Telegram Desktop's "Export chat history" as JSON: one chat, or a whole account.

Written by ``export_output_json.cpp`` of Telegram Desktop; read are its files of 2018 (1.3) to 2026 (6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from nearer.kernel.errors import ExportError
from nearer.sources.clock import within_reason
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.json_arrays import Heading, Piece, cut
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import KINDS, Batch, Chat, Kind
from nearer.sources.rows import only_whole
from nearer.sources.telegram_account import PERSONAL, read_account
from nearer.sources.telegram_messages import SERVICE, Message, Plain, decode_messages, decode_plain, flatten
from nearer.sources.telegram_people import People
from nearer.words import say

__all__ = ["FORMAT", "TelegramReader"]

_GROUP_TYPES: Final = {"personal_chat": False, "bot_chat": False, "saved_messages": False, "replies": False}
_TYPE: Final = re.compile(
    rb'"type"\s*:\s*"(?:personal_chat|bot_chat|saved_messages|replies|private_group|private_supergroup'
    rb'|public_supergroup|private_channel|public_channel)"'
)
_FIRST: Final = re.compile(rb'"messages"\s*:\s*\[\s*\{[^{}\[\]]*"type"\s*:\s*"(?:message|service)"')
_DATE: Final = "%Y-%m-%dT%H:%M:%S"
_MEDIA_OR_TEXT: Final = pl.Series([Kind.MEDIA.value, Kind.TEXT.value], dtype=KINDS)
_ENOUGH: Final = 1 << 15
_PIECE_BYTES: Final = 1 << 18  # stays in the processor's cache


@dataclass(slots=True)
class _Columns:
    """Messages of one chat that wait until there are enough of them.

    Attributes:
        chat: The chat.
        dates: As they are written.
        senders: Numbers of people; None where nobody is told.
        lengths: Characters.
        texts: The words, where they are wanted.
    """

    chat: Chat
    dates: list[str | None] = field(default_factory=list)
    senders: list[int | None] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class TelegramReader(ExportReader):
    """One Telegram export: the file ``result.json``."""

    source = "telegram"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._people = People(self.tally)
        self._cleared = False

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages in the order of the export.

        Raises:
            ExportError: The file breaks off before its first message, or holds none.
            ChangedError: The file changed while it was being read.
        """
        account = read_account(self._export, self._chunk_bytes)
        self.tally.owner = account.owner
        n_messages = 0
        for batch in self._batches():
            n_messages += len(batch.frame)
            yield batch
        self._export.check_unchanged()
        self._people.note_addresses(account)
        if self._cleared:
            self.tally.notes.append(say("telegram.note.cleared", file=self._export.name))
        if n_messages + self.tally.n_system == 0:
            raise ExportError("sources.error.no_message", file=self._export.name)

    def _batches(self) -> Iterator[Batch]:
        """Yield the messages of one chat after the other; where the file breaks off, those before."""
        columns = _Columns(Chat("chat", ""))
        n_read = 0
        try:
            for piece in cut(self._export, min(self._chunk_bytes, _PIECE_BYTES), decode=decode_plain):
                if isinstance(piece, Piece):
                    n_read += piece.content is not None
                    self._take(piece, columns)
                if len(columns.dates) >= _ENOUGH or not isinstance(piece, Piece):
                    yield from self._batch(columns)
                if isinstance(piece, Heading):
                    columns = _Columns(_chat(piece.fields))
        except ExportError as error:
            if not n_read:
                raise
            self._break_off(self._export, error)
            yield from self._batch(columns)

    def _take(self, piece: Piece, columns: _Columns) -> None:
        """Add the messages of a piece; looked at more closely where somebody new writes, or nobody is told."""
        if piece.content is None:
            self._skip("not_a_record")
            return
        said = self._said(piece.content)
        book = self._people.codes
        try:
            if said and isinstance(said[0], Message):
                raise KeyError
            columns.senders += [book[message.sender] for message in said]
        except KeyError:
            said = full = [one for one in decode_messages(piece.array) or () if one.type not in SERVICE]
            columns.senders += self._people.learn(full, columns.chat)
            self._date_by_seconds(full)
        columns.dates += [message.date for message in said]
        if self._with_text:
            columns.texts += [flatten(message.text) for message in said]
        columns.lengths += [
            len(text) if type(text := message.text) is str else len(flatten(text)) for message in said
        ]

    def _said(self, messages: Sequence[Plain]) -> Sequence[Plain]:
        """Return what people wrote, without what the app tells, which is counted."""
        other = [message for message in messages if message.type != "message"]
        if not other:
            return messages
        told = [message for message in other if message.type in SERVICE]
        self.tally.n_system += len(told)
        self._cleared |= any(message.action == "clear_history" for message in told)
        if len(told) == len(other):
            return [message for message in messages if message.type == "message"]
        return [message for message in messages if message.type not in SERVICE]

    def _date_by_seconds(self, said: Sequence[Message]) -> None:
        """Give messages that tell only the seconds since 1970 the date that the user's clock showed."""
        dateless = [message for message in said if message.date is None]
        if not dateless:
            return
        seconds = pl.Series([str(message.date_unixtime or "") for message in dateless], dtype=pl.String)
        moments = seconds.str.extract(r"^(-?\d{1,11})$").cast(pl.Int64) * 1000
        dates = self._options.clock.local(moments).dt.strftime(_DATE)
        self.tally.zone = self._options.clock.first_zone
        for message, date in zip(dateless, dates, strict=True):
            message.date = date

    def _batch(self, columns: _Columns) -> Iterator[Batch]:
        """Yield what waits as a batch; messages without time or sender are counted."""
        if not columns.dates:
            return
        lengths = pl.Series(columns.lengths, dtype=pl.UInt32)
        dates = pl.Series(columns.dates, dtype=pl.String)
        made: dict[str, pl.Series] = {
            "time": within_reason(dates.str.to_datetime(_DATE, time_unit="ms", strict=False, cache=False)),
            "sender": self._people.names(columns.senders),
            "length": lengths,
            "kind": _MEDIA_OR_TEXT[(lengths > 0).cast(pl.UInt32)],
        }
        if self._with_text:
            made["text"] = pl.Series(columns.texts, dtype=pl.String)
        frame = only_whole(pl.DataFrame(made), self.tally, self._export.name)
        for waiting in (columns.dates, columns.senders, columns.lengths, columns.texts):
            waiting.clear()
        if len(frame):
            yield Batch(columns.chat, frame)


def _chat(fields: dict[str, Any]) -> Chat:
    kind = fields.get("type")
    group = _GROUP_TYPES.get(kind, True) if isinstance(kind, str) else None
    return Chat(str(fields.get("id") or "chat"), str(fields.get("name") or ""), group)


def _is_telegram(export: Export, head: bytes) -> bool:
    """Tell a Telegram export by the types of its chats, or of its first message."""
    if not head.lstrip().startswith(b"{"):
        return False
    return any(shape.search(head) for shape in (_TYPE, _FIRST, PERSONAL))


FORMAT: Final = Format("telegram", "Telegram", _is_telegram, TelegramReader, frozenset({".json"}))
