"""The upkeep of the backups that make themselves: one a day, the expired ones gone, their keys in step."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nearer.app.output import write_whole
from nearer.kernel.errors import DamagedError, OutputError
from nearer.store.files import DATABASE

if TYPE_CHECKING:
    from nearer.store.database import Store
    from nearer.store.keys import KeyFile

__all__ = ["changed_since_backup", "delete_all_but", "delete_under", "keep_up", "share_keys"]


def changed_since_backup(folder: Path, now: datetime) -> bool:
    """Whether anything was written since the newest backup was made; asked while nothing is open.

    Args:
        folder: The data folder.
        now: The present time, UTC. Backups that lie ahead of it, from a clock that went wrong, count for nothing.
    """
    from nearer.store.backups import list_backups

    backups = [backup for backup in list_backups(folder) if backup.made_at <= now]
    database = folder / DATABASE
    if not backups or not database.exists():
        return True
    log = database.with_name(f"{DATABASE}-wal")
    left_in_log = log.exists() and log.stat().st_size > 0
    return left_in_log or database.stat().st_mtime_ns > backups[0].database.stat().st_mtime_ns


def keep_up(store: Store, folder: Path, keys: KeyFile, now: datetime, changed: bool) -> None:
    """Make the backup of the day and delete what has expired.

    Args:
        store: Open.
        folder: The data folder.
        keys: The key file.
        now: The present time, UTC.
        changed: Whether anything was written since the newest backup.

    Raises:
        OutputError: The backup could not be made; nothing was deleted.
    """
    from nearer.store.backups import delete_backup, delete_unfinished, expired, list_backups, make_backup

    delete_unfinished(folder)
    share_keys(folder, keys)
    backups = list_backups(folder)
    if changed and not any(backup.made_at.date() == now.date() for backup in backups):
        make_backup(store, folder, keys.encode(), now)
        backups = list_backups(folder)
    for backup in expired(backups, now.date()):
        delete_backup(backup)


def share_keys(folder: Path, keys: KeyFile) -> None:
    """Give the present key file to every backup of the same key, so that the present passphrase opens it."""
    from nearer.store.backups import list_backups
    from nearer.store.keys import read_key_file

    content = keys.encode()
    for backup in list_backups(folder):
        with contextlib.suppress(DamagedError, OutputError):
            if read_key_file(backup.key_path).opens == keys.opens and backup.key_path.read_bytes() != content:
                write_whole(backup.key_path, content)


def delete_all_but(folder: Path, kept: Path | None) -> None:
    """Delete every backup but one; all where none is named."""
    from nearer.store.backups import delete_backup, list_backups

    for backup in list_backups(folder):
        if backup.folder != kept:
            delete_backup(backup)


def delete_under(folder: Path, opens: str) -> None:
    """Delete every backup under one key, named by its fingerprint."""
    from nearer.store.backups import delete_backup, list_backups
    from nearer.store.keys import read_key_file

    for backup in list_backups(folder):
        with contextlib.suppress(DamagedError):
            if read_key_file(backup.key_path).opens == opens:
                delete_backup(backup)
