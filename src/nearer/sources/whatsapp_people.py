"""Who and which chats WhatsApp's databases mean by their identifiers (``491511234@s.whatsapp.net``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from nearer.sources.records import Chat

__all__ = ["Lookup", "Phonebook", "chat_of", "is_broadcast"]

_GROUPS = ("@g.us", "@newsletter")
_PERSONS = ("@s.whatsapp.net", "@lid", "@c.us")
_BROADCASTS = ("@broadcast", "@status")
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2068\u2069\u00a0"), " ")

Found = TypeVar("Found")


class Lookup(dict[object, Found], Generic[Found]):
    """What belongs to a number or identifier, found out once."""

    def __init__(self, find: Callable[[object], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: object) -> Found:
        """Find out what belongs to a key."""
        found = self[key] = self._find(key)
        return found


class Phonebook:
    """The names of people, each belonging to one identifier only.

    Attributes:
        addresses: Telephone number, or number of the account, by name.
    """

    def __init__(self) -> None:
        self.addresses: dict[str, set[str]] = {}
        self._given = {"0@s.whatsapp.net": "WhatsApp"}
        self._holders: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def give(self, jid: object, name: object) -> None:
        """Take in the name of somebody, unless there is one already, or it only is a number."""
        if isinstance(jid, str) and isinstance(name, str):
            plain = " ".join(name.translate(_MARKS).split())
            if plain.strip("+0123456789() -/."):
                self._given.setdefault(_bare(jid), plain)

    def name(self, jid: str) -> str:
        """Return what to call somebody: the name that the phone knows, else the number."""
        jid = _bare(jid)
        if jid not in self._names:
            address = _address(jid)
            name = self._given.get(jid) or address.removeprefix("whatsapp:")
            if self._holders.setdefault(name, jid) != jid:
                name = f"{name} ({address.removeprefix('whatsapp:')})"
            self._names[jid] = name
            self.addresses.setdefault(name, set()).add(address)
        return self._names[jid]


def chat_of(jid: object, subject: object, people: Phonebook) -> Chat:
    """Return the chat with an identifier.

    Args:
        jid: Of the person or the group.
        subject: Title of a group.
        people: Knows the names.
    """
    if not isinstance(jid, str) or not jid:
        return Chat("unknown", "")
    if jid.endswith(_GROUPS):
        return Chat(jid, subject if isinstance(subject, str) else "", group=True)
    if not jid.endswith(_PERSONS):
        return Chat(jid, "")
    return Chat(_bare(jid), people.name(jid), group=False)


def is_broadcast(chat: Chat) -> bool:
    """Whether what stands there was written to no one in particular: stories, and lists that many get one by one."""
    return chat.key.endswith(_BROADCASTS)


def _bare(jid: str) -> str:
    """Return an identifier without the number of a device: ``49151.0:12@...``."""
    user, at, server = jid.partition("@")
    return user.split(":")[0].split(".")[0] + at + server


def _address(jid: str) -> str:
    user, _, server = jid.partition("@")
    phone = server in ("s.whatsapp.net", "c.us") and user.isascii() and user.isdigit() and len(user) > 4
    return f"+{user}" if phone else f"whatsapp:{user or jid}"
