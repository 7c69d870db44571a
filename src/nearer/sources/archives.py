"""A zip, read in place and never unpacked to the disk: which entries it has, and each of them as a stream."""

from __future__ import annotations

import struct
import weakref
import zipfile
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import IO, Final

from nearer.kernel.errors import ExportError
from nearer.words import printable

__all__ = ["MOST_ENTRIES", "MOST_ENTRY_BYTES", "Archive", "is_hidden", "is_zip", "unpacks_too_far"]

MOST_ENTRIES: Final = 200_000
MOST_ENTRY_BYTES: Final = 20 << 30
MOST_RATIO: Final = 200
RATIO_FLOOR_BYTES: Final = 10 << 20
_TAIL_BYTES: Final = 66_000
_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x06"
_DAMAGED: Final = (
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    ValueError,
    struct.error,
)


def unpacks_too_far(size: int, packed: int) -> bool:
    """Whether so many bytes out of so few are no text that people wrote."""
    return size > MOST_ENTRY_BYTES or (size > RATIO_FLOOR_BYTES and size > MOST_RATIO * packed)


def is_zip(head: bytes) -> bool:
    """Tell a zip by its first bytes."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class Archive:
    """An opened zip.

    Args:
        path: The file; where its bytes are in memory, its name.
        stream: The bytes, seekable. Closed when the archive is let go.
        in_memory: Whether the bytes are in memory.

    Raises:
        ExportError: It is damaged, its entries overlap, or it holds more than any export does.

    Reference:
        PKWARE, APPNOTE.TXT 6.3.10: .ZIP file format specification, sections 4.3.14 to 4.3.16.
    """

    def __init__(self, path: Path, stream: IO[bytes], *, in_memory: bool = False) -> None:
        self.path = path
        self.in_memory = in_memory
        self._stream = stream
        weakref.finalize(self, stream.close)
        if _count_entries(stream) > MOST_ENTRIES:
            raise ExportError("sources.error.bomb", file=printable(path.name))
        try:
            self._zip = zipfile.ZipFile(stream)
            self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        except _DAMAGED:
            raise ExportError("sources.error.broken_zip", file=printable(path.name)) from None
        self._check_apart()

    def names(self) -> list[str]:
        """Return the names of all entries that are no folders, each once."""
        return [name for name in self._entries if not name.endswith("/")]

    def has(self, entry: str) -> bool:
        """Whether there is an entry of this name."""
        return entry in self._entries

    def declared_size(self, entry: str) -> int:
        """Return how many bytes an entry says that it unpacks to."""
        return self._entries[entry].file_size

    def packed_size(self, entry: str) -> int:
        """Return how many bytes an entry takes in the zip."""
        return self._entries[entry].compress_size

    def is_bomb(self, entry: str) -> bool:
        """Whether an entry says of itself that it unpacks to far more than a text does."""
        return unpacks_too_far(self.declared_size(entry), self.packed_size(entry))

    def open(self, entry: str) -> IO[bytes]:
        """Return one entry as a stream; what goes wrong with it is told by the standard library's errors."""
        return self._zip.open(self._entries[entry])

    def _check_apart(self) -> None:
        """Refuse entries that share bytes: so a small zip unpacks to any size (D. Fifield, WOOT 2019)."""
        entries = sorted(self._zip.infolist(), key=lambda entry: entry.header_offset)
        for one, following in pairwise(entries):
            if one.header_offset + 30 + one.compress_size > following.header_offset:
                raise ExportError("sources.error.bomb", file=printable(self.path.name))


def _count_entries(stream: IO[bytes]) -> int:
    """Return how many entries the end of a zip announces, before any of them is looked at."""
    size = stream.seek(0, 2)
    stream.seek(max(size - _TAIL_BYTES, 0))
    tail = stream.read()
    stream.seek(0)
    at, wide = tail.rfind(_END), tail.rfind(_END_64)
    n = int.from_bytes(tail[at + 10 : at + 12], "little") if at >= 0 else 0
    announced = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if wide >= 0:
        n = max(n, int.from_bytes(tail[wide + 32 : wide + 40], "little"))
        announced = int.from_bytes(tail[wide + 40 : wide + 48], "little")
    return max(n, announced // 46)  # an entry of the list takes at least 46 bytes


def is_hidden(name: str) -> bool:
    """Whether an entry is none of the user's files: hidden, or what a Mac adds."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)
