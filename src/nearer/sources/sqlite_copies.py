"""Copies of other apps' databases, in a private folder, for as long as they are read.

A copy loses its name once it is open, so that it goes with its process, whatever ends that; on Windows, which cannot do
so, it is deleted at the end, also after errors. :func:`remove_leftovers` deletes what a killed process left behind.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final

from nearer.kernel.errors import ChangedError, ExportError
from nearer.sources.files import Export

__all__ = ["PREFIX", "copy_with_log", "let_go", "log_of", "private_folder", "remove_leftovers"]

PREFIX: Final = "nearer-reading-"
MOST_COPIES: Final = 4
YOUNG_SECONDS: Final = 10


def log_of(export: Export) -> Export | None:
    """Return the write-ahead log of a database, which lies beside it; None where there is none, or an empty one."""
    try:
        log = export.beside(export.place.name + "-wal")
    except ExportError:  # empty, or gone meanwhile
        return None
    return log if log is not None and log.n_bytes else None


def remove_leftovers() -> None:
    """Delete copies that processes left behind when they were killed; those in use stay."""
    from filelock import FileLock, Timeout

    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            just_made = time.time() - folder.lstat().st_mtime < YOUNG_SECONDS
            if folder.is_symlink() or not folder.is_dir() or just_made:
                continue
            with FileLock(folder / "in-use", timeout=0):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def private_folder(name: str) -> Iterator[Path]:
    """Make a folder that only this user can look into, and delete it at the end, with all that is in it.

    Args:
        name: Of the export that needs it.

    Raises:
        ExportError: There is no room.
    """
    from filelock import FileLock

    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))  # with mode 0700
    except OSError:
        raise ExportError("sources.error.no_room", file=name) from None
    try:
        with FileLock(folder / "in-use"):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy_with_log(export: Export, folder: Path) -> Path:
    """Copy a database and its log, as they were at one moment, and return the copy.

    Args:
        export: The database.
        folder: Where to put them.

    Raises:
        ExportError: There is no room, or it cannot be read.
        ChangedError: It was being written all the while.
    """
    copy = folder / "copy.db"
    for attempt in count(1):
        log = log_of(export)
        before = _stamps(export, log)
        _write(export, copy)
        copied_log = folder / "copy.db-wal"
        copied_log.unlink(missing_ok=True)
        if log is not None:
            _write(log, copied_log)
        if before == _stamps(export, log_of(export)):
            break
        if attempt == MOST_COPIES:
            raise ChangedError("sources.error.changed", file=export.name)
    return copy


def let_go(folder: Path) -> None:
    """Take the names of a copy and its log away; who has them open reads on.

    Args:
        folder: Where they are. The database was read from before, so that SQLite has its log open too.
    """
    for file in folder.glob("copy.db*"):
        with suppress(OSError):  # Windows keeps a file that is open
            file.unlink()


def _write(export: Export, copy: Path) -> None:
    """Copy the bytes of a file, or of an entry of a zip, to a file of our own."""
    with export.guarded():
        try:
            if export.entry is None and export.content is None:
                shutil.copyfile(export.path, copy)
            else:
                with copy.open("wb") as stream:
                    for piece in export.raw_pieces():
                        stream.write(piece)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise ExportError("sources.error.no_room", file=export.name) from None
            raise


def _stamps(*parts: Export | None) -> list[tuple[int, int, int] | None]:
    """Return what changes when a file is written or another is put in its place."""
    stamps: list[tuple[int, int, int] | None] = []
    for part in parts:
        if part is None or part.content is not None:
            stamps.append(None)
            continue
        with part.guarded():
            status = part.path.stat()
        stamps.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return stamps
