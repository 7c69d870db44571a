"""What a file of Meta's JSON says of its conversation, before and after the messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.sources.files import Export
from nearer.sources.json_arrays import Heading

__all__ = ["Thread", "look_at", "repair"]

_ENDING_BYTES: Final = 1 << 16
_TEXT: Final = rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
_NAMED: Final = re.compile(rb'(?<!\\)"name"\s*+:\s*+' + _TEXT, re.DOTALL)
_LISTED: Final = re.compile(
    rb'(?<!\\)"participants"\s*+:\s*+\[((?:\s*+' + _TEXT + rb"\s*+,?+)++)\s*+\]", re.DOTALL
)
_ONE_TEXT: Final = re.compile(_TEXT, re.DOTALL)
_NUMBERED: Final = re.compile(r"_\d+$")


@dataclass(frozen=True, slots=True)
class Thread:
    """What a file says of its conversation.

    Attributes:
        key: Its folder, or its name; "" where the file names neither.
        title: Its title.
        group: Whether it is a group.
        names: Who takes part.
    """

    key: str
    title: str
    group: bool | None
    names: frozenset[str]


def repair(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1, where all of a text can be undone.

    >>> repair("CafÃ©"), repair("Café"), repair("5 €")
    ('Café', 'Café', '5 €')
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def look_at(export: Export, heading: Heading) -> Thread:
    """Find out about a thread from what stands before and after its messages."""
    after = _ending(export)
    listed = _LISTED.search(heading.before) or _LISTED.search(after)
    if listed:
        names = [_said(one) for one in _ONE_TEXT.findall(listed[1])]
        name = str(heading.fields.get("threadName") or _last(after, b"threadName"))
        return Thread(name, _NUMBERED.sub("", name), _is_group(None, names), frozenset(names))
    names = [repair(_said(one)) for one in _NAMED.findall(heading.before)]
    path = str(heading.fields.get("thread_path") or _last(after, b"thread_path"))
    title = repair(str(heading.fields.get("title") or _last(after, b"title")))
    kind = "group" if b'"joinable_mode"' in after else _last(after, b"thread_type")
    return Thread(repair(path.rpartition("/")[2]), title, _is_group(kind, names), frozenset(names))


def _is_group(kind: str | None, names: Sequence[str]) -> bool | None:
    if kind:
        return kind != "Regular"
    return len(names) > 2 if names else None


def _last(after: bytes, key: bytes) -> str:
    """Return the last text of a name in the end of a file; "" where there is none."""
    found = re.findall(rb'(?<!\\)"' + key + rb'"\s*+:\s*+' + _TEXT, after, re.DOTALL)
    return _said(found[-1]) if found else ""


def _said(inside: bytes) -> str:
    try:
        return str(msgspec.json.decode(b'"' + inside + b'"', type=str))
    except UNDECODABLE:
        return inside.decode("utf-8", "replace")


def _ending(export: Export) -> bytes:
    """Return the last 64 KiB of a file's text."""
    if export.entry is None and export.encoding == "utf-8":
        with export.guarded(), export.open() as stream:
            stream.seek(max(export.size - _ENDING_BYTES, 0))
            return stream.read(_ENDING_BYTES)
    last = b""
    for piece in export.pieces(1 << 20):
        last = (last + piece)[-_ENDING_BYTES:]
    return last
