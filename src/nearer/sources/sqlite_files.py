"""SQLite databases of other apps, opened so that neither the file nor what it holds can do any harm.

The user's file is never opened by SQLite. A small one without a write-ahead log is read into memory; any other is
copied, with its log, to a private folder of this computer's place for temporary files. **So a copy of the messages is
on the disk while they are read**, without a name as soon as SQLite has it open (:mod:`nearer.sources.sqlite_copies`).

References:
    SQLite, "Database File Format" (header, section 1.3), "Write-Ahead Logging", and "Defense Against The Dark Arts"
    (untrusted database files): https://www.sqlite.org/security.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from operator import methodcaller
from pathlib import Path
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.sqlite_copies import copy_with_log, let_go, log_of, private_folder
from nearer.sources.sqlite_schema import MAGIC, page_size

__all__ = ["BEYOND_SQLITE", "Database", "opened"]

BEYOND_SQLITE: Final = (UnicodeDecodeError, MemoryError)
"""What else a damaged database makes Python raise: its errors quote broken names, or say that memory is short."""
IN_MEMORY_BYTES: Final = 16 << 20
LONGEST_VALUE_BYTES: Final = 32 << 20
STEPS_AT_ONCE: Final = 100_000
FREE_STEPS: Final = 2_000_000
STEPS_PER_BYTE: Final = 20
_FUNCTIONS: Final = frozenset(
    {"abs", "coalesce", "count", "ifnull", "instr", "length", "max", "min", "substr", "sum", "typeof"}
)
_LIMITS: Final = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1 << 20,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 8,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_PRAGMAS: Final = (
    "trusted_schema=OFF",
    "query_only=ON",
    "cell_size_check=ON",
    "mmap_size=0",
    "temp_store=MEMORY",
    "cache_size=-8192",
)


class Database(sqlite3.Connection):
    """A connection that can only read ordinary tables; texts come as ``str``, broken bytes of them as U+FFFD.

    Attributes:
        tables: Names of the columns of each table, as written. Views, virtual tables and computed columns are left
            out, and cannot be read.
        cut: Whether the file is shorter than it says of itself.
    """

    tables: dict[str, frozenset[str]]
    cut: bool

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is such a table with all of these columns."""
        return table in self.tables and self.tables[table].issuperset(columns)


@contextmanager
def opened(export: Export) -> Iterator[Database]:
    """Open a database to read it, with what its write-ahead log adds.

    Args:
        export: The file; on disk (its ``-wal`` is looked for beside it), in a zip, or in memory.

    Yields:
        The connection, closed at the end. Errors of SQLite that leave the block become sentences.

    Raises:
        ExportError: It is no database, locked with a password, damaged, or asks for far more work than its size
            explains; or the disk is full.
        ChangedError: It was being written all the while.
    """
    if not export.raw_head(len(MAGIC)).startswith(MAGIC):
        raise ExportError("sources.error.no_database", file=export.name)
    small = export.n_bytes <= IN_MEMORY_BYTES and hasattr(sqlite3.Connection, "deserialize")
    with nullcontext() if small and log_of(export) is None else private_folder(export.name) as folder:
        try:
            database = _load(export) if folder is None else _copy(export, folder)
            try:
                _harden(database, export.n_bytes)
                if folder is not None:
                    let_go(folder)
                yield database
            finally:
                database.close()
        except (sqlite3.Error, *BEYOND_SQLITE):
            raise ExportError("sources.error.damaged_database", file=export.name) from None


def _load(export: Export) -> Database:
    """Read a small database into memory; as one without a log, since there is none."""
    content = bytearray().join(export.raw_pieces())
    export.check_unchanged()
    if content[18:20] == b"\x02\x02":
        content[18:20] = b"\x01\x01"
    cut = _is_cut(bytes(content[:100]), len(content))
    if cut:
        content[92:96] = _otherwise(bytes(content[92:96]))
    database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, factory=Database)
    try:
        database.deserialize(bytes(content))
    except BaseException:
        database.close()
        raise
    database.cut = cut
    return database


def _copy(export: Export, folder: Path) -> Database:
    """Copy a database and its log, and open the copy."""
    copy = copy_with_log(export, folder)
    with copy.open("r+b") as stream:
        header = stream.read(100)
        cut = _is_cut(header, copy.stat().st_size)
        if cut:
            stream.seek(92)
            stream.write(_otherwise(header[92:96]))
    database = sqlite3.connect(
        f"{copy.as_uri()}?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        factory=Database,
    )
    database.cut = cut
    return database


def _is_cut(header: bytes, n_bytes: int) -> bool:
    """Whether a file is shorter than its header says, where that can be trusted (file format, section 1.3.7)."""
    n_pages = int.from_bytes(header[28:32], "big")
    return header[24:28] == header[92:96] and page_size(header) * n_pages > n_bytes


def _otherwise(version: bytes) -> bytes:
    """Change the number that says that a header's count of pages holds: so a cut file opens, as long as it is."""
    return bytes(byte ^ 0xFF for byte in version)


def _harden(database: Database, n_bytes: int) -> None:
    """Leave a connection no more rights than to read ordinary tables, in bounded time."""
    for limit, value in _LIMITS.items():
        database.setlimit(limit, value)
    for pragma in _PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    _budget(database, n_bytes)
    database.text_factory = methodcaller("decode", "utf-8", "replace")
    database.tables = _tables(database)
    database.set_authorizer(_Authorizer(database.tables))


def _budget(database: Database, n_bytes: int) -> None:
    """Stop a database that makes SQLite work far longer than its size explains: pages that go in circles, for one."""
    left = iter(range((FREE_STEPS + STEPS_PER_BYTE * n_bytes) // STEPS_AT_ONCE))
    database.set_progress_handler(lambda: next(left, None) is None, STEPS_AT_ONCE)


def _tables(database: Database) -> dict[str, frozenset[str]]:
    """Return the ordinary tables with their stored columns."""
    rows = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    names = [
        name
        for name, sql in rows
        if isinstance(name, str) and isinstance(sql, str) and sql.lstrip()[:12].upper() == "CREATE TABLE"
    ]
    tables = {}
    for name in names:
        quoted = name.replace('"', '""')
        columns = database.execute(f'PRAGMA table_xinfo("{quoted}")').fetchall()
        tables[name] = frozenset(str(column[1]) for column in columns if column[6] == 0)
    return tables


class _Authorizer:
    """Says to SQLite which parts of a statement may run: it is asked before any does."""

    def __init__(self, tables: dict[str, frozenset[str]]) -> None:
        self._tables = tables

    def __call__(
        self, action: int, one: str | None, two: str | None, _: str | None, source: str | None
    ) -> int:
        allowed = source is None and (
            action == sqlite3.SQLITE_SELECT
            or (action == sqlite3.SQLITE_READ and self._may_read(one or "", two or ""))
            or (action == sqlite3.SQLITE_FUNCTION and (two or "").lower() in _FUNCTIONS)
        )
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def _may_read(self, table: str, column: str) -> bool:
        columns = self._tables.get(table)
        return columns is not None and (column in columns or column.upper() in ("", "ROWID"))
