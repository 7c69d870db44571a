"""Which format a file has: told from what is in it, never from its name alone."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nearer.kernel.errors import ExportError, UnknownFormatError
from nearer.sources.files import Export, open_file, sniff_encoding
from nearer.sources.records import DateOrder, Reader
from nearer.sources.whatsapp import WhatsAppReader, is_whatsapp

__all__ = ["FORMATS", "Format", "open_export"]


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


def _whatsapp(export: Export, date_order: DateOrder | None, with_text: bool) -> Reader:
    return WhatsAppReader(export, date_order=date_order, with_text=with_text)


FORMATS: Final = (Format("whatsapp", is_whatsapp, _whatsapp),)
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
    export = open_file(Path(path))
    export = replace(export, encoding=sniff_encoding(export.raw_head()))
    for known in FORMATS:
        if known.recognise(export):
            return known.read(export, date_order, with_text)
    raise UnknownFormatError("sources.error.unknown", file=export.name)
