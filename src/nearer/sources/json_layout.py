"""How an array of messages is laid out in a JSON file: where one message ends, where the array does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, Protocol

__all__ = ["STRING", "Layout", "find_layout", "plain_members"]

_OPEN: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+'
STRING: Final = re.compile(_OPEN + rb'(?:"|\\?\Z)', re.DOTALL)
"""A text; one that nothing ends goes on to the end, so that no byte is tried twice."""
_WHOLE: Final = _OPEN + b'"'
_MEMBERS: Final = re.compile(
    rb"\{\s*+((?:" + _WHOLE + rb"\s*+:\s*+(?:" + _WHOLE + rb"|-?[\d.]++|null|true|false)\s*+,\s*+)*+)\Z",
    re.DOTALL,
)
_TOKEN: Final = re.compile(STRING.pattern + rb"|[\[\]{},]", re.DOTALL)
_OPENING: Final = re.compile(rb"\{\s*+" + _WHOLE, re.DOTALL)
_MARGIN: Final = re.compile(rb"(?:^|\n)([ \t]*)\Z")
_NEAR: Final = 1 << 16
_MOST_GUESSES: Final = 16


class Layout(Protocol):
    """Where the messages of one array end. All places are in bytes of what is held."""

    def find_near_end(self, held: bytes, at: int) -> int | None:
        """Return the place of the closing bracket where it is near and quickly told; else None."""
        ...

    def guess_stops(self, held: bytes, at: int) -> Iterator[int]:
        """Yield places where a message probably ends, with a comma behind it, the last ones first."""
        ...

    def find_bounds(self, held: bytes, at: int) -> tuple[list[int], int | None]:
        """Return where each message ends, and the place of the closing bracket, or None where it is not held yet."""
        ...


def find_layout(before: bytes, indent: bytes) -> Layout:
    """Return the layout of an array.

    Args:
        before: What stands before its name.
        indent: What stands between its opening bracket and the first message.
    """
    margin = _MARGIN.search(before)
    if margin and indent.startswith((b"\n", b"\r\n")) and indent.strip(b"\r\n"):
        return _Lines(indent, margin[1])
    return _Tokens()


class _Lines:
    """Every message begins and ends on a line of its own, with the same indent.

    A text of JSON holds no line break, so lines alone tell.

    Args:
        indent: Line break and blanks before a message.
        margin: Blanks before the name of the array, and so before its closing bracket.
    """

    def __init__(self, indent: bytes, margin: bytes) -> None:
        self._end = indent + b"}"
        self._between = self._end + b"," + indent[: indent.index(b"\n") + 1]
        self._closing = b"\n" + margin + b"]"

    def find_near_end(self, held: bytes, at: int) -> int | None:
        return self._find_closing(held, at, at + _NEAR)

    def guess_stops(self, held: bytes, at: int) -> Iterator[int]:
        last = held.rfind(self._between, at)
        if last >= 0:
            yield last + len(self._end)

    def find_bounds(self, held: bytes, at: int) -> tuple[list[int], int | None]:
        closing = self._find_closing(held, at, len(held))
        stop = len(held) if closing is None else closing
        bounds = [found.end() - 1 for found in re.finditer(re.escape(self._end + b","), held[at:stop])]
        bounds = [at + bound for bound in bounds]
        if closing is not None and held[bounds[-1] + 1 if bounds else at : closing].strip():
            bounds.append(closing)
        return bounds, closing

    def _find_closing(self, held: bytes, at: int, until: int) -> int | None:
        found = held.find(self._closing, max(at - len(self._closing), 0), until)
        return None if found < 0 else found + len(self._closing) - 1


class _Tokens:
    """Any other layout: brackets are counted, and each byte once, however long a message is."""

    def __init__(self) -> None:
        self._between: tuple[bytes, ...] | None = None
        self._n_counted = self._depth = 0

    def find_near_end(self, held: bytes, at: int) -> int | None:
        depth = 0
        for token in _TOKEN.finditer(held, at, at + _NEAR):
            byte = held[token.start()]
            depth += (byte in b"{[") - (byte in b"}]")
            if depth < 0:
                return token.start()
        return None

    def guess_stops(self, held: bytes, at: int) -> Iterator[int]:
        if self._n_counted:
            return  # within a long message
        if self._between is None:
            opening = _OPENING.match(held, at)
            self._between = (b"}," + opening[0], b"}, " + opening[0]) if opening else ()
        until = len(held)
        for _ in range(_MOST_GUESSES if self._between else 0):
            until = max(held.rfind(between, at, until) for between in self._between)
            if until < 0:
                return
            yield until + 1

    def find_bounds(self, held: bytes, at: int) -> tuple[list[int], int | None]:
        bounds: list[int] = []
        depth, counted = self._depth, at + self._n_counted
        self._n_counted = self._depth = 0
        for token in _TOKEN.finditer(held, counted):
            byte = held[token.start()]
            if byte in b"{[":
                depth += 1
            elif byte in b"}]":
                depth -= 1
                if depth < 0:
                    end = token.start()
                    if held[bounds[-1] + 1 if bounds else at : end].strip():
                        bounds.append(end)
                    return bounds, end
            elif byte in b"," and depth == 0:
                bounds.append(token.start())
            elif token.end() == len(held):
                break  # a text that may go on
            counted = token.end()
        if not bounds:
            self._n_counted, self._depth = counted - at, depth
        return bounds, None


def plain_members(before: bytes) -> dict[str, Any]:
    """Return the plain members (texts, numbers, flags) of the object that is open at the end of ``before``."""
    start = max(before.rfind(b"\n{"), 0)
    while (start := before.find(b"{", start)) >= 0:
        if found := _MEMBERS.match(before, start):
            try:
                fields = json.loads(b"{" + found[1].rstrip().rstrip(b",") + b"}")
            except (ValueError, RecursionError):
                return {}
            return fields if isinstance(fields, dict) else {}
        start += 1
    return {}
