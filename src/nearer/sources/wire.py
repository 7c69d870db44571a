"""What the reader process and the one that asked for it say to each other: framed messages, and columns as Arrow.

A frame is its length (eight bytes, little-endian), and that many bytes: a MessagePack array whose first element names
the kind of message. Columns travel as an Arrow IPC stream within a frame.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import IO, Final

import msgspec
import polars as pl

from nearer.kernel import errors
from nearer.kernel.errors import NearerError
from nearer.sources.clock import Clock
from nearer.sources.options import ReadOptions
from nearer.sources.records import RECORD_SCHEMA, Batch, Chat, DateOrder, Tally
from nearer.words import printable

__all__ = [
    "Ask",
    "Ended",
    "Failed",
    "Found",
    "Listed",
    "Look",
    "Read",
    "Reply",
    "Rows",
    "Step",
    "end_of",
    "read_frame",
    "rows_of",
    "write_frame",
]

MOST_FRAME_BYTES: Final = 2 << 30


class Look(msgspec.Struct, tag=True, array_like=True, frozen=True):
    """Look what is in a place, or in some files whose bytes follow, a frame for each.

    Attributes:
        path: On this machine, as the system writes it (names may be no text); None for files that follow.
        names: Of these files.
        plugins: Whether formats of other packages are known.
        digests: Whether to say the digest of each export.
    """

    path: bytes | None
    names: list[str]
    plugins: bool
    digests: bool


class Read(msgspec.Struct, tag=True, array_like=True, frozen=True):
    """Read one export that was found.

    Attributes:
        number: Of the export.
        date_order: As in :class:`~nearer.sources.options.ReadOptions`.
        clock: Likewise.
        with_text: Likewise.
        skip: How many messages at the beginning are here already and need not be sent.
    """

    number: int
    date_order: DateOrder | None
    clock: Clock
    with_text: bool
    skip: int = 0

    def options(self) -> ReadOptions:
        """Return them as readers take them."""
        return ReadOptions(self.date_order, self.clock, self.with_text)


class Found(msgspec.Struct, array_like=True, frozen=True):
    """One export.

    Attributes:
        name: What to call it.
        source: Name of its format.
        title: Name of its format, as users call it.
        n_bytes: Bytes of all its parts.
        digest: SHA-256 of its content, hexadecimal; "" where nobody asked.
        files: The files on this machine that it is made of, a zip as itself, with their sizes.
    """

    name: str
    source: str
    title: str
    n_bytes: int
    digest: str
    files: list[tuple[bytes, int]]


class Failed(msgspec.Struct, tag=True, array_like=True, frozen=True):
    """A sentence instead of an answer.

    Attributes:
        kind: Class of the error.
        key: Name of the sentence.
        values: Its placeholders.
        name: What was to be read.
    """

    kind: str
    key: str
    values: dict[str, str]
    name: str = ""

    @classmethod
    def of(cls, error: NearerError, name: str = "") -> Failed:
        """Put an error into words that travel."""
        values = {key: printable(str(value)) for key, value in error.values.items()}
        return cls(type(error).__name__, error.key, values, name)

    def error(self) -> errors.ExportError:
        """Return it as an error."""
        kinds = {one.__name__: one for one in (errors.ChangedError, errors.UnknownFormatError)}
        return kinds.get(self.kind, errors.ExportError)(self.key, **self.values)


class Listed(msgspec.Struct, tag=True, array_like=True, frozen=True):
    """What is in a place.

    Attributes:
        exports: The exports that can be read.
        refused: Files that cannot.
        others: Names of files that are no export.
    """

    exports: list[Found]
    refused: list[Failed]
    others: list[str]


class Rows(msgspec.Struct, tag=True, array_like=True, frozen=True):
    """Some consecutive messages of one conversation.

    Attributes:
        chat: The conversation.
        n_bytes: How much of the export was read.
        columns: The messages; empty where they were not wanted.
    """

    chat: Chat
    n_bytes: int
    columns: bytes

    def batch(self) -> Batch:
        """Return the messages.

        Raises:
            ValueError: They are no columns as ``RECORD_SCHEMA`` says.
        """
        try:
            frame = pl.read_ipc_stream(self.columns)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise ValueError from error
        known = {name: kind for name, kind in frame.schema.items() if name != "text"}
        if known != dict(RECORD_SCHEMA) or any(frame[name].null_count() for name in known):
            raise ValueError
        return Batch(self.chat, frame)


class Step(msgspec.Struct, tag=True, array_like=True, frozen=True):
    """How much of an export was read, while nothing came of it."""

    n_bytes: int


class Ended(msgspec.Struct, tag=True, array_like=True, frozen=True):
    """The end of an export, with what was counted besides messages."""

    tally: Tally


Ask = Look | Read
Reply = Listed | Rows | Step | Ended | Failed
_ENCODER: Final = msgspec.msgpack.Encoder()


def rows_of(batch: Batch, n_bytes: int) -> Rows:
    """Pack the messages of a batch."""
    buffer = io.BytesIO()
    batch.frame.write_ipc_stream(buffer)
    chat = Chat(_whole(batch.chat.key), _whole(batch.chat.title), batch.chat.group)
    return Rows(chat, n_bytes, buffer.getvalue())


def end_of(tally: Tally) -> Ended:
    """Pack what was counted besides messages."""
    owner = None if tally.owner is None else _whole(tally.owner)
    addresses = {_whole(name): set(map(_whole, some)) for name, some in tally.addresses.items()}
    return Ended(replace(tally, owner=owner, addresses=addresses))


def _whole(text: str) -> str:
    """Return a text without halves of letters, which JSON can hold and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def write_frame(stream: IO[bytes], message: msgspec.Struct | bytes) -> None:
    """Send a message, or plain bytes."""
    body = message if isinstance(message, bytes) else _ENCODER.encode(message)
    stream.write(len(body).to_bytes(8, "little"))
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """Return what came; None at the end.

    Raises:
        EOFError: The other side stopped in the middle.
    """
    head = stream.read(8)
    if not head:
        return None
    size = int.from_bytes(head, "little")
    body = stream.read(size) if size <= MOST_FRAME_BYTES else b""
    if len(head) < 8 or len(body) < size:
        raise EOFError
    return body
