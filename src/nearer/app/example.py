"""Use case: the made-up example, kept like one's own messages and never beside them.

It goes through the same store and the same pages, so that what a person tries is what they will have. It is there only
while no messages of their own are, and makes room for them: nothing of it can mix with a statement about real people.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from nearer.kernel.errors import RequestError
from nearer.store.looks import delete_pooled_look
from nearer.store.messages import add_export
from nearer.store.people import add_person, confirm_me
from nearer.words import say

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = ["EXAMPLE", "add_example", "example_people", "has_example", "has_messages", "remove_example"]

EXAMPLE: Final = "simulated"
"""Format of the example's exports; no reader has it."""


def has_messages(store: Store) -> bool:
    """Whether any messages are kept, made up or not."""
    return store.one("SELECT 1 FROM conversation") is not None


def has_example(store: Store) -> bool:
    """Whether the messages that are kept are made up."""
    return store.one("SELECT 1 FROM export WHERE source = ?", (EXAMPLE,)) is not None


def example_people(store: Store) -> set[int]:
    """Return the ids of the people who are made up."""
    rows = store.read(
        "SELECT DISTINCT person_id FROM conversation JOIN export ON export.id = export_id WHERE source = ?",
        (EXAMPLE,),
    )
    return {row["person_id"] for row in rows}


def add_example(store: Store, now: datetime) -> None:
    """Keep chats of people who do not exist, called so.

    Raises:
        RequestError: Messages are kept already.
    """
    from nearer.app.simulate import demo_chats

    if has_messages(store):
        raise RequestError("bring.errors.example_beside")
    chats = demo_chats()
    with store.write():
        for chat in chats.values():
            person_id = add_person(store, say("bring.example.name", name=chat.contact), now)
            (timeline,), (tally,) = chat.timelines.items, chat.timelines.tallies
            confirm_me(store, [chat.me], now)
            add_export(
                store,
                file=say("bring.example.file", name=chat.contact),
                digest="",
                tally=tally,
                source=EXAMPLE,
                timelines=[timeline],
                people=[person_id],
                now=now,
            )


def remove_example(store: Store) -> None:
    """Delete the example with all that was made of it: its people, their check-ins and reviews, what was found."""
    people = example_people(store)
    if not people:
        return
    with store.write() as connection:
        for person_id in people:
            connection.execute("DELETE FROM checkin WHERE person_id = ?", (person_id,))
            connection.execute("DELETE FROM person WHERE id = ?", (person_id,))
        connection.execute("DELETE FROM export WHERE source = ?", (EXAMPLE,))
        delete_pooled_look(store)
        connection.execute("DELETE FROM me")
