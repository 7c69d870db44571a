"""Telegram Desktop's "Export chat history" as JSON: one chat, or a whole account."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import polars as pl

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError
from nearer.sources.files import Export, ExportReader
from nearer.sources.formats import Format
from nearer.sources.json_arrays import Heading, Piece, cut
from nearer.sources.options import ReadOptions
from nearer.sources.records import KINDS, Batch, Chat, Kind
from nearer.words import say

__all__ = ["FORMAT", "TelegramReader"]

_GROUP_TYPES: Final = {"personal_chat": False, "bot_chat": False, "saved_messages": False, "replies": False}
_TYPE: Final = re.compile(
    rb'"type"\s*:\s*"(?:personal_chat|bot_chat|saved_messages|private_group|private_supergroup|public_supergroup'
    rb'|private_channel|public_channel)"'
)
_FIRST: Final = re.compile(rb'"messages"\s*:\s*\[\s*\{[^{}\[\]]*"type"\s*:\s*"(?:message|service)"')
_ACCOUNT: Final = re.compile(rb'(?<!\\)"personal_information"\s*:\s*(?=\{)')


class _Part(msgspec.Struct):
    """A stretch of text with a form of its own: a link, bold letters."""

    text: str = ""


class _Message(msgspec.Struct):
    """One message as Telegram writes it."""

    type: str = ""
    date: str | None = None
    date_unixtime: str | int | None = None
    sender: str | None = msgspec.field(default=None, name="from")
    sender_id: str | int | None = msgspec.field(default=None, name="from_id")
    text: str | list[str | _Part] = ""


_ONE: Final = msgspec.json.Decoder(_Message)
_MANY: Final = msgspec.json.Decoder(list[_Message])
_RAW: Final = msgspec.json.Decoder(list[msgspec.Raw])


class TelegramReader(ExportReader):
    """One Telegram export: the file ``result.json``."""

    source = "telegram"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._names: dict[str, dict[str | int | None, str]] = {}

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages in the order of the export.

        Raises:
            ExportError: The file breaks off, is damaged, or holds no message.
            ChangedError: The file changed while it was being read.
        """
        self.tally.owner = _owner(self._export.head())
        chat = Chat("chat", "")
        n_messages = 0
        for piece in cut(self._export, self._chunk_bytes):
            if isinstance(piece, Heading):
                chat = _chat(piece.fields)
                continue
            if not isinstance(piece, Piece):
                continue
            frame = self._frame(self._decode(piece.array), chat)
            n_messages += len(frame)
            if len(frame):
                yield Batch(chat, frame)
        self._export.check_unchanged()
        if n_messages + self.tally.n_system == 0:
            raise ExportError("sources.error.no_message", file=self._export.name)

    def _decode(self, array: bytes) -> list[_Message]:
        """Decode some messages; those that are none are counted."""
        try:
            return _MANY.decode(array)
        except UNDECODABLE:
            pass
        messages = []
        try:
            parts = _RAW.decode(array)
        except UNDECODABLE:
            raise ExportError("sources.error.damaged_json", file=self._export.name) from None
        for part in parts:
            try:
                messages.append(_ONE.decode(part))
            except UNDECODABLE:
                self.tally.skip(self._export.name, None, say("sources.reason.not_a_record"))
        return messages

    def _frame(self, messages: list[_Message], chat: Chat) -> pl.DataFrame:
        """Turn some messages into columns; service messages and those without time or sender are counted."""
        said = [message for message in messages if message.type != "service"]
        self.tally.n_system += len(messages) - len(said)
        if self.tally.owner is None and chat.group is False:
            self.tally.owner = next(
                (m.sender for m in said if m.sender and m.sender_id not in (None, f"user{chat.key}")), None
            )
        names = self._names.setdefault(chat.key, {})
        names.update({m.sender_id: m.sender for m in said if m.sender and m.sender_id is not None})
        texts = [m.text if isinstance(m.text, str) else _joined(m.text) for m in said]
        columns: dict[str, Any] = {
            "time": _times(said),
            "sender": pl.Series(
                [m.sender or names.get(m.sender_id) or _id(m.sender_id) for m in said], dtype=pl.String
            ).cast(pl.Categorical()),
            "length": pl.Series([len(text) for text in texts], dtype=pl.UInt32),
            "kind": pl.Series([Kind.TEXT.value if text else Kind.MEDIA.value for text in texts], dtype=KINDS),
        }
        if self._with_text:
            columns["text"] = pl.Series(texts, dtype=pl.String)
        frame = pl.DataFrame(columns)
        for name, reason in (("time", "no_date"), ("sender", "no_sender")):
            for _ in range(frame[name].null_count()):
                self.tally.skip(self._export.name, None, say(f"sources.reason.{reason}"))
            frame = frame.drop_nulls(name)
        return frame


def _times(messages: list[_Message]) -> pl.Series:
    """Return the local time of each message; where only the seconds since 1970 are given, UTC."""
    dates = pl.Series([m.date for m in messages], dtype=pl.String)
    times = dates.str.head(19).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="ms", strict=False)
    if times.null_count():
        seconds = pl.Series([str(m.date_unixtime or "") for m in messages], dtype=pl.String)
        since = seconds.str.extract(r"^(-?\d{1,11})$").cast(pl.Int64, strict=False)
        times = pl.select(pl.coalesce(times, (since * 1000).cast(pl.Datetime("ms")))).to_series()
    return times


def _joined(parts: list[str | _Part]) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def _id(sender_id: str | int | None) -> str | None:
    return None if sender_id is None else str(sender_id)


def _chat(fields: dict[str, Any]) -> Chat:
    kind = fields.get("type")
    group = _GROUP_TYPES.get(kind, True) if isinstance(kind, str) else None
    return Chat(str(fields.get("id") or "chat"), str(fields.get("name") or ""), group)


def _owner(head: bytes) -> str | None:
    """Return the name of the account's owner, where a whole account was exported."""
    found = _ACCOUNT.search(head)
    if found is None:
        return None
    try:
        person, _ = json.JSONDecoder().raw_decode(head[found.end() :].decode("utf-8", "ignore"))
    except (ValueError, RecursionError):
        return None
    names = [person.get(name) for name in ("first_name", "last_name")]
    return " ".join(name.strip() for name in names if isinstance(name, str) and name.strip()) or None


def _is_telegram(export: Export, head: bytes) -> bool:
    """Tell a Telegram export by the types of its chats, or of its first message."""
    if not head.lstrip().startswith(b"{"):
        return False
    return any(shape.search(head) for shape in (_TYPE, _FIRST, _ACCOUNT))


FORMAT: Final = Format("telegram", "Telegram", _is_telegram, TelegramReader, frozenset({".json"}))
