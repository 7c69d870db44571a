"""The arrays of messages in a JSON file, cut into blocks of whole messages, however large the file is.

Telegram, Messenger, Instagram, Discord and Google Chat write one object whose messages stand in an array (Telegram in
several) called ``messages``. Where the file is written with line breaks, the lines alone tell where a message ends,
since a string of JSON holds none; a file without them is cut with the standard decoder, one message at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export

__all__ = ["Heading", "Piece", "Tail", "cut"]

MOST_MESSAGE_BYTES: Final = 32 << 20
_STRING: Final = rb'"(?:[^"\\]|\\.)*"'
_LIST: Final = re.compile(rb'(?<!\\)"list"\s*:\s*\[')
_HEADING: Final = re.compile(
    rb"\{\s*((?:" + _STRING + rb"\s*:\s*(?:" + _STRING + rb"|-?[\d.]+|null|true|false)\s*,\s*)*)$"
)
_LONGEST_HEADING: Final = 1 << 14
_LONGEST_TAIL: Final = 1 << 20
_JSON = json.JSONDecoder()


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
    """Some consecutive messages, as the bytes of a JSON array."""

    array: bytes


@dataclass(frozen=True, slots=True)
class Tail:
    """The bytes after the last array, at most 1 MiB of them."""

    after: bytes


class _Buffer:
    """The part of the file that is held, and where in the file it begins."""

    def __init__(self, export: Export, n_bytes: int) -> None:
        self._pieces = export.pieces(n_bytes)
        self._export = export
        self.held = b""
        self.n_dropped = 0

    def more(self) -> bool:
        """Read on; False at the end of the file."""
        piece = next(self._pieces, b"")
        self.held += piece
        return bool(piece)

    def drop(self, n_bytes: int) -> None:
        """Let go of the first bytes."""
        self.held = self.held[n_bytes:]
        self.n_dropped += n_bytes

    def broken(self) -> ExportError:
        """Say that the file breaks off or is no JSON, and about where."""
        byte = self.n_dropped + len(self.held)
        return ExportError("sources.error.truncated_json", file=self._export.name, byte=f"{byte:,}")


def cut(export: Export, n_bytes: int, key: str = "messages", n_open: int = 1) -> Iterator[Heading | Piece | Tail]:
    """Yield a heading for each conversation, its messages in pieces, and what follows the last one.

    Args:
        export: The JSON file: one object.
        n_bytes: About how much to hold at a time.
        key: Name of the arrays.
        n_open: How many brackets stay open behind one of them, where it is known (Telegram's accounts are).

    Raises:
        ExportError: The file breaks off, or is damaged.
    """
    buffer = _Buffer(export, n_bytes)
    arrays = re.compile(rb'(?<!\\)"' + key.encode() + rb'"\s*:\s*\[(?P<indent>\s*)')
    depth = 0
    while True:
        found = arrays.search(buffer.held)
        if found is None or found.end() == len(buffer.held):
            if buffer.more():
                if found is None and len(buffer.held) > n_bytes + 2 * _LONGEST_HEADING:
                    buffer.drop(len(buffer.held) - n_bytes - _LONGEST_HEADING)
                    depth = 0
                continue
            if not _closes(buffer.held, depth):
                raise buffer.broken()
            yield Tail(buffer.held[-_LONGEST_TAIL:])
            return
        if depth == 0:
            depth = 4 if _LIST.search(buffer.held, 0, found.start()) else n_open
        before = buffer.held[max(0, found.start() - _LONGEST_HEADING) : found.start()]
        yield Heading(_fields(before), before)
        indent = found["indent"]
        buffer.drop(found.end())
        if indent.startswith((b"\n", b"\r\n")) and indent.lstrip(b"\r\n"):
            yield from _by_lines(buffer, indent)
        else:
            yield from _one_by_one(buffer)


def _closes(rest: bytes, depth: int) -> bool:
    """Tell whether what follows the last message closes what was open: ``depth`` brackets; 0: not known."""
    plain = re.sub(_STRING, b"", rest).rstrip()
    n_closed = plain.count(b"}") + plain.count(b"]") - plain.count(b"{") - plain.count(b"[")
    return plain.endswith(b"}") and (depth == 0 or n_closed == depth)


def _fields(before: bytes) -> dict[str, Any]:
    """Return the plain members of an object that stand before its messages."""
    start = before.rfind(b"\n{") if before.rfind(b"\n{") >= 0 else 0
    for at in range(before.find(b"{", start), len(before)):
        if before[at : at + 1] == b"{" and (found := _HEADING.match(before, at)):
            try:
                fields = json.loads(b"{" + found[1].rstrip().rstrip(b",") + b"}")
            except ValueError:
                return {}
            return fields if isinstance(fields, dict) else {}
    return {}


def _by_lines(buffer: _Buffer, indent: bytes) -> Iterator[Piece]:
    """Yield the messages of one array whose elements each begin on a line of their own with the same indent."""
    margin = indent.lstrip(b"\r\n")
    closings = [b"\n" + margin[:n] + b"]" for n in range(len(margin))]
    between = indent + b"}," + indent.removesuffix(margin)
    searched = 0
    while True:
        found = [
            (at, len(line)) for line in closings if (at := buffer.held.find(line, max(0, searched - 64))) >= 0
        ]
        if found:
            at, width = min(found)
            yield Piece(b"[" + buffer.held[:at] + b"]")
            buffer.drop(at + width)
            return
        at = buffer.held.rfind(between)
        if at >= 0:
            stop = at + len(indent) + 1
            yield Piece(b"[" + buffer.held[:stop] + b"]")
            buffer.drop(stop + 1)
        elif len(buffer.held) > MOST_MESSAGE_BYTES:
            raise buffer.broken()
        searched = len(buffer.held)
        if not buffer.more():
            raise buffer.broken()


def _one_by_one(buffer: _Buffer) -> Iterator[Piece]:
    """Yield the messages of one array, whatever its layout."""
    while True:
        text = buffer.held.decode("utf-8", "ignore")
        position, ends = 0, False
        start = None
        while True:
            gap = re.compile(r"[\s,]*").match(text, position)
            position = gap.end() if gap else position
            if text.startswith("]", position):
                ends = True
                break
            try:
                _, stop = _JSON.raw_decode(text, position)
            except (ValueError, RecursionError):
                break
            start = position if start is None else start
            position = stop
        if start is not None:
            yield Piece(b"[" + text[start:position].rstrip(" ,\r\n\t").encode() + b"]")
        buffer.drop(len(text[:position].encode()))
        if ends:
            buffer.drop(1)
            return
        if len(buffer.held) > MOST_MESSAGE_BYTES or not buffer.more():
            raise buffer.broken()
