"""Telephone numbers, e-mail addresses and accounts of the people, as exports know them."""

from __future__ import annotations

from collections.abc import Iterable

from nearer.store.database import Store

__all__ = ["add_addresses", "load_addresses"]


def add_addresses(store: Store, person_id: int, addresses: Iterable[str]) -> None:
    """Keep what is not kept yet of one person's addresses; they go with the person."""
    with store.write() as connection:
        known = {
            row[0]
            for row in connection.execute("SELECT address FROM address WHERE person_id = ?", (person_id,))
        }
        connection.executemany(
            "INSERT INTO address (person_id, address) VALUES (?, ?)",
            [(person_id, address) for address in sorted(set(addresses) - known)],
        )


def load_addresses(store: Store) -> dict[int, set[str]]:
    """Return the addresses by person; those of a further name under its own id."""
    found: dict[int, set[str]] = {}
    for row in store.read("SELECT person_id, address FROM address"):
        found.setdefault(row["person_id"], set()).add(row["address"])
    return found
