"""What is being read and not kept yet: committed piece by piece, so that reading goes on where it was stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from nearer.store.database import Connection, Store
from nearer.store.messages import pack_frame, unpack_frame

if TYPE_CHECKING:
    import polars as pl

    from nearer.sources import Batch, Chat, Tally

__all__ = [
    "IncomingChat",
    "IncomingExport",
    "add_incoming",
    "count_incoming",
    "drop_incoming",
    "drop_incoming_before",
    "finish_incoming",
    "load_incoming",
    "load_incoming_chats",
    "load_incoming_frame",
    "open_incoming",
]

EPOCH: Final = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class IncomingExport:
    """An export that is being read, or was.

    Attributes:
        id: In the store.
        n_messages: How many of its messages are committed: the first ones, in the order in which it is read.
        tally: What was counted besides; None until it was read to its end.
    """

    id: int
    n_messages: int
    tally: Tally | None


@dataclass(frozen=True, slots=True)
class IncomingChat:
    """One conversation of it, without its messages.

    Attributes:
        id: In the store.
        key: Names it within its export.
        title: What the export calls it.
        declared_group: Whether the export says that it is a group.
        senders: Messages of each sender, by name as the export writes it.
        first: Time of the first message.
        last: Time of the last.
    """

    id: int
    key: str
    title: str
    declared_group: bool | None
    senders: dict[str, int]
    first: datetime
    last: datetime


def open_incoming(store: Store, key: str, now: datetime) -> IncomingExport:
    """Return what is committed of an export; begins it where there is nothing yet.

    Args:
        store: The store.
        key: Of its content and how it is read.
        now: The present time.
    """
    with store.write() as connection:
        connection.execute(
            "INSERT INTO incoming_export (key, touched_at) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET touched_at = excluded.touched_at",
            (key, now.isoformat(timespec="seconds")),
        )
    found = load_incoming(store, key)
    assert found is not None
    return found


def load_incoming(store: Store, key: str) -> IncomingExport | None:
    """Return what is committed of an export; None where it was not begun."""
    from nearer.sources import Tally

    row = store.one("SELECT * FROM incoming_export WHERE key = ?", (key,))
    if row is None:
        return None
    tally = None if row["tally"] is None else msgspec.json.decode(row["tally"], type=Tally)
    return IncomingExport(row["id"], row["n_messages"], tally)


def add_incoming(store: Store, export_id: int, batches: Sequence[Batch]) -> None:
    """Commit further messages of an export: all of them, or none.

    Args:
        store: The store.
        export_id: The export.
        batches: What follows the messages that are committed.
    """
    import polars as pl

    together: dict[str, tuple[Chat, list[pl.DataFrame]]] = {}
    for batch in batches:
        together.setdefault(batch.chat.key, (batch.chat, []))[1].append(batch.frame)
    with store.write() as connection:
        for chat, frames in together.values():
            _add_chat(connection, export_id, chat, pl.concat(frames))
        connection.execute(
            "UPDATE incoming_export SET n_messages = n_messages + ? WHERE id = ?",
            (sum(batch.frame.height for batch in batches), export_id),
        )


def finish_incoming(store: Store, export_id: int, tally: Tally) -> None:
    """Say that an export was read to its end."""
    with store.write() as connection:
        connection.execute(
            "UPDATE incoming_export SET tally = ? WHERE id = ?",
            (msgspec.json.encode(tally).decode(), export_id),
        )


def load_incoming_chats(store: Store, export_id: int) -> list[IncomingChat]:
    """Return the conversations of an export, in the order in which they were met."""
    senders: dict[int, dict[str, int]] = {}
    for row in store.read(
        "SELECT chat_id, name, incoming_sender.n_messages FROM incoming_sender"
        " JOIN incoming_chat ON incoming_chat.id = chat_id WHERE export_id = ? ORDER BY incoming_sender.rowid",
        (export_id,),
    ):
        senders.setdefault(row["chat_id"], {})[row["name"]] = row["n_messages"]
    return [
        IncomingChat(
            id=row["id"],
            key=row["key"],
            title=row["title"],
            declared_group=None if row["declared_group"] is None else bool(row["declared_group"]),
            senders=senders.get(row["id"], {}),
            first=EPOCH + timedelta(milliseconds=row["first_ms"]),
            last=EPOCH + timedelta(milliseconds=row["last_ms"]),
        )
        for row in store.read(
            "SELECT incoming_chat.*, MIN(first_ms) AS first_ms, MAX(last_ms) AS last_ms FROM incoming_chat"
            " JOIN incoming_segment ON chat_id = incoming_chat.id WHERE export_id = ?"
            " GROUP BY incoming_chat.id ORDER BY incoming_chat.id",
            (export_id,),
        )
    ]


def load_incoming_frame(store: Store, chat_id: int) -> pl.DataFrame:
    """Return the messages of one conversation in order of time: time, sender, length, kind."""
    import polars as pl

    rows = store.read("SELECT columns FROM incoming_segment WHERE chat_id = ? ORDER BY id", (chat_id,))
    frame = pl.concat([unpack_frame(row["columns"]) for row in rows], rechunk=True)
    return frame if frame["time"].is_sorted() else frame.sort("time", maintain_order=True)


def count_incoming(store: Store) -> int:
    """Return how many messages wait that were read and not kept."""
    row = store.one("SELECT coalesce(sum(n_messages), 0) FROM incoming_export")
    return int(row[0]) if row else 0


def drop_incoming(store: Store, export_ids: Sequence[int] | None = None) -> None:
    """Forget what was read of some exports; None: of all."""
    with store.write() as connection:
        if export_ids is None:
            connection.execute("DELETE FROM incoming_export")
        else:
            connection.executemany("DELETE FROM incoming_export WHERE id = ?", [(one,) for one in export_ids])


def drop_incoming_before(store: Store, moment: datetime) -> None:
    """Forget what was read and not kept, where its reading began or went on last before a moment."""
    with store.write() as connection:
        connection.execute(
            "DELETE FROM incoming_export WHERE touched_at < ?", (moment.isoformat(timespec="seconds"),)
        )


def _add_chat(connection: Connection, export_id: int, chat: Chat, frame: pl.DataFrame) -> None:
    connection.execute(
        "INSERT INTO incoming_chat (export_id, key, title, declared_group) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (export_id, key) DO NOTHING",
        (export_id, chat.key, chat.title, chat.group),
    )
    row = connection.execute(
        "SELECT id FROM incoming_chat WHERE export_id = ? AND key = ?", (export_id, chat.key)
    ).fetchone()
    chat_id = int(row[0])
    counts = Counter(dict(frame["sender"].value_counts(sort=True).iter_rows()))
    connection.executemany(
        "INSERT INTO incoming_sender VALUES (?, ?, ?)"
        " ON CONFLICT (chat_id, name) DO UPDATE SET n_messages = n_messages + excluded.n_messages",
        [(chat_id, name, n) for name, n in counts.items()],
    )
    moments = frame["time"].dt.epoch("ms")
    connection.execute(
        "INSERT INTO incoming_segment (chat_id, n_messages, first_ms, last_ms, columns) VALUES (?, ?, ?, ?, ?)",
        (chat_id, frame.height, moments.min(), moments.max(), pack_frame(frame)),
    )
