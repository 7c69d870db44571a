"""What the user and each person wrote to each other, from what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nearer.store.messages import load_conversations, load_frame, load_senders
from nearer.store.people import load_me, load_person

if TYPE_CHECKING:
    import polars as pl

    from nearer.store.database import Store
    from nearer.timeline import Exchange

__all__ = ["load_exchange", "load_mine"]


def load_exchange(store: Store, person_id: int) -> Exchange | None:
    """Return all messages with one person, under any of their names; those that several exports of an app hold once.

    Args:
        store: The store.
        person_id: The person; of those who are joined, the one that the others are joined to.

    Returns:
        The exchange; None where no message with them is kept.

    Raises:
        RequestError: The person is not there.
    """
    from nearer.timeline import Exchange, join_frames

    person = load_person(store, person_id)
    me = load_me(store)
    by_source: dict[str, list[pl.DataFrame]] = {}
    for conversation in load_conversations(store, person_id):
        frame = load_mine(store, conversation.id, me)
        if frame is not None:
            by_source.setdefault(conversation.source, []).append(frame)
    if not by_source:
        return None
    parts = [join_frames(me[0] if me else "", person.name, frames) for frames in by_source.values()]
    return Exchange(
        parts[0].me,
        person.name,
        _in_order([part.frame for part in parts]),
        sum(part.n_duplicates for part in parts),
    )


def load_mine(store: Store, conversation_id: int, me: list[str]) -> pl.DataFrame | None:
    """Return time, mine, length, kind of one kept conversation; None where it has no messages.

    Args:
        store: The store.
        conversation_id: The conversation.
        me: The user's names.
    """
    import polars as pl

    from nearer.timeline import plain_name

    frame = load_frame(store, conversation_id)
    if frame is None:
        return None
    mine = {plain_name(name) for name in me}
    codes = [code for code, name in load_senders(store, conversation_id).items() if plain_name(name) in mine]
    return frame.select("time", pl.col("sender").is_in(codes).alias("mine"), "length", "kind")


def _in_order(frames: list[pl.DataFrame]) -> pl.DataFrame:
    import polars as pl

    return frames[0] if len(frames) == 1 else pl.concat(frames).sort("time", maintain_order=True)
