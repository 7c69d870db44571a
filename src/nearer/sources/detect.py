"""Which format a file has: told from what is in it, never from its name alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nearer.kernel.errors import ExportError, UnknownFormatError
from nearer.sources.csv import CsvReader, is_csv
from nearer.sources.files import Export, open_file, sniff_encoding
from nearer.sources.jsonl import JsonlReader, is_jsonl
from nearer.sources.records import DateOrder, Reader
from nearer.sources.telegram import TelegramReader, is_telegram
from nearer.sources.whatsapp import WhatsAppReader, is_whatsapp
from nearer.sources.zips import find_chats, is_zip

__all__ = ["FORMATS", "Format", "open_export", "read_export"]


@dataclass(frozen=True, slots=True)
class Format:
    """One export format.

    Attributes:
        name: As :attr:`Reader.source` says it.
        recognise: Tells from the content whether an export is of this format.
        read: Makes a reader: ``read(export, date_order, with_text)``.
    """

    name: str
    recognise: Callable[[Export], bool]
    read: Callable[[Export, DateOrder | None, bool], Reader]


FORMATS: Final = (
    Format("telegram", is_telegram, lambda export, _, with_text: TelegramReader(export, with_text=with_text)),
    Format("jsonl", is_jsonl, lambda export, _, with_text: JsonlReader(export, with_text=with_text)),
    Format("csv", is_csv, lambda export, _, with_text: CsvReader(export, with_text=with_text)),
    Format(
        "whatsapp",
        is_whatsapp,
        lambda export, order, with_text: WhatsAppReader(export, date_order=order, with_text=with_text),
    ),
)
"""All formats, the most particular first. A new format is a file of its own beside this one, and a line here."""


def open_export(path: Path, *, date_order: DateOrder | None = None, with_text: bool = False) -> Reader:
    """Open a message export.

    Args:
        path: The file, as the app wrote it.
        date_order: What the numbers of ambiguous dates mean; None: find out.
        with_text: Whether batches hold the words of the messages too.

    Raises:
        ExportError: The file cannot be read.
        UnknownFormatError: No reader knows what is in it.
    """
    return read_export(open_file(Path(path)), date_order=date_order, with_text=with_text)


def read_export(export: Export, *, date_order: DateOrder | None = None, with_text: bool = False) -> Reader:
    """Find out what an export is, on disk or in memory, and open it; as :func:`open_export`."""
    head = export.raw_head()
    candidates = find_chats(export) if is_zip(head) else [replace(export, encoding=sniff_encoding(head))]
    found = [(known, candidate) for candidate in candidates if (known := _recognise(candidate)) is not None]
    if len(found) > 1:
        raise ExportError("sources.error.many_chats_in_zip", file=export.name)
    if found:
        known, candidate = found[0]
        return known.read(candidate, date_order, with_text)
    if is_zip(head):
        raise UnknownFormatError("sources.error.no_chat_in_zip", file=export.name)
    raise UnknownFormatError(f"sources.error.{_shape(candidates[0], head)}", file=export.name)


def _recognise(export: Export) -> Format | None:
    """Return the first format that an export has."""
    if _is_binary(export):
        return None
    return next((known for known in FORMATS if known.recognise(export)), None)


def _is_binary(export: Export) -> bool:
    """Tell what is no text: text holds no zero bytes."""
    return b"\x00" in next(export.pieces(1 << 12), b"")


def _shape(export: Export, head: bytes) -> str:
    """Return the sentence that fits what an unknown file looks like."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if _is_binary(export):
        return "binary"
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith((b"{", b"[{", b"[\n", b"[ {")):
        return "unknown_json"
    return "unknown"
