"""A first passphrase: the database is written anew under a key that never stood on the disk in plain.

The key file holds the ways to both keys meanwhile, so that a cut at any moment leaves one that opens the database.
"""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from nearer.app.output import write_whole
from nearer.kernel.errors import DamagedError, OutputError, WrongSecretError

if TYPE_CHECKING:
    from nearer.store.keys import KeyFile, Slot

__all__ = ["finish", "new_open", "new_sealed", "rekey"]


def new_open() -> tuple[bytes, tuple[Slot, ...], None]:
    """Return a new key and the way to it without any secret."""
    from nearer.store.keys import KEY_BYTES, seal_open

    key = secrets.token_bytes(KEY_BYTES)
    return key, (seal_open(key),), None


def new_sealed(passphrase: str) -> tuple[bytes, tuple[Slot, ...], str]:
    """Return a new key, the ways to it, and the recovery key that is one of them."""
    from nearer.store.keys import KEY_BYTES, recovery_key, seal

    key, recovery = secrets.token_bytes(KEY_BYTES), recovery_key()
    return key, (seal(key, passphrase, "passphrase"), seal(key, recovery, "recovery")), recovery


def rekey(database: Path, key_path: Path, key: bytes, new_key: bytes, slots: tuple[Slot, ...]) -> None:
    """Write a closed database anew under another key, and then the key file.

    Args:
        database: The database.
        key_path: The key file.
        key: The present key.
        new_key: The next.
        slots: The ways to the next.

    Raises:
        OutputError: There is no room.
    """
    from nearer.store.keys import KeyFile, read_key_file

    old = read_key_file(key_path)
    write_whole(key_path, KeyFile(old.slots, slots).encode())
    _change_key(database, key, new_key)
    write_whole(key_path, KeyFile(slots, retired=old.opens).encode())


def finish(database: Path, key_path: Path, keys: KeyFile, secret: str | None) -> bytes:
    """Bring a change that was cut off to its end, or back, and return the key that opens the database now.

    Without the new passphrase it is taken back, as long as the old key still opens the database. The recovery key of
    such a change was never shown to anyone: it goes.

    Args:
        database: The database, closed.
        key_path: The key file.
        keys: What it holds.
        secret: The new passphrase, or anything else.

    Raises:
        WrongSecretError: The change is done, and this is not its passphrase.
    """
    from nearer.store.keys import KeyFile, open_slots

    old = open_slots(keys.slots, secret)
    still_old = _opens(database, old)
    try:
        new = open_slots(keys.coming, secret)
    except WrongSecretError:
        if not still_old:
            raise
        with contextlib.suppress(OutputError):  # else at the next opening
            write_whole(key_path, KeyFile(keys.slots).encode())
        return old
    if still_old:
        _change_key(database, old, new)
    slots = tuple(slot for slot in keys.coming if slot.kind != "recovery")
    write_whole(key_path, KeyFile(slots, retired=keys.opens).encode())
    return new


def _change_key(database: Path, key: bytes, new_key: bytes) -> None:
    from nearer.store.database import Store

    store = Store(database, key)
    try:
        store.change_key(new_key)
    finally:
        store.close()


def _opens(database: Path, key: bytes) -> bool:
    from nearer.store.database import Store

    try:
        Store(database, key).close()
    except DamagedError:
        return False
    return True
