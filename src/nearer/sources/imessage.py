"""Messages on the Mac and the iPhone (iMessage, SMS, RCS): ``chat.db``, or ``sms.db`` of a phone's backup."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export, ExportReader, open_file
from nearer.sources.formats import Format
from nearer.sources.imessage_columns import Block, Kept
from nearer.sources.imessage_people import load_people
from nearer.sources.imessage_query import TABLES, asked
from nearer.sources.options import ReadOptions
from nearer.sources.records import OWN_NAME, Batch
from nearer.sources.sqlite_files import Database, holds_tables, log_of, opened
from nearer.words import say

__all__ = ["FORMAT", "IMessageReader", "default_path", "open_default"]

BYTES_A_ROW: Final = 64


class IMessageReader(ExportReader):
    """One database of Messages, with its write-ahead log where one lies beside it."""

    source = "imessage"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts[:1], options)
        log = log_of(parts[0])
        if log is not None:
            self.parts = (parts[0], log)

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages in the order in which the database got them.

        Raises:
            ExportError: It is no database, damaged, locked, or holds no message.
            ChangedError: It was being written all the while.
        """
        self.tally.owner = OWN_NAME
        self.tally.zone = self._options.clock.first_zone
        with opened(self._export) as database:
            if not all(database.has(table, *columns) for table, columns in TABLES.items()):
                raise ExportError("sources.error.damaged_database", file=self._export.name)
            if database.cut:
                self._note_cut()
            kept = Kept()
            n_messages = 0
            block = Block(database, load_people(database), self._options, self.tally, self._export.name)
            for rows in self._rows(database):
                frame = block.frame(rows)
                kept.look(rows[0][0], frame)
                for batch in block.batches(frame):
                    n_messages += len(batch.frame)
                    yield batch
        self.tally.addresses = block.addresses()
        if note := kept.note():
            self.tally.notes.append(say(f"imessage.note.{note}", file=self._export.name))
        if n_messages + self.tally.n_system == 0:
            raise ExportError("imessage.error.no_message", file=self._export.name)

    def _rows(self, database: Database) -> Iterator[list[tuple[Any, ...]]]:
        """Yield some rows at a time; go on behind a row that cannot be read, and end where the file is damaged."""
        query = asked(database)
        n_rows = min(max(self._chunk_bytes // BYTES_A_ROW, 1), 1 << 15)
        database.text_factory = bytes
        after = -(1 << 63)
        cursor = database.execute(query, (after,))
        while True:
            rows: list[tuple[Any, ...]] = []
            try:
                rows.extend(islice(cursor, n_rows))
                error = None
            except sqlite3.Error as raised:
                error = raised
            if rows:
                after = rows[-1][0]
                yield rows
            elif error is None:
                return
            if error is None:
                continue
            if isinstance(error, sqlite3.DataError):
                self.tally.skip(self._export.name, None, say("imessage.reason.too_long"))
                following = database.execute("SELECT min(ROWID) FROM message WHERE ROWID > ?", (after,))
                after = following.fetchone()[0]
            else:
                self._end_early(error, nothing=after == -(1 << 63))
                return
            cursor = database.execute(query, (after,))

    def _end_early(self, error: sqlite3.Error, *, nothing: bool) -> None:
        if nothing:
            raise error
        self.tally.skip(self._export.name, None, say("imessage.reason.damaged"))
        self._note_cut()

    def _note_cut(self) -> None:
        note = say("imessage.note.cut", file=self._export.name)
        if note not in self.tally.notes:
            self.tally.notes.append(note)


def default_path() -> Path | None:
    """Return where this Mac keeps its messages; None on other computers, and where there are none."""
    path = Path.home() / "Library" / "Messages" / "chat.db"
    try:
        return path if sys.platform == "darwin" and path.exists() else None
    except PermissionError:
        return path


def open_default(path: Path) -> Export:
    """Look at this Mac's own messages before they are read.

    Args:
        path: As :func:`default_path` returns it.

    Raises:
        ExportError: macOS does not let this program read it (the sentence says what to allow), or it is not there.
    """
    try:
        with path.open("rb") as stream:
            stream.read(1)
    except PermissionError:
        raise ExportError("imessage.error.no_access") from None
    except OSError:
        pass  # told by what follows
    return open_file(path)


def _is_imessage(export: Export, head: bytes) -> bool:
    """Tell a database of Messages by its tables."""
    return holds_tables(export, head, *TABLES)


FORMAT: Final = Format(
    "imessage", "iMessage", _is_imessage, IMessageReader, frozenset({".db", ".sqlite"}), binary=True
)
