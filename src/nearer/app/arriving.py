"""Exports on their way in: read apart, committed piece by piece, gone on with where they were stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from nearer.kernel.errors import ExportError
from nearer.kernel.version import __version__
from nearer.store.incoming import (
    IncomingChat,
    IncomingExport,
    add_incoming,
    drop_incoming,
    finish_incoming,
    load_incoming,
    load_incoming_chats,
    load_incoming_frame,
    open_incoming,
)
from nearer.timeline import Timeline, count_people, plain_name

if TYPE_CHECKING:
    import polars as pl

    from nearer.app.apart import ApartReader, ReaderProcess
    from nearer.sources import Batch, ReadOptions
    from nearer.sources.wire import Found, Listed
    from nearer.store.database import Store

__all__ = ["COMMIT_MESSAGES", "IncomingTimeline", "key_of", "load_arrived", "take_in"]

COMMIT_MESSAGES: Final = 100_000
COMMIT_S: Final = 2.0


class IncomingTimeline(Timeline):
    """One conversation that was read and is not kept yet: its messages lie in the store, and are loaded when asked for.

    Args:
        store: The store.
        chat: The conversation there.
        source: Format of the export.
        export: Number of the export among those read, from 0.
        owner: The account's owner, where the export tells.
    """

    def __init__(self, store: Store, chat: IncomingChat, source: str, export: int, owner: str | None) -> None:
        fields = {
            "title": plain_name(chat.title),
            "source": source,
            "export": export,
            "declared_group": chat.declared_group,
            "owner": plain_name(owner) if owner else None,
            "_store": store,
            "_chat": chat,
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    _store: Store
    _chat: IncomingChat

    @property
    def key(self) -> str:
        """Names the conversation within its export."""
        return self._chat.key

    @property
    def frame(self) -> pl.DataFrame:  # loaded, not held
        """Columns of ``RECORD_SCHEMA``, in order of time."""
        return load_incoming_frame(self._store, self._chat.id)

    @property
    def senders(self) -> dict[str, int]:
        """Messages of each person, most first; names without invisible marks."""
        return count_people(self._chat.senders.items())

    @property
    def first(self) -> datetime | None:
        """Time of the first message."""
        return self._chat.first

    @property
    def last(self) -> datetime | None:
        """Time of the last message."""
        return self._chat.last

    def __len__(self) -> int:
        return sum(self._chat.senders.values())


def key_of(found: Found, options: ReadOptions) -> str:
    """Return what an export is known by while it is not kept: content, name, how it is read, and by which version."""
    clock = ",".join(f"{start}={zone}" for start, _, zone in options.clock.spans())
    return f"{found.digest} {found.name} {found.source} {options.date_order} {clock} {__version__}"


def take_in(
    store: Store,
    process: ReaderProcess,
    listed: Listed,
    number: int,
    options: ReadOptions,
    now: datetime,
    on_step: Callable[[ApartReader, int], None],
) -> IncomingExport:
    """Read one export to its end, from where an earlier reading of it was stopped.

    What was committed stays, whatever stops the reading.

    Args:
        store: Takes its messages.
        process: Reads.
        listed: What was found.
        number: Of the export among these.
        options: How to read it.
        now: The present time.
        on_step: Told the reader, and how many messages were there before.

    Raises:
        ExportError: It cannot be read; nothing of it stays then.
    """
    found = listed.exports[number]
    export = open_incoming(store, key_of(found, options), now)
    if export.tally is not None:
        return export
    before = export.n_messages
    reader = process.read(
        listed, number, options, skip=before, on_step=lambda reader: on_step(reader, before)
    )
    try:
        _commit_all(store, export.id, reader)
    except ExportError:
        drop_incoming(store, [export.id])
        raise
    finish_incoming(store, export.id, reader.tally)
    read = load_incoming(store, key_of(found, options))
    assert read is not None
    return read


def load_arrived(
    store: Store, export: IncomingExport, source: str, number: int
) -> tuple[IncomingTimeline, ...]:
    """Return the conversations of an export that was read to its end.

    Args:
        store: The store.
        export: The export.
        source: Its format.
        number: Its number among those read, from 0.
    """
    owner = export.tally.owner if export.tally else None
    chats = load_incoming_chats(store, export.id)
    return tuple(IncomingTimeline(store, chat, source, number, owner) for chat in chats)


def _commit_all(store: Store, export_id: int, reader: ApartReader) -> None:
    """Commit what is read, a hundred thousand messages or two seconds at a time."""
    waiting: list[Batch] = []
    n_waiting, since = 0, time.monotonic()
    for batch in reader:
        waiting.append(batch)
        n_waiting += batch.frame.height
        if n_waiting >= COMMIT_MESSAGES or time.monotonic() - since > COMMIT_S:
            add_incoming(store, export_id, waiting)
            waiting, n_waiting, since = [], 0, time.monotonic()
    if waiting:
        add_incoming(store, export_id, waiting)
