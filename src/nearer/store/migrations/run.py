"""Apply what is missing of the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from sqlite3 import complete_statement
from typing import Any

from nearer.kernel.errors import DamagedError, PlaceError

__all__ = ["known_migrations", "migrate"]


def migrate(connection: Any, before: Callable[[], object] | None = None) -> list[str]:
    """Apply the migrations that a database has not seen, each in one transaction with its own record.

    Args:
        connection: Open, outside a transaction.
        before: Called once before the first of them, where the database holds a schema already.

    Returns:
        Their names.

    Raises:
        PlaceError: The database has seen one that this version does not know.
        DamagedError: After one of them a row refers to one that is not there.
    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT"
    )
    seen = {row[0] for row in connection.execute("SELECT name FROM migration")}
    known = known_migrations()
    if seen - known.keys():
        raise PlaceError("store.errors.newer")
    missing = [name for name in known if name not in seen]
    if missing and seen and before:
        before()
    for name in missing:
        _apply(connection, name, known[name])
    return missing


def _apply(connection: Any, name: str, sql: str) -> None:
    """Apply one migration and record it: both or neither.

    References between rows are checked at the end, since a table may be built anew meanwhile.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not connection.execute("SELECT 1 FROM migration WHERE name = ?", (name,)).fetchone():
            for statement in _statements(sql):
                connection.execute(statement)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute("INSERT INTO migration VALUES (?, ?)", (name, now))
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                raise DamagedError("store.errors.damaged", file="nearer.db")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


@cache
def known_migrations() -> dict[str, str]:
    """Return the SQL of every migration by name, in order."""
    folder = resources.files(__package__ or "nearer.store.migrations")
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return {file.name.removesuffix(".sql"): file.read_text(encoding="utf-8") for file in files}


def _statements(sql: str) -> Iterator[str]:
    """Yield the statements of a script one by one: running it whole would commit half-way."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
