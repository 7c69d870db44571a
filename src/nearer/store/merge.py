"""Bring an export back: into an empty store as it was, into another without doubling anything; all of it or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from nearer.kernel.errors import ExportError, PlaceError
from nearer.store.columns import codes_in, pack_texts
from nearer.store.database import Connection, Store
from nearer.store.dump import Incoming, PlainRow
from nearer.store.migrations.run import known_migrations
from nearer.store.sealed import Record, read_records
from nearer.store.shape import Shape, bad_cell, check_cell, shape_of
from nearer.store.tables import TABLES

__all__ = ["Merged", "bring_in"]

MOST_ROWS: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import did.

    Attributes:
        added: Rows that were added, by table.
        known: Rows that were there already, by table.
        with_names: Whether names and left-out cells came back.
    """

    added: Mapping[str, int]
    known: Mapping[str, int]
    with_names: bool


def bring_in(
    store: Store, incoming: Incoming, secret: str | None, step: Callable[[int], None] = lambda n: None
) -> Merged:
    """Add what an export holds to a store.

    A row that the store knows already (by what its table is known by) stays as it is there. Rows keep their ids where
    these are free.

    Args:
        store: The store.
        incoming: The export.
        secret: Passphrase of the sealed part; None to leave the pseudonyms.
        step: Called with the number of rows read so far.

    Raises:
        ExportError: The file is cut, altered or none of ours.
        WrongSecretError: The passphrase is another's.
        PlaceError: It was written by a newer Nearer.
    """
    header = incoming.header
    if set(header.migrations) - known_migrations().keys():
        raise PlaceError("yours.errors.newer")
    opens = secret is not None and header.seal is not None
    records: Iterator[Record] = iter(())
    if secret is not None and header.seal is not None:
        records = read_records(incoming.pieces(), header.seal, secret)
    try:
        with store.write() as connection:
            merge = _Merge(connection, _Originals(records), step)
            for name, rows in incoming.tables(merge.shapes):
                if header.rows.get(name, -1) != merge.add_table(name, rows):
                    raise ExportError("yours.errors.cut")
            if set(header.rows) - merge.done:
                raise ExportError("yours.errors.cut")
            merge.finish()
    except (sqlcipher.IntegrityError, sqlcipher.DataError, OverflowError):
        raise ExportError("yours.errors.changed") from None
    return Merged(dict(merge.added), dict(merge.known), opens)


class _Originals:
    """The sealed cells, taken in the order of the rows."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = records
        self._ahead = next(records, None)

    def of(self, shape: Shape, row: PlainRow) -> dict[str, Any]:
        """Return the cells of one row as they were."""
        key = tuple(row.get(name) for name in shape.table.key)
        found = {}
        while self._ahead is not None and (self._ahead.table, self._ahead.key) == (shape.name, key):
            found[self._ahead.column] = self._ahead.value
            self._ahead = next(self._records, None)
        return found

    @property
    def are_all_taken(self) -> bool:
        """Whether none is left."""
        return self._ahead is None


@dataclass(slots=True)
class _Merge:
    connection: Connection
    originals: _Originals
    step: Callable[[int], None]
    shapes: dict[str, Shape] = field(init=False)
    ids: dict[str, dict[int, int]] = field(init=False)
    old: dict[str, set[int]] = field(init=False)
    taken: dict[str, set[int]] = field(init=False)
    done: set[str] = field(default_factory=set)
    added: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    n_rows: int = 0

    def __post_init__(self) -> None:
        self.shapes = {table.name: shape_of(self.connection, table) for table in TABLES}
        self.ids = {name: {} for name in self.shapes}  # the file's ids -> ours
        self.old = {name: set() for name in self.shapes}  # row ids of ours that were there before
        self.taken = {name: set() for name in self.shapes}  # all of ours

    def add_table(self, name: str, rows: Iterable[PlainRow]) -> int:
        """Add the rows of one table and return how many the file has."""
        if name in self.done:
            raise ExportError("yours.errors.changed")
        self.done.add(name)
        there = self._there(self.shapes[name])
        later: list[tuple[int, str, int]] = []
        n = 0
        for row in rows:
            n += 1
            self._add(self.shapes[name], row, there, later)
            self.n_rows += 1
            if self.n_rows > MOST_ROWS:
                raise ExportError("yours.errors.too_much")
            self.step(self.n_rows)
        for row_id, column, wanted in later:
            self.connection.execute(
                f"UPDATE {name} SET {column} = ? WHERE id = ?",  # noqa: S608 - our own words
                (self._mapped(name, name, column, wanted), row_id),
            )
        return n

    def finish(self) -> None:
        """Check what concerns several rows."""
        if not self.originals.are_all_taken:
            raise ExportError("yours.errors.sealed_changed")
        self.connection.execute(
            "UPDATE person SET joined_to = (SELECT root.joined_to FROM person AS root WHERE root.id = person.joined_to)"
            " WHERE joined_to IN (SELECT id FROM person WHERE joined_to IS NOT NULL)"
        )
        turned = "SELECT 1 FROM person JOIN person AS root ON root.id = person.joined_to"
        if self.connection.execute(f"{turned} WHERE root.joined_to IS NOT NULL").fetchone():
            raise bad_cell("person", "joined_to")

    def _there(self, shape: Shape) -> dict[tuple[object, ...], deque[int]]:
        """Return the row ids of what the store holds already, by what it is known by."""
        columns = ", ".join(shape.table.known_by)
        found: dict[tuple[object, ...], deque[int]] = defaultdict(deque)
        for row in self.connection.execute(f"SELECT rowid, {columns} FROM {shape.name} ORDER BY rowid"):  # noqa: S608
            found[tuple(row)[1:]].append(row[0])
            self.old[shape.name].add(row[0])
        self.taken[shape.name] |= self.old[shape.name]
        return found

    def _add(
        self,
        shape: Shape,
        row: PlainRow,
        there: dict[tuple[object, ...], deque[int]],
        later: list[tuple[int, str, int]],
    ) -> None:
        row = row | {
            name: _restored(shape, name, value) for name, value in self.originals.of(shape, row).items()
        }
        cells = {name: check_cell(shape, name, value) for name, value in row.items()}
        if "id" in shape.columns and type(cells.get("id")) is not int:
            raise bad_cell(shape.name, "id")
        wanted = {}
        for name, column in shape.columns.items():
            if column.refers_to == shape.name and cells.get(name) is not None:
                wanted[name] = cells[name]
                cells[name] = None
            elif column.refers_to is not None and cells.get(name) is not None:
                cells[name] = self._mapped(shape.name, column.refers_to, name, cells[name])
        same = there.get(tuple(cells.get(name) for name in shape.table.known_by))
        if same:
            self.known[shape.name] += 1
            self._note_id(shape, row, same.popleft())
            return
        if self._belongs_to_known(shape, cells):
            self.known[shape.name] += 1
            return
        _check_messages(self.connection, shape, cells)
        row_id = self._insert(shape, cells)
        self._note_id(shape, row, row_id)
        later += [(row_id, name, value) for name, value in wanted.items() if type(value) is int]
        self.added[shape.name] += 1

    def _insert(self, shape: Shape, cells: dict[str, object]) -> int:
        """Insert a row, under its own id and number where these are free, and return its row id."""
        for name, column in shape.columns.items():
            if column.unique and column.type == "INTEGER" and cells.get(name) is not None:
                cells[name] = self._free(shape.name, name, cells[name])
        if cells.get("id") in self.taken[shape.name]:
            cells["id"] = None
        names = ", ".join(cells)
        marks = ", ".join("?" * len(cells))
        cursor = self.connection.execute(
            f"INSERT INTO {shape.name} ({names}) VALUES ({marks})",  # noqa: S608 - checked names
            tuple(cells.values()),
        )
        row_id = int(cursor.lastrowid)
        self.taken[shape.name].add(row_id)
        return row_id

    def _free(self, table: str, column: str, number: object) -> object:
        """Return a number that must be the only one of its kind: itself, or the next after all."""
        ask = f"SELECT 1 FROM {table} WHERE {column} = ?"  # noqa: S608 - our own words
        if not self.connection.execute(ask, (number,)).fetchone():
            return number
        return self.connection.execute(f"SELECT max({column}) + 1 FROM {table}").fetchone()[0]  # noqa: S608

    def _belongs_to_known(self, shape: Shape, cells: dict[str, object]) -> bool:
        """Whether a row without an id of its own hangs on one that was there before, and so is settled there."""
        first = shape.columns[shape.table.key[0]]
        return first.refers_to is not None and cells.get(first.name) in self.old[first.refers_to]

    def _note_id(self, shape: Shape, row: PlainRow, row_id: int) -> None:
        if "id" in shape.columns:
            if row["id"] in self.ids[shape.name]:
                raise bad_cell(shape.name, "id")
            self.ids[shape.name][row["id"]] = row_id

    def _mapped(self, table: str, refers_to: str, column: str, value: Any) -> int:
        ours = self.ids[refers_to].get(value)
        if ours is None:
            raise bad_cell(table, column)
        return ours


def _restored(shape: Shape, name: str, value: Any) -> object:
    column = shape.columns.get(name)
    if column is None:
        raise bad_cell(shape.name, "?")
    if column.kind != "texts" or value is None:
        return value
    packed = pack_texts(value)
    if packed is None:
        raise bad_cell(shape.name, name)
    return packed


def _check_messages(connection: Connection, shape: Shape, cells: dict[str, Any]) -> None:
    """Refuse messages of somebody who is not among the writers of their conversation."""
    for name, column in shape.columns.items():
        if column.kind == "columns" and cells.get(name) is not None:
            codes = {
                row[0]
                for row in connection.execute(
                    "SELECT code FROM sender WHERE conversation_id = ?", (cells.get("conversation_id"),)
                )
            }
            if not codes_in(cells[name]) <= codes:
                raise bad_cell(shape.name, name)
