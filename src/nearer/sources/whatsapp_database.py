"""WhatsApp's own database from a phone, with every chat: ``msgstore.db`` (Android), ``ChatStorage.sqlite`` (iPhone)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Final

import polars as pl

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import KINDS, OWN_NAME, Batch, Kind
from nearer.sources.rows import only_whole
from nearer.sources.sqlite_files import BEYOND_SQLITE, Database, opened
from nearer.sources.sqlite_schema import MAGIC, holds_tables
from nearer.sources.whatsapp_people import Phonebook, is_broadcast
from nearer.sources.whatsapp_schemas import Source, find_source, give_names
from nearer.words import say

__all__ = ["CONTACTS", "FORMAT", "WhatsAppDatabaseReader"]

_ROW_BYTES: Final = 32
_ROW_BYTES_WITH_TEXT: Final = 128
CONTACTS: Final = ("wa.db", "ContactsV2.sqlite")
_TABLES: Final = (("message", "jid"), ("messages", "jid"), ("messages", "chat_list"), ("ZWAMESSAGE",))
_APPLE_EPOCH_MS: Final = 978_307_200_000  # 2001-01-01 UTC
_SYSTEM: Final = "system"


class WhatsAppDatabaseReader(ExportReader):
    """One database of WhatsApp."""

    source = "whatsapp_database"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._people = Phonebook()

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, those of one chat together, in the order in which the phone kept them.

        Raises:
            ExportError: It is no database, damaged from the start, or without messages.
            ChangedError: The file changed while it was being read.
        """
        for contacts in self._contacts():
            with suppress(ExportError), opened(contacts) as database:
                give_names(database, self._people)
        n_messages = 0
        with opened(self._messages()) as database:
            source = find_source(database, self._people)
            if source is None:
                raise ExportError("whatsapp_database.error.no_messages", file=self.name)
            self.tally.n_system += source.n_beside
            for rows in self._rows(source, database):
                for batch in self._batches(source, rows):
                    n_messages += len(batch.frame)
                    yield batch
            if database.cut:
                self._note_damage()
        self._export.check_unchanged()
        if n_messages + self.tally.n_system == 0:
            raise ExportError("sources.error.no_message", file=self.name)
        self.tally.owner = OWN_NAME
        self.tally.zone = self._options.clock.first_zone
        self.tally.addresses = self._people.addresses

    def _messages(self) -> Export:
        """Return the database with the messages."""
        return self._export

    def _contacts(self) -> Iterator[Export]:
        """Yield the databases with names of people that lie beside."""
        for name in CONTACTS:
            try:
                beside = self._export.beside(name)
                found = beside is not None and beside.raw_head(len(MAGIC)).startswith(MAGIC)
            except ExportError:
                continue
            if beside is not None and found:
                yield beside

    def _rows(self, source: Source, database: Database) -> Iterator[list[tuple[Any, ...]]]:
        """Yield many rows at a time; what stands before a damaged place is read."""
        many = max(1, self._chunk_bytes // (_ROW_BYTES_WITH_TEXT if self._with_text else _ROW_BYTES))
        cursor = source.rows(database, with_text=self._with_text)
        n_rows = 0
        while True:
            rows: list[tuple[Any, ...]] = []
            try:
                rows.extend(islice(cursor, many))
            except (sqlite3.Error, *BEYOND_SQLITE):
                if n_rows + len(rows) == 0:
                    raise
                self._skip("not_a_record")
                self._note_damage()
                yield rows
                return
            if not rows:
                return
            n_rows += len(rows)
            yield rows

    def _note_damage(self) -> None:
        note = say("whatsapp_database.note.damaged", file=self._export.name)
        if note not in self.tally.notes:
            self.tally.notes.append(note)

    def _batches(self, source: Source, rows: list[tuple[Any, ...]]) -> Iterator[Batch]:
        """Turn rows into the batches of their chats."""
        numbers, mine, senders, times, types, words = zip(*rows, strict=True)
        chats = {number: source.chats[number] for number in set(numbers)}
        names = source.senders
        partners = {number: chat.title for number, chat in chats.items() if chat.group is False}
        lists = {chat.key for chat in chats.values() if is_broadcast(chat)}
        frame = pl.DataFrame(
            {
                "chat": pl.Series([chats[number].key for number in numbers], dtype=pl.String),
                "time": self._times(times, since_2001=source.since_2001),
                "sender": pl.Series(
                    [
                        OWN_NAME if own == 1 else names[sender] or partners.get(number)
                        for number, own, sender in zip(numbers, mine, senders, strict=True)
                    ],
                    dtype=pl.String,
                ),
                "type": pl.Series(types, dtype=pl.Int64, strict=False),
                "words": pl.Series(words, dtype=pl.String if self._with_text else pl.Int64, strict=False),
            }
        )
        by_key = {chat.key: chat for chat in chats.values()}
        for part in self._only_messages(frame, source, lists).partition_by("chat", maintain_order=True):
            yield Batch(by_key[part["chat"][0]], part.drop("chat"))

    def _times(self, times: Sequence[Any], *, since_2001: bool) -> pl.Series:
        """Return the times on the wall; null where there is none."""
        if since_2001:
            seconds = pl.Series(times, dtype=pl.Float64, strict=False)
            moments = (seconds * 1000).round().cast(pl.Int64, strict=False) + _APPLE_EPOCH_MS
        else:
            moments = pl.Series(times, dtype=pl.Int64, strict=False)
        return self._options.clock.local(moments)

    def _only_messages(self, frame: pl.DataFrame, source: Source, lists: set[str]) -> pl.DataFrame:
        """Count system lines, and messages without a time or a sender; return the others as records."""
        is_system = pl.col("type").is_in(sorted(source.types["system"])).fill_null(False)
        messages = frame.filter(~is_system & ~pl.col("chat").is_in(sorted(lists)))
        self.tally.n_system += len(frame) - len(messages)
        messages = only_whole(messages, self.tally, self._export.name)
        words = pl.col("words")
        length = (words.str.len_chars() if self._with_text else words).fill_null(0).cast(pl.UInt32)
        deleted = pl.col("type").is_in(sorted(source.types["deleted"])).fill_null(False)
        return messages.with_columns(
            length=pl.when(deleted).then(0).otherwise(length).cast(pl.UInt32)
        ).select(
            "chat",
            "time",
            pl.col("sender").cast(pl.Categorical()),
            "length",
            pl.when(deleted)
            .then(pl.lit(Kind.DELETED.value))
            .when(pl.col("length") > 0)
            .then(pl.lit(Kind.TEXT.value))
            .otherwise(pl.lit(Kind.MEDIA.value))
            .cast(KINDS)
            .alias("kind"),
            *(
                [pl.when(deleted).then(pl.lit("")).otherwise(words.fill_null("")).alias("text")]
                if self._with_text
                else []
            ),
        )


def _is_database(export: Export, head: bytes) -> bool:
    """Tell a database of WhatsApp by the names of its tables."""
    return any(holds_tables(export, head, *tables) for tables in _TABLES)


FORMAT: Final = Format(
    "whatsapp_database",
    "WhatsApp (database of the phone)",
    _is_database,
    WhatsAppDatabaseReader,
    frozenset({".db", ".sqlite"}),
    binary=True,
    companions=frozenset(CONTACTS),
)
