"""Everything that is kept, on its way out: a plain part without names, and a sealed part with what was changed.

Works from the declaration of the tables alone. Plain and sealed part hold the rows in the same order, so that both can
be read together, one row at a time, however many there are.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal, Protocol

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError, PlaceError
from nearer.store.database import Connection, Row
from nearer.store.messages import unpack_frame
from nearer.store.pseudonyms import Pseudonyms
from nearer.store.sealed import Record, Seal, new_seal, seal_records
from nearer.store.shape import Shape, shape_of
from nearer.store.tables import TABLES

__all__ = ["FORMAT", "Dump", "Header", "Incoming", "PlainRow", "base64_text", "dump", "read_header"]

FORMAT: Final = "nearer.export/1"

NEWER: Final = re.compile(rb'"format":\s*"nearer\.export/(\d{1,6})"')

PlainRow = dict[str, Any]
"""A row without names: numbers, texts, bytes; packed messages under a column of the kind ``columns``."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an export says of itself.

    Attributes:
        format: Name and version of the form.
        made_at: When it was made, local.
        migrations: Names of the migrations that the database had seen.
        rows: Rows of each table.
        seal: How the sealed part is sealed; None where there is none.
    """

    format: Literal["nearer.export/1"]
    made_at: str
    migrations: tuple[str, ...]
    rows: dict[str, int]
    seal: Seal | None = None


@dataclass(frozen=True, slots=True)
class Dump:
    """An export that is about to be written.

    Attributes:
        header: What it says of itself.
        pieces: The sealed part; empty without a passphrase. To be read before ``tables``.
        tables: Every table and what yields its rows, in order.
    """

    header: Header
    pieces: Iterator[bytes]
    tables: tuple[tuple[Shape, Callable[[], Iterator[PlainRow]]], ...]


class Incoming(Protocol):
    """An export that is being read; each part can be read from its start, also while another is."""

    header: Header

    def pieces(self) -> Iterator[bytes]:
        """Yield the sealed part."""

    def tables(self, shapes: Mapping[str, Shape]) -> Iterator[tuple[str, Iterator[PlainRow]]]:
        """Yield the tables in the order of the file, each with its rows."""


def dump(connection: Connection, now: datetime, secret: str | None) -> Dump:
    """Prepare an export.

    Args:
        connection: Of the store; all that follows sees one state.
        now: The present time.
        secret: Passphrase for the sealed part; without one, names and message texts cannot come back.
    """
    shapes = [shape_of(connection, table) for table in TABLES]
    pseudonyms = Pseudonyms(connection)
    seal = None if secret is None else new_seal()
    header = Header(
        format=FORMAT,
        made_at=now.isoformat(timespec="seconds"),
        migrations=tuple(row[0] for row in connection.execute("SELECT name FROM migration ORDER BY name")),
        rows={
            shape.name: connection.execute(f"SELECT count(*) FROM {shape.name}").fetchone()[0]  # noqa: S608
            for shape in shapes
        },
        seal=seal,
    )
    pieces: Iterator[bytes] = iter(())
    if seal is not None and secret is not None:
        pieces = seal_records(_records(connection, shapes, pseudonyms), seal, secret)
    tables = tuple((shape, partial(_plain_rows, connection, shape, pseudonyms)) for shape in shapes)
    return Dump(header, pieces, tables)


def read_header(content: bytes) -> Header:
    """Return what an export says of itself.

    Raises:
        PlaceError: A newer Nearer wrote it.
        ExportError: It is no export of ours.
    """
    try:
        return msgspec.json.decode(content, type=Header)
    except UNDECODABLE:
        number = NEWER.search(content)
        if number is not None and number[1] != b"1":
            raise PlaceError("yours.errors.newer") from None
        raise ExportError("yours.errors.no_export") from None


def base64_text(value: bytes) -> str:
    """Return bytes as text."""
    return base64.b64encode(value).decode()


def _plain_rows(connection: Connection, shape: Shape, pseudonyms: Pseudonyms) -> Iterator[PlainRow]:
    for _, plain in _rows(connection, shape, pseudonyms):
        yield plain


def _rows(connection: Connection, shape: Shape, pseudonyms: Pseudonyms) -> Iterator[tuple[Row, PlainRow]]:
    """Yield each row as it is and as it leaves."""
    unique: dict[str, set[object]] = {name: set() for name, column in shape.columns.items() if column.unique}
    for row in connection.execute(f"SELECT * FROM {shape.name} ORDER BY rowid"):  # noqa: S608 - own words
        plain: PlainRow = {
            name: pseudonyms.replaced(shape, column, row) for name, column in shape.columns.items()
        }
        for name, seen in unique.items():
            text = plain[name]
            if isinstance(text, str):
                plain[name] = _not_among(seen, text)
                seen.add(plain[name])
        yield row, plain


def _not_among(seen: set[object], text: str) -> str:
    """Return a text that is not there yet, with a number behind it where needed."""
    number, other = 1, text
    while other in seen:
        number += 1
        other = f"{text} ({number})"
    return other


def _records(connection: Connection, shapes: Iterable[Shape], pseudonyms: Pseudonyms) -> Iterator[Record]:
    for shape in shapes:
        if all(
            column.kind in ("plain", "columns") and not column.unique for column in shape.columns.values()
        ):
            continue
        for row, plain in _rows(connection, shape, pseudonyms):
            key = tuple(plain[name] for name in shape.table.key)
            for name, column in shape.columns.items():
                if plain[name] != row[name]:
                    value = unpack_frame(row[name])["text"].to_list() if column.kind == "texts" else row[name]
                    yield Record(shape.name, key, name, value)
