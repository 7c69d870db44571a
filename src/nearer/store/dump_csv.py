"""An export as a zip of tables, one CSV file each, for spreadsheets.

In a text cell, what a spreadsheet could take for a formula gets an apostrophe in front, and so do a text that begins
with an apostrophe and one that is empty: taking one apostrophe off the front gives the text back. A cell with nothing
in it is a missing value. Bytes stand as Base64. Messages have a file of their own, each with the key of its row.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

import msgspec

from nearer.store.columns import MESSAGE_COLUMNS, readable
from nearer.store.dump import Dump, PlainRow, base64_text
from nearer.store.shape import Column, Shape

__all__ = [
    "HEADER_FILE",
    "SEALED_FILE",
    "guarded",
    "message_columns",
    "message_file",
    "unguarded",
    "write_csv",
]

HEADER_FILE: Final = "nearer.json"
SEALED_FILE: Final = "sealed.bin"
BOM: Final = b"\xef\xbb\xbf"  # without it, Excel takes UTF-8 for something else
ROWS_AT_ONCE: Final = 500
RISKY: Final = re.compile(r"\A(?:['=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|\Z)")


def guarded(text: str) -> str:
    """Return a text as a spreadsheet may open it.

    >>> guarded("=1+1"), guarded("calm"), guarded("")
    ("'=1+1", 'calm', "'")
    """
    return f"'{text}" if RISKY.match(text) else text


def unguarded(cell: str) -> str:
    """Return what :func:`guarded` guarded."""
    return cell.removeprefix("'")


def write_csv(export: Dump) -> Iterator[bytes]:
    """Yield the zip, piece by piece."""
    target = _Pieces()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(HEADER_FILE, msgspec.json.format(msgspec.json.encode(export.header), indent=2))
        if export.header.seal is not None:
            with archive.open(SEALED_FILE, "w", force_zip64=True) as entry:
                for piece in export.pieces:
                    entry.write(piece)
                    yield target.taken()
        for shape, rows in export.tables:
            with archive.open(f"{shape.name}.csv", "w", force_zip64=True) as entry:
                for lines in _table_lines(shape, rows()):
                    entry.write(lines)
                    yield target.taken()
            for column in message_columns(shape):
                with archive.open(message_file(shape, column), "w", force_zip64=True) as entry:
                    for lines in _message_lines(shape, column, rows()):
                        entry.write(lines)
                        yield target.taken()
    yield target.taken()


def _table_lines(shape: Shape, rows: Iterator[PlainRow]) -> Iterator[bytes]:
    """Yield a table, some thousand cells at a time."""
    columns = _cell_columns(shape)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    yield BOM
    for number, row in enumerate(rows):
        writer.writerow(_cell(column, row[name]) for name, column in columns.items())
        if number % ROWS_AT_ONCE == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _message_lines(shape: Shape, column: str, rows: Iterator[PlainRow]) -> Iterator[bytes]:
    """Yield the messages of a table, one row of it at a time."""
    import polars as pl

    yield ",".join((*shape.table.key, *MESSAGE_COLUMNS)).encode() + b"\r\n"
    for row in rows:
        if row[column] is not None:
            keys = [pl.lit(row[name]).alias(name) for name in shape.table.key]
            frame = readable(row[column]).select(*keys, *MESSAGE_COLUMNS)
            yield frame.write_csv(include_header=False, line_terminator="\r\n").encode()


def _cell(column: Column, value: object) -> object:
    match value:
        case bytes():
            return guarded(base64_text(value))
        case str():
            return guarded(value)
        case float():
            return repr(value)
    return value


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _cell_columns(shape: Shape) -> dict[str, Column]:
    return {name: column for name, column in shape.columns.items() if column.kind != "columns"}


def message_columns(shape: Shape) -> list[str]:
    """Return the columns of a table that hold messages."""
    return [name for name, column in shape.columns.items() if column.kind == "columns"]


def message_file(shape: Shape, column: str) -> str:
    """Return the name of the file with these messages."""
    return f"{shape.name}.{column}.csv"


class _Pieces(io.RawIOBase):
    """Holds what was written until it is taken."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        before = len(self._held)
        self._held += memoryview(piece)  # type: ignore[arg-type]
        return len(self._held) - before

    def taken(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held
