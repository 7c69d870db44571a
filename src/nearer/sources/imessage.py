"""Messages on the Mac and the iPhone (iMessage, SMS, RCS): ``chat.db``, or ``sms.db`` of a phone's backup."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter, lt
from pathlib import Path
from typing import Any, Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export, open_file
from nearer.sources.formats import Format
from nearer.sources.imessage_columns import Block, Kept
from nearer.sources.imessage_people import load_people
from nearer.sources.imessage_query import TABLES, asked
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import OWN_NAME, Batch
from nearer.sources.sqlite_copies import log_of
from nearer.sources.sqlite_files import Database, opened
from nearer.sources.sqlite_schema import holds_tables
from nearer.words import say

__all__ = ["FORMAT", "IMessageReader", "default_path", "open_default"]

BYTES_A_ROW: Final = 64
MOST_ROWS: Final = 1 << 14
FIRST: Final = -(1 << 63)


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
                self._note_damage()
            kept = Kept()
            n_messages = 0
            block = Block(database, load_people(database), self._options, self.tally, self._export.name)
            for rows in self._rows(database):
                frame = block.frame(rows)
                kept.look(rows[0][0], frame)
                for batch in block.batches(frame):
                    n_messages += len(batch.frame)
                    yield batch
            if block.damaged:
                self._note_damage()
        self.tally.addresses = block.addresses()
        if note := kept.note():
            self.tally.notes.append(say(f"imessage.note.{note}", file=self._export.name))
        if n_messages + self.tally.n_system == 0:
            key = "sources.error.damaged_database" if self.tally.notes else "imessage.error.no_message"
            raise ExportError(key, file=self._export.name)

    def _rows(self, database: Database) -> Iterator[list[tuple[Any, ...]]]:
        """Yield some rows at a time; go on behind a row that cannot be read, and end where the file is damaged."""
        database.text_factory = bytes
        query = asked(database)
        most = min(max(self._chunk_bytes // BYTES_A_ROW, 1), MOST_ROWS)
        n_rows, after = most, FIRST
        while True:
            rows, error = _some(database, query, after, n_rows)
            if rows:
                yield rows
                n_rows, after = most, rows[-1][0]
            elif error is None:
                return
            elif n_rows > 1:
                n_rows = 1  # SQLite's errors also take the row before them along
            elif isinstance(error, sqlite3.DataError):
                self.tally.skip(self._export.name, None, say("imessage.reason.too_long"))
                following = database.execute("SELECT min(ROWID) FROM message WHERE ROWID > ?", (after,))
                n_rows, after = most, following.fetchone()[0]
            elif after == FIRST:
                raise error
            else:
                self.tally.skip(self._export.name, None, say("imessage.reason.damaged"))
                self._note_damage()
                return

    def _note_damage(self) -> None:
        note = say("imessage.note.cut", file=self._export.name)
        if note not in self.tally.notes:
            self.tally.notes.append(note)


def _some(
    database: Database, query: str, after: int, n_rows: int
) -> tuple[list[tuple[Any, ...]], sqlite3.Error | None]:
    """Return some rows, and what went wrong behind them."""
    rows: list[tuple[Any, ...]] = []
    error = None
    try:
        rows.extend(database.execute(query, (after, n_rows)))
    except sqlite3.Error as raised:
        error = raised
    numbers = [after, *map(itemgetter(0), rows)]
    if not all(map(lt, numbers, numbers[1:])):  # pages in a circle: SQLite itself would go round for ever
        n_rising = next(at for at, pair in enumerate(pairwise(numbers)) if pair[0] >= pair[1])
        return rows[:n_rising], sqlite3.DatabaseError()
    return rows, error


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
