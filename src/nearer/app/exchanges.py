"""What the user and each person wrote to each other, from what is kept."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from nearer.store.messages import Conversation, load_conversations, load_frame, load_senders
from nearer.store.people import load_me, load_person

if TYPE_CHECKING:
    import polars as pl

    from nearer.store.database import Store
    from nearer.timeline import Exchange

__all__ = ["load_exchange", "load_mine"]


def load_exchange(store: Store, person_id: int) -> Exchange | None:
    """Return all messages with one person, under any of their names; what several exports of an app hold once.

    Args:
        store: The store.
        person_id: The person; of those who are joined, the one that the others are joined to.

    Returns:
        The exchange; None where no message with them is kept.

    Raises:
        RequestError: The person is not there.
    """
    from nearer.timeline import app_of, join_apps, join_frames

    person = load_person(store, person_id)
    me = load_me(store)
    by_app: dict[str, list[pl.DataFrame]] = {}
    for conversation in load_conversations(store, person_id):
        frame = load_mine(store, conversation, me)
        if frame is not None:
            by_app.setdefault(app_of(conversation.source), []).append(frame)
    if not by_app:
        return None
    return join_apps([join_frames(me[0] if me else "", person.name, frames) for frames in by_app.values()])


def load_mine(store: Store, conversation: Conversation, me: Collection[str]) -> pl.DataFrame | None:
    """Return time, mine, length, kind of one kept conversation; None where it has no messages.

    Args:
        store: The store.
        conversation: The conversation.
        me: The user's names.
    """
    import polars as pl

    from nearer.timeline import names_here, plain_name

    frame = load_frame(store, conversation.id)
    if frame is None:
        return None
    senders = {code: plain_name(name) for code, name in load_senders(store, conversation.id).items()}
    owner = plain_name(conversation.owner) if conversation.owner else None
    here = names_here([plain_name(name) for name in me], senders.values(), owner)
    codes = [code for code, name in senders.items() if name in here]
    return frame.select("time", pl.col("sender").is_in(codes).alias("mine"), "length", "kind")
