"""The words of a message where Messages keeps them as an archived object: ``attributedBody``, and versions of an edit.

An ``NSAttributedString`` is archived as a typed stream. Its first string is what was typed, so it is enough to find
the type of a string in UTF-8 (a new type name, one letter long: ``+``) and the length behind it. :func:`decode_stream`
reads the stream from its start, for those of another byte order and for others that the short way does not fit.

References:
    NSArchiver's typed streams as written since NeXTSTEP, version 4: GNUstep's and GCC's ``objc/typedstream.h``, and the
    public decoders pytypedstream and crabstep. Integers: one byte, or 0x81 and two bytes, or 0x82 and four.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

__all__ = ["decode_stream", "last_version", "words_of"]

_STRING: Final = b"\x84\x01+"
_WIDE: Final = {0x81: 2, 0x82: 4, 0x87: 8}
_NEW: Final = 0x84
_NONE: Final = 0x85
_END: Final = 0x86
_FIRST_REFERENCE: Final = 0x92
_MOST_STEPS: Final = 2000
_BYTE_ORDERS: Final[dict[bytes, Literal["little", "big"]]] = {
    b"\x04\x0bstreamtyped": "little",
    b"\x04\x0btypedstream": "big",
}


def words_of(body: object) -> str | None:
    """Return what an archived text says; None where it cannot be read.

    Args:
        body: The column ``attributedBody``; anything that is not bytes is none.
    """
    if type(body) is not bytes:
        return None
    at = body.find(_STRING) + 3
    if at > 2 and at < len(body):
        n_bytes = body[at]
        at += 1
        if n_bytes > 0x7F:
            width = _WIDE.get(n_bytes, 0)
            n_bytes = int.from_bytes(body[at : at + width], "little") if width else len(body)
            at += width
        words = body[at : at + n_bytes]
        if len(words) == n_bytes and body.startswith(b"\x04\x0bs"):
            try:
                return str(words, "utf-8")
            except UnicodeDecodeError:
                return str(words, "utf-8", "replace")
    return decode_stream(body)


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
