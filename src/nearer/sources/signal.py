"""Signal's own export of the chat history: ``main.jsonl``, beside ``metadata.json``; in its apps since 2026."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import polars as pl

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError
from nearer.sources.clock import FIRST_MOMENT, LAST_MOMENT
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import KINDS, Batch, Kind
from nearer.sources.rows import only_whole
from nearer.sources.signal_frames import Frame, Item, People
from nearer.words import say

__all__ = ["FORMAT", "SignalReader"]

_ONE: Final = msgspec.json.Decoder(Frame)
_MANY: Final = msgspec.json.Decoder(list[Frame])
_LINE_END: Final = b"\n"
_ELEMENT_END: Final = b"\n  },\n"
_BETWEEN_ELEMENTS: Final = re.compile(rb"(?<=\n  \}),\n")
_CHUNKS_TOGETHER: Final = 8
_SYSTEM: Final = "system"
_HEADER: Final = re.compile(
    rb'\s*+\[?\s*+\{\s*"version"\s*:\s*"?\d+"?\s*,\s*"(?:backupTimeMs|mediaRootBackupKey)"'
)
_FRAMES: Final = re.compile(rb'(?m)^[ \t]*+\{\s*"(?:account|recipient|chat|chatItem)"\s*:\s*\{')


class SignalReader(ExportReader):
    """One export of a Signal account: all its chats, in one file of one frame a line.

    The first versions of the exporter (libsignal of late 2025) wrote the same frames as one indented JSON array.
    """

    source = "signal"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._people = People()
        self._n_read = 0
        self._broken_end = False

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, those of one chat in the order of the export.

        Raises:
            ExportError: The file holds no message.
            ChangedError: The file changed while it was being read.
        """
        listed = self._export.head(64).lstrip().startswith(b"[")
        end = _ELEMENT_END if listed else _LINE_END
        n_messages = 0
        frames: list[pl.DataFrame] = []
        for chunk in self._export.chunks(self._chunk_bytes, end):
            frame = self._frame(*self._decode(chunk, listed=listed))
            n_messages += len(frame)
            frames.append(frame)
            if len(frames) == _CHUNKS_TOGETHER:
                yield from self._batches(frames)
                frames = []
        yield from self._batches(frames)
        self._export.check_unchanged()
        if n_messages + self.tally.n_system == 0:
            raise ExportError("sources.error.no_message", file=self._export.name)
        self._conclude()

    def _conclude(self) -> None:
        """Fill in what is known only at the end."""
        people, tally = self._people, self.tally
        tally.owner = people.owner
        tally.addresses = people.addresses
        tally.zone = self._options.clock.first_zone
        if self._broken_end:
            self._note_cut(self._export)
        if people.n_vanishing:
            tally.notes.append(
                say("signal.note.vanishing", file=self._export.name, n=f"{people.n_vanishing:,}")
            )

    def _decode(self, chunk: bytes, *, listed: bool) -> tuple[list[Item], Sequence[int | None]]:
        """Return the items in some text and the line of each; take in the other frames; count what is no frame."""
        body = chunk.strip()
        elements = _array_elements(body) if listed else body
        joined = elements if listed else elements.replace(b"\n", b",")
        try:
            frames = _MANY.decode(b"[" + joined + b"]") if listed or chunk.startswith(b"{") else None
        except UNDECODABLE:
            frames = None
        if frames is not None:
            first = self._n_read + 1
            lines: Sequence[int | None] = (
                [None] * len(frames) if listed else range(first, first + len(frames))
            )
            self._broken_end = False
        else:
            parts = _BETWEEN_ELEMENTS.split(elements) if listed else chunk.split(b"\n")
            frames, lines = self._one_by_one(parts, listed=listed)
            self._broken_end = self._broken_end and not (listed and body.endswith(b"]"))
        self._n_read += chunk.count(b"\n")
        return self._sort(frames, lines)

    def _one_by_one(self, parts: list[bytes], *, listed: bool) -> tuple[list[Frame], list[int | None]]:
        """Decode the frames that can be, with their lines; the others are counted."""
        frames: list[Frame] = []
        lines: list[int | None] = []
        self._broken_end = False
        for line, part in enumerate(parts, self._n_read + 1):
            if not part.strip():
                continue
            try:
                frames.append(_ONE.decode(part))
            except UNDECODABLE:
                self._skip("not_a_record", None if listed else line)
                self._broken_end = line == self._n_read + len(parts)
            else:
                lines.append(None if listed else line)
        return frames, lines

    def _sort(
        self, frames: list[Frame], lines: Sequence[int | None]
    ) -> tuple[list[Item], Sequence[int | None]]:
        """Tell the items from the other frames."""
        items = [frame.chat_item for frame in frames if frame.chat_item is not None]
        if len(items) == len(frames):
            return items, lines
        kept = []
        for frame, line in zip(frames, lines, strict=True):
            if frame.chat_item is not None:
                kept.append(line)
            elif frame.ad_hoc_call is not None:
                self.tally.n_system += 1
            elif all(getattr(frame, name) is None for name in Frame.__struct_fields__):
                self._skip("no_kind", line)
            else:
                self._people.learn(frame)
        return items, kept

    def _frame(self, items: list[Item], lines: Sequence[int | None]) -> pl.DataFrame:
        """Turn items into columns; those that are no messages are counted."""
        said = [_said(item) for item in items]
        people = self._people
        names = people.names
        keys = {number: people.chat(number).key for number in {item.chat_id for item in items}}
        columns: dict[str, Any] = {
            "line": pl.Series(lines, dtype=pl.Int64),
            "chat": pl.Series([keys[item.chat_id] for item in items], dtype=pl.String),
            "time": self._times(items),
            "sender": pl.Series(
                [people.owner if item.outgoing is not None else names.get(item.author_id) for item in items],
                dtype=pl.String,
            ),
            "text": pl.Series([text for _, text in said], dtype=pl.String),
            "kind": pl.Series([kind for kind, _ in said], dtype=pl.String),
        }
        frame = pl.DataFrame(columns)
        system = (frame["kind"] == _SYSTEM).fill_null(False)
        if n_system := int(system.sum()):
            self.tally.n_system += n_system
            frame = frame.filter(~system)
        return only_whole(frame, self.tally, self._export.name).select(
            "chat",
            "time",
            pl.col("sender").cast(pl.Categorical()),
            pl.col("text").str.len_chars().alias("length"),
            pl.col("kind").cast(KINDS),
            *(["text"] if self._with_text else []),
        )

    def _times(self, items: list[Item]) -> pl.Series:
        """Return when each message was sent; an edited one, when its first version was."""
        sent = [
            item.date_sent if not item.revisions else min(_ms(item.date_sent), *map(_sent, item.revisions))
            for item in items
        ]
        texts = pl.Series([one if type(one) is str else str(one) for one in sent], dtype=pl.String)
        return self._options.clock.local(texts.cast(pl.Int64, strict=False))

    def _batches(self, frames: list[pl.DataFrame]) -> Iterator[Batch]:
        """Yield the messages of each chat together."""
        if not frames:
            return
        for part in pl.concat(frames).partition_by("chat", maintain_order=True):
            yield Batch(self._people.by_key[part["chat"][0]], part.drop("chat").rechunk())


def _said(item: Item) -> tuple[str | None, str]:
    """Return the kind of an item, None where it is of none, and what was typed."""
    standard = item.standard_message
    if standard is not None:
        return _typed(standard.text.body if standard.text is not None else None)
    if item.update_message is not None:
        return _SYSTEM, ""
    if item.remote_deleted_message is not None or item.admin_deleted_message is not None:
        return Kind.DELETED.value, ""
    story = item.direct_story_reply_message
    if story is not None:
        reply = story.text_reply
        return (_SYSTEM, "") if reply is None else _typed(reply.text.body if reply.text else None)
    if item.poll is not None:
        return _typed(item.poll.question)
    if item.payment_notification is not None:
        return _typed(item.payment_notification.note)
    shared = (item.sticker_message, item.view_once_message, item.contact_message, item.gift_badge)
    return (Kind.MEDIA.value if any(one is not None for one in shared) else None), ""


def _typed(text: str | None) -> tuple[str, str]:
    return (Kind.TEXT.value, text) if text else (Kind.MEDIA.value, "")


def _sent(revision: Any) -> int:
    return _ms(revision.date_sent)


def _ms(number: str | int) -> int:
    """Return a time as a number; one that is none, or too early to be one, counts as later than any."""
    text = str(number)
    moment = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else LAST_MOMENT
    return moment if moment >= FIRST_MOMENT else LAST_MOMENT


def _array_elements(body: bytes) -> bytes:
    """Return the elements of a stretch of an indented array, without what opens, closes or goes on with it."""
    body = body.removeprefix(b"[").strip()
    if body.endswith(b"}\n]"):
        body = body[:-1]
    return body.rstrip(b" \r\n,")


def _is_signal(export: Export, head: bytes) -> bool:
    """Tell Signal's export by its header, or by the names of its frames."""
    return _HEADER.match(head) is not None or len(_FRAMES.findall(head[: 1 << 16])) > 1


FORMAT: Final = Format(
    "signal",
    "Signal",
    _is_signal,
    SignalReader,
    frozenset({".jsonl", ".json"}),
    companions=frozenset({"metadata.json"}),
)
