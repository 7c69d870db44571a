"""The messages, as columns: one row for each hundred thousand of them, never a row for each."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from nearer.store.database import Connection, Store

if TYPE_CHECKING:
    import polars as pl

    from nearer.sources import Skipped, Tally
    from nearer.timeline import Timeline

__all__ = [
    "SEGMENT_ROWS",
    "Conversation",
    "add_export",
    "drop_conversation",
    "known_export",
    "load_conversations",
    "load_frame",
    "load_senders",
    "load_writers",
    "pack_frame",
    "unpack_frame",
]

SEGMENT_ROWS: Final = 100_000
COLUMNS: Final = ("time", "sender", "length", "kind")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation of one export, without its messages.

    Attributes:
        id: In the store.
        export_id: The export.
        person_id: With whom; None for groups and others that are not measured.
        title: What the export calls it.
        source: Format of the export.
        owner: The export's owner, where it tells.
        n_messages: How many.
        first_at: Time of the first.
        last_at: Time of the last.
    """

    id: int
    export_id: int
    person_id: int | None
    title: str
    source: str
    owner: str | None
    n_messages: int
    first_at: datetime | None
    last_at: datetime | None


def known_export(store: Store, digest: str) -> datetime | None:
    """Return when an export with the same bytes was read; None where none is kept, or nothing of it any more."""
    row = store.one(
        "SELECT read_at FROM export WHERE digest = ?"
        " AND EXISTS (SELECT 1 FROM conversation WHERE export_id = export.id)",
        (digest,),
    )
    return None if row is None else datetime.fromisoformat(row["read_at"])


def add_export(
    store: Store,
    *,
    file: str,
    digest: str,
    tally: Tally,
    source: str,
    timelines: Sequence[Timeline],
    people: Sequence[int | None],
    words: Mapping[int, pl.Series] | None = None,
    now: datetime,
) -> int:
    """Keep one export: all of it, or nothing.

    Args:
        store: The store.
        file: Name of the user's file.
        digest: SHA-256 of its bytes, hexadecimal.
        tally: What the reader counted besides messages.
        source: Format.
        timelines: Its conversations.
        people: With whom each of them is; None where it is not measured.
        words: The words of the messages of some conversations, by place, in the order of their frame.
        now: The present time.

    Returns:
        The export's id.
    """
    with store.write() as connection:
        cursor = connection.execute(
            "INSERT INTO export (file, digest, source, owner, read_at, n_messages, n_system, n_skipped, skipped, notes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                file,
                digest,
                source,
                tally.owner,
                now.isoformat(timespec="seconds"),
                sum(map(len, timelines)),
                tally.n_system,
                tally.n_skipped,
                _skipped_json(tally.skipped),
                msgspec.json.encode(tally.notes).decode(),
            ),
        )
        export_id = int(cursor.lastrowid)
        for place, (timeline, person_id) in enumerate(zip(timelines, people, strict=True)):
            _add_conversation(connection, export_id, timeline, person_id, (words or {}).get(place))
    return export_id


def load_conversations(store: Store, person_id: int | None = None) -> list[Conversation]:
    """Return the conversations: all of them, or those with one person under any of their names."""
    rows = store.read(
        "SELECT conversation.*, export.source, export.owner FROM conversation JOIN export ON export.id = export_id"
        " LEFT JOIN person ON person.id = person_id"
        " WHERE :person IS NULL OR person.id = :person OR person.joined_to = :person ORDER BY conversation.id",
        {"person": person_id},
    )
    return [
        Conversation(
            id=row["id"],
            export_id=row["export_id"],
            person_id=row["person_id"],
            title=row["title"],
            source=row["source"],
            owner=row["owner"],
            n_messages=row["n_messages"],
            first_at=_time(row["first_at"]),
            last_at=_time(row["last_at"]),
        )
        for row in rows
    ]


def load_frame(store: Store, conversation_id: int) -> pl.DataFrame | None:
    """Return the messages of one conversation: time, sender (as its code), length, kind; None where there are none."""
    import polars as pl

    rows = store.read(
        "SELECT columns FROM segment WHERE conversation_id = ? ORDER BY position", (conversation_id,)
    )
    frames = [unpack_frame(row["columns"]) for row in rows]
    return pl.concat(frames, rechunk=True).select(COLUMNS) if frames else None


def load_senders(store: Store, conversation_id: int) -> dict[int, str]:
    """Return the names of those who write in one conversation, by code."""
    rows = store.read("SELECT code, name FROM sender WHERE conversation_id = ?", (conversation_id,))
    return {row["code"]: row["name"] for row in rows}


def drop_conversation(store: Store, conversation_id: int) -> None:
    """Delete a conversation with its messages, and its export where that was the last one of it."""
    with store.write() as connection:
        connection.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,))
        connection.execute(
            "DELETE FROM export WHERE NOT EXISTS (SELECT 1 FROM conversation WHERE export_id = export.id)"
        )


def load_writers(store: Store) -> dict[int, set[str]]:
    """Return the names under which the exports know each person, the user's own among them, by the person's id."""
    names: dict[int, set[str]] = {}
    for row in store.read(
        "SELECT person_id, name FROM sender JOIN conversation ON conversation.id = conversation_id"
        " WHERE person_id IS NOT NULL"
    ):
        names.setdefault(row["person_id"], set()).add(row["name"])
    return names


def pack_frame(frame: pl.DataFrame) -> bytes:
    """Return columns as Arrow IPC, compressed."""
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="zstd")
    return buffer.getvalue()


def unpack_frame(packed: bytes) -> pl.DataFrame:
    """Return what :func:`pack_frame` packed."""
    import polars as pl

    return pl.read_ipc(packed)


def _add_conversation(
    connection: Connection,
    export_id: int,
    timeline: Timeline,
    person_id: int | None,
    words: pl.Series | None,
) -> None:
    import polars as pl

    counts = timeline.frame["sender"].cast(pl.String).value_counts(sort=True)
    codes = {name: code for code, name in enumerate(counts["sender"])}
    cursor = connection.execute(
        "INSERT INTO conversation (export_id, person_id, title, declared_group, n_messages, first_at, last_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            export_id,
            person_id,
            timeline.title,
            timeline.declared_group,
            len(timeline),
            timeline.first.isoformat(timespec="seconds") if timeline.first else None,
            timeline.last.isoformat(timespec="seconds") if timeline.last else None,
        ),
    )
    conversation_id = int(cursor.lastrowid)
    connection.executemany(
        "INSERT INTO sender VALUES (?, ?, ?, ?)",
        [(conversation_id, codes[name], name, n) for name, n in counts.iter_rows()],
    )
    coded = timeline.frame.with_columns(
        pl.col("sender").cast(pl.String).replace_strict(codes, return_dtype=pl.UInt32)
    ).select(COLUMNS)
    for position, start in enumerate(range(0, coded.height, SEGMENT_ROWS)):
        part = coded.slice(start, SEGMENT_ROWS)
        said = (
            None if words is None else pack_frame(words.slice(start, SEGMENT_ROWS).alias("text").to_frame())
        )
        connection.execute(
            "INSERT INTO segment (conversation_id, position, n_messages, columns, words) VALUES (?, ?, ?, ?, ?)",
            (conversation_id, position, part.height, pack_frame(part), said),
        )


def _skipped_json(skipped: Sequence[Skipped]) -> str:
    return msgspec.json.encode([(skip.file, skip.line, skip.reason) for skip in skipped]).decode()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
