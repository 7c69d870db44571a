"""One Nearer to a data folder, and how a second one finds the first.

The first holds a lock for as long as it runs, and leaves a file that only its owner can read: where it serves, and the
secret from which launch links are made. A second one that finds the lock taken makes a link from it and opens that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from nearer.app.output import make_folder, output_error, write_whole
from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import InUseError

__all__ = ["CLAIM_FILES", "Running", "claim", "find_running", "tell_running"]

LOCK_FILE: Final = "running.lock"
RUNNING_FILE: Final = "running.json"
CLAIM_FILES: Final = frozenset((LOCK_FILE, RUNNING_FILE))
"""What lies in the folder while a Nearer holds it."""


class Running(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a Nearer serves.

    Attributes:
        origin: Address without a path, such as ``http://127.0.0.1:8765``.
        secret: What launch links are made from.
    """

    origin: str
    secret: bytes


@contextmanager
def claim(folder: Path) -> Iterator[None]:
    """Hold a data folder, so that nobody else opens it meanwhile.

    Args:
        folder: Made where it is not there.

    Raises:
        InUseError: Another Nearer holds it.
        OutputError: The folder cannot be made, or not be written to.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(make_folder(folder) / LOCK_FILE, blocking=False, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise InUseError("store.errors.in_use") from None
    except OSError as error:
        raise output_error(error, folder) from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / RUNNING_FILE).unlink(missing_ok=True)
        lock.release()


def tell_running(folder: Path, running: Running) -> None:
    """Leave word of where we serve, for the user's eyes only."""
    write_whole(folder / RUNNING_FILE, msgspec.json.encode(running))


def find_running(folder: Path) -> Running | None:
    """Return where another Nearer serves; None where it left no word."""
    try:
        return msgspec.json.decode((folder / RUNNING_FILE).read_bytes(), type=Running)
    except (OSError, *UNDECODABLE):
        return None
