"""The encrypted database: SQLite with SQLCipher, connections that threads share, every write whole or not at all."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlcipher

from nearer.kernel.errors import DamagedError, LockedError, RequestError
from nearer.store.library import check_file, check_library, connect, make_private, sentence
from nearer.store.migrations.run import migrate

__all__ = ["Connection", "Row", "Store"]

Connection = Any
"""A connection of ``sqlcipher3``: the package has no type hints."""

Row = Any
"""A row, its values by name or place."""

PATIENCE_S: Final = 1.0

Values = Sequence[object] | Mapping[str, object]


class Store:
    """The database, opened with its key.

    Args:
        file: Where it is. Made, with the newest schema, where it is not there and ``new`` is set.
        key: 32 bytes.
        new: Whether the file is to be made.
        before_migration: Called once with this store before the schema of an older file is changed.

    Raises:
        DamagedError: The file is missing, empty, no database of ours, or the key is not its key.
        OutputError: The folder may not be written to, or there is no room.
        PlaceError: The file is of a newer Nearer, or the library is too old.
    """

    def __init__(
        self,
        file: Path,
        key: bytes,
        *,
        new: bool = False,
        before_migration: Callable[[Store], object] | None = None,
    ) -> None:
        self.file = file
        self._key = key
        self._mine = threading.local()
        self._idle: list[Connection] = []
        self._taken: list[Connection] = []
        self._turn = threading.Condition()
        self._writing = threading.RLock()
        self._closed = False
        check_library()
        if new:
            make_private(file)
        else:
            check_file(file)
        try:
            with self._use() as connection:
                migrate(connection, (lambda: before_migration(self)) if before_migration else None)
            check_file(file)
        except BaseException:
            self.close()
            raise

    def read(self, sql: str, values: Values = ()) -> list[Row]:
        """Return all rows of a question.

        Args:
            sql: One statement.
            values: For its placeholders.

        Raises:
            PlaceError: The store is closed, busy or damaged.
        """
        with self._use() as connection:
            rows: list[Row] = connection.execute(sql, values).fetchall()
            return rows

    def one(self, sql: str, values: Values = ()) -> Row | None:
        """Return the first row of a question, or None."""
        rows = self.read(sql, values)
        return rows[0] if rows else None

    def row(self, sql: str, values: Values = ()) -> Row:
        """Return the first row of a question that must have one.

        Raises:
            RequestError: There is none: what was asked for is no longer there.
        """
        found = self.one(sql, values)
        if found is None:
            raise RequestError("store.errors.gone")
        return found

    def change(self, sql: str, values: Values = ()) -> None:
        """Change or delete what one statement names.

        Raises:
            RequestError: It names nothing that is there.
        """
        with self.write() as connection:
            if not connection.execute(sql, values).rowcount:
                raise RequestError("store.errors.gone")

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection of its own whose questions all see the same state: what was kept when it began."""
        with self._told(), self._borrowed() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection within one transaction: all of it is kept at the end, nothing of it after an error.

        Writes of several threads wait for each other. Within a write of the same thread it is the same transaction,
        and what the inner one did is undone where it ends with an error.

        Raises:
            OutputError: The disk is full.
            PlaceError: The store is closed, busy or damaged.
        """
        with self._writing, self._use() as connection:
            inner = connection.in_transaction
            connection.execute("SAVEPOINT inner" if inner else "BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("RELEASE inner" if inner else "COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK TO inner" if inner else "ROLLBACK")
                raise

    def copy_to(self, file: Path) -> None:
        """Write a whole copy, compact and under the same key, to a file that is not there yet."""
        make_private(file)
        with self._use() as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(file),))  # names may be any bytes
        with file.open("rb+") as copy:
            os.fsync(copy.fileno())

    def change_key(self, key: bytes) -> None:
        """Write every page anew under another key. Nobody else may use the store meanwhile."""
        with self._writing, self._use() as connection:
            with self._turn:
                while self._idle:
                    self._idle.pop().close()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
            self._key = key
            with suppress(sqlcipher.OperationalError):  # it is done: the log may be moved over later
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def compact(self) -> None:
        """Leave nothing of what was deleted in the file or in its log."""
        with self._writing, self._use() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def check(self) -> list[str]:
        """Return what is wrong with the file, in the library's words; empty where nothing is."""
        problems = []
        with self._writing, self._use() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            for name in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
                try:
                    problems += [f"{name}: {row[0]}" for row in connection.execute(f"PRAGMA {name}")]
                except sqlcipher.DatabaseError as error:
                    if not isinstance(sentence(error, self.file), DamagedError):
                        raise
                    problems.append(f"{name}: cannot be read")
        return [problem for problem in problems if problem != "integrity_check: ok"]

    def close(self) -> None:
        """Close every connection and forget the key. What others are doing is given a moment, then stopped."""
        patience = time.monotonic() + PATIENCE_S
        with self._turn:
            self._closed = True
            own = getattr(self._mine, "connection", None)
            while (
                any(taken is not own for taken in self._taken)
                and time.monotonic() < 2 * PATIENCE_S + patience
            ):
                self._turn.wait(0.1)
                if time.monotonic() > patience:
                    for connection in self._taken:
                        connection.interrupt()
            connections = [*self._idle, *self._taken]
            self._idle, self._taken = [], []
        for connection in connections:
            connection.close()
        self._key = b""

    @contextmanager
    def _use(self) -> Iterator[Connection]:
        """Give the connection that this thread holds already, or one that nobody holds, until the end."""
        held = getattr(self._mine, "connection", None)
        if held is not None:
            with self._told():
                yield held
            return
        with self._told(), self._borrowed() as connection:
            self._mine.connection = connection
            try:
                yield connection
            finally:
                self._mine.connection = None

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        """Give a connection that nobody holds; the one that was used last, since its cache is warm."""
        with self._turn:
            if self._closed:
                raise LockedError("store.errors.locked")
            connection = self._idle.pop() if self._idle else connect(self.file, self._key)
            self._taken.append(connection)
        try:
            yield connection
        finally:
            with self._turn:
                if connection in self._taken:
                    self._taken.remove(connection)
                    self._idle.append(connection)
                self._turn.notify_all()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the library raises into sentences; its own words may quote values."""
        try:
            yield
        except sqlcipher.IntegrityError:
            raise
        except sqlcipher.DatabaseError as error:
            if self._closed:
                raise LockedError("store.errors.locked") from None
            raise sentence(error, self.file) or error from None
