"""Bytes of an export, in chunks of bounded size: a file, or one entry of a zip that is never extracted."""

from __future__ import annotations

import codecs
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

from nearer.kernel.errors import ChangedError, ExportError
from nearer.sources.archives import Archive, unpacks_too_far
from nearer.sources.options import CHUNK_BYTES, LONGEST_MESSAGE_BYTES, LONGEST_MESSAGE_LINES
from nearer.words import printable

__all__ = [
    "CHUNK_BYTES",
    "HEAD_BYTES",
    "Export",
    "Meter",
    "hold_bytes",
    "hold_files",
    "open_file",
    "sniff_encoding",
    "whole_lines",
]

HEAD_BYTES: Final = 1 << 18
SNIFF_BYTES: Final = 4096
LONGEST_LINE_BYTES: Final = 1 << 20
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(slots=True)
class Meter:
    """How far the reading of one file is.

    Attributes:
        n_bytes: Bytes read since its reading last began.
        n_cut: Lines that were cut since then because they were longer than any real one.
    """

    n_bytes: int = 0
    n_cut: int = 0


@dataclass(frozen=True, slots=True)
class Export:
    """One readable stream of bytes, on disk or in memory.

    Attributes:
        path: The user's file; where the bytes are in memory, its name.
        size: Bytes of that file when it was opened.
        modified_ns: When it was last written, as it was opened.
        within: Path in the folder that the user gave, beginning with that folder's name; None for a single file.
        entry: Name of the entry, when the file is a zip.
        archive: The opened zip.
        packed: Bytes that the entry takes in the zip.
        encoding: How its text is written, see :func:`sniff_encoding`.
        content: Its bytes, where they are in memory.
        held: All files that are in memory together with it, by name.
        meter: Says how far its reading is.
    """

    path: Path
    size: int
    modified_ns: int
    within: str | None = None
    entry: str | None = None
    archive: Archive | None = field(default=None, repr=False)
    packed: int = 0
    encoding: str = "utf-8"
    content: bytes | None = field(default=None, repr=False)
    held: Mapping[str, bytes] | None = field(default=None, repr=False, compare=False)
    meter: Meter = field(default_factory=Meter, repr=False, compare=False)

    @property
    def name(self) -> str:
        """What to call it: the file's name, ``archive.zip/entry.txt``, or its path from the folder that was given."""
        outer = self.within or self.path.name
        return printable(f"{outer}/{self.entry}" if self.entry else outer)

    @property
    def place(self) -> PurePosixPath:
        """Where it lies in its zip or folder, to find what belongs together; hostile, never a path on the disk."""
        outer = PurePosixPath(self.within or self.path.name)
        return outer / self.entry if self.entry else outer

    @property
    def n_bytes(self) -> int:
        """Bytes of its content: of the file, or of the entry as the zip declares it."""
        if self.archive is None or self.entry is None:
            return self.size
        return self.archive.declared_size(self.entry)

    @property
    def in_memory(self) -> bool:
        """Whether its bytes are in memory."""
        return self.content is not None or (self.archive is not None and self.archive.in_memory)

    def beside(self, name: str) -> Export | None:
        """Return the file of this name in the same folder of the disk or the zip; None where there is none."""
        if self.archive is not None and self.entry is not None:
            entry = str(PurePosixPath(self.entry).with_name(name))
            if not self.archive.has(entry):
                return None
            return replace(
                self, entry=entry, packed=self.archive.packed_size(entry), encoding="utf-8", meter=Meter()
            )
        if self.held is not None:
            beside = str(self.place.with_name(name))
            if beside not in self.held:
                return None
            return replace(hold_bytes(beside, self.held[beside]), held=self.held)
        if self.content is not None:
            return None
        path = self.path.with_name(name)
        if path.is_symlink() or not path.is_file():
            return None
        within = None if self.within is None else str(PurePosixPath(self.within).with_name(name))
        return replace(open_file(path), within=within)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn what can go wrong with the disk or a zip into sentences.

        Raises:
            ExportError: The file is gone, may not be read, or is a damaged or locked zip.
        """
        try:
            yield
        except FileNotFoundError:
            raise ExportError("sources.error.missing", file=self.path.name) from None
        except PermissionError:
            raise ExportError("sources.error.forbidden", file=self.path.name) from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError):
            raise ExportError("sources.error.broken_zip", file=self.path.name) from None
        except OSError:
            raise ExportError("sources.error.unreadable", file=self.path.name) from None

    def open(self) -> io.BytesIO | io.BufferedReader:
        """Open the whole file to read its bytes as they stand there."""
        if self.content is not None:
            return io.BytesIO(self.content)
        return self.path.open("rb")

    def _raw(self, n_bytes: int) -> Iterator[bytes]:
        """Yield raw bytes, as they stand in the file or the entry."""
        if self.entry is None:
            with self.open() as stream:
                while piece := stream.read(n_bytes):
                    yield piece
        elif self.archive is not None:
            with self.archive.open(self.entry) as packed:
                while piece := packed.read(n_bytes):
                    yield piece

    def raw_pieces(self, n_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
        """Yield its bytes as they are.

        Raises:
            ExportError: See :meth:`guarded`; also where a zip unpacks to more than is allowed.
        """
        return self._counted(n_bytes)

    def raw_head(self, n_bytes: int = SNIFF_BYTES) -> bytes:
        """Return the first bytes as they are."""
        return next(self._counted(n_bytes), b"")

    def head(self, n_bytes: int = HEAD_BYTES) -> bytes:
        """Return the start of the text as UTF-8, cut after its last whole line; anywhere, if that is not near."""
        return whole_lines(next(self.pieces(n_bytes), b""))

    def begin_of_text(self, raw: bytes) -> bytes:
        """Return the first bytes, which were read already, as UTF-8 without a byte order mark."""
        if self.encoding == "utf-8":
            return raw.removeprefix(codecs.BOM_UTF8)
        text = codecs.getincrementaldecoder(self.encoding)(errors="replace").decode(raw)
        return text.removeprefix("\ufeff").encode()

    def chunks(self, n_bytes: int = CHUNK_BYTES, end: bytes = b"\n") -> Iterator[bytes]:
        """Yield the text as UTF-8 without a byte order mark, in pieces that end where lines end.

        Args:
            n_bytes: About how much to read at a time.
            end: What ends a line. Only the last piece may end otherwise.

        Of a line that is longer than a piece and than any real one, only the beginning is kept.

        Raises:
            ExportError: See :meth:`guarded`; also where a zip unpacks to more than is allowed.
        """
        rest, dropping = b"", False
        self.meter.n_cut = 0
        for piece in self.pieces(n_bytes):
            if dropping:
                cut = piece.find(end)
                if cut < 0:
                    continue
                piece, dropping = piece[cut:], False
            piece = rest + piece
            cut = piece.rfind(end) + len(end)
            if cut < len(end):
                dropping = len(piece) >= LONGEST_LINE_BYTES
                self.meter.n_cut += dropping
                rest = piece[:LONGEST_LINE_BYTES] if dropping else piece
                continue
            rest = piece[cut:]
            yield piece[:cut]
        if rest:
            yield rest

    def endless(self) -> ExportError:
        """Say that a message of the file goes on for longer than any app would let it."""
        return ExportError("sources.error.endless", file=self.name)

    def check_message(self, text: bytes | str) -> None:
        """Look whether a message that may go on was followed far enough.

        Raises:
            ExportError: No messenger lets anybody write as much in one message.
        """
        n_lines = text.count("\n") if isinstance(text, str) else text.count(b"\n")
        if len(text) > LONGEST_MESSAGE_BYTES or n_lines > LONGEST_MESSAGE_LINES:
            raise self.endless()

    def check_unchanged(self) -> None:
        """Compare the file with what it was when it was opened.

        Raises:
            ChangedError: Its size or its time of writing is another.
        """
        if self.in_memory:
            return
        try:
            now = self.path.stat()
        except OSError:
            raise ChangedError("sources.error.changed", file=self.path.name) from None
        if (now.st_size, now.st_mtime_ns) != (self.size, self.modified_ns):
            raise ChangedError("sources.error.changed", file=self.path.name)

    def pieces(self, n_bytes: int) -> Iterator[bytes]:
        """Yield the text as UTF-8 without a byte order mark, in pieces that may end anywhere."""
        pieces = self._counted(n_bytes)
        if self.encoding == "utf-8":
            first = next(pieces, b"")
            yield first.removeprefix(codecs.BOM_UTF8)
            yield from pieces
            return
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        start = True
        for piece in pieces:
            text = decoder.decode(piece)
            yield (text.removeprefix("\ufeff") if start else text).encode()
            start = False
        yield decoder.decode(b"", final=True).encode()

    def _counted(self, n_bytes: int) -> Iterator[bytes]:
        """Yield raw bytes; stop a zip entry that unpacks to more than its caps."""
        n_read = 0
        pieces = self._raw(n_bytes)
        while True:
            with self.guarded():
                piece = next(pieces, b"")
            if not piece:
                return
            n_read += len(piece)
            self.meter.n_bytes = n_read
            if self.entry is not None and unpacks_too_far(n_read, self.packed):
                raise ExportError("sources.error.bomb", file=self.path.name)
            yield piece


def whole_lines(start: bytes) -> bytes:
    """Return a beginning up to its last line end; all of it where that has none."""
    return start[: start.rfind(b"\n") + 1] or start


def open_file(path: Path) -> Export:
    """Look at a file before it is read.

    Raises:
        ExportError: It is missing, a folder, empty, no ordinary file, or may not be read.
    """
    name = path.name or str(path)
    try:
        status = path.stat()
    except FileNotFoundError:
        raise ExportError("sources.error.missing", file=name) from None
    except PermissionError:
        raise ExportError("sources.error.forbidden", file=name) from None
    except (OSError, ValueError):
        raise ExportError("sources.error.missing", file=name) from None
    if stat.S_ISDIR(status.st_mode):
        raise ExportError("sources.error.folder", file=name)
    if not stat.S_ISREG(status.st_mode):
        raise ExportError("sources.error.unreadable", file=name)
    if status.st_size == 0:
        raise ExportError("errors.empty_file", file=name)
    return Export(path, status.st_size, status.st_mtime_ns)


def hold_bytes(name: str, content: bytes) -> Export:
    """Look at a file whose bytes are in memory.

    Raises:
        ExportError: It is empty.
    """
    if not content:
        raise ExportError("errors.empty_file", file=name)
    return Export(Path(name), len(content), 0, content=content)


def hold_files(files: Mapping[str, bytes]) -> list[Export]:
    """Look at files whose bytes are in memory together, so that each finds what is beside it.

    Args:
        files: By name; a name may have folders in it.
    """
    return [
        Export(Path(PurePosixPath(name).name), len(content), 0, within=name, content=content, held=files)
        for name, content in sorted(files.items())
        if content
    ]


def sniff_encoding(head: bytes) -> str:
    """Return the encoding of a text from its first bytes.

    UTF-16 is known by its mark, or by a zero in every second byte; a text with bytes above 127 that are nowhere
    UTF-8 is taken for the old Windows one.
    """
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    odd, even = head[1:400:2], head[:400:2]
    if len(odd) >= 4 and odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.2 * len(even):
        return "utf-16-le"
    if len(odd) >= 4 and even.count(0) > 0.6 * len(even) and odd.count(0) < 0.2 * len(odd):
        return "utf-16-be"
    if not head.isascii() and head.decode("utf-8", "ignore").isascii():
        return "cp1252"
    return "utf-8"
