"""Who is who in a backup of text messages: telephone numbers in all their spellings, and the names of contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nearer.sources.records import OWN_NAME, Chat, Tally
from nearer.sources.sms_elements import plain
from nearer.sources.spellings import same_number

__all__ = ["People"]

_UNKNOWN: Final = frozenset({"", "null", "(unknown)"})


class People:
    """The people of one backup.

    Args:
        tally: Takes their addresses.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._written: dict[tuple[str, str | None], tuple[Chat, str]] = {}
        self._names: dict[str, str] = {}
        self._chats: dict[str, Chat] = {}
        self._own: set[str] = set()

    def of_one(self, address: str, name: str | None) -> tuple[Chat, str]:
        """Return the conversation with one person, and the person's name.

        Args:
            address: As it is written.
            name: Of the contact, as it is written; None where there is none.
        """
        found = self._written.get((address, name))
        if found is None:
            number = plain(address).strip()
            key = same_number(number) or number
            sender = self._named(key, number, _known(name))
            chat = self._chats.setdefault(key, Chat(key, sender, group=False))
            found = self._written[address, name] = chat, sender
        return found

    def of_many(
        self,
        address: str | None,
        name: str | None,
        addresses: Sequence[str],
        *,
        sent: bool,
        author: str | None,
    ) -> tuple[Chat, str] | None:
        """Return the conversation of a multimedia message, and who wrote it; None where that is not told.

        Args:
            address: Of all others, as it is written, with ``~`` between them.
            name: Their names, with commas between them.
            addresses: Of all, the owner among them.
            sent: Whether the owner wrote it.
            author: Address of who wrote it.
        """
        if sent and author is not None:
            self._own.add(same_number(author))
        others = [one.strip() for one in plain(address or "").split("~") if one.strip() not in _UNKNOWN]
        if not others:
            others = [one for one in addresses if same_number(one) not in self._own]
            if author is not None and not sent and len(set(addresses)) <= 2:
                others = [author]
        if not others:
            return None
        if len({same_number(one) for one in others}) == 1:
            chat, sender = self.of_one(others[0], name)
            return chat, OWN_NAME if sent else sender
        chat = self._group(others, name)
        if sent:
            return chat, OWN_NAME
        return None if author is None else (chat, self._named(same_number(author), author, None))

    def _group(self, others: Sequence[str], name: str | None) -> Chat:
        """Return the conversation of several people."""
        keys = sorted({same_number(one) for one in others})
        names = [one.strip() for one in (_known(name) or "").split(",")]
        if len(names) == len(others):
            for number, one in zip(others, names, strict=True):
                self._named(same_number(number), number, None if one.casefold() in _UNKNOWN else one)
        key = "~".join(keys)
        return self._chats.setdefault(key, Chat(key, _known(name) or ", ".join(others), group=True))

    def _named(self, key: str, number: str, name: str | None) -> str:
        """Return the name of a person, and keep the address."""
        known = name or self._names.get(key) or number
        if name or key not in self._names:
            self._names[key] = known
        self._tally.addresses.setdefault(known, set()).add(number)
        return known


def _known(name: str | None) -> str | None:
    """Return a contact's name; None for what the apps write where there is none."""
    name = plain(name or "").strip()
    return None if name.casefold() in _UNKNOWN else name
