"""The encrypted database: SQLite with SQLCipher, one connection for each thread, every write whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlcipher

from nearer.kernel.errors import DamagedError, NearerError, OutputError, PlaceError, WrongSecretError
from nearer.store.migrations.run import migrate

__all__ = ["Connection", "Row", "Store"]

Connection = Any
"""A connection of ``sqlcipher3``: the package has no type hints."""

Row = Any
"""A row, its values by name or place."""

OLDEST_SQLITE: Final = (3, 51, 3)  # before it, a reset of the write-ahead log could lose pages
CACHE_KIB: Final = 131_072
BUSY_MS: Final = 20_000
PLAIN_HEADER: Final = b"SQLite format 3\x00"

Values = Sequence[object] | Mapping[str, object]


class Store:
    """The database, opened with its key.

    Args:
        file: Where it is. Made, with the newest schema, where it is not there and ``new`` is set.
        key: 32 bytes.
        new: Whether the file is to be made.
        before_migration: Called once with this store before the schema of an older file is changed.

    Raises:
        DamagedError: The file is missing, empty, or no database of ours.
        WrongSecretError: The key is another's.
        PlaceError: The file is of a newer Nearer, or the library is too old.
    """

    def __init__(
        self,
        file: Path,
        key: bytes,
        *,
        new: bool = False,
        before_migration: Callable[[Store], None] | None = None,
    ) -> None:
        self.file = file
        self._key = key
        self._local = threading.local()
        self._connections: list[Connection] = []
        self._guard = threading.Lock()
        self._writing = threading.RLock()
        self._closed = False
        _check_library()
        if not new and (not file.is_file() or file.stat().st_size == 0):
            raise DamagedError("store.errors.damaged", file=file.name)
        try:
            connection = self._connection()
        except sqlcipher.DatabaseError:
            self.close()
            raise WrongSecretError("store.errors.wrong_secret") from None
        try:
            with self._told():
                migrate(connection, (lambda: before_migration(self)) if before_migration else None)
        except BaseException:
            self.close()
            raise
        if file.read_bytes()[: len(PLAIN_HEADER)] == PLAIN_HEADER:
            raise DamagedError("store.errors.damaged", file=file.name)

    def read(self, sql: str, values: Values = ()) -> list[Row]:
        """Return all rows of a question.

        Args:
            sql: One statement.
            values: For its placeholders.

        Raises:
            PlaceError: The store is closed, busy or damaged.
        """
        with self._told():
            rows: list[Row] = self._connection().execute(sql, values).fetchall()
            return rows

    def one(self, sql: str, values: Values = ()) -> Row | None:
        """Return the first row of a question, or None."""
        rows = self.read(sql, values)
        return rows[0] if rows else None

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection whose questions all see the same state."""
        with self._told():
            connection = self._connection()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection within one transaction: all of it is kept at the end, nothing of it after an error.

        Writes of several threads wait for each other. Within a write of the same thread it is the same transaction.

        Raises:
            OutputError: The disk is full.
            PlaceError: The store is closed, busy or damaged.
        """
        with self._writing, self._told():
            connection = self._connection()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def copy_to(self, file: Path) -> None:
        """Write a whole copy, compact and under the same key, to a file that is not there yet."""
        with self._writing, self._told():
            connection = self._connection()
            connection.execute("ATTACH DATABASE ? AS copy KEY ?", (str(file), f"x'{self._key.hex()}'"))
            try:
                connection.execute("SELECT sqlcipher_export('copy')")
            finally:
                connection.execute("DETACH DATABASE copy")

    def change_key(self, key: bytes) -> None:
        """Write every page anew under another key."""
        with self._writing, self._told():
            mine = self._connection()
            with self._guard:
                others = [connection for connection in self._connections if connection is not mine]
                self._connections = [mine]
            for connection in others:
                connection.close()
            self._local = threading.local()
            self._local.connection = mine
            mine.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            mine.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
            self._key = key
            mine.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def compact(self) -> None:
        """Leave nothing of what was deleted in the file or in its log."""
        with self._writing, self._told():
            connection = self._connection()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> list[str]:
        """Return what is wrong with the file, in the library's words; empty where nothing is."""
        problems = [str(row[0]) for row in self.read("PRAGMA cipher_integrity_check")]
        problems += [str(row[0]) for row in self.read("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [f"foreign key: {row[0]}" for row in self.read("PRAGMA foreign_key_check")]
        return problems

    def close(self) -> None:
        """Close every connection and forget the key."""
        with self._guard:
            self._closed = True
            connections, self._connections = self._connections, []
        for connection in connections:
            connection.close()
        self._key = b""

    def _connection(self) -> Connection:
        """Return this thread's connection."""
        if self._closed:
            raise PlaceError("store.errors.locked")
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = _connect(self.file, self._key)
            self._local.connection = connection
            with self._guard:
                self._connections.append(connection)
        return connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the library raises into sentences; its own words may quote values."""
        try:
            yield
        except sqlcipher.ProgrammingError:
            if self._closed:
                raise PlaceError("store.errors.locked") from None
            raise
        except sqlcipher.IntegrityError:
            raise
        except sqlcipher.OperationalError as error:
            raise _operational(error, self.file) or error from None
        except sqlcipher.DatabaseError:
            raise DamagedError("store.errors.damaged", file=self.file.name) from None


def _connect(file: Path, key: bytes) -> Connection:
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


def _check_library() -> None:
    version = tuple(int(part) for part in sqlcipher.sqlite_version.split("."))
    if version < OLDEST_SQLITE:
        raise PlaceError("store.errors.old_library", version=sqlcipher.sqlite_version)
    connection = sqlcipher.connect(":memory:")
    try:
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise PlaceError("store.errors.old_library", version=sqlcipher.sqlite_version)
    finally:
        connection.close()


def _operational(error: Exception, file: Path) -> NearerError | None:
    words = str(error)
    if "full" in words:
        return OutputError("errors.output_full", file=file.name)
    if "locked" in words or "busy" in words:
        return PlaceError("store.errors.busy")
    if "readonly" in words or "unable to open" in words:
        return OutputError("errors.output_denied", file=file.name)
    if "disk I/O" in words:
        return OutputError("errors.output_failed", file=file.name, reason="input/output")
    return None
