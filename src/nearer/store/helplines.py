"""The user's own numbers: people and places to call."""

from __future__ import annotations

from dataclasses import dataclass

from nearer.store.database import Store

__all__ = ["OwnNumber", "add_number", "delete_number", "load_numbers"]


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """One number.

    Attributes:
        id: In the store.
        name: Whose it is.
        number: As the user writes it.
        note: May be empty.
    """

    id: int
    name: str
    number: str
    note: str


def load_numbers(store: Store) -> list[OwnNumber]:
    """Return all, by name."""
    rows = store.read("SELECT id, name, number, note FROM helpline ORDER BY name COLLATE NOCASE, id")
    return [OwnNumber(row["id"], row["name"], row["number"], row["note"]) for row in rows]


def add_number(store: Store, name: str, number: str, note: str) -> int:
    """Keep one, and return its id."""
    with store.write() as connection:
        cursor = connection.execute(
            "INSERT INTO helpline (name, number, note) VALUES (?, ?, ?)", (name, number, note)
        )
        return int(cursor.lastrowid)


def delete_number(store: Store, number_id: int) -> None:
    """Delete one."""
    with store.write() as connection:
        connection.execute("DELETE FROM helpline WHERE id = ?", (number_id,))
