"""What ``signal-export`` writes of Signal Desktop: a folder for each chat, with ``data.json`` (since 2.0), ``chat.md``.

Read from ``data.json`` where it is there: one message a line. ``chat.md`` holds the same for people, with quotes,
reactions and attachments written into the text. Times are those of the computer's clock when it was exported.

Reference:
    signal-export 3.9: ``models.Message.to_md`` and ``models.Message.dict_str``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

import msgspec
import polars as pl

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError
from nearer.sources.clock import within_reason
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import KINDS, OWN_NAME, Batch, Chat, Kind
from nearer.sources.rows import only_whole
from nearer.sources.signal_markdown import CALL, is_markdown, messages_of
from nearer.words import say

__all__ = ["FORMAT", "SignalExportReader"]

_SYSTEM: Final = "system"
_NOBODY: Final = ("", "No-Sender")
_COLUMNS: Final = {
    "line": pl.Int64,
    "date": pl.String,
    "sender": pl.String,
    "text": pl.String,
    "kind": pl.String,
}
_LONGEST_META_BYTES: Final = 1 << 20
_MARGIN: Final = "  "


class _Message(msgspec.Struct, gc=False):
    """One line of ``data.json``."""

    date: str
    sender: str
    body: str
    sticker: dict[str, Any] | str | None = None  # in older versions its emoji
    attachments: list[Any] = []
    deleted: bool = False
    call: bool | None = None


class _Member(msgspec.Struct):
    name: str | None = None
    number: str | None = None


class _Meta(msgspec.Struct):
    """The file ``meta.json`` of a group, written where ``--chat-members`` asks for it."""

    members: list[_Member]


_DECODER: Final = msgspec.json.Decoder(_Message)
_MANY: Final = msgspec.json.Decoder(list[_Message])
_META: Final = msgspec.json.Decoder(_Meta)


class SignalExportReader(ExportReader):
    """One output folder of ``signal-export``: each part is one chat."""

    source = "signal_export"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._n_read = 0
        self._broken_end = False

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, one chat after the other.

        Raises:
            ExportError: No part holds a message.
            ChangedError: A file changed while it was being read.
        """
        n_messages = 0
        for part in self.parts:
            chat = self._chat(part)
            for frame in self._frames(part):
                n_messages += len(frame)
                if len(frame):
                    yield Batch(chat, frame)
            part.check_unchanged()
            if self._broken_end:
                self._note_cut(part)
        if n_messages + self.tally.n_system == 0:
            raise ExportError("sources.error.no_message", file=self.name)

    def _chat(self, part: Export) -> Chat:
        """Return the chat that a file holds, which its folder is named after."""
        title = part.place.parent.name
        try:
            beside = part.beside("meta.json")
            head = beside.raw_head(_LONGEST_META_BYTES) if beside is not None else b""
            members = _META.decode(head).members
        except (ExportError, *UNDECODABLE):
            return Chat(title or "chat", title)
        for member in members:
            if member.name and member.number:
                self.tally.addresses.setdefault(member.name, set()).add(member.number)
        return Chat(title or "chat", title, group=True)

    def _frames(self, part: Export) -> Iterator[pl.DataFrame]:
        """Yield the messages of one chat in pieces."""
        self._n_read = 0
        self._broken_end = False
        if not part.head(256).startswith(b"{"):
            for columns in messages_of(self._chunks(part), part.check_message):
                yield self._frame(part, *columns)
            return
        for chunk in part.chunks(self._chunk_bytes):
            messages, lines = self._decode(part, chunk)
            said = [_said(message) for message in messages]
            yield self._frame(
                part,
                lines,
                [message.date for message in messages],
                [message.sender for message in messages],
                [kind for kind, _ in said],
                [text for _, text in said],
            )

    def _decode(self, part: Export, chunk: bytes) -> tuple[list[_Message], list[int]]:
        """Decode some lines; those that are no message are counted."""
        lines = chunk.split(b"\n")
        n_before, self._n_read = self._n_read, self._n_read + len(lines) - 1
        self._broken_end = False
        if chunk.startswith(b"{"):
            try:
                messages = _MANY.decode(b"[" + chunk.rstrip().replace(b"\n", b",") + b"]")
            except UNDECODABLE:
                pass
            else:
                return messages, list(range(n_before + 1, n_before + 1 + len(messages)))
        messages, numbers = [], []
        for number, line in enumerate(lines, n_before + 1):
            if not line.strip():
                continue
            try:
                messages.append(_DECODER.decode(line))
            except UNDECODABLE:
                self.tally.skip(part.name, number, say("sources.reason.not_a_record"))
                self._broken_end = number == n_before + len(lines)
            else:
                numbers.append(number)
        return messages, numbers

    def _frame(
        self,
        part: Export,
        lines: list[int],
        dates: list[str],
        senders: list[str],
        kinds: list[str],
        texts: list[str],
    ) -> pl.DataFrame:
        """Turn some messages into columns; those without a date or a sender are counted."""
        if self.tally.owner is None and OWN_NAME in senders:
            self.tally.owner = OWN_NAME
        frame = pl.DataFrame(
            {"line": lines, "date": dates, "sender": senders, "text": texts, "kind": kinds}, schema=_COLUMNS
        ).select(
            "line",
            "text",
            "kind",
            time=_time(pl.col("date")),
            sender=pl.when(~pl.col("sender").is_in(_NOBODY)).then(pl.col("sender")).cast(pl.Categorical()),
            length=pl.col("text").str.len_chars(),
        )
        if n_system := kinds.count(_SYSTEM):
            self.tally.n_system += n_system
            frame = frame.filter(pl.col("kind") != _SYSTEM)
        frame = only_whole(frame.with_columns(within_reason(frame["time"])), self.tally, part.name)
        words = ["text"] if self._with_text else []
        return frame.select("time", "sender", "length", pl.col("kind").cast(KINDS), *words)


def _said(message: _Message) -> tuple[str, str]:
    """Return the kind of a message, and what was typed; two spaces are written after every text."""
    text = message.body.removesuffix(_MARGIN)
    if message.deleted:
        return Kind.DELETED.value, ""
    if message.call or (message.call is None and CALL.fullmatch(text)):
        return _SYSTEM, ""
    if text:
        return Kind.TEXT.value, text
    return (Kind.MEDIA.value if message.sticker or message.attachments else _SYSTEM), ""


def _time(date: pl.Expr) -> pl.Expr:
    """Read times of the wall: ISO 8601, in ``chat.md`` with a space, in old ones without seconds."""
    text = date.str.replace(r",? ", "T").str.head(23)
    whole = pl.when(text.str.len_bytes() == 16).then(text + ":00").otherwise(text)
    return whole.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="ms", strict=False)


def _is_signal_export(export: Export, head: bytes) -> bool:
    """Tell ``data.json`` by the members of its first line, ``chat.md`` by the empty line after each message."""
    if not head.startswith(b"{"):
        return is_markdown(head)
    line = head.split(b"\n", 1)[0]
    if b'"reactions"' not in line or b'"attachments"' not in line:
        return False
    try:
        _DECODER.decode(line)
    except UNDECODABLE:
        return False
    return True


def _gather(exports: Sequence[Export]) -> list[list[Export]]:
    """Put the chats of one output folder together; of a chat that is written twice, take ``data.json``."""
    by_chat: dict[PurePosixPath, Export] = {}
    for export in exports:
        folder = export.place.parent
        if folder not in by_chat or export.place.suffix == ".json":
            by_chat[folder] = export
    by_output: dict[PurePosixPath, list[Export]] = defaultdict(list)
    for folder, export in sorted(by_chat.items()):
        by_output[folder.parent].append(export)
    return list(by_output.values())


FORMAT: Final = Format(
    "signal_export",
    "Signal Desktop (signal-export)",
    _is_signal_export,
    SignalExportReader,
    frozenset({".json", ".md", ".txt"}),
    gather=_gather,
    companions=frozenset({"index.html", "meta.json"}),
)
