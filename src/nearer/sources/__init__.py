"""Message exports, from bytes to columns: one file per format; :func:`open_export` chooses."""

from nearer.sources.detect import open_export
from nearer.sources.records import KINDS, RECORD_SCHEMA, Batch, Chat, DateOrder, Kind, Reader, Skipped, Tally

__all__ = [
    "KINDS",
    "RECORD_SCHEMA",
    "Batch",
    "Chat",
    "DateOrder",
    "Kind",
    "Reader",
    "Skipped",
    "Tally",
    "open_export",
]
