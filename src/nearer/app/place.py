"""The private place: one folder with the encrypted database, its key file and backups; new, locked or open."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

from nearer.app.jobs import Jobs
from nearer.app.output import make_folder, write_whole
from nearer.app.staging import discard_unfinished, list_ready, move_in, new_stage, settle
from nearer.app.upkeep import changed_since_backup, delete_all_but, delete_under, keep_up, share_keys
from nearer.app.uploads import Basket
from nearer.kernel.errors import (
    LockedError,
    NearerError,
    OutputError,
    PlaceError,
    RequestError,
    WrongSecretError,
)
from nearer.store.files import DATABASE, KEY_FILE

if TYPE_CHECKING:
    from nearer.store.backups import Backup as Backup
    from nearer.store.database import Store as Store  # seen from the pages, too
    from nearer.store.keys import KeyFile

__all__ = ["Place", "data_folder"]

INCOMING_WAITS: Final = timedelta(days=7)
"""For so long what was read and not kept waits to be gone on with."""


def data_folder() -> Path:
    """Return where everything is kept when the user names no other folder."""
    return platformdirs.user_data_path("nearer", appauthor=False)


def local_now() -> datetime:
    """Return the present time on the person's clock, without a zone, to the second."""
    return datetime.now().astimezone().replace(microsecond=0, tzinfo=None)


class Place:
    """One folder, and whether it is open.

    Args:
        folder: Where everything is kept; made when it is first needed.
        clock: Returns the present time, local, without a zone.
        plugins: Whether formats that other packages add are known.

    Attributes:
        folder: As given.
        plugins: As given.
        jobs: Background work; stopped when the place is locked.
        basket: What the user is bringing; in memory only, and gone when the place is locked.
        recovery_key: The one of a place just made, until the user has it; in memory only, and gone likewise.
        backup_error: Why the backup of this opening could not be made (no room, or the database is damaged); None where
            all is well.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], datetime] = local_now, *, plugins: bool = True
    ) -> None:
        self.folder = folder
        self.plugins = plugins
        self.jobs = Jobs()
        self.basket = Basket()
        self.recovery_key: str | None = None
        self.backup_error: NearerError | None = None
        self._clock = clock
        self._store: Store | None = None
        self._leaving = False
        self._guard = threading.RLock()

    @property
    def key_path(self) -> Path:
        """The key file."""
        return self.folder / KEY_FILE

    @property
    def database_path(self) -> Path:
        """The database."""
        return self.folder / DATABASE

    @property
    def is_new(self) -> bool:
        """Whether nothing is kept here yet."""
        kept = any((self.folder / name).exists() for name in (KEY_FILE, DATABASE))
        return not kept and not list_ready(self.folder)

    @property
    def is_open(self) -> bool:
        """Whether the database is open."""
        return self._store is not None and not self._leaving

    @property
    def has_passphrase(self) -> bool:
        """Whether a passphrase is needed to open it."""
        return self._keys().has_passphrase

    @property
    def has_recovery_key(self) -> bool:
        """Whether a recovery key opens it, too."""
        return self._keys().has_recovery_key

    @property
    def store(self) -> Store:
        """The open database.

        Raises:
            LockedError: It is locked.
        """
        store = self._store
        if store is None or self._leaving:
            raise LockedError("store.errors.locked")
        return store

    @property
    def backups(self) -> list[Backup]:
        """The backups that were made by themselves, newest first."""
        from nearer.store.backups import list_backups

        return list_backups(self.folder)

    def now(self) -> datetime:
        """Return the present time, local, without a zone."""
        return self._clock()

    def now_utc(self) -> datetime:
        """Return the present time in UTC."""
        return self._clock().astimezone(UTC)

    def create(self, passphrase: str | None) -> str | None:
        """Make the folder, the key file and an empty database, and open it.

        Args:
            passphrase: None where the user chose to have none.

        Returns:
            The recovery key, to be shown once; None without a passphrase.

        Raises:
            PlaceError: Something is kept here already.
        """
        from nearer.app.rekeying import new_open, new_sealed
        from nearer.store.backups import stamp
        from nearer.store.database import Store
        from nearer.store.keys import KeyFile

        with self._guard:
            if not self.is_new:
                raise PlaceError("store.errors.exists")
            _check_owner(make_folder(self.folder))
            discard_unfinished(self.folder)
            key, slots, recovery = new_open() if passphrase is None else new_sealed(passphrase)
            stage = new_stage(self.folder)
            write_whole(stage / KEY_FILE, KeyFile(slots).encode())
            Store(stage / DATABASE, key, new=True).close()
            move_in(stage, self.folder, stamp(self.now_utc()))
            self._store = Store(self.database_path, key)
            self.recovery_key = recovery
            return recovery

    def unlock(self, secret: str | None = None) -> None:
        """Open the database, and make the backup of the day where something changed since the last one.

        Args:
            secret: Passphrase or recovery key; None where none is needed.

        Raises:
            PlaceError: Nothing is kept here, the secret does not fit, or a file is missing or damaged.
        """
        from nearer.store.incoming import drop_incoming_before

        with self._guard:
            if self._store is not None:
                return
            if self.is_new:
                raise PlaceError("store.errors.nothing_kept")
            _check_owner(self.folder)
            discard_unfinished(self.folder)
            settle(self.folder)
            changed = changed_since_backup(self.folder, self.now_utc())
            self._store = self._opened_after_change(secret)
            drop_incoming_before(self._store, self.now() - INCOMING_WAITS)
            try:
                keep_up(self._store, self.folder, self._keys(), self.now_utc(), changed)
                self.backup_error = None
                self._retire_backups()
            except NearerError as error:  # what can be read stays within reach; what cannot is said
                self.backup_error = error

    def lock(self) -> None:
        """Stop all work, close the database and forget the key; from the first moment on nothing is given out."""
        self._leaving = True
        with self._guard:
            self.basket.clear()
            self.recovery_key = None
            if self._store is not None:
                self.jobs.stop_all()
                self.jobs.forget_words()
                self.basket.clear()
                self._store.close()
                self._store = None
            self._leaving = False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else open, lock or change it meanwhile."""
        with self._guard:
            yield

    def back_up(self) -> Backup:
        """Make a backup now.

        Raises:
            OutputError: There is no room, or no right to write there.
        """
        from nearer.store.backups import make_backup

        with self._guard:
            return make_backup(self.store, self.folder, self._keys().encode(), self.now_utc())

    def purge_backups(self) -> Backup:
        """Make a backup now and delete all others, so that nothing that was deleted is left in any of them."""
        with self._guard:
            made = self.back_up()
            delete_all_but(self.folder, made.folder)
            return made

    def change_passphrase(self, secret: str | None, new: str | None) -> str | None:
        """Set, change or give up the passphrase of the open place; its backups follow.

        Setting a first one writes the database anew under another key, since the old one stood on the disk in plain.

        Args:
            secret: The present passphrase or recovery key; None where there is none.
            new: The new passphrase; None to have none.

        Returns:
            The recovery key, to be shown once, where there was no passphrase before; else None: the old one stays.

        Raises:
            WrongSecretError: The present secret does not fit.
            LockedError: The place is locked.
            OutputError: There is no room; all is as it was.
        """
        from nearer.app.rekeying import new_sealed, rekey
        from nearer.store.keys import KeyFile, open_slots, seal, seal_open

        with self._guard:
            _, keys = self.store, self._keys()
            key = open_slots(keys.slots, secret)
            if new is None:
                self._save_keys(KeyFile((seal_open(key),)))
            elif keys.has_passphrase:
                self._save_keys(keys.replacing(seal(key, new, "passphrase")))
            else:
                new_key, slots, recovery = new_sealed(new)
                self.back_up()
                self.jobs.stop_all()
                self.store.close()
                self._store = None
                try:
                    rekey(self.database_path, self.key_path, key, new_key, slots)
                except BaseException:
                    with contextlib.suppress(WrongSecretError):
                        self._store = self._opened_after_change(None)
                    raise
                self._store = self._opened(new_key)
                self._retire_backups()
                return recovery
            return None

    def new_recovery_key(self, secret: str) -> str:
        """Make a new recovery key in place of the old one, and return it, to be shown once.

        Args:
            secret: Passphrase or old recovery key.

        Raises:
            RequestError: There is no passphrase.
            WrongSecretError: The secret does not fit.
        """
        from nearer.store.keys import open_slots, recovery_key, seal

        with self._guard:
            keys = self._keys()
            if not keys.has_passphrase:
                raise RequestError("store.errors.no_passphrase")
            key, recovery = open_slots(keys.slots, secret), recovery_key()
            self._save_keys(keys.replacing(seal(key, recovery, "recovery")))
            return recovery

    def _retire_backups(self) -> None:
        """Replace the backups whose key stood on the disk in plain by one; where there is no room for it, by none."""
        import msgspec

        keys = self._keys()
        if not keys.retired:
            return
        try:
            self.back_up()
        except (LockedError, OutputError) as error:
            self.backup_error = error
        delete_under(self.folder, keys.retired)
        self._save_keys(msgspec.structs.replace(keys, retired=""))

    def _opened_after_change(self, secret: str | None) -> Store:
        """Open the database; a first passphrase whose setting was cut off is set, or taken back without it."""
        from nearer.app.rekeying import finish
        from nearer.store.keys import open_slots

        keys = self._keys()
        if not keys.coming:
            return self._opened(open_slots(keys.slots, secret))
        key = finish(self.database_path, self.key_path, keys, secret)
        return self._opened(key)

    def _opened(self, key: bytes) -> Store:
        """Open the database; where its schema is older, a backup is made first."""
        from nearer.store.backups import make_backup
        from nearer.store.database import Store

        content = self.key_path.read_bytes()
        with contextlib.suppress(OSError):
            self.key_path.chmod(0o600)
            self.database_path.chmod(0o600)
        return Store(
            self.database_path,
            key,
            before_migration=lambda store: make_backup(store, self.folder, content, self.now_utc()),
        )

    def _keys(self) -> KeyFile:
        from nearer.store.keys import read_key_file

        return read_key_file(self.key_path)

    def _save_keys(self, keys: KeyFile) -> None:
        write_whole(self.key_path, keys.encode())
        share_keys(self.folder, keys)


def _check_owner(folder: Path) -> None:
    """Refuse a folder that another user of the machine could have laid out for us."""
    if os.name != "nt" and folder.stat().st_uid != os.geteuid():
        raise PlaceError("store.errors.not_yours")
