"""The arrays of messages in a JSON file, cut into blocks of whole messages, however large the file is.

Telegram, Messenger, Instagram, Discord and Google Chat write one object whose messages stand in an array (Telegram in
several) called ``messages``. Where a block ends is guessed from the layout, and decoding it shows whether the guess was
right: so no byte is looked at twice. Only where it was wrong (the array ends there, a message is damaged) the places of
the single messages are searched for, by :mod:`nearer.sources.json_layout`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.json_layout import STRING, Layout, find_layout, plain_members

__all__ = ["Decode", "Heading", "Piece", "Tail", "cut"]

Decode = Callable[[bytes], Any]
"""Turns a JSON array into whatever the caller wants; None where it is no such array. Never raises."""

MOST_MESSAGE_BYTES: Final = 8 << 20
_RAW: Final = msgspec.json.Decoder(list[msgspec.Raw])
_LIST: Final = re.compile(rb'(?<!\\)"list"\s*:\s*\[')
_LONGEST_HEADING: Final = 1 << 14
_LONGEST_TAIL: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands before the messages of a conversation.

    Attributes:
        fields: Plain members (texts, numbers, flags) of the object with the array, as far as they stand before it.
        before: The last bytes before the array, at most 16 KiB.
    """

    fields: dict[str, Any]
    before: bytes = b""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some consecutive messages, as the bytes of a JSON array.

    Attributes:
        array: The bytes.
        content: What the caller's ``decode`` made of them; None: a single message that could not be decoded.
    """

    array: bytes
    content: Any = None


@dataclass(frozen=True, slots=True)
class Tail:
    """The bytes after the last array, at most 1 MiB of them."""

    after: bytes


class _Buffer:
    """The part of the file that is held, and how far in it the reading is."""

    def __init__(self, export: Export, n_bytes: int) -> None:
        self._pieces = export.pieces(n_bytes)
        self._export = export
        self._n_dropped = 0
        self.held = b""
        self.at = 0

    @property
    def n_waiting(self) -> int:
        """Bytes that are held and not yet read."""
        return len(self.held) - self.at

    def more(self) -> bool:
        """Let go of what was read, and take the next piece of the file; False at its end."""
        piece = next(self._pieces, b"")
        self._n_dropped += self.at
        self.held = self.held[self.at :] + piece
        self.at = 0
        return bool(piece)

    def double(self) -> bool:
        """Take as much again as is waiting, so that what is long is not looked through often; False at the end."""
        wanted = 2 * self.n_waiting
        grew = self.more()
        while grew and self.n_waiting < wanted and self.more():
            pass
        return grew

    def array(self, stop: int) -> bytes:
        """Return what was not yet read, up to ``stop``, as a JSON array."""
        return b"".join((b"[", memoryview(self.held)[self.at : stop], b"]"))

    def endless(self) -> ExportError:
        """Say that one message goes on without an end."""
        return self._export.endless()

    def broken(self) -> ExportError:
        """Say that the file breaks off or is no JSON, and about where."""
        byte = self._n_dropped + len(self.held)
        return ExportError("sources.error.truncated_json", file=self._export.name, byte=f"{byte:,}")


def _validate(array: bytes) -> Any:
    """Return the messages as they are; None where they are no JSON."""
    try:
        return _RAW.decode(array)
    except UNDECODABLE:
        return None


def cut(
    export: Export, n_bytes: int, key: str = "messages", decode: Decode = _validate
) -> Iterator[Heading | Piece | Tail]:
    """Yield a heading for each conversation, its messages in pieces, and what follows the last one.

    Args:
        export: The JSON file: one object.
        n_bytes: About how much to hold at a time.
        key: Name of the arrays.
        decode: Makes :attr:`Piece.content` of an array; the bytes of the messages themselves where not given.

    Raises:
        ExportError: The file breaks off, is damaged, or has a message without an end; everything that is whole before
            it was yielded.
    """
    buffer = _Buffer(export, n_bytes)
    arrays = re.compile(b'"' + re.escape(key.encode()) + rb'"\s*:\s*\[(\s*)(?=\S)')
    depth = 0
    while True:
        found = arrays.search(buffer.held, buffer.at)
        while found and buffer.held[found.start() - 1 : found.start()] == b"\\":  # stands in a text
            found = arrays.search(buffer.held, found.end())
        if found is None:
            if buffer.n_waiting > n_bytes + 2 * _LONGEST_HEADING:
                buffer.at = len(buffer.held) - n_bytes - _LONGEST_HEADING
                depth = 0
            if buffer.more():
                continue
            if not _closes(buffer.held, depth):
                raise buffer.broken()
            yield Tail(buffer.held[-_LONGEST_TAIL:])
            return
        if depth == 0:
            depth = 4 if _LIST.search(buffer.held, 0, found.start()) else 1
        before = buffer.held[max(buffer.at, found.start() - _LONGEST_HEADING) : found.start()]
        yield Heading(plain_members(before), before)
        layout = find_layout(before, found[1])
        buffer.at = found.end()
        yield from _pieces(buffer, layout, decode)


def _pieces(buffer: _Buffer, layout: Layout, decode: Decode) -> Iterator[Piece]:
    """Yield the messages of one array; afterwards the buffer is behind it."""
    end = layout.find_near_end(buffer.held, buffer.at)
    while True:
        stops = () if end is not None else layout.guess_stops(buffer.held, buffer.at)
        stop, content = None, None
        for stop in stops:
            array = buffer.array(stop)
            content = decode(array)
            if content is not None:
                yield Piece(array, content)
                break
        if content is None:
            bounds, end = layout.find_bounds(buffer.held, buffer.at)
            stop = bounds[-1] if bounds else None
            if stop is not None:
                yield from _one_by_one(buffer, bounds, decode)
        if end is not None:
            buffer.at = end + 1
            return
        if stop is not None:
            buffer.at = stop + 1
            buffer.more()
        elif buffer.n_waiting > MOST_MESSAGE_BYTES:
            raise buffer.endless()
        elif not buffer.double():
            array = buffer.array(len(buffer.held))
            if content := decode(array):
                yield Piece(array, content)
            raise buffer.broken()


def _one_by_one(buffer: _Buffer, bounds: list[int], decode: Decode) -> Iterator[Piece]:
    """Yield messages of which some cannot be decoded: those each alone, the others together."""
    array = buffer.array(bounds[-1])
    content = decode(array)
    if content is not None:
        if content:
            yield Piece(array, content)
        return
    parts: list[bytes] = []
    try:
        parts = [bytes(part) for part in _RAW.decode(array)]
    except UNDECODABLE:
        starts = [buffer.at, *(stop + 1 for stop in bounds)]
        parts = [buffer.held[start:stop] for start, stop in zip(starts, bounds, strict=False)]
    for sound, run in groupby(parts, key=lambda part: decode(b"[" + part + b"]") is not None):
        if sound:
            array = b"[" + b",".join(run) + b"]"
            yield Piece(array, decode(array))
        else:
            yield from (Piece(b"[" + part + b"]") for part in run)


def _closes(rest: bytes, depth: int) -> bool:
    """Tell whether what follows the last message closes what was open: ``depth`` brackets; 0: not known."""
    plain = STRING.sub(b"", rest).rstrip()
    n_closed = plain.count(b"}") + plain.count(b"]") - plain.count(b"{") - plain.count(b"[")
    return plain.endswith(b"}") and (depth == 0 or n_closed == depth)
