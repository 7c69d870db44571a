"""What repositories write alike: a time as text, and a row in place of the one with its uid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

__all__ = ["as_cell", "read_time", "upsert"]


def as_cell(value: object) -> object:
    """Return a value as it stands in a cell: times to the second and days as ISO text, anything else as it is."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def read_time(text: str | None) -> datetime | None:
    """Return the time of a cell; None where it is empty."""
    return None if text is None else datetime.fromisoformat(text)


def upsert(table: str, columns: Sequence[str]) -> str:
    """Return the statement that keeps a row, in place of the one with its uid.

    Args:
        table: Its table.
        columns: In the order of the values, ``uid`` first.
    """
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "  # noqa: S608 - own words
        f"ON CONFLICT (uid) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in columns[1:])}"
    )
