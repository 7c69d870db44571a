"""Read back an export that was written as a zip of CSV files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from typing import IO, Final

from nearer.kernel.errors import ExportError
from nearer.store.columns import MESSAGE_COLUMNS, pack_lists
from nearer.store.dump import PlainRow, read_header
from nearer.store.dump_csv import HEADER_FILE, SEALED_FILE, message_columns, message_file, unguarded
from nearer.store.sealed import PIECE_BYTES, TAG_BYTES
from nearer.store.shape import MOST_BLOB, Shape, bad_cell

__all__ = ["CsvIncoming"]

MOST_MESSAGES: Final = 1_000_000
MOST_ENTRIES: Final = 1000
MOST_ENTRY_BYTES: Final = 20 << 30
MOST_RATIO: Final = 200
RATIO_FROM: Final = 10 << 20
MOST_LINE: Final = 2 * MOST_BLOB
MOST_HEADER: Final = 1 << 20
INTEGER: Final = re.compile(r"-?\d{1,19}", re.ASCII)
NUMBER: Final = re.compile(r"-?\d{1,400}(?:\.\d{1,400})?(?:e[+-]?\d{1,3})?", re.ASCII)


class CsvIncoming:
    """Reads what :func:`write_csv` wrote.

    Args:
        file: Open for reading bytes; can be read from its start again.

    Raises:
        ExportError: It is no export of ours, damaged, or unpacks to too much.
    """

    def __init__(self, file: IO[bytes]) -> None:
        with _told():
            self._archive = zipfile.ZipFile(file)
            entries = {entry.filename: entry for entry in self._archive.infolist()}
            if HEADER_FILE not in entries:
                raise ExportError("yours.errors.no_export")
            _check_sizes(self._archive.infolist(), file.seek(0, io.SEEK_END))
            self._entries = frozenset(entries)
            header = self._archive.read(HEADER_FILE) if entries[HEADER_FILE].file_size <= MOST_HEADER else b""
            self.header = read_header(header)

    def pieces(self) -> Iterator[bytes]:
        """Yield the sealed part.

        Raises:
            ExportError: It is cut, or was altered.
        """
        if SEALED_FILE not in self._entries:
            raise ExportError("yours.errors.cut")
        with _told(), self._archive.open(SEALED_FILE) as entry:
            while piece := entry.read(PIECE_BYTES + TAG_BYTES):
                yield piece

    def tables(self, shapes: Mapping[str, Shape]) -> Iterator[tuple[str, Iterator[PlainRow]]]:
        """Yield the tables in the order of the header, each with its rows.

        Raises:
            ExportError: It is cut, or was altered.
        """
        for name in self.header.rows:
            if name not in shapes or f"{name}.csv" not in self._entries:
                raise ExportError("yours.errors.changed")
            yield name, self._rows(shapes[name])

    def _rows(self, shape: Shape) -> Iterator[PlainRow]:
        columns = message_columns(shape)
        messages = {column: self._messages(shape, column) for column in columns}
        ahead = {column: next(messages[column], None) for column in columns}
        lines = self._lines(f"{shape.name}.csv")
        names = next(lines, [])
        for cells in lines:
            if len(cells) != len(names):
                raise ExportError("yours.errors.changed")
            row: PlainRow = {
                name: _read_cell(shape, name, cell) for name, cell in zip(names, cells, strict=True)
            }
            key = tuple(str(row.get(name)) for name in shape.table.key)
            for column in columns:
                mine = ahead[column]
                row[column] = None
                if mine is not None and mine[0] == key:
                    row[column] = mine[1]
                    ahead[column] = next(messages[column], None)
            yield row
        if any(rest is not None for rest in ahead.values()):
            raise ExportError("yours.errors.changed")

    def _messages(self, shape: Shape, column: str) -> Iterator[tuple[tuple[str, ...], bytes]]:
        """Yield the packed messages with the key of their row."""
        n_keys = len(shape.table.key)
        lines = self._lines(message_file(shape, column))
        if next(lines, None) != [*shape.table.key, *MESSAGE_COLUMNS]:
            raise ExportError("yours.errors.changed")
        for key, group in groupby(lines, lambda cells: tuple(cells[:n_keys])):
            packed = pack_lists(_lists(group, n_keys))
            if packed is None:
                raise bad_cell(shape.name, column)
            yield key, packed

    def _lines(self, name: str) -> Iterator[list[str]]:
        if name not in self._entries:
            raise ExportError("yours.errors.cut")
        csv.field_size_limit(MOST_LINE)
        with _told(), self._archive.open(name) as entry:
            text = io.TextIOWrapper(entry, encoding="utf-8-sig", newline="")
            yield from csv.reader(_bounded(text), strict=True)


def _lists(lines: Iterator[list[str]], n_keys: int) -> dict[str, list[object]]:
    lists: dict[str, list[object]] = {name: [] for name in MESSAGE_COLUMNS}
    for cells in lines:
        if len(cells) != n_keys + len(MESSAGE_COLUMNS) or len(lists["time"]) >= MOST_MESSAGES:
            raise ExportError("yours.errors.changed")
        time, sender, length, kind = cells[n_keys:]
        lists["time"].append(time)
        lists["sender"].append(_integer(sender))
        lists["length"].append(_integer(length))
        lists["kind"].append(kind)
    return lists


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MOST_LINE):
        if len(line) == MOST_LINE:
            raise ExportError("yours.errors.too_much")
        yield line


def _read_cell(shape: Shape, name: str, cell: str) -> object:
    column = shape.columns.get(name)
    if column is None:
        raise bad_cell(shape.name, "?")
    if cell == "":
        return None
    match column.type:
        case "INTEGER":
            return _integer(cell)
        case "REAL":
            return float(cell) if NUMBER.fullmatch(cell) else cell
        case "BLOB":
            try:
                return b64decode(unguarded(cell), validate=True)
            except ValueError:
                raise bad_cell(shape.name, name) from None
    return unguarded(cell)


def _integer(cell: str) -> int | str:
    return int(cell) if INTEGER.fullmatch(cell) else cell


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse what would unpack to more than any export of ours."""
    too_big = any(
        entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * entry.compress_size
        for entry in entries
    )
    if (
        too_big
        or len(entries) > MOST_ENTRIES
        or sum(entry.file_size for entry in entries) > MOST_ENTRY_BYTES
        or sum(entry.compress_size for entry in entries) > size
    ):
        raise ExportError("yours.errors.too_much")


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the libraries raise into a sentence."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise ExportError("yours.errors.cut") from None
    except (csv.Error, RuntimeError, ValueError):  # the last two of a zip that is locked or was tampered with
        raise ExportError("yours.errors.changed") from None
