"""The user's own tags for check-ins: renamed and hidden at will, deleted only when asked."""

from __future__ import annotations

from dataclasses import dataclass

from nearer.kernel.errors import RequestError
from nearer.store.database import Row, Store

__all__ = ["Tag", "add_tag", "delete_tag", "load_tag", "load_tags", "update_tag"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A word of the user's own.

    Attributes:
        id: In the store.
        name: The word.
        hidden: Whether it is no longer offered; check-ins keep it.
        n: Check-ins that have it.
    """

    id: int
    name: str
    hidden: bool
    n: int


SELECT = (
    "SELECT tag.*, coalesce(used.n, 0) AS n FROM tag LEFT JOIN "
    "(SELECT tag_id, count(*) AS n FROM checkin_tag GROUP BY tag_id) AS used ON used.tag_id = tag.id"
)


def add_tag(store: Store, name: str) -> int:
    """Add a tag and return its id; one that is there already is shown again."""
    with store.write() as connection:
        known = connection.execute("SELECT id FROM tag WHERE name = ?", (name,)).fetchone()
        if known is None:
            return int(connection.execute("INSERT INTO tag (name) VALUES (?)", (name,)).lastrowid)
        connection.execute("UPDATE tag SET hidden = 0 WHERE id = ?", (known["id"],))
        return int(known["id"])


def load_tag(store: Store, tag_id: int) -> Tag:
    """Return one tag.

    Raises:
        RequestError: It is not there.
    """
    return _tag(store.row(f"{SELECT} WHERE tag.id = ?", (tag_id,)))


def load_tags(store: Store) -> list[Tag]:
    """Return the tags by name, hidden ones too."""
    return [_tag(row) for row in store.read(f"{SELECT} ORDER BY lower(tag.name), tag.id")]


def update_tag(store: Store, tag_id: int, *, name: str | None = None, hidden: bool | None = None) -> None:
    """Change what is given.

    Raises:
        RequestError: It is not there, or another tag has this name.
    """
    with store.write() as connection:
        load_tag(store, tag_id)
        if name is not None:
            other = connection.execute("SELECT id FROM tag WHERE name = ?", (name,)).fetchone()
            if other is not None and other["id"] != tag_id:
                raise RequestError("checkin.errors.tag_taken", name=name)
            connection.execute("UPDATE tag SET name = ? WHERE id = ?", (name, tag_id))
        if hidden is not None:
            connection.execute("UPDATE tag SET hidden = ? WHERE id = ?", (hidden, tag_id))


def delete_tag(store: Store, tag_id: int) -> None:
    """Delete a tag and take it off every check-in.

    Raises:
        RequestError: It is not there.
    """
    store.change("DELETE FROM tag WHERE id = ?", (tag_id,))


def _tag(row: Row) -> Tag:
    return Tag(id=row["id"], name=row["name"], hidden=bool(row["hidden"]), n=row["n"])
