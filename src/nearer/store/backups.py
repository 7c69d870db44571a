"""Backups beside the database: whole, encrypted under the same key, each with the key file of its time, kept by a rule.

One is made before every change of the schema and once a day when something changed; what a restore replaces becomes
one, too. Kept are all of the last 7 days, the newest of each week for 4 weeks, the newest of each month for 183 days,
and the very newest always. Days are UTC days.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from nearer.kernel.errors import OutputError
from nearer.store.database import Store
from nearer.store.files import BACKUPS, DATABASE, KEY_FILE, sync_folder

__all__ = [
    "Backup",
    "delete_backup",
    "delete_unfinished",
    "expired",
    "last_day",
    "list_backups",
    "make_backup",
    "stamp",
]

UNFINISHED: Final = ".making-"
STAMP: Final = "%Y-%m-%dT%H%M%SZ"
DAILY: Final = timedelta(days=7)
WEEKLY: Final = timedelta(weeks=4)
MONTHLY: Final = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup.

    Attributes:
        folder: Where it is: a folder with a key file and a database.
        made_at: When, UTC.
        n_bytes: How large its database is.
    """

    folder: Path
    made_at: datetime
    n_bytes: int

    @property
    def database(self) -> Path:
        """Its database."""
        return self.folder / DATABASE

    @property
    def key_path(self) -> Path:
        """Its key file."""
        return self.folder / KEY_FILE


def stamp(now: datetime) -> str:
    """Return a time as the name of a folder."""
    return now.astimezone(UTC).strftime(STAMP)


def list_backups(place: Path) -> list[Backup]:
    """Return the whole backups of a data folder, newest first."""
    found = []
    for folder in (place / BACKUPS).glob("*Z"):
        with contextlib.suppress(ValueError, OSError):
            made_at = datetime.strptime(folder.name, STAMP).replace(tzinfo=UTC)
            found.append(Backup(folder, made_at, (folder / DATABASE).stat().st_size))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def make_backup(store: Store, place: Path, keys: bytes, now: datetime) -> Backup:
    """Make one: whole, or not at all.

    Args:
        store: What is to be copied.
        place: The data folder.
        keys: The key file, as it is.
        now: The present time, with a zone.

    Raises:
        OutputError: There is no room, or no right to write there.
    """
    parent = place / BACKUPS
    unfinished: Path | None = None
    try:
        parent.mkdir(mode=0o700, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=parent))  # with mode 0700
        store.copy_to(unfinished / DATABASE)
        _write(unfinished / KEY_FILE, keys)
        sync_folder(unfinished)
        while (parent / stamp(now)).exists():
            now += timedelta(seconds=1)
        made = unfinished.rename(parent / stamp(now))
        unfinished = None
        sync_folder(parent)
    except OSError as error:
        raise OutputError("store.errors.no_backup", reason=os.strerror(error.errno or 0)) from error
    finally:
        if unfinished is not None:
            shutil.rmtree(unfinished, ignore_errors=True)
    return Backup(made, now.replace(microsecond=0).astimezone(UTC), (made / DATABASE).stat().st_size)


def delete_backup(backup: Backup) -> None:
    """Delete one: out of the list in one step, then its key file, without which the rest is noise."""
    doomed = backup.folder.with_name(f"{UNFINISHED}{backup.folder.name}")
    with contextlib.suppress(OSError):
        backup.folder.rename(doomed)
        (doomed / KEY_FILE).unlink(missing_ok=True)
    shutil.rmtree(doomed, ignore_errors=True)


def delete_unfinished(place: Path) -> None:
    """Delete what a backup left that was cut off."""
    for folder in (place / BACKUPS).glob(f"{UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)


def last_day(backup: Backup, backups: Iterable[Backup]) -> date:
    """Return the day on which a backup expires: the first opening on it or after it deletes the backup.

    Backups that come later can only make it earlier.
    """
    others = [other for other in backups if other.made_at > backup.made_at]
    periods: Sequence[tuple[Callable[[datetime], object], timedelta]] = (
        (lambda time: time.isocalendar()[:2], WEEKLY),
        (lambda time: (time.year, time.month), MONTHLY),
    )
    made_at = backup.made_at
    spans = [
        span
        for period, span in periods
        if not any(period(other.made_at) == period(made_at) for other in others)
    ]
    return made_at.date() + max(spans, default=DAILY)


def expired(backups: Sequence[Backup], today: date) -> list[Backup]:
    """Return those whose day has come; the newest never is among them.

    Args:
        backups: All there are, newest first.
        today: The present day, UTC.
    """
    return [backup for backup in backups[1:] if last_day(backup, backups) <= today]


def _write(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
