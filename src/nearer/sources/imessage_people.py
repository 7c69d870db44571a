"""Who is who in a database of Messages: addresses of one person under one name, and which conversation a chat is.

One person has several rows in ``handle``: one for each service (iMessage, SMS, RCS), number and e-mail address;
Messages itself says with ``person_centric_id`` which belong together. Each number has a chat for each service too. Here
a person goes under one address, and all chats with that person alone are one conversation.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from nearer.sources.records import OWN_NAME, Chat
from nearer.sources.sqlite_files import Database

__all__ = ["People", "load_people"]

GROUP: Final = 43
ALONE: Final = 45
_NUMBER: Final = re.compile(r"\+?[\d\s().\-]{3,}")
_ACCOUNT: Final = re.compile(r"[EP]:(.+)")


@dataclass(slots=True)
class People:
    """What the small tables of the database say.

    Attributes:
        names: Name of the sender, by the number of the row in ``handle``.
        chats: Conversation, by the number of the row in ``chat``.
        by_key: The same, by their keys; that of a conversation with one person is the person's name.
        addresses: As :attr:`nearer.sources.Tally.addresses`.
    """

    names: dict[int, str] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    by_key: dict[str, Chat] = field(default_factory=dict)
    addresses: dict[str, set[str]] = field(default_factory=dict)

    def alone_with(self, name: str) -> Chat:
        """Return the conversation with one person, which need not have a chat of its own."""
        return self.by_key.setdefault(name, Chat(name, name, False))


def load_people(database: Database) -> People:
    """Read the tables ``handle``, ``chat`` and ``chat_handle_join``.

    Raises:
        sqlite3.Error: They are damaged.
    """
    people = People()
    by_address = _load_handles(database, people)
    members: dict[object, set[str]] = defaultdict(set)
    if database.has("chat_handle_join", "chat_id", "handle_id"):
        for chat, handle in database.execute("SELECT chat_id, handle_id FROM chat_handle_join"):
            if handle in people.names:
                members[chat].add(people.names[handle])
    own: set[str] = set()
    columns = ("guid", "style", "chat_identifier", "display_name", "account_login", "last_addressed_handle")
    for row, guid, style, identifier, title, account, own_address in _rows(database, "chat", columns):
        within = members[row]
        group = style == GROUP or (style != ALONE and len(within) > 1) if style or within else None
        address = _text(identifier) or _text(guid).rsplit(";", 1)[-1]
        if group is not False:
            chat = Chat(address or f"chat:{row}", _text(title), group)
        else:
            name = by_address.get(address) or next(iter(within), "") or address or f"chat:{row}"
            chat = Chat(name, _text(title) or name, False)
        people.chats[row] = people.by_key.setdefault(chat.key, chat)
        found = _ACCOUNT.match(_text(account))
        own |= {text for text in (found[1] if found else "", _text(own_address)) if text}
    if own:
        people.addresses.setdefault(OWN_NAME, set()).update(map(_address, own))
    return people


def _load_handles(database: Database, people: People) -> dict[str, str]:
    """Read the addresses; return the name under which each goes."""
    persons: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row, address, person in _rows(database, "handle", ("id", "person_centric_id")):
        if _text(address):
            persons[_text(person) or f"handle:{_text(address)}"].append((row, _text(address)))
    joined = _Joined()
    for handles in persons.values():
        for _, address in handles:
            joined.join(handles[0][1], address)
    by_address = {}
    for addresses in joined.groups():
        name = min(addresses, key=lambda address: ("@" in address, not address.startswith("+"), address))
        by_address.update(dict.fromkeys(addresses, name))
        people.addresses[name] = {_address(address) for address in addresses}
    people.names = {row: by_address[address] for handles in persons.values() for row, address in handles}
    return by_address


class _Joined:
    """Sets of addresses that are one person's; joining two joins their sets."""

    def __init__(self) -> None:
        self._sets: dict[str, set[str]] = {}

    def join(self, one: str, other: str) -> None:
        """Say that two addresses belong together."""
        mine = self._sets.setdefault(one, {one})
        others = self._sets.setdefault(other, {other})
        if mine is not others:
            small, large = sorted((mine, others), key=len)
            large |= small
            self._sets.update(dict.fromkeys(small, large))

    def groups(self) -> list[set[str]]:
        """Return the sets, each once."""
        return list({id(group): group for group in self._sets.values()}.values())


def _rows(database: Database, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield the number of each row with some columns; None for those that this version does not have."""
    asked = ", ".join(name if database.has(table, name) else "NULL" for name in columns)
    cursor: sqlite3.Cursor = database.execute(f"SELECT ROWID, {asked} FROM {table}")  # noqa: S608 - our own names
    yield from cursor


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _address(text: str) -> str:
    """Return a number or an e-mail address as it is written, any other account with the name of the format."""
    return text if "@" in text or _NUMBER.fullmatch(text) else f"imessage:{text}"
