"""Use case: look at what is kept and at the machine around it, and say what is well and what is not."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from nearer.app.consent import consent_file
from nearer.kernel.errors import NearerError
from nearer.store.files import BACKUPS, DATABASE, KEY_FILE
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.place import Place

__all__ = ["Check", "State", "examine", "list_paths"]

State = Literal["well", "look", "wrong"]
"""All is well · worth a look · something is wrong."""

SYNCED: Final = (
    "dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud", "mobile documents", "nextcloud",
    "owncloud", "pcloud", "mega", "megasync", "proton drive", "protondrive", "syncthing", "sync.com", "yandex.disk",
)  # fmt: skip
SYNC_MARKS: Final = (".stfolder", ".dropbox", ".owncloudsync.log", ".sync")
ROOM_BYTES: Final = 200 << 20
OLD_DAYS: Final = 8


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        state: How it is.
        words: That, in a sentence.
    """

    state: State
    words: str


def examine(place: Place) -> Iterator[Check]:
    """Look at one thing after the other; at the database itself only where the place is open.

    Args:
        place: New, locked or open.
    """
    yield _library()
    yield _helplines(place)
    if place.is_new:
        yield Check("well", say("keeping.doctor.new", folder=place.folder))
        return
    yield from _folder(place.folder)
    yield _room(place)
    yield from _keys(place)
    yield from _backups(place)
    yield from _database(place)


def list_paths(place: Place) -> list[tuple[str, Path]]:
    """Return where everything is: what it is, in words, and its path."""
    from nearer.app.choices import CHOICES_FILE

    return [
        (say("keeping.paths.folder"), place.folder),
        (say("keeping.paths.database"), place.database_path),
        (say("keeping.paths.keys"), place.key_path),
        (say("keeping.paths.backups"), place.folder / BACKUPS),
        (say("keeping.paths.choices"), place.folder / CHOICES_FILE),
        (say("keeping.paths.consent"), consent_file()),
    ]


def _library() -> Check:
    from nearer.store.library import check_library, library_versions

    try:
        check_library()
    except NearerError as error:
        return Check("wrong", str(error))
    sqlite, cipher = library_versions()
    return Check("well", say("keeping.doctor.library", sqlite=sqlite, cipher=cipher))


def _helplines(place: Place) -> Check:
    from nearer.app.helplines import stale_helplines

    names = sorted({line.name for line in stale_helplines(place.now().date())})
    if names:
        return Check("look", say("keeping.doctor.stale_helplines", names=", ".join(names)))
    return Check("well", say("keeping.doctor.helplines"))


def _folder(folder: Path) -> Iterator[Check]:
    yield Check("well", say("keeping.doctor.folder", folder=folder))
    if os.name != "nt":
        about = folder.stat()
        if about.st_uid != os.geteuid():
            yield Check("wrong", say("store.errors.not_yours"))
        if about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            yield Check("wrong", say("keeping.doctor.writable"))
        open_to_others = [path.name for path in _private(folder) if path.stat().st_mode & 0o077]
        if open_to_others:
            yield Check("look", say("keeping.doctor.readable", files=", ".join(open_to_others)))
    parts = [part.lower() for part in folder.resolve().parts]
    synced = any(part.startswith(name) for part in parts for name in SYNCED)
    if synced or any((parent / mark).exists() for parent in folder.resolve().parents for mark in SYNC_MARKS):
        yield Check("look", say("keeping.doctor.synced"))


def _private(folder: Path) -> Iterator[Path]:
    for pattern in (KEY_FILE, f"{DATABASE}*", BACKUPS, f"{BACKUPS}/*", f"{BACKUPS}/*/*"):
        yield from folder.glob(pattern)


def _room(place: Place) -> Check:
    free = shutil.disk_usage(place.folder).free
    size = place.database_path.stat().st_size if place.database_path.exists() else 0
    state: State = "well" if free > max(ROOM_BYTES, 3 * size) else "look"
    key = "keeping.doctor.room" if state == "well" else "keeping.doctor.little_room"
    return Check(state, say(key, free=_mib(free), size=_mib(size)))


def _keys(place: Place) -> Iterator[Check]:
    try:
        has_passphrase, has_recovery = place.has_passphrase, place.has_recovery_key
    except NearerError as error:
        yield Check("wrong", str(error))
        return
    if not has_passphrase:
        yield Check("look", say("keeping.doctor.no_passphrase"))
    elif not has_recovery:
        yield Check("look", say("keeping.doctor.no_recovery"))
    else:
        yield Check("well", say("keeping.doctor.keys"))


def _backups(place: Place) -> Iterator[Check]:
    from nearer.app.upkeep import changed_since_backup
    from nearer.report.dates import day_words
    from nearer.store.keys import read_key_file

    backups = place.backups
    if place.backup_error is not None:
        yield Check("wrong", str(place.backup_error))
    if not backups:
        yield Check("look", say("keeping.doctor.no_backups"))
        return
    newest, oldest = backups[0].made_at.date(), backups[-1].made_at.date()
    values = {"n": len(backups), "newest": day_words(newest), "oldest": day_words(oldest)}
    now = place.now_utc()
    old = (now.date() - newest).days >= OLD_DAYS and changed_since_backup(place.folder, now)
    key = "old_backups" if old else "one_backup" if len(backups) == 1 else "backups"
    yield Check("look" if old else "well", say(f"keeping.doctor.{key}", **values))
    for backup in backups:
        try:
            read_key_file(backup.key_path)
        except NearerError:
            yield Check("look", say("keeping.doctor.bad_backup", name=backup.folder.name))


def _database(place: Place) -> Iterator[Check]:
    from nearer.store.migrations.run import known_migrations

    if not place.is_open:
        yield Check("look", say("keeping.doctor.closed"))
        return
    problems = place.store.check()
    if problems:
        yield Check("wrong", say("keeping.doctor.damaged", n=len(problems)))
    else:
        yield Check("well", say("keeping.doctor.whole"))
    applied = [row["name"] for row in place.store.read("SELECT name FROM migration ORDER BY name")]
    if applied == list(known_migrations()):
        yield Check("well", say("keeping.doctor.schema", n=len(applied)))
    else:
        yield Check("wrong", say("keeping.doctor.other_schema"))


def _mib(n_bytes: int) -> str:
    return f"{n_bytes / (1 << 20):,.0f}"
