"""The files that the user brings, until they are kept: in memory or where they lie, never copied to the disk."""

from __future__ import annotations

import io
import threading
from pathlib import Path, PurePosixPath
from typing import Final

from nearer.app.draft import BroughtFile, Draft, KeptDraft, Place
from nearer.kernel.errors import ChangedError, ExportError, LockedError, RequestError
from nearer.words import printable

__all__ = [
    "MOST_UPLOADED_BYTES",
    "Basket",
    "Upload",
    "delete_file",
    "find_path",
    "is_ordinary",
]

MOST_UPLOADED_BYTES: Final = 1 << 30


class Upload:
    """Bytes that are coming in. They are held in memory, since a temporary file would hold messages in the clear.

    Args:
        basket: Where they go when all of them are here.
        name: What the browser calls the file; with its folders, where a folder is handed over.
    """

    def __init__(self, basket: Basket, name: str) -> None:
        self._basket = basket
        self._round = basket.round
        parts = PurePosixPath(name.rpartition("\\")[2]).parts
        self._name = "/".join(part for part in parts if part not in {"/", ".", ".."})
        self._buffer = io.BytesIO()
        if not self._name:
            raise RequestError("bring.errors.no_name")

    def write(self, piece: bytes) -> None:
        """Take a piece.

        Raises:
            RequestError: All files together, those that are still coming too, are more than is held in memory.
            LockedError: The basket was emptied meanwhile.
        """
        self._check()
        self._basket.expect(len(piece))
        self._buffer.write(piece)

    def finish(self) -> None:
        """Put the whole file into the basket.

        Raises:
            LockedError: The basket was emptied meanwhile.
        """
        self._check()
        self._basket.add(BroughtFile(printable(self._name), content=self._buffer.getvalue()))

    def close(self) -> None:
        """Give back what was set aside for it, whether it came to its end or not."""
        if self._round == self._basket.round:
            self._basket.expect(-self._buffer.tell())
        self._buffer = io.BytesIO()

    def _check(self) -> None:
        if self._round != self._basket.round:
            self._buffer = io.BytesIO()
            raise LockedError("store.errors.locked")


class Basket:
    """What the user is bringing: in memory only, and gone when the place is locked.

    Attributes:
        files: The files, in order.
        draft: What reading them gave; None until then.
        kept: What was kept of the last ones, for the page that says so.
        round: How often it was emptied; what began before that comes too late.
    """

    def __init__(self) -> None:
        self.files: list[BroughtFile] = []
        self.draft: Draft | None = None
        self.kept: KeptDraft | None = None
        self.round = 0
        self._coming = 0
        self._guard = threading.Lock()

    @property
    def held_bytes(self) -> int:
        """Bytes of all files that are held in memory."""
        return sum(len(file.content) for file in self.files if file.content is not None)

    def expect(self, n_bytes: int) -> None:
        """Set room aside for bytes that are coming in; give it back with a negative number.

        Raises:
            RequestError: All of them together are more than is held in memory.
        """
        with self._guard:
            if n_bytes > 0 and self.held_bytes + self._coming + n_bytes > MOST_UPLOADED_BYTES:
                raise RequestError("bring.errors.too_big", gib=MOST_UPLOADED_BYTES >> 30)
            self._coming += n_bytes

    def places(self) -> list[Place]:
        """Return what is read together: what the browser handed over, and each file or folder on this machine."""
        held = tuple(file for file in self.files if file.path is None)
        on_disk: list[Place] = [file.path for file in self.files if file.path is not None]
        return [held, *on_disk] if held else on_disk

    def add(self, file: BroughtFile) -> None:
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
        """Add a file or a folder on this machine.

        Raises:
            ExportError: There is nothing of this name.
        """
        try:
            found = path.resolve(strict=True)
        except (OSError, ValueError, RuntimeError):
            raise ExportError("sources.error.missing", file=path.name or str(path)) from None
        self.add(BroughtFile(printable(found.name or str(found)), path=found))

    def clear(self) -> None:
        """Forget everything."""
        with self._guard:
            self.round += 1
            self._coming = 0
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


def is_ordinary(path: Path) -> bool:
    """Whether there is a file that has an end: a pipe or a device would be read for ever."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or no name
        return False


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
