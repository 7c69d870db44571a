"""The one chat inside a zip: found by name, never extracted."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import MOST_ENTRY_BYTES, Export, sniff_encoding

__all__ = ["find_chats", "is_zip"]

MOST_ENTRIES: Final = 10_000
MOST_LIKELY: Final = 50  # each is opened on its own, and opening reads the whole list of entries
READABLE: Final = frozenset({".txt", ".json", ".jsonl", ".csv"})
CHAT_NAMES: Final = ("_chat.txt", "result.json")


def is_zip(head: bytes) -> bool:
    """Tell a zip by its first bytes."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def find_chats(export: Export) -> list[Export]:
    """Return the entries that may hold the chat, the likeliest alone if one stands out.

    A zip with media may hold text files that somebody sent, so the names by which the apps call a chat go first.

    Raises:
        ExportError: The zip is damaged, locked, unpacks to too much, or holds nothing that could be a chat.
    """
    with _opened(export) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_ENTRY_BYTES:
            raise ExportError("sources.error.bomb", file=export.name)
        found = [entry for entry in entries if _may_be_chat(entry)]
        if not found:
            raise ExportError("sources.error.no_chat_in_zip", file=export.name)
        likely = _likeliest(found, export.path.stem)
        if len(likely) > MOST_LIKELY:
            raise ExportError("sources.error.many_chats_in_zip", file=export.name)
        return [
            replace(
                export, entry=entry.filename, packed=entry.compress_size, encoding=_encoding(archive, entry)
            )
            for entry in likely
        ]


def _may_be_chat(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename)
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in name.parts)
    return (
        not hidden
        and not entry.filename.endswith("/")
        and name.suffix.lower() in READABLE
        and entry.file_size > 0
    )


def _likeliest(entries: list[zipfile.ZipInfo], stem: str) -> list[zipfile.ZipInfo]:
    """Return the entry named as an app names a chat, or as the zip itself; else all."""
    for wanted in (*CHAT_NAMES, f"{stem}.txt"):
        named = [entry for entry in entries if PurePosixPath(entry.filename).name == wanted]
        if len(named) == 1:
            return named
    whatsapp = [entry for entry in entries if "whatsapp" in PurePosixPath(entry.filename).stem.casefold()]
    return whatsapp if len(whatsapp) == 1 else entries


def _encoding(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    with archive.open(entry) as stream:
        return sniff_encoding(stream.read(4096))


@contextmanager
def _opened(export: Export) -> Iterator[zipfile.ZipFile]:
    with export.guarded(), export.open() as stream, zipfile.ZipFile(stream) as archive:
        yield archive
