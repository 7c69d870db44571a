"""An export as one JSON document, a row to a line: any reader of JSON takes it, and Nearer reads it line by line."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError
from nearer.store.columns import pack_lists, readable
from nearer.store.dump import Dump, PlainRow, base64_text, read_header
from nearer.store.shape import Column, Shape, bad_cell

__all__ = ["HEAD", "JsonIncoming", "write_json"]

HEAD: Final = b'{"nearer":'
MOST_LINE: Final = 1 << 27
MOST_VALUES: Final = 8_000_000
MOST_NESTED: Final = 100_000
OPEN_SEALED: Final = b'"sealed":['
CLOSE: Final = b"]"
OPEN_TABLES: Final = b'"tables":{'
CLOSE_TABLES: Final = b"}"
END: Final = b'"end":true}'


def write_json(export: Dump) -> Iterator[bytes]:
    """Yield the document, piece by piece."""
    encode = msgspec.json.encode
    yield HEAD + encode(export.header) + b",\n" + OPEN_SEALED
    yield from _joined(encode(base64_text(piece)) for piece in export.pieces)
    yield b"\n],\n" + OPEN_TABLES
    for number, (shape, rows) in enumerate(export.tables):
        yield (b",\n" if number else b"\n") + encode(shape.name) + b":["
        yield from _joined(encode(_readable(shape, row)) for row in rows())
        yield b"\n]"
    yield b"\n},\n" + END + b"\n"


class JsonIncoming:
    """Reads what :func:`write_json` wrote.

    Args:
        file: Open for reading bytes; can be read from its start again.

    Raises:
        ExportError: It is no export of ours.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        line, _ = self._line(0)
        self.header = read_header(line.removeprefix(HEAD))

    def pieces(self) -> Iterator[bytes]:
        """Yield the sealed part.

        Raises:
            ExportError: It is cut, or was altered.
        """
        lines = self._lines()
        self._expect(lines, OPEN_SEALED)
        for line in lines:
            if line == CLOSE:
                return
            text = _decoded(line, "sealed")
            if not isinstance(text, str):
                raise ExportError("yours.errors.changed")
            yield _bytes(text, "sealed", "")

    def tables(self, shapes: Mapping[str, Shape]) -> Iterator[tuple[str, Iterator[PlainRow]]]:
        """Yield the tables in the order of the file, each with its rows.

        Raises:
            ExportError: It is cut, or was altered.
        """
        lines = self._lines()
        self._expect(lines, OPEN_SEALED)
        for line in lines:
            if line == CLOSE:
                break
        self._expect(lines, OPEN_TABLES)
        for line in lines:
            if line == CLOSE_TABLES:
                self._expect(lines, END)
                return
            name = _decoded(line.removesuffix(b":["), "tables") if line.endswith(b":[") else None
            if not isinstance(name, str) or name not in shapes:
                raise ExportError("yours.errors.changed")
            yield name, _rows(lines, shapes[name])

    def _lines(self) -> Iterator[bytes]:
        """Yield the lines after the first, without the commas behind them."""
        _, at = self._line(0)
        while True:
            line, at = self._line(at)
            yield line

    def _line(self, at: int) -> tuple[bytes, int]:
        """Return one line and where the next begins: several readers share the file."""
        self._file.seek(at)
        line = self._file.readline(MOST_LINE)
        if not line.endswith(b"\n"):
            raise ExportError("yours.errors.cut" if line.startswith(HEAD) or at else "yours.errors.no_export")
        return line.strip().removesuffix(b","), at + len(line)

    @staticmethod
    def _expect(lines: Iterator[bytes], wanted: bytes) -> None:
        if next(lines) != wanted:
            raise ExportError("yours.errors.changed")


def _rows(lines: Iterator[bytes], shape: Shape) -> Iterator[PlainRow]:
    for line in lines:
        if line == CLOSE:
            return
        row = _decoded(line, shape.name)
        if not isinstance(row, dict):
            raise ExportError("yours.errors.changed")
        yield {name: _value(shape, name, value) for name, value in row.items()}


def _value(shape: Shape, name: str, value: Any) -> object:
    column = shape.columns.get(name)
    if column is None or value is None:
        return value
    if column.kind == "columns":
        packed = pack_lists(value)
        if packed is None:
            raise bad_cell(shape.name, name)
        return packed
    return _bytes(value, shape.name, name) if column.type == "BLOB" else value


def _readable(shape: Shape, row: PlainRow) -> PlainRow:
    return {name: _written(shape.columns[name], value) for name, value in row.items()}


def _written(column: Column, value: Any) -> object:
    if value is None or column.type != "BLOB":
        return value
    return readable(value).to_dict(as_series=False) if column.kind == "columns" else base64_text(value)


def _joined(lines: Iterator[bytes]) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        yield (b",\n" if number else b"\n") + line


def _decoded(line: bytes, table: str) -> object:
    if line.count(b",") > MOST_VALUES or line.count(b"[") + line.count(b"{") > MOST_NESTED:
        raise ExportError("yours.errors.too_much")  # small in the file, and gigabytes as lists
    try:
        return msgspec.json.decode(line)
    except UNDECODABLE:
        raise bad_cell(table, "?") from None


def _bytes(value: object, table: str, column: str) -> bytes:
    try:
        if isinstance(value, str):
            return b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        pass
    raise bad_cell(table, column)
