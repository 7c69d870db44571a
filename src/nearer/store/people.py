"""The people that the user writes with, and the user's own names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nearer.kernel.errors import RequestError
from nearer.store.database import Row, Store

__all__ = [
    "Person",
    "add_person",
    "confirm_me",
    "join_people",
    "load_me",
    "load_names",
    "load_people",
    "load_person",
    "part_people",
    "update_person",
]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody that the user writes with.

    Attributes:
        id: In the store.
        name: As the user calls them; at first as the export does.
        alias: Number of their pseudonym.
        keeps_text: Whether the words of the messages with them are kept.
        hidden: Whether they are left out of lists.
        joined_to: The person that they are, under another name; None for a person of their own.
        made_at: When they were added.
    """

    id: int
    name: str
    alias: int
    keeps_text: bool
    hidden: bool
    joined_to: int | None
    made_at: datetime


def add_person(store: Store, name: str, now: datetime) -> int:
    """Add a person and return their id. Pseudonyms are numbered in order and never given twice."""
    with store.write() as connection:
        taken = connection.execute("SELECT coalesce(max(alias), 0) + 1 FROM person").fetchone()[0]
        cursor = connection.execute(
            "INSERT INTO person (name, alias, made_at) VALUES (?, ?, ?)",
            (name, taken, now.isoformat(timespec="seconds")),
        )
        return int(cursor.lastrowid)


def load_person(store: Store, person_id: int) -> Person:
    """Return one person.

    Raises:
        RequestError: They are not there.
    """
    return _person(store.row("SELECT * FROM person WHERE id = ?", (person_id,)))


def load_people(store: Store, *, hidden: bool = False, joined: bool = False) -> list[Person]:
    """Return the people by name.

    Args:
        store: The store.
        hidden: Whether to list those that are hidden, too.
        joined: Whether to list those that are another person's further name, too.
    """
    people = [_person(row) for row in store.read("SELECT * FROM person ORDER BY lower(name), id")]
    return [
        person for person in people if (hidden or not person.hidden) and (joined or person.joined_to is None)
    ]


def load_names(store: Store) -> dict[int, str]:
    """Return what every person is called, by id; one who is joined to another by the other's name."""
    people = {person.id: person for person in load_people(store, hidden=True, joined=True)}
    return {person.id: people[person.joined_to or person.id].name for person in people.values()}


def update_person(
    store: Store,
    person_id: int,
    *,
    name: str | None = None,
    hidden: bool | None = None,
    keeps_text: bool | None = None,
) -> None:
    """Change what is given."""
    with store.write() as connection:
        for column, value in (("name", name), ("hidden", hidden), ("keeps_text", keeps_text)):
            if value is not None:
                connection.execute(f"UPDATE person SET {column} = ? WHERE id = ?", (value, person_id))  # noqa: S608


def join_people(store: Store, person_id: int, to_id: int) -> None:
    """Say that one person is another; their messages count together from now on. :func:`part_people` undoes it.

    Raises:
        RequestError: They are the same already, or one of them is not there.
    """
    with store.write() as connection:
        load_person(store, person_id)
        target = load_person(store, to_id)
        root = target.joined_to or target.id
        if root == person_id:
            raise RequestError("store.errors.gone")
        connection.execute(
            "UPDATE person SET joined_to = ? WHERE id = ? OR joined_to = ?", (root, person_id, person_id)
        )


def part_people(store: Store, person_id: int) -> None:
    """Say that a person is somebody of their own."""
    with store.write() as connection:
        connection.execute("UPDATE person SET joined_to = NULL WHERE id = ?", (person_id,))


def confirm_me(store: Store, names: Iterable[str], now: datetime) -> None:
    """Keep the names under which the user writes, and that they said that the history is their own."""
    with store.write() as connection:
        connection.executemany(
            "INSERT INTO me VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            [(name, now.isoformat(timespec="seconds")) for name in names],
        )


def load_me(store: Store) -> list[str]:
    """Return the user's names, first confirmed first."""
    return [row["name"] for row in store.read("SELECT name FROM me ORDER BY confirmed_at, rowid")]


def _person(row: Row) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        alias=row["alias"],
        keeps_text=bool(row["keeps_text"]),
        hidden=bool(row["hidden"]),
        joined_to=row["joined_to"],
        made_at=datetime.fromisoformat(row["made_at"]),
    )
