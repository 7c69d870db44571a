"""The words of a message where Messages keeps them as an archived object: ``attributedBody``, and versions of an edit.

An ``NSAttributedString`` is archived as a typed stream. Its first string is what was typed, so it is enough to find
the type of a string in UTF-8 (a new type name, one letter long: ``+``) and the length behind it. :func:`decode_stream`
reads the stream from its start, for those of another byte order and for others that the short way does not fit.

References:
    NSArchiver's typed streams as written since NeXTSTEP, version 4: GNUstep's and GCC's ``objc/typedstream.h``, and the
    public decoders pytypedstream and crabstep. Integers: one byte, or 0x81 and two bytes, or 0x82 and four.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

import polars as pl

__all__ = ["decode_stream", "last_version", "words_of", "words_of_all"]

_STRING: Final = b"\x84\x01+"
_WIDE: Final = {0x81: 2, 0x82: 4, 0x87: 8}
_NEW: Final = 0x84
_END: Final = 0x86
_FIRST_REFERENCE: Final = 0x92
_MOST_STEPS: Final = 2000
_ARCHIVE: Final = b"\x04\x0b"
_HEADER: Final = b"\x04\x0bstreamtyped"
_HEADER_BIG: Final = b"\x04\x0btypedstream"
_BYTE_ORDERS: Final[dict[bytes, Literal["little", "big"]]] = {_HEADER: "little", _HEADER_BIG: "big"}
_STARTS: Final = (
    _HEADER + b"\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92"
    b"\x84\x84\x84\x08NSString\x01\x94" + _STRING,
    _HEADER
    + b"\x81\xe8\x03\x84\x01@\x84\x84\x84\x19NSMutableAttributedString\x00\x84\x84\x12NSAttributedString\x00"
    b"\x84\x84\x08NSObject\x00\x85\x92\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95"
    + _STRING,
)


def words_of_all(said: Sequence[object]) -> pl.Series:
    """Return what texts and archived texts say, as strings; null where there is none, or none that can be read.

    Args:
        said: Bytes of UTF-8, or of an archive; anything else says nothing.
    """
    try:
        column = pl.Series("said", said, dtype=pl.Binary)
        fitting = _fitting(column)
    except (pl.exceptions.PolarsError, TypeError, ValueError):  # broken UTF-8, or values that are no bytes
        return pl.Series([words_of(one) for one in said], dtype=pl.String)
    others = fitting.is_null() & column.is_not_null()
    if not others.any():
        return fitting
    places = others.arg_true()
    return fitting.scatter(places, [words_of(said[at]) for at in places.to_list()])


def words_of(said: object) -> str | None:
    """Return what one text or archived text says; None where it cannot be read."""
    if type(said) is not bytes:
        return None
    if not said.startswith(_ARCHIVE):
        return str(said, "utf-8", "replace")
    at = said.find(_STRING) + len(_STRING)
    if at >= len(_STRING) and at < len(said) and said[2] == ord("s"):
        width = _WIDE.get(said[at], 0)
        n_bytes = int.from_bytes(said[at + 1 : at + 1 + width], "little") if width else said[at]
        words = said[at + 1 + width : at + 1 + width + n_bytes]
        if len(words) == n_bytes:
            return str(words, "utf-8", "replace")
    return decode_stream(said)


def _fitting(column: pl.Series) -> pl.Series:
    """Return the words of plain texts, and of archives that begin in one of the two usual ways; else null.

    Raises:
        polars.exceptions.PolarsError: Some are no UTF-8.
    """
    said, at, one = pl.col("said"), pl.col("at"), pl.col("one")
    if not column.bin.starts_with(_ARCHIVE).any():
        return column.cast(pl.String)
    starts = [pl.when(said.bin.starts_with(start)).then(len(start)) for start in _STARTS]
    sizes = {
        "one": said.bin.slice(at, 1).bin.reinterpret(dtype=pl.UInt8).cast(pl.UInt32),
        "two": said.bin.slice(at + 1, 2).bin.reinterpret(dtype=pl.UInt16).cast(pl.UInt32),
    }
    frame = column.to_frame().with_columns(at=pl.coalesce(starts)).with_columns(**sizes)
    begin = at + pl.when(one < 0x80).then(1).otherwise(3)
    frame = frame.with_columns(n=pl.when(one < 0x80).then(one).when(one == 0x81).then(pl.col("two")))
    frame = frame.with_columns(words=said.bin.slice(begin, pl.col("n")))
    archived = said.bin.starts_with(_ARCHIVE)
    whole = (
        pl.when(pl.col("words").bin.size() == pl.col("n")).then(pl.col("words")).when(~archived).then(said)
    )
    return frame.select(whole.cast(pl.String)).to_series()


def last_version(summary: object) -> str | None:
    """Return the words of an edited message after its last edit; None where it was unsent, or is not told.

    Args:
        summary: The column ``message_summary_info``: a binary property list. Its ``ec`` holds for each part of the
            message the versions in their order, each with the archived text ``t``; ``rp`` the parts that were unsent.
    """
    import plistlib

    if not isinstance(summary, bytes):
        return None
    try:
        found: Any = plistlib.loads(summary, fmt=plistlib.FMT_BINARY)
    except Exception:  # noqa: BLE001 - the standard library raises many kinds for damaged lists
        return None
    parts = found.get("ec") if isinstance(found, dict) else None
    if not isinstance(parts, dict):
        return None
    words = []
    for number in sorted(parts, key=str):
        versions = parts[number]
        if isinstance(versions, list) and versions and isinstance(versions[-1], dict):
            words.append(words_of(versions[-1].get("t")) or "")
    return "".join(words) or None


def decode_stream(stream: bytes) -> str | None:
    """Return the first string in a typed stream, read from its start; None where there is none or it is damaged."""
    try:
        return next((words for words in _Stream(stream).strings()), None)
    except (IndexError, ValueError):
        return None


class _Stream:
    """Reads a typed stream as far as strings need: names of types and classes, and the values of simple types."""

    def __init__(self, stream: bytes) -> None:
        self._bytes = stream
        self._order = _BYTE_ORDERS.get(stream[:13], "little")
        self._at = 13 if stream[:13] in _BYTE_ORDERS else len(stream)
        self._shared: list[bytes] = []

    def strings(self) -> Iterator[str]:
        """Yield the strings in UTF-8, in their order."""
        self._number()  # version of the system
        for _ in range(_MOST_STEPS):
            if self._at >= len(self._bytes):
                return
            types = self._name()
            if types is None:
                continue
            for code in types.decode("latin-1"):
                if code == "@":
                    self._object()
                elif code == "+":
                    yield self._take(self._number() or 0).decode("utf-8", "replace")
                elif code in "iIsSlLqQcCfd":
                    self._number()
                else:
                    return

    def _object(self) -> None:
        """Read the beginning of an object: its classes up to the root; what it holds follows as values with types."""
        if self._byte() != _NEW:
            return  # one that was there before, or none
        while self._bytes[self._at] == _NEW:
            self._at += 1
            self._name()
            self._number()  # version of the class
        self._at += 1  # no further class above, or one that was there before

    def _name(self) -> bytes | None:
        """Read a name that is told once and then by its number; None for marks between values."""
        tag = self._byte()
        if tag == _NEW:
            name = self._take(self._number() or 0)
            self._shared.append(name)
            return name
        if tag >= _FIRST_REFERENCE:
            return (
                self._shared[tag - _FIRST_REFERENCE] if tag - _FIRST_REFERENCE < len(self._shared) else None
            )
        return None

    def _number(self) -> int | None:
        tag = self._byte()
        width = 8 if tag == 0x83 else _WIDE.get(tag, 0)
        return int.from_bytes(self._take(width), self._order) if width else tag

    def _byte(self) -> int:
        self._at += 1
        return self._bytes[self._at - 1]

    def _take(self, n_bytes: int) -> bytes:
        if self._at + n_bytes > len(self._bytes):
            raise ValueError
        self._at += n_bytes
        return self._bytes[self._at - n_bytes : self._at]
