"""The columns of a table as the schema has them, and what a value must be to stand in one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import msgspec

from nearer.kernel.errors import ExportError
from nearer.store.database import Connection
from nearer.store.tables import ColumnKind, Table

__all__ = ["LISTS", "Column", "Shape", "bad_cell", "check_cell", "shape_of"]

LISTS: Final = frozenset({"feelings", "reasons", "skipped", "notes", "safety", "ticks"})
"""Columns whose text is a JSON list."""

MOST_TEXT: Final = 1 << 20
MOST_BLOB: Final = 1 << 26
MOST_INTEGER: Final = 1 << 63
TIME_LETTERS: Final = len("2026-01-02T03:04:05")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: In the database.
        kind: What it holds, as ``tables`` declares it.
        type: ``INTEGER``, ``REAL``, ``TEXT`` or ``BLOB``.
        required: Whether it may not be empty.
        unique: Whether no two rows may have the same value.
        refers_to: The table whose ``id`` it holds; None where it holds none.
    """

    name: str
    kind: ColumnKind
    type: str
    required: bool
    unique: bool
    refers_to: str | None


@dataclass(frozen=True, slots=True)
class Shape:
    """One table with its columns, in order."""

    table: Table
    columns: Mapping[str, Column]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name


def shape_of(connection: Connection, table: Table) -> Shape:
    """Return what the schema says of a declared table."""
    refers = {row[3]: row[2] for row in connection.execute(f"PRAGMA foreign_key_list({table.name})")}
    unique = set()
    for index in connection.execute(f"PRAGMA index_list({table.name})").fetchall():
        members = [row[2] for row in connection.execute(f"PRAGMA index_info({index[1]})")]
        if index[2] and len(members) == 1:
            unique.add(members[0])
    columns = {}
    for row in connection.execute(f"PRAGMA table_info({table.name})"):
        name, required = row[1], bool(row[3]) or row[1] in table.key
        kind = table.columns[name]
        columns[name] = Column(name, kind, row[2], required, name in unique, refers.get(name))
    return Shape(table, columns)


def bad_cell(table: str, column: str) -> ExportError:
    """Return the error for a value that cannot stand where it stands; it never quotes the value."""
    return ExportError("yours.errors.bad_value", table=table, column=column)


def check_cell(shape: Shape, name: str, value: object) -> object:
    """Return a value from outside as the database is to hold it.

    Args:
        shape: The table.
        name: Name of the column; not one that holds messages.
        value: As the file has it.

    Raises:
        ExportError: The table has no such column, or the value is none that the column can hold.
    """
    column = shape.columns.get(name)
    if column is None:
        raise bad_cell(shape.name, "?")
    if value is None:
        if column.required:
            raise bad_cell(shape.name, name)
        return None
    if column.type == "REAL" and type(value) is int and abs(value) < MOST_INTEGER:
        value = float(value)
    if not _fits(column, value):
        raise bad_cell(shape.name, name)
    return value


def _fits(column: Column, value: object) -> bool:
    match column.type, value:
        case "INTEGER", int():
            return type(value) is int and -MOST_INTEGER <= value < MOST_INTEGER
        case "REAL", float():
            return math.isfinite(value)
        case "BLOB", bytes():
            return len(value) <= MOST_BLOB
        case "TEXT", str():
            return len(value) <= MOST_TEXT and _is_unicode(value) and _reads(column, value)
    return False


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _reads(column: Column, text: str) -> bool:
    """Whether a text is of the form that its column promises: a time, a day, JSON."""
    try:
        if column.name == "at" or column.name.endswith("_at"):
            return len(text) == TIME_LETTERS and datetime.fromisoformat(text).tzinfo is None
        if column.name.endswith("_day"):
            return date.fromisoformat(text).isoformat() == text
        if column.name in LISTS:
            return isinstance(msgspec.json.decode(text), list)
        if column.kind == "json":
            msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return False
    return True
