"""Which of what was read belongs to whom: the same messages, numbers and addresses, names alike."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING, Final

from nearer.app.draft import Contact, Draft, ReadFile
from nearer.app.example import example_people
from nearer.app.same_person import Directory, Handle
from nearer.store.addresses import load_addresses
from nearer.store.messages import load_conversations, load_writers
from nearer.store.people import load_people

if TYPE_CHECKING:
    from nearer.store.database import Store
    from nearer.timeline import LeftOut

__all__ = [
    "FEWEST_KEPT",
    "Choice",
    "Known",
    "addresses_in",
    "choices_for",
    "contacts_with_words",
    "few_messages",
    "find_contacts",
    "known_people",
]

MANY: Final = 12
FEWEST_KEPT: Final = 20
MOST_CHOICES: Final = 40


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is kept already.

    Attributes:
        id: In the store.
        root: The person that they are joined to, or themselves.
        name: Of that person.
        handle: What exports know of them.
    """

    id: int
    root: int
    name: str
    handle: Handle


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
    found: list[tuple[Contact, int | None]] = []
    left_out: list[LeftOut] = []
    for place, read in enumerate(draft.files):
        for timeline, kept_as in zip(read.timelines, read.kept_as or repeat(None), strict=False):
            name, reason = find_contact(timeline, mine), leave_out(timeline, mine)
            if name is not None:
                found.append((Contact(len(found), place, timeline, name, read.source), kept_as))
            elif reason is not None:
                left_out.append(LeftOut(timeline.title, reason))
    known = known_people(store, mine)
    by_id = {person.id: person for person in known}
    of = {one.id: by_id.get(one.person_id or 0) for one in load_conversations(store)}
    people: Directory[Known | Contact] = Directory()
    for person in known:
        people.add(person.handle, person)
    addresses = [addresses_in(read) for read in draft.files]
    contacts = []
    for contact, kept_as in found:
        handle = Handle.of([contact.name], addresses[contact.place].get(contact.name, ()))
        contacts.append(_suggest(contact, handle, people, of.get(kept_as or 0)))
        people.add(handle, contacts[-1], contact.place)
    return contacts, left_out


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


def few_messages(draft: Draft) -> set[int]:
    """Return the numbers of new contacts with too few messages to tell anything, where there are many contacts."""
    if len(draft.contacts) <= MANY:
        return set()
    return {one.number for one in draft.contacts if one.same_as is None and len(one.timeline) < FEWEST_KEPT}


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
    writers, addresses = load_writers(store), load_addresses(store)
    return [
        Known(
            id=person.id,
            root=person.joined_to or person.id,
            name=names[person.joined_to or person.id],
            handle=Handle.of(
                set(map(plain_name, writers.get(person.id, {person.name}))) - set(mine),
                addresses.get(person.id, ()),
            ),
        )
        for person in people
    ]


def _suggest(
    contact: Contact, handle: Handle, people: Directory[Known | Contact], held: Known | None
) -> Contact:
    """Say whom a contact may be with: by its messages, else by the strongest of what else speaks for it."""
    if held is not None:
        return replace(contact, same_as=f"p{held.root}", same_name=held.name, why="same_messages")
    found = people.find(handle, contact.place)
    if found is None:
        return contact
    why, who = found
    same_as = f"p{who.root}" if isinstance(who, Known) else who.same_as or f"c{who.number}"
    name = who.same_name or who.name if isinstance(who, Contact) else who.name
    return replace(contact, same_as=same_as, same_name=name, why=why)


def addresses_in(read: ReadFile) -> dict[str, set[str]]:
    """Return what an export knows of the addresses of each sender, by plain name."""
    from nearer.timeline import plain_name

    found: dict[str, set[str]] = {}
    for name, some in read.tally.addresses.items():
        found.setdefault(plain_name(name), set()).update(some)
    return found
