"""Readers of message exports, one module per format, and the one function that chooses among them."""

from nearer.sources.records import KINDS, RECORD_SCHEMA, Batch, Chat, DateOrder, Kind, Reader, Skipped, Tally

__all__ = ["KINDS", "RECORD_SCHEMA", "Batch", "Chat", "DateOrder", "Kind", "Reader", "Skipped", "Tally"]
