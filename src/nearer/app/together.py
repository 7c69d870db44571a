"""Which of what was read belongs to whom: names alike, and the same messages in two exports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nearer.app.analyze import letters_of
from nearer.app.draft import Contact, Draft, Why
from nearer.app.example import EXAMPLE, example_people
from nearer.app.exchanges import load_mine
from nearer.store.messages import Conversation, load_conversations, load_writers
from nearer.store.people import load_people

if TYPE_CHECKING:
    import polars as pl

    from nearer.store.database import Store
    from nearer.timeline import LeftOut

__all__ = [
    "LEAST_SHARE",
    "Choice",
    "Known",
    "choices_for",
    "contacts_with_words",
    "count_new",
    "find_contacts",
    "known_people",
    "share_of",
]

FEWEST_SHARED: Final = 10
LEAST_SHARE: Final = 0.5
MOST_CHOICES: Final = 40


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is kept already.

    Attributes:
        id: In the store.
        root: The person that they are joined to, or themselves.
        name: Of that person.
        names: Under which the exports know them.
    """

    id: int
    root: int
    name: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a contact may be with.

    Attributes:
        value: As :attr:`Contact.same_as`.
        name: What they are called.
    """

    value: str
    name: str


def find_contacts(store: Store, draft: Draft, me: Collection[str]) -> tuple[list[Contact], list[LeftOut]]:
    """Return the conversations that can be kept, with whom each may be, and those that are left out.

    Args:
        store: The store.
        draft: What was read.
        me: The user's names as the exports write them.
    """
    from nearer.timeline import LeftOut, find_contact, leave_out, plain_name

    mine = [plain_name(name) for name in me]
    known = known_people(store, mine)
    found: list[Contact] = []
    left_out: list[LeftOut] = []
    for place, read in enumerate(draft.files):
        for timeline in read.timelines:
            name, reason = find_contact(timeline, mine), leave_out(timeline, mine)
            if name is not None:
                found.append(Contact(len(found), place, timeline, name, read.source))
            elif reason is not None:
                left_out.append(LeftOut(timeline.title, reason))
    shared = _shared(store, found, mine)
    return [_suggest(contact, found[: contact.number], known, shared) for contact in found], left_out


def choices_for(store: Store, draft: Draft) -> dict[int, list[Choice]]:
    """Return for each contact of a draft whom it may be with, besides somebody new; everybody in a short list.

    Args:
        store: The store.
        draft: With its contacts.
    """
    people = [
        Choice(f"p{known.id}", known.name)
        for known in known_people(store, draft.me)
        if known.root == known.id
    ]
    contacts = [Choice(f"c{contact.number}", contact.name) for contact in draft.contacts]
    short = len(people) + len(contacts) <= MOST_CHOICES
    found: dict[int, list[Choice]] = {}
    for contact in draft.contacts:
        earlier = [
            choice
            for choice, other in zip(contacts, draft.contacts, strict=True)
            if other.number < contact.number and other.same_as is None
        ]
        found[contact.number] = [*people, *earlier] if short else []
        if contact.same_as and contact.same_as not in {choice.value for choice in found[contact.number]}:
            found[contact.number].append(Choice(contact.same_as, contact.same_name))
    return found


def contacts_with_words(store: Store, draft: Draft) -> set[int]:
    """Return the numbers of the contacts that seem to be with somebody whose words are kept already."""
    keeping = {f"p{person.id}" for person in load_people(store, hidden=True) if person.keeps_text}
    return {contact.number for contact in draft.contacts if contact.same_as in keeping}


def known_people(store: Store, mine: Collection[str]) -> list[Known]:
    """Return everybody who is kept and not made up, further names of the same person on their own.

    Args:
        store: The store.
        mine: The user's names, plain.
    """
    from nearer.timeline import plain_name

    made_up = example_people(store)
    people = [person for person in load_people(store, hidden=True, joined=True) if person.id not in made_up]
    names = {person.id: person.name for person in people}
    writers = load_writers(store)
    return [
        Known(
            id=person.id,
            root=person.joined_to or person.id,
            name=names[person.joined_to or person.id],
            names=frozenset(map(plain_name, writers.get(person.id, {person.name}))) - set(mine),
        )
        for person in people
    ]


def count_new(frame: pl.DataFrame, held: Sequence[pl.DataFrame]) -> int:
    """Return how many messages of a conversation stand in none of others as often as in it."""
    from nearer.timeline import distinct_places, message_keys

    if not held:
        return frame.height
    before = [message_keys(other) for other in held]
    return len(distinct_places([*before, message_keys(frame)])) - len(distinct_places(before))


def share_of(new: pl.DataFrame, old: pl.DataFrame) -> float:
    """Return how much of one conversation stands in another: of its messages in the time that both cover, 0 to 1.

    Fewer than ten in that time say nothing: where times are told to the minute, a few alike are chance.
    """
    import numpy as np
    import polars as pl

    from nearer.timeline import distinct_keys, message_keys

    within = new.filter(pl.col("time").is_between(old["time"].min(), old["time"].max()))
    keys, held = distinct_keys(message_keys(within)), distinct_keys(message_keys(old))
    if len(keys) < FEWEST_SHARED:
        return 0.0
    found = np.minimum(np.searchsorted(held, keys), len(held) - 1)
    return float((held[found] == keys).mean())


def _shared(store: Store, found: list[Contact], mine: list[str]) -> dict[int, Conversation]:
    """Return for each contact the kept conversation in which at least half of its messages stand, if there is one."""
    import polars as pl

    from nearer.timeline import mark_mine

    kept = {
        conversation.id: (conversation, frame)
        for conversation in load_conversations(store)
        if conversation.person_id is not None
        and conversation.source != EXAMPLE
        and (frame := load_mine(store, conversation.id, mine)) is not None
    }
    if not kept or not found:
        return {}
    new = {contact.number: mark_mine(contact.timeline, mine) for contact in found}
    held = pl.concat(_keyed(frame, "held", key) for key, (_, frame) in kept.items())
    brought = pl.concat(_keyed(frame, "brought", key) for key, frame in new.items())
    alike = (
        brought.join(held, on="message")
        .group_by("brought", "held")
        .len()
        .filter(pl.col("len") >= FEWEST_SHARED)
        .sort("len", "held", descending=[True, False])
    )
    best: dict[int, Conversation] = {}
    for number, key, _ in alike.iter_rows():
        if number not in best and share_of(new[number], kept[key][1]) >= LEAST_SHARE:
            best[number] = kept[key][0]
    return best


def _keyed(frame: pl.DataFrame, column: str, number: int) -> pl.DataFrame:
    import polars as pl

    from nearer.timeline import distinct_keys, message_keys

    return pl.DataFrame({"message": distinct_keys(message_keys(frame))}).with_columns(
        pl.lit(number).alias(column)
    )


def _suggest(
    contact: Contact, earlier: list[Contact], known: list[Known], shared: dict[int, Conversation]
) -> Contact:
    """Say whom a contact may be with: by its messages, by its name, by the letters of its name, in this order."""
    if contact.number in shared:
        held = next(person for person in known if person.id == shared[contact.number].person_id)
        return replace(contact, same_as=f"p{held.root}", same_name=held.name, why="same_messages")
    ways: tuple[tuple[Why, Callable[[str], str]], ...] = (("same_name", str), ("same_letters", letters_of))
    for why, fold in ways:
        wanted = fold(contact.name)
        if not wanted:
            continue
        for person in known:
            if wanted in set(map(fold, person.names)):
                return replace(contact, same_as=f"p{person.root}", same_name=person.name, why=why)
        for other in earlier:
            if other.place != contact.place and fold(other.name) == wanted:
                return replace(contact, same_as=f"c{other.number}", same_name=other.name, why=why)
    return contact
