"""Reading the files of a library: small plain files only, since a folder of patterns may come from anybody."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from nearer.patterns.faults import Faults

__all__ = ["MOST_BYTES", "SLUG", "read_table", "read_text", "typed"]

T = TypeVar("T", bound=msgspec.Struct)

MOST_BYTES: Final = 128 * 1024
"""More than any file of ours has; a pattern of 20,000 words would fit."""

SLUG: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_SLUG: Final = 60

_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class _UnfitError(Exception):
    """A file that cannot be taken: the name of its fault, with its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def read_text(path: Path, faults: Faults) -> str | None:
    """Return a file's text; None, with a fault, where it cannot be had.

    Args:
        path: A plain file; no link is followed and nothing else is opened.
        faults: At this file.
    """
    try:
        return _text(path)
    except _UnfitError as error:
        faults.add(error.key, **error.values)
    return None


def read_table(path: Path, faults: Faults) -> dict[str, Any] | None:
    """Return a TOML file as nested tables; None, with a fault, where it is none."""
    text = read_text(path, faults)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        faults.add("no_toml", why="" if isinstance(error, RecursionError) else str(error))
    return None


def _text(path: Path) -> str:
    try:
        if path.is_symlink():
            raise _UnfitError("link")
        handle = os.open(path, os.O_RDONLY | _FLAGS)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _UnfitError("no_file")
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _UnfitError("missing_file") from None
    except (OSError, ValueError):
        raise _UnfitError("unreadable") from None
    if len(content) > MOST_BYTES:
        raise _UnfitError("too_large", most=MOST_BYTES // 1024)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _UnfitError("no_utf8") from None
    if _UNSHOWN.search(text):
        raise _UnfitError("control")
    return text


def typed(kind: type[T], table: object, faults: Faults) -> T | None:
    """Return a table as a struct; None, with one fault for every key that is wrong, where it does not fit.

    Args:
        kind: A ``msgspec.Struct``.
        table: As read.
        faults: At the table.
    """
    if not isinstance(table, dict):
        faults.add("no_table")
        return None
    fields = {one.name: one for one in msgspec.structs.fields(kind)}
    given: dict[str, Any] = {}
    before = len(faults.found)
    for name in sorted(table.keys() - fields.keys()):
        faults.add("unknown_key", key=name)
    for name, one in fields.items():
        if name not in table:
            if one.required:
                faults.add("missing_key", key=name)
            continue
        try:
            given[name] = msgspec.convert(table[name], one.type)
        except (msgspec.ValidationError, RecursionError, UnicodeEncodeError):
            faults.add("wrong_value", key=name)
    return kind(**given) if len(faults.found) == before else None
