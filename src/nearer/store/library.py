"""The library under the database: SQLite with SQLCipher, its settings, its pitfalls and its errors."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlcipher

from nearer.kernel.errors import DamagedError, NearerError, OutputError, PlaceError

__all__ = ["check_file", "check_library", "connect", "library_versions", "make_private", "sentence"]

OLDEST_SQLITE: Final = (3, 51, 3)  # before it, a reset of the write-ahead log could lose pages
CACHE_KIB: Final = 131_072
BUSY_MS: Final = 20_000
PLAIN_HEADER: Final = b"SQLite format 3\x00"
LITTLE_ROOM: Final = 1 << 20


def library_versions() -> tuple[str, str]:
    """Return the versions of SQLite and of SQLCipher; the latter is empty where there is none."""
    connection = sqlcipher.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return str(sqlcipher.sqlite_version), str(row[0]) if row else ""


def connect(file: Path, key: bytes) -> Any:
    """Open a connection that any one thread at a time may use."""
    connection = sqlcipher.connect(str(file), isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlcipher.Row
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON").fetchone()
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


@cache
def check_library() -> None:
    """Refuse a library that could lose or show what it keeps.

    Raises:
        PlaceError: It is too old, or does not encrypt.
    """
    sqlite, cipher = library_versions()
    if tuple(int(part) for part in sqlite.split(".")) < OLDEST_SQLITE or not cipher:
        raise PlaceError("store.errors.old_library", version=sqlite)


def make_private(file: Path) -> None:
    """Make an empty file for its owner only; SQLite gives the same rights to the log and the index beside it.

    Raises:
        OutputError: It cannot be made, or is there already.
    """
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        full = _is_full(file.parent)
        raise OutputError(f"errors.output_{'full' if full else 'denied'}", file=file.name) from error


def check_file(file: Path) -> None:
    """Refuse what the library would open without a word.

    Raises:
        DamagedError: There is no file, it is empty, or it is not encrypted.
    """
    try:
        with file.open("rb") as opened:
            header = opened.read(len(PLAIN_HEADER))
    except OSError:
        header = b""
    if header in (b"", PLAIN_HEADER):
        raise DamagedError("store.errors.damaged", file=file.name)


def sentence(error: Exception, file: Path) -> NearerError | None:
    """Return the sentence for what went wrong; None where it is a mistake of ours."""
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlcipher.SQLITE_FULL:
            return OutputError("errors.output_full", file=file.name)
        case sqlcipher.SQLITE_BUSY | sqlcipher.SQLITE_LOCKED:
            return PlaceError("store.errors.busy")
        case sqlcipher.SQLITE_READONLY | sqlcipher.SQLITE_CANTOPEN | sqlcipher.SQLITE_PERM:
            return OutputError("errors.output_denied", file=file.name)
        case sqlcipher.SQLITE_IOERR if _is_full(file.parent):
            return OutputError("errors.output_full", file=file.name)
        case sqlcipher.SQLITE_IOERR:
            return OutputError("errors.output_failed", file=file.name, reason="input/output")
        case sqlcipher.SQLITE_CORRUPT | sqlcipher.SQLITE_NOTADB:
            return DamagedError("store.errors.damaged", file=file.name)
    return None


def _is_full(folder: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(folder).free < LITTLE_ROOM
    return False
