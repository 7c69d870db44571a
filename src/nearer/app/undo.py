"""Use case: delete one record of the user's, and bring it back as long as the store stays open.

Works from the declaration of the tables, so it serves every record that has a uid. What was deleted is held in memory
only, and forgotten with the lock.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.store.shape import shape_of
from nearer.store.tables import TABLES

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Connection, Store

__all__ = ["delete_record", "undo_delete"]

MOST_KEPT: Final = 20

_DECLARED: Final = {
    table.name: table for table in TABLES if "uid" in table.columns and table.name != "checkin"
}  # a check-in brings its tags back, too


@dataclass(frozen=True, slots=True)
class _Deleted:
    table: str
    cells: dict[str, object]
    leaned: tuple[tuple[str, str, int], ...]  # table, column and id of what referred to it
    url: str


_kept: WeakKeyDictionary[Store, OrderedDict[str, _Deleted]] = WeakKeyDictionary()


def delete_record(place: Place, table: str, uid: str, url: str) -> str:
    """Delete a record, and in the background what the file still holds of it.

    Args:
        place: The place.
        table: Its table; one whose rows have a uid.
        uid: Its uid.
        url: Path of the page on which it stands once it is back.

    Returns:
        The path to which a form is sent to bring it back.

    Raises:
        RequestError: It is not there.
    """
    store, name = place.store, _DECLARED[table].name
    with store.write() as connection:
        row = store.row(f"SELECT * FROM {name} WHERE uid = ?", (uid,))  # noqa: S608 - a declared name
        leaned = tuple(_leaning(connection, name, row["id"]))
        connection.execute(f"DELETE FROM {name} WHERE uid = ?", (uid,))  # noqa: S608
    token = secrets.token_hex(8)
    kept = _kept.setdefault(store, OrderedDict())
    kept[token] = _Deleted(name, {column: row[column] for column in _DECLARED[table].columns}, leaned, url)
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)
    place.jobs.start("tidy", lambda progress: store.compact())
    return f"/undo/{token}"


def undo_delete(store: Store, token: str) -> str:
    """Bring a record back that was deleted lately, once, and return the path of its page.

    Whom or what it belonged to and is gone meanwhile is left empty, where it may be. Where its form was sent once more
    meanwhile, from another window, both stand: this one under another uid.

    Raises:
        RequestError: It is not known any more, or it cannot stand by itself.
    """
    deleted = _kept.get(store, OrderedDict()).pop(token, None)
    if deleted is None:
        raise RequestError("store.errors.gone")
    with store.write() as connection:
        cells = _still_right(connection, deleted)
        names, marks = ", ".join(cells), ", ".join("?" * len(cells))
        cursor = connection.execute(
            f"INSERT INTO {deleted.table} ({names}) VALUES ({marks})",  # noqa: S608 - declared names
            tuple(cells.values()),
        )
        for table, column, row_id in deleted.leaned:
            connection.execute(
                f"UPDATE {table} SET {column} = ? WHERE id = ? AND {column} IS NULL",  # noqa: S608 - from the schema
                (cursor.lastrowid, row_id),
            )
    return deleted.url.replace(str(deleted.cells["uid"]), str(cells["uid"]))


def _leaning(connection: Connection, table: str, row_id: int) -> Iterator[tuple[str, str, int]]:
    """Yield what refers to a row, and will refer to nothing once it is deleted."""
    for other in _DECLARED.values():
        for column in shape_of(connection, other).columns.values():
            if column.refers_to == table:
                ask = f"SELECT id FROM {other.name} WHERE {column.name} = ?"  # noqa: S608 - from the schema
                for row in connection.execute(ask, (row_id,)).fetchall():
                    yield other.name, column.name, row["id"]


def _still_right(connection: Connection, deleted: _Deleted) -> dict[str, object]:
    cells = dict(deleted.cells)
    for name, column in shape_of(connection, _DECLARED[deleted.table]).columns.items():
        if column.refers_to is None or cells[name] is None:
            continue
        ask = f"SELECT 1 FROM {column.refers_to} WHERE id = ?"  # noqa: S608 - from the schema
        if connection.execute(ask, (cells[name],)).fetchone() is None:
            if column.required:
                raise RequestError("store.errors.gone")
            cells[name] = None
    if connection.execute(f"SELECT 1 FROM {deleted.table} WHERE id = ?", (cells["id"],)).fetchone():  # noqa: S608
        del cells["id"]
    if connection.execute(f"SELECT 1 FROM {deleted.table} WHERE uid = ?", (cells["uid"],)).fetchone():  # noqa: S608
        cells["uid"] = new_uid()
    return cells
