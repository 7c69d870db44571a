"""The list of a database's tables, found in its bytes without opening it.

Reference:
    SQLite, "Database File Format", sections 1.3 (header), 1.6 (pages of a tree) and 2.6 (the schema).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.sqlite_copies import log_of

__all__ = ["MAGIC", "holds_tables", "page_size"]

MAGIC: Final = b"SQLite format 3\x00"
LONGEST_LOG_BYTES: Final = 16 << 20
MOST_SCHEMA_PAGES: Final = 256
LEAF: Final = 13
INTERIOR: Final = 5


def holds_tables(export: Export, head: bytes, *names: str) -> bool:
    """Whether a database has tables of these names, looked up without opening it: only its list of tables is read.

    Args:
        export: The file.
        head: Its first bytes, at least 100 of a database.
        *names: ASCII names of tables.
    """
    wanted = {b"table" + name.encode() * 2 for name in names}  # as a record of that list begins
    if not head.startswith(MAGIC):
        return False
    try:
        with export.guarded(), _seekable(export) as stream:
            for page in _schema_pages(stream, head):
                wanted = {record for record in wanted if record not in page}
        if wanted and (log := log_of(export)) is not None:
            page = log.raw_head(LONGEST_LOG_BYTES)
            wanted = {record for record in wanted if record not in page}
    except ExportError:
        return False
    return not wanted


def page_size(header: bytes) -> int:
    """Return the bytes of a page, which the header tells."""
    size = int.from_bytes(header[16:18], "big")
    return 65536 if size == 1 else size


def _seekable(export: Export) -> IO[bytes]:
    if export.entry is not None and export.archive is not None:
        return export.archive.open(export.entry)
    return export.open()


def _schema_pages(stream: IO[bytes], head: bytes) -> Iterator[bytes]:
    """Yield the pages that list a database's tables: the leaves of the tree whose root is the first page."""
    size = page_size(head)
    waiting, seen = [1], {1}
    while waiting and len(seen) < MOST_SCHEMA_PAGES:
        number = waiting.pop()
        stream.seek((number - 1) * size)
        page = stream.read(size)
        start = 100 if number == 1 else 0
        kind = page[start : start + 1]
        if kind == bytes([LEAF]):
            yield page
        elif kind == bytes([INTERIOR]):
            n_cells = int.from_bytes(page[start + 3 : start + 5], "big")
            offsets = [start + 12 + 2 * cell for cell in range(n_cells)]
            cells = [int.from_bytes(page[at : at + 2], "big") for at in offsets]
            children = {int.from_bytes(page[at : at + 4], "big") for at in (*cells, start + 8)} - seen - {0}
            seen |= children
            waiting.extend(children)
