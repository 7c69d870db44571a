"""Discord, as DiscordChatExporter writes it to JSON: one file a channel, or several parts of one, or many channels.

The layout is that of DiscordChatExporter 2.20 to 2.46 (``JsonMessageWriter``). Discord's own data package is known too,
and refused: it holds only what its owner wrote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import polars as pl

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError
from nearer.sources.discord_names import Author, Names
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.json_arrays import Heading, Piece, cut
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import KINDS, Batch, Chat, Kind
from nearer.sources.rows import only_whole

__all__ = ["FORMAT", "DiscordReader"]

_CHANNEL: Final = re.compile(
    rb'(?<!\\)"channel"\s*:\s*\{\s*"id"\s*:\s*"?\d+"?\s*,\s*"type"\s*:\s*"[A-Za-z0-9]+"', re.ASCII
)
_GUILD: Final = re.compile(rb'^\s*\{\s*"guild"\s*:\s*\{')
_PACKAGE_JSON: Final = re.compile(rb'^\s*\[\s*\{\s*"ID"\s*:\s*"?\d+"?\s*,\s*"Timestamp"\s*:\s*"')
_PACKAGE_CSV: Final = b"ID,Timestamp,Contents,Attachments"
_NUMBER: Final = re.compile(r"\[(\d{1,20})\]")
_PART: Final = re.compile(r"^(.*?)(?: \[part (\d{1,9})\])?$", re.DOTALL)
_SAID: Final = frozenset({"Default", "Reply", "0", "19", "20", "23", ""})
"""What somebody or a bot wrote; 20 and 23 are answers of bots, which the exporter has no names for."""
_TIME: Final = "%Y-%m-%dT%H:%M:%S%.f%:z"


class _Channel(msgspec.Struct):
    """What stands before the messages."""

    id: str | int = ""
    type: str | None = None
    name: str | None = None


class _Opening(msgspec.Struct):
    """The file without its messages."""

    channel: _Channel = msgspec.field(default_factory=_Channel)


class _Message(msgspec.Struct, gc=False):
    """One message as the exporter writes it."""

    type: str | int = "Default"
    timestamp: str | None = None
    content: str | None = None
    author: Author | None = None


_MANY: Final = msgspec.json.Decoder(list[_Message])
_HEAD: Final = msgspec.json.Decoder(_Opening)


class DiscordReader(ExportReader):
    """The channels that one user exported: a file each, or several."""

    source = "discord"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._names = Names()
        self._pairs: dict[str, set[str]] = {}

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, channel by channel.

        Raises:
            ExportError: No message can be read, or the files are of Discord's own data package.
            ChangedError: A file changed while it was being read.
        """
        self.tally.zone = self._options.clock.first_zone
        n_messages = 0
        broken: ExportError | None = None
        for part in self.parts:
            self._export = part
            if is_package(part):
                raise ExportError("discord.error.own_half", file=self.name)
            try:
                for batch in self._part(part):
                    n_messages += len(batch.frame)
                    yield batch
            except ExportError as error:
                self._break_off(part, error)
                broken = error
            part.check_unchanged()
        for name, address in self._names.addresses():
            self.tally.addresses.setdefault(name, set()).add(address)
        if n_messages + self.tally.n_system == 0:
            raise broken or ExportError("discord.error.no_message", file=self.name)

    def _part(self, part: Export) -> Iterator[Batch]:
        """Yield the messages of one file."""
        chat = Chat("chat", "")
        for piece in cut(part, self._chunk_bytes, decode=_decode):
            if isinstance(piece, Heading):
                chat = _chat(piece.before)
            elif isinstance(piece, Piece) and piece.content is None:
                self._skip("not_a_record")
            elif isinstance(piece, Piece):
                frame = self._frame(piece.content, chat)
                if len(frame):
                    yield Batch(chat, frame)

    def _frame(self, messages: list[_Message], chat: Chat) -> pl.DataFrame:
        """Turn some messages into columns; joins, calls, pins and the like are counted."""
        said = [message for message in messages if message.type in _SAID]
        self.tally.n_system += len(messages) - len(said)
        of = self._names.of
        texts = pl.Series([message.content or "" for message in said], dtype=pl.String)
        lengths = texts.str.len_chars()
        columns: dict[str, Any] = {
            "time": self._times(said),
            "sender": pl.Series([of(message.author) for message in said], dtype=pl.String).cast(
                pl.Categorical()
            ),
            "length": lengths.cast(pl.UInt32),
            "kind": _kinds(lengths),
        }
        if self._with_text:
            columns["text"] = texts
        frame = only_whole(pl.DataFrame(columns), self.tally, self._export.name)
        if self.tally.owner is None and chat.group is False:
            self._find_owner(frame["sender"], chat)
        return frame

    def _times(self, said: list[_Message]) -> pl.Series:
        """Return local times; null where a message has none, or one that cannot be."""
        written = pl.Series([message.timestamp for message in said], dtype=pl.String)
        if any(message.timestamp and message.timestamp.endswith("Z") for message in said[:1]):
            written = written.str.replace("Z$", "+00:00")
        moments = written.str.to_datetime(_TIME, time_unit="ms", time_zone="UTC", strict=False).cast(pl.Int64)
        return self._options.clock.local(moments)

    def _find_owner(self, senders: pl.Series, chat: Chat) -> None:
        """In a direct chat, which is called as the other person: the owner is the one who is not called so."""
        pair = self._pairs.setdefault(chat.key, set())
        pair.update(senders.unique().cast(pl.String))
        owners = [name for name in pair if chat.title not in self._names.called.get(name, ())]
        if len(pair) == 2 and len(owners) == 1:
            self.tally.owner = owners[0]


def _decode(array: bytes) -> list[_Message] | None:
    """Decode some messages; None where one of them is none."""
    try:
        return _MANY.decode(array)
    except UNDECODABLE:
        return None


def _kinds(lengths: pl.Series) -> pl.Series:
    """Return the kind of each message: without words it was a picture, a file, a sticker."""
    return pl.select(
        pl.when(lengths > 0).then(pl.lit(Kind.TEXT.value)).otherwise(pl.lit(Kind.MEDIA.value)).cast(KINDS)
    ).to_series()


def _chat(before: bytes) -> Chat:
    """Return the channel that stands before the messages."""
    opening = before[before.find(b"{") :].decode("utf-8", "replace") + '"messages":[]}'
    try:
        channel = _HEAD.decode(opening).channel
    except UNDECODABLE:
        return Chat("chat", "")
    group = None if channel.type is None else channel.type != "DirectTextChat"
    return Chat(str(channel.id) or "chat", channel.name or "", group)


def is_package(export: Export) -> bool:
    """Tell the messages of Discord's own data package, as JSON or as CSV."""
    head = next(export.pieces(4096), b"")
    return head.startswith(_PACKAGE_CSV) or bool(_PACKAGE_JSON.match(head))


def _is_discord(export: Export, head: bytes) -> bool:
    """Tell an export by the server and the channel that it begins with."""
    if head.startswith(_PACKAGE_CSV) or _PACKAGE_JSON.match(head):
        return True
    start = head[: 1 << 15]
    return bool(_GUILD.match(start) and _CHANNEL.search(start))


def _gather(exports: Sequence[Export]) -> list[list[Export]]:
    """Take all channels of a folder or zip for one export, the parts of a channel in their order.

    A channel that is there once more, written at another time, is of another export: it tells the same again.
    """
    packages: list[Export] = []
    channels: dict[tuple[str, str], list[Export]] = {}
    for export in sorted(exports, key=_place):
        together = packages if is_package(export) else channels.setdefault(_place(export)[:2], [])
        together.append(export)
    rounds: list[list[Export]] = []
    told: Counter[str] = Counter()
    for (folder, stem), parts in channels.items():
        number = _NUMBER.search(stem)
        channel = number[1] if number else f"{folder}/{stem}"
        rounds += [[]] if told[channel] == len(rounds) else []
        rounds[told[channel]] += parts
        told[channel] += 1
    return [some for some in (*rounds, packages) if some]


def _place(export: Export) -> tuple[str, str, int]:
    found = _PART.match(export.place.stem)
    stem, part = (found[1], found[2]) if found else (export.place.stem, None)
    return str(export.place.parent), stem, int(part or 1)


FORMAT: Final = Format(
    "discord", "Discord", _is_discord, DiscordReader, frozenset({".json", ".csv"}), _gather
)
