"""Small choices of the user, by name."""

from __future__ import annotations

from typing import Any

import msgspec

from nearer.store.database import Store

__all__ = ["load_setting", "save_setting"]


def load_setting(store: Store, name: str, default: Any = None) -> Any:
    """Return a choice, or what stands where none was made."""
    row = store.one("SELECT value FROM setting WHERE name = ?", (name,))
    return default if row is None else msgspec.json.decode(row["value"])


def save_setting(store: Store, name: str, value: Any) -> None:
    """Keep a choice; any value that JSON knows."""
    with store.write() as connection:
        connection.execute(
            "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, msgspec.json.encode(value).decode()),
        )
