"""SQLite databases of other apps, opened so that neither the file nor what it holds can do any harm.

The user's file is never opened by SQLite. A small one without a write-ahead log is read into memory; any other is
copied, with its log, to a private folder of this computer's place for temporary files. **So a copy of the messages lies
on the disk while they are read.** It is deleted at the end, also after errors; :func:`remove_leftovers` deletes what a
killed process left behind.

References:
    SQLite, "Database File Format" (header, section 1.3), "Write-Ahead Logging", and "Defense Against The Dark Arts"
    (untrusted database files): https://www.sqlite.org/security.html
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import count
from operator import methodcaller
from pathlib import Path
from typing import IO, Final

from nearer.kernel.errors import ChangedError, ExportError
from nearer.sources.files import Export

__all__ = [
    "BEYOND_SQLITE",
    "MAGIC",
    "Database",
    "holds_tables",
    "log_of",
    "opened",
    "private_folder",
    "remove_leftovers",
]

MAGIC: Final = b"SQLite format 3\x00"
BEYOND_SQLITE: Final = (UnicodeDecodeError, MemoryError)
"""What else a damaged database makes Python raise: its errors quote broken names, or say that memory is short."""
PREFIX: Final = "nearer-reading-"
IN_MEMORY_BYTES: Final = 16 << 20
MOST_COPIES: Final = 4
YOUNG_SECONDS: Final = 10
LONGEST_VALUE_BYTES: Final = 32 << 20
MOST_SCHEMA_PAGES: Final = 256
LEAF: Final = 13
INTERIOR: Final = 5
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
                yield database
            finally:
                database.close()
        except (sqlite3.Error, *BEYOND_SQLITE):
            raise ExportError("sources.error.damaged_database", file=export.name) from None


def holds_tables(export: Export, head: bytes, *names: str) -> bool:
    """Whether a database has tables of these names, looked up without opening it: only its list of tables is read.

    Args:
        export: The file.
        head: Its first bytes, at least 100 of a database.
        *names: ASCII names of tables.
    """
    wanted = {b"table" + name.encode() * 2 for name in names}  # as a record of that list begins
    if not head.startswith(MAGIC):
        return False
    try:
        with export.guarded(), _seekable(export) as stream:
            for page in _schema_pages(stream, head):
                wanted = {record for record in wanted if record not in page}
        if wanted and (log := log_of(export)) is not None:
            page = log.raw_head(IN_MEMORY_BYTES)
            wanted = {record for record in wanted if record not in page}
    except ExportError:
        return False
    return not wanted


def log_of(export: Export) -> Export | None:
    """Return the write-ahead log of a database, which lies beside it; None where there is none, or an empty one."""
    try:
        log = export.beside(export.place.name + "-wal")
    except ExportError:  # empty, or gone meanwhile
        return None
    return log if log is not None and log.n_bytes else None


def remove_leftovers() -> None:
    """Delete copies that processes left behind when they were killed; those in use stay."""
    from filelock import FileLock, Timeout

    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            just_made = time.time() - folder.lstat().st_mtime < YOUNG_SECONDS
            if folder.is_symlink() or not folder.is_dir() or just_made:
                continue
            with FileLock(folder / "in-use", timeout=0):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def private_folder(name: str) -> Iterator[Path]:
    """Make a folder that only this user can look into, and delete it at the end, with all that is in it.

    Args:
        name: Of the export that needs it.

    Raises:
        ExportError: There is no room.
    """
    from filelock import FileLock

    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))  # with mode 0700
    except OSError:
        raise ExportError("sources.error.no_room", file=name) from None
    try:
        with FileLock(folder / "in-use"):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _seekable(export: Export) -> IO[bytes]:
    if export.entry is not None and export.archive is not None:
        return export.archive.open(export.entry)
    return export.open()


def _schema_pages(stream: IO[bytes], head: bytes) -> Iterator[bytes]:
    """Yield the pages that list a database's tables: the leaves of the tree whose root is the first page."""
    size = _page_size(head)
    waiting, seen = [1], {1}
    while waiting and len(seen) < MOST_SCHEMA_PAGES:
        number = waiting.pop()
        stream.seek((number - 1) * size)
        page = stream.read(size)
        start = 100 if number == 1 else 0
        kind = page[start : start + 1]
        if kind == bytes([LEAF]):
            yield page
        elif kind == bytes([INTERIOR]):
            n_cells = int.from_bytes(page[start + 3 : start + 5], "big")
            offsets = [start + 12 + 2 * cell for cell in range(n_cells)]
            cells = [int.from_bytes(page[at : at + 2], "big") for at in offsets]
            children = {int.from_bytes(page[at : at + 4], "big") for at in (*cells, start + 8)} - seen - {0}
            seen |= children
            waiting.extend(children)


def _page_size(header: bytes) -> int:
    size = int.from_bytes(header[16:18], "big")
    return 65536 if size == 1 else size


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
    copy = folder / "copy.db"
    for attempt in count(1):
        log = log_of(export)
        before = _stamps(export, log)
        _write(export, copy)
        copied_log = folder / "copy.db-wal"
        copied_log.unlink(missing_ok=True)
        if log is not None:
            _write(log, copied_log)
        if before == _stamps(export, log_of(export)):
            break
        if attempt == MOST_COPIES:
            raise ChangedError("sources.error.changed", file=export.name)
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


def _write(export: Export, copy: Path) -> None:
    """Copy the bytes of a file, or of an entry of a zip, to a file of our own."""
    with export.guarded():
        try:
            if export.entry is None and export.content is None:
                shutil.copyfile(export.path, copy)
            else:
                with copy.open("wb") as stream:
                    for piece in export.raw_pieces():
                        stream.write(piece)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise ExportError("sources.error.no_room", file=export.name) from None
            raise


def _stamps(*parts: Export | None) -> list[tuple[int, int, int] | None]:
    """Return what changes when a file is written or another is put in its place."""
    stamps: list[tuple[int, int, int] | None] = []
    for part in parts:
        if part is None or part.content is not None:
            stamps.append(None)
            continue
        with part.guarded():
            status = part.path.stat()
        stamps.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return stamps


def _is_cut(header: bytes, n_bytes: int) -> bool:
    """Whether a file is shorter than its header says, where that can be trusted (file format, section 1.3.7)."""
    n_pages = int.from_bytes(header[28:32], "big")
    return header[24:28] == header[92:96] and _page_size(header) * n_pages > n_bytes


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
