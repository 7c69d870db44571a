"""The files that the user brings, until they are kept: in memory or where they lie, never copied to the disk."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final

from nearer.app.draft import Brought, Draft, Kept
from nearer.kernel.errors import ChangedError, ExportError, RequestError

__all__ = [
    "MOST_UPLOADED_BYTES",
    "READABLE",
    "Basket",
    "Upload",
    "delete_file",
    "find_files",
    "find_path",
]

MOST_UPLOADED_BYTES: Final = 1 << 30
MOST_FILES: Final = 500
DEEPEST: Final = 4
READABLE: Final = frozenset({".txt", ".zip", ".json", ".jsonl", ".csv"})


class Upload:
    """Bytes that are coming in. They are held in memory, since a temporary file would hold messages in the clear.

    Args:
        basket: Where they go when all of them are here.
        name: What the browser calls the file; only its last part counts.
    """

    def __init__(self, basket: Basket, name: str) -> None:
        self._basket = basket
        self._name = PurePath(name.replace("\\", "/")).name
        self._buffer = io.BytesIO()
        if not self._name:
            raise RequestError("bring.errors.no_name")

    def write(self, piece: bytes) -> None:
        """Take a piece.

        Raises:
            RequestError: All files together are more than is held in memory.
        """
        if self._basket.held_bytes + self._buffer.tell() + len(piece) > MOST_UPLOADED_BYTES:
            raise RequestError("bring.errors.too_big", gib=MOST_UPLOADED_BYTES >> 30)
        self._buffer.write(piece)

    def finish(self) -> None:
        """Put the whole file into the basket."""
        self._basket.add(Brought(self._name, content=self._buffer.getvalue()))


class Basket:
    """What the user is bringing: in memory only, and gone when the place is locked.

    Attributes:
        files: The files, in order.
        draft: What reading them gave; None until then.
        kept: What was kept of the last ones, for the page that says so.
    """

    def __init__(self) -> None:
        self.files: list[Brought] = []
        self.draft: Draft | None = None
        self.kept: Kept | None = None
        self._guard = threading.Lock()

    @property
    def held_bytes(self) -> int:
        """Bytes of all files that are held in memory."""
        return sum(len(file.content) for file in self.files if file.content is not None)

    def add(self, file: Brought) -> None:
        """Add a file; one of the same path or the same bytes is not added twice."""
        with self._guard:
            same = [
                other
                for other in self.files
                if (file.path is not None and other.path == file.path)
                or (file.content is not None and other.content == file.content)
            ]
            if not same:
                self.files.append(file)
            self.draft = None

    def add_path(self, path: Path) -> None:
        """Add a file on this machine, or every file in a folder that could be an export.

        Raises:
            ExportError: There is no such file, or nothing in the folder that could be an export.
        """
        try:
            found = list(find_files(path)) if path.is_dir() else [path.resolve(strict=True)]
        except (OSError, ValueError, RuntimeError):
            raise ExportError("sources.error.missing", file=path.name or str(path)) from None
        if not found:
            raise ExportError("bring.errors.empty_folder", folder=path.name)
        for file in found[:MOST_FILES]:
            self.add(Brought(file.name, path=file.absolute()))

    def clear(self) -> None:
        """Forget everything."""
        with self._guard:
            self.files = []
            self.draft = None
            self.kept = None


def find_path(text: str) -> Path:
    """Return the place that a user wrote: with quotes around it, as a file's address, or from their home folder.

    Raises:
        RequestError: They wrote nothing.
    """
    plain = text.strip().strip("\"'").removeprefix("file://").strip()
    if not plain:
        raise RequestError("bring.errors.no_path")
    try:
        return Path(plain).expanduser()
    except RuntimeError:
        return Path(plain)


def find_files(folder: Path, depth: int = 0) -> Iterator[Path]:
    """Yield the files in a folder that could be an export, by name; hidden ones and links are left aside."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir() and depth < DEEPEST:
            yield from find_files(entry, depth + 1)
        elif entry.is_file() and entry.suffix.lower() in READABLE:
            yield entry


def delete_file(path: Path, size: int) -> None:
    """Delete a file of the user's that was read, unless it is another by now.

    Raises:
        ChangedError: It changed since it was read, or cannot be deleted.
    """
    try:
        if path.stat().st_size != size:
            raise ChangedError("bring.errors.not_deleted", file=path.name)
        path.unlink()
    except OSError:
        raise ChangedError("bring.errors.not_deleted", file=path.name) from None
