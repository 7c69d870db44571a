"""Use cases: the backups that made themselves, and a backup as one file that goes through the browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from nearer.app.backup_file import restore, save_backup
from nearer.app.output import write_whole
from nearer.app.staging import new_stage
from nearer.kernel.errors import RequestError

if TYPE_CHECKING:
    from nearer.app.place import Place

__all__ = ["KeptBackup", "backup_pieces", "kept_backups", "restore_kept", "restore_sent"]

ARRIVED: Final = ".nearer-arrived.zip"
PIECE_BYTES: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """One backup that made itself.

    Attributes:
        name: Of its folder.
        made_at: When, local.
        n_bytes: How large it is.
        until: The day on which it expires; None for the newest, which stays as long as it is.
        gone_by: The day on which it expires once a newer one is there.
    """

    name: str
    made_at: datetime
    n_bytes: int
    until: date | None
    gone_by: date


def kept_backups(place: Place) -> list[KeptBackup]:
    """Return the backups, newest first."""
    from nearer.store.backups import last_day

    backups = place.backups
    return [
        KeptBackup(
            backup.folder.name, backup.made_at.astimezone(), backup.n_bytes, day if number else None, day
        )
        for number, backup in enumerate(backups)
        for day in [last_day(backup, backups)]
    ]


def backup_pieces(place: Place) -> Iterator[bytes]:
    """Yield one file with the database and its keys, encrypted as they are kept; nothing of it stays beside the place.

    Raises:
        OutputError: There is no room to lay it ready.
    """
    stage = new_stage(place.folder)
    try:
        save_backup(place, stage / "nearer.zip")
        with (stage / "nearer.zip").open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def restore_sent(place: Place, pieces: Iterable[bytes], secret: str | None) -> None:
    """Put a backup file that came through the browser in the place of what is kept.

    It is encrypted, so it may lie on the disk meanwhile.

    Raises:
        PlaceError: It is no backup, not whole, or the secret does not open it; nothing was changed.
        OutputError: There is no room.
    """
    arrived = place.folder / ARRIVED
    try:
        write_whole(arrived, pieces)
        restore(place, arrived, secret)
    finally:
        arrived.unlink(missing_ok=True)


def restore_kept(place: Place, name: str, secret: str | None) -> None:
    """Put one of the backups that made themselves in the place of what is kept.

    Raises:
        RequestError: There is none of this name.
        PlaceError: It is not whole, or the secret does not open it; nothing was changed.
    """
    found = [backup.folder for backup in place.backups if backup.folder.name == name]
    if not found:
        raise RequestError("store.errors.gone")
    restore(place, found[0], secret)
