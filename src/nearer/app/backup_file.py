"""Use cases: take everything along in one encrypted file, and bring such a file or a backup back."""

from __future__ import annotations

import contextlib
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from nearer.app.output import make_folder, whole_file, write_whole
from nearer.app.staging import discard_unfinished, move_in, new_stage
from nearer.app.uploads import is_ordinary
from nearer.kernel.errors import DamagedError, RequestError
from nearer.store.files import BACKUPS, DATABASE, KEY_FILE

if TYPE_CHECKING:
    from nearer.app.place import Place

__all__ = ["Restored", "latest_backup", "needs_secret", "restore", "save_backup"]

PIECE: Final = 1 << 20
MOST_KEYS: Final = 1 << 16
BAD_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes:
        aside: Folder of the backup that holds what was there before; None where nothing was.
    """

    aside: Path | None


def save_backup(place: Place, file: Path) -> None:
    """Write all that is kept to one file: the database as it is, encrypted, and its key file, in a zip.

    Args:
        place: Open.
        file: Replaced where it exists.

    Raises:
        LockedError: The place is locked.
        OutputError: No room, no right to write there, or no such folder.
    """
    stage = new_stage(place.folder)
    try:
        place.store.copy_to(stage / DATABASE)
        with whole_file(file) as opened, zipfile.ZipFile(opened, "w", zipfile.ZIP_STORED) as packed:
            packed.write(place.key_path, KEY_FILE)
            packed.write(stage / DATABASE, DATABASE)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def latest_backup(place: Place) -> Path:
    """Return the folder of the newest backup that made itself.

    Raises:
        RequestError: There is none.
    """
    backups = place.backups
    if not backups:
        raise RequestError("keeping.errors.no_backups")
    return backups[0].folder


def needs_secret(source: Path) -> bool:
    """Whether a backup, a file or a folder, asks for a passphrase.

    Raises:
        DamagedError: It is none.
    """
    from nearer.store.keys import parse_key_file

    return parse_key_file(_read_keys(source), source.name).has_passphrase


def restore(place: Place, source: Path, secret: str | None) -> Restored:
    """Put a backup in the place of what is kept, and open it. What was there becomes a backup itself.

    The backup is opened and read to its end before anything is touched. Nobody else may have the place open.

    Args:
        place: New, locked or open.
        source: A file that :func:`save_backup` wrote, or the folder of a backup.
        secret: Passphrase or recovery key of the backup; None where it needs none.

    Raises:
        DamagedError: It is no backup, or not whole.
        WrongSecretError: The secret does not open it.
        OutputError: There is no room.
        PlaceError: It is of a newer Nearer.
    """
    from nearer.store.backups import stamp
    from nearer.store.database import Store
    from nearer.store.keys import open_slots, read_key_file

    with place.alone():
        discard_unfinished(make_folder(place.folder))
        stage = new_stage(place.folder)
        try:
            _unpack(source, stage)
            store = Store(stage / DATABASE, open_slots(read_key_file(stage / KEY_FILE).slots, secret))
            try:
                if store.check():
                    raise DamagedError("keeping.errors.no_backup_file", file=source.name)
            finally:
                store.close()
            place.lock()
            now = place.now_utc()
            while (aside := place.folder / BACKUPS / stamp(now)).exists():
                now += timedelta(seconds=1)
            move_in(stage, place.folder, aside.name)
            replaced = aside.exists()
        except DamagedError:
            raise DamagedError("keeping.errors.no_backup_file", file=source.name) from None
        finally:
            shutil.rmtree(stage, ignore_errors=True)
        place.unlock(secret)
    return Restored(aside if replaced else None)


def _unpack(source: Path, stage: Path) -> None:
    """Copy database and key file of a backup to a folder of our own."""
    write_whole(stage / KEY_FILE, _read_keys(source))
    write_whole(stage / DATABASE, _pieces(source, DATABASE))
    log = f"{DATABASE}-wal"  # of a place that was not closed before it was put aside
    if source.is_dir() and (source / log).exists():
        write_whole(stage / log, _pieces(source, log))


def _pieces(source: Path, name: str) -> Iterator[bytes]:
    """Yield a file of a backup in pieces."""
    with _told(source), contextlib.ExitStack() as stack:
        file: IO[bytes]
        if source.is_dir():
            file = stack.enter_context((source / name).open("rb"))
        else:
            packed = stack.enter_context(zipfile.ZipFile(source))
            _check_entries(packed)
            file = stack.enter_context(packed.open(name))
        while piece := file.read(PIECE):
            yield piece


def _read_keys(source: Path) -> bytes:
    with _told(source):
        if source.is_dir():
            with (source / KEY_FILE).open("rb") as file:
                return file.read(MOST_KEYS)
        with zipfile.ZipFile(source) as packed:
            _check_entries(packed)
            return packed.read(KEY_FILE)


def _check_entries(packed: zipfile.ZipFile) -> None:
    """Refuse a zip that is not as ours are: two entries, stored, their sizes as stated."""
    entries = {entry.filename: entry for entry in packed.infolist()}
    if (
        len(packed.infolist()) != len(entries)
        or set(entries) != {DATABASE, KEY_FILE}
        or any(entry.compress_type != zipfile.ZIP_STORED for entry in entries.values())
        or any(entry.file_size != entry.compress_size for entry in entries.values())
        or entries[KEY_FILE].file_size > MOST_KEYS
    ):
        raise zipfile.BadZipFile


@contextlib.contextmanager
def _told(source: Path) -> Iterator[None]:
    """Turn what a strange file raises into its sentence; what has no end is not begun."""
    try:
        if not source.is_dir() and not is_ordinary(source):
            raise FileNotFoundError
        yield
    except (OSError, *BAD_ZIP):
        raise DamagedError("keeping.errors.no_backup_file", file=source.name) from None
