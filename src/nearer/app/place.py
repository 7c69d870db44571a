"""The private place: one folder with the encrypted database and its key file; new, locked or open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

from nearer.app.jobs import Jobs
from nearer.app.output import make_folder, write_whole
from nearer.app.uploads import Basket
from nearer.kernel.errors import DamagedError, LockedError, PlaceError, WrongSecretError

if TYPE_CHECKING:
    from nearer.store.database import Store
    from nearer.store.keys import KeyFile

__all__ = ["DATABASE", "KEY_FILE", "Place", "data_folder"]

DATABASE: Final = "nearer.db"
KEY_FILE: Final = "keys.json"


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

    Attributes:
        folder: As given.
        jobs: Background work; stopped when the place is locked.
        basket: What the user is bringing; in memory only, and gone when the place is locked.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime] = local_now) -> None:
        self.folder = folder
        self.jobs = Jobs()
        self.basket = Basket()
        self._clock = clock
        self._store: Store | None = None
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
        return not self.key_path.exists() and not self.database_path.exists()

    @property
    def is_open(self) -> bool:
        """Whether the database is open."""
        return self._store is not None

    @property
    def has_passphrase(self) -> bool:
        """Whether a passphrase is needed to open it."""
        return self._keys().has_passphrase

    @property
    def store(self) -> Store:
        """The open database.

        Raises:
            LockedError: It is locked.
        """
        if self._store is None:
            raise LockedError("store.errors.locked")
        return self._store

    def now(self) -> datetime:
        """Return the present time, local, without a zone."""
        return self._clock()

    def create(self, passphrase: str | None) -> str | None:
        """Make the folder, the key file and an empty database, and open it.

        Args:
            passphrase: None where the user chose to have none.

        Returns:
            The recovery key, to be shown once; None without a passphrase.

        Raises:
            PlaceError: Something is kept here already.
        """
        import secrets

        from nearer.store.database import Store
        from nearer.store.keys import KEY_BYTES, KeyFile, recovery_key, seal, seal_open

        with self._guard:
            if not self.is_new:
                raise PlaceError("store.errors.exists")
            make_folder(self.folder)
            key = secrets.token_bytes(KEY_BYTES)
            recovery = None if passphrase is None else recovery_key()
            if passphrase is None or recovery is None:
                keys = KeyFile((seal_open(key),))
            else:
                plain = recovery.replace("-", "")
                keys = KeyFile((seal(key, passphrase, "passphrase"), seal(key, plain, "recovery")))
            write_whole(self.key_path, keys.encode())
            self._store = Store(self.database_path, key, new=True)
            self.database_path.chmod(0o600)
            return recovery

    def unlock(self, secret: str | None = None) -> None:
        """Open the database.

        Args:
            secret: Passphrase or recovery key; None where none is needed.

        Raises:
            PlaceError: Nothing is kept here, the secret does not fit, or a file is missing or damaged.
        """
        from nearer.store.database import Store
        from nearer.store.keys import open_slots

        with self._guard:
            if self.is_open:
                return
            if self.is_new:
                raise PlaceError("store.errors.nothing_kept")
            keys = self._keys()
            try:
                self._store = Store(self.database_path, open_slots(keys.slots, secret))
            except WrongSecretError:
                if not keys.coming:
                    raise
                self._store = Store(self.database_path, open_slots(keys.coming, secret))

    def lock(self) -> None:
        """Stop all work, close the database and forget the key."""
        with self._guard:
            if self._store is None:
                return
            self.jobs.stop_all()
            self.basket.clear()
            self._store.close()
            self._store = None

    def _keys(self) -> KeyFile:
        from nearer.store.keys import read_key_file

        if not self.key_path.exists() and self.database_path.exists():
            raise DamagedError("store.errors.damaged", file=KEY_FILE)
        return read_key_file(self.key_path)
