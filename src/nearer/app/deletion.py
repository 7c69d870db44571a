"""Use cases: delete a person, or everything; afterwards nothing of it is left in the files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nearer.app.choices import CHOICES_FILE
from nearer.app.safety import people_out_of_sight
from nearer.app.staging import list_ready, list_unfinished
from nearer.kernel.errors import OutputError
from nearer.store.files import BACKUPS, DATABASE, KEY_FILE
from nearer.store.people import Person, load_me, load_person
from nearer.store.pseudonyms import PARTICLES, NameScanner, contact, fold
from nearer.store.tables import TABLES
from nearer.timeline.names import plain_name

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Connection, Store

__all__ = ["Leaving", "delete_person", "what_goes", "wipe"]

COUNTED: Final = ("conversation", "checkin", "review", "mark", "look")
OWN_FILES: Final = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", CHOICES_FILE)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes with a person.

    Attributes:
        person: Who.
        also: Further names that count as this person, and go with them.
        n: Rows of some tables.
        n_messages: Messages.
    """

    person: Person
    also: tuple[str, ...]
    n: dict[str, int]
    n_messages: int


def what_goes(store: Store, person_id: int) -> Leaving:
    """Return what would go with a person; of somebody who may not be looked at, no messages and episodes are counted.

    Raises:
        RequestError: They are not there.
    """
    person = load_person(store, person_id)
    with store.snapshot() as connection:
        ids = _ids(connection, person_id)
        among = _among(ids)
        names = connection.execute(f"SELECT name FROM person WHERE id {among} ORDER BY id").fetchall()  # noqa: S608
        n = {
            table: connection.execute(f"SELECT count(*) FROM {table} WHERE person_id {among}").fetchone()[0]  # noqa: S608
            for table in COUNTED
        }
        messages = f"SELECT coalesce(sum(n_messages), 0) FROM conversation WHERE person_id {among}"  # noqa: S608
        n_messages = connection.execute(messages).fetchone()[0]
    if not people_out_of_sight(store).isdisjoint(ids):
        n |= dict.fromkeys(("conversation", "review", "look"), 0)
        n_messages = 0
    also = tuple(row["name"] for row in names if row["name"] != person.name)
    return Leaving(person, also, n, n_messages)


def delete_person(store: Store, person_id: int, *, with_checkins: bool) -> None:
    """Delete a person with every conversation, mark, review and look, and leave nothing of them in the file.

    Their name goes from groups and from what is known of exports, too, unless somebody else bears it. The user's own
    words stay as they are.

    Args:
        store: The store.
        person_id: Who; with them go the names that are joined to them.
        with_checkins: Whether check-ins with them go as well; else these stay, with nobody in particular.

    Raises:
        RequestError: They are not there.
    """
    me = {fold(plain_name(name)) for name in load_me(store)}
    with store.write() as connection:
        load_person(store, person_id)
        among = _among(_ids(connection, person_id))
        names = _names(connection, among, me)
        ask = f"SELECT DISTINCT export_id FROM conversation WHERE person_id {among}"  # noqa: S608 - checked numbers
        exports = [row[0] for row in connection.execute(ask)]
        if with_checkins:
            connection.execute(f"DELETE FROM checkin WHERE person_id {among}")  # noqa: S608
        connection.execute(f"DELETE FROM person WHERE id {among}")  # noqa: S608
        connection.execute("DELETE FROM incoming_export")  # what was read and not kept may be with them, too
        connection.execute(
            f"DELETE FROM export WHERE id {_among(exports)}"  # noqa: S608
            " AND NOT EXISTS (SELECT 1 FROM conversation WHERE export_id = export.id)"
        )
        _forget_names(connection, names)
    store.compact()


def wipe(place: Place) -> None:
    """Delete everything that Nearer keeps in the folder, the keys first: without them, nothing can be read again.

    Files that are not ours stay.

    Raises:
        OutputError: A file cannot be deleted.
    """
    with place.alone():
        place.lock()
        _delete_files(place.folder)


def _delete_files(folder: Path) -> None:
    """Delete what is ours in a folder that nobody has open, the keys first; patterns that the user added, too."""
    from nearer.app.library import added_folder

    ours = (folder / BACKUPS, *list_ready(folder), *list_unfinished(folder))
    folders = [path for path in ours if path.is_dir() and not path.is_symlink()]
    keys = [path for one in (folder, *folders) for path in one.rglob(KEY_FILE) if one != folder]
    files = [*(folder / name for name in OWN_FILES), *folder.glob(".nearer-*")]
    at = folder
    try:
        for at in (folder / KEY_FILE, *keys):
            _overwrite(at)
        for at in files:
            at.unlink(missing_ok=True)
        for at in (*folders, added_folder(folder)):
            if at.is_dir() and not at.is_symlink():
                shutil.rmtree(at)
    except OSError:
        raise OutputError("yours.errors.not_deleted", file=at.name) from None


def _overwrite(path: Path) -> None:
    """Write nothing but zeros over a key file, then delete it."""
    if not path.is_file():
        return
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _ids(connection: Connection, person_id: int) -> list[int]:
    ask = "SELECT id FROM person WHERE id = :id OR joined_to = :id"
    return [row[0] for row in connection.execute(ask, {"id": person_id})]


def _among(ids: Iterable[int]) -> str:
    """Return a condition; whole numbers of our own, so that it can stand in a statement."""
    return f"IN ({', '.join(str(int(one)) for one in ids)})"


def _names(connection: Connection, among: str, me: Collection[str]) -> list[tuple[str, str]]:
    """Return every name of the people who go that nobody else bears, with its pseudonym."""
    people = f"SELECT name, alias FROM person WHERE id {among}"  # noqa: S608 - checked numbers
    senders = (
        "SELECT sender.name, person.alias FROM sender JOIN conversation ON conversation.id = conversation_id"  # noqa: S608
        f" JOIN person ON person.id = person_id WHERE person_id {among}"
    )
    others = connection.execute(f"SELECT name FROM person WHERE id NOT {among}").fetchall()  # noqa: S608
    kept = {*me, *(fold(plain_name(row["name"])) for row in others)}
    found = [*connection.execute(people), *connection.execute(senders)]
    names = {row["name"]: contact(row["alias"]) for row in found if fold(plain_name(row["name"])) not in kept}
    return list(names.items())


def _forget_names(connection: Connection, names: list[tuple[str, str]]) -> None:
    """Replace names wherever an export brought them."""
    tokens = {fold(part) for name, _ in names for part in name.split()}
    scanner = NameScanner(names, PARTICLES | tokens)
    for table in TABLES:
        for column, kind in table.columns.items():
            if kind not in ("name", "sealed") or table.name == "me":
                continue
            for row in connection.execute(f"SELECT rowid, {column} FROM {table.name}").fetchall():  # noqa: S608
                text = row[1]
                if isinstance(text, str) and scanner.replace(text) != text:
                    connection.execute(
                        f"UPDATE {table.name} SET {column} = ? WHERE rowid = ?",  # noqa: S608
                        (scanner.replace(text), row[0]),
                    )
