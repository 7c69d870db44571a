"""Message exports, from bytes to columns: one file per format; :func:`open_export` chooses."""

from nearer.sources.detect import open_export, read_export
from nearer.sources.files import Export, hold_bytes, open_file
from nearer.sources.records import KINDS, RECORD_SCHEMA, Batch, Chat, DateOrder, Kind, Reader, Skipped, Tally

__all__ = [
    "KINDS",
    "RECORD_SCHEMA",
    "Batch",
    "Chat",
    "DateOrder",
    "Export",
    "Kind",
    "Reader",
    "Skipped",
    "Tally",
    "hold_bytes",
    "open_export",
    "open_file",
    "read_export",
]
