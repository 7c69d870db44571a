"""The words of messages, where the user keeps them: whether there are any, those of a few days, and letting them go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from nearer.store.messages import load_conversations, load_senders, unpack_frame

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = ["MOST_SHOWN", "Said", "drop_words", "has_words", "keeps_words", "load_said"]

MOST_SHOWN: Final = 500


@dataclass(frozen=True, slots=True)
class Said:
    """One message.

    Attributes:
        at: When, local to the export.
        sender: Who wrote it, as the export writes the name.
        text: The words.
    """

    at: datetime
    sender: str
    text: str


def load_said(
    store: Store, person_id: int, since: datetime, until: datetime, limit: int = MOST_SHOWN
) -> list[Said]:
    """Return the messages with one person, under any of their names, whose words are kept, in order of time.

    What stands in several exports is returned once.

    Args:
        store: The store.
        person_id: The person.
        since: From this time.
        until: Before this time.
        limit: At most so many.
    """
    import polars as pl

    found: set[Said] = set()
    for conversation in load_conversations(store, person_id):
        if conversation.first_at is None or conversation.last_at is None:
            continue
        if conversation.first_at >= until or conversation.last_at < since:
            continue
        names = load_senders(store, conversation.id)
        rows = store.read(
            "SELECT columns, words FROM segment WHERE conversation_id = ? AND words IS NOT NULL"
            " ORDER BY position",
            (conversation.id,),
        )
        for row in rows:
            frame = pl.concat((unpack_frame(row["columns"]), unpack_frame(row["words"])), how="horizontal")
            near = frame.filter(pl.col("time").is_between(since, until, closed="left"))
            found.update(
                Said(at, names[code], text)
                for at, code, text in near.select("time", "sender", "text").iter_rows()
                if text
            )
    return sorted(found, key=lambda said: (said.at, said.sender, said.text))[:limit]


def has_words(store: Store, person_id: int) -> bool:
    """Whether the words of any message with a person are kept."""
    row = store.one(
        "SELECT 1 FROM segment JOIN conversation ON conversation.id = conversation_id"
        " JOIN person ON person.id = person_id"
        " WHERE (person.id = :person OR person.joined_to = :person) AND words IS NOT NULL",
        {"person": person_id},
    )
    return row is not None


def keeps_words(store: Store, conversation_id: int) -> bool:
    """Whether the words of a conversation are kept."""
    row = store.one(
        "SELECT 1 FROM segment WHERE conversation_id = ? AND words IS NOT NULL", (conversation_id,)
    )
    return row is not None


def drop_words(store: Store, person_id: int) -> None:
    """Delete the words of all messages with a person, and leave nothing of them on the disk."""
    with store.write() as connection:
        connection.execute(
            "UPDATE segment SET words = NULL WHERE conversation_id IN (SELECT conversation.id FROM conversation"
            " JOIN person ON person.id = person_id WHERE person.id = :person OR person.joined_to = :person)",
            {"person": person_id},
        )
    store.compact()
