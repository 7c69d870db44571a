"""Use case: which of those who write in the user's files is the user."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nearer.app.draft import Draft
from nearer.app.example import has_example
from nearer.app.together import find_contacts
from nearer.kernel.errors import RequestError
from nearer.store.people import load_me

if TYPE_CHECKING:
    from nearer.app.uploads import Basket
    from nearer.store.database import Store

__all__ = ["Writer", "guess_me", "is_known", "name_me"]


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who writes in what was read, and may be the user.

    Attributes:
        name: Plain.
        n_messages: Messages.
        n_chats: Conversations that they write in.
        guessed: Whether this seems to be the user.
    """

    name: str
    n_messages: int
    n_chats: int
    guessed: bool


def guess_me(store: Store, draft: Draft) -> list[Writer]:
    """Return who may be the user, the likeliest first.

    Those are guessed who were confirmed before, who own an export's account, who write in every chat with one other
    person, or who are the other one in a chat that is called by a name.
    """
    from nearer.app.analyze import find_me
    from nearer.sources import OWN_NAME
    from nearer.timeline import Timelines, plain_name

    timelines = Timelines(tuple(timeline for read in draft.files for timeline in read.timelines))
    guessed = {plain_name(name) for name in _own_names(store)} - {OWN_NAME}
    guessed |= set(find_me(timelines))
    senders = timelines.senders
    if not guessed & senders.keys():
        guessed |= _named_by_title(draft)
    chats: dict[str, int] = {}
    for timeline in timelines:
        for name in timeline.senders:
            chats[name] = chats.get(name, 0) + 1
    candidates = [Writer(name, n, chats[name], name in guessed) for name, n in senders.items()]
    return sorted(candidates, key=lambda one: (not one.guessed, -one.n_chats, -one.n_messages, one.name))


def is_known(store: Store, me: Collection[str]) -> bool:
    """Whether the user said of all these names before that they are their own."""
    return set(me) <= set(_own_names(store))


def name_me(store: Store, basket: Basket, me: Collection[str]) -> None:
    """Say which names are the user's, and find out with whom the conversations of the draft are.

    Raises:
        RequestError: A name is in none of the exports, or there is no conversation with one other person.
    """
    draft = basket.draft
    if draft is None:
        raise RequestError("bring.errors.no_draft")
    known = {name for read in draft.files for timeline in read.timelines for name in timeline.senders}
    if not me or not set(me) <= known:
        raise RequestError("bring.errors.no_name_of_yours")
    contacts, left_out = find_contacts(store, draft, me)
    if not contacts:
        raise RequestError("bring.errors.nobody", n=len(left_out))
    basket.draft = draft.with_contacts(me, contacts, left_out)


def _own_names(store: Store) -> list[str]:
    """Return the user's names, without that of the made-up example."""
    return [] if has_example(store) else load_me(store)


def _named_by_title(draft: Draft) -> set[str]:
    """Return the other one of each chat of two that is called by the name of one of them."""
    return {
        name
        for read in draft.files
        for timeline in read.timelines
        if len(timeline.senders) == 2 and timeline.title in timeline.senders
        for name in timeline.senders
        if name != timeline.title
    }
