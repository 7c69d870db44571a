"""Message exports, from bytes to columns: one file per format; :func:`open_export` chooses."""

from nearer.sources.clock import Clock
from nearer.sources.detect import Opened, Refusal, digest_of, open_export, open_exports
from nearer.sources.files import Export, hold_bytes, open_file
from nearer.sources.formats import Format, Reader
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import (
    KINDS,
    OWN_NAME,
    RECORD_SCHEMA,
    Batch,
    Chat,
    DateOrder,
    Kind,
    Skipped,
    Tally,
)

__all__ = [
    "KINDS",
    "OWN_NAME",
    "RECORD_SCHEMA",
    "Batch",
    "Chat",
    "Clock",
    "DateOrder",
    "Export",
    "ExportReader",
    "Format",
    "Kind",
    "Opened",
    "ReadOptions",
    "Reader",
    "Refusal",
    "Skipped",
    "Tally",
    "digest_of",
    "hold_bytes",
    "open_export",
    "open_exports",
    "open_file",
]
