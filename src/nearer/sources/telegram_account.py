"""Whose account a Telegram export is of, and what it knows of the people in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.json_arrays import Heading, Piece, cut

__all__ = ["PERSONAL", "Account", "full_name", "read_account", "user_id"]

PERSONAL: Final = re.compile(rb'(?<!\\)"personal_information"\s*:\s*(?=\{)')
_CONTACTS: Final = re.compile(rb'(?<!\\)"contacts"\s*:\s*\{[^{}\[\]]*\Z')
_KIND_AT: Final = 32
"""In numbers of Telegram Desktop 2, the bits from here on tell a person (1) from a group or channel (2)."""


class _Contact(msgspec.Struct):
    """An entry of the address book."""

    user_id: int | str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None


_MANY: Final = msgspec.json.Decoder(list[_Contact])


@dataclass(slots=True)
class Account:
    """What an export says about its owner and their address book.

    Attributes:
        owner: The owner's name, where told.
        by_id: Telephone numbers by ``user123``.
        by_name: Telephone numbers by name, for exports that do not number their contacts.
    """

    owner: str | None = None
    by_id: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=dict)

    def add(self, number: object, name: str | None, phone: object) -> None:
        """Note somebody's telephone number."""
        if not isinstance(phone, str) or not phone.strip():
            return
        if number:
            self.by_id[f"user{number}"] = phone.strip()
        elif name:
            self.by_name.setdefault(name, set()).add(phone.strip())

    def addresses(self, name: str, ids: set[str]) -> set[str]:
        """Return the addresses of somebody who writes in the export.

        Args:
            name: The name they write under.
            ids: Their ids: ``user123``.
        """
        found = {f"telegram:{known}" for known in ids}
        found |= {self.by_id[known] for known in ids if known in self.by_id}
        numbers = self.by_name.get(name, set())
        return found | numbers if len(numbers) == 1 else found


def full_name(first: object, last: object) -> str | None:
    """Return a name as Telegram puts it together; None where both are empty."""
    return " ".join(part.strip() for part in (first, last) if isinstance(part, str) and part.strip()) or None


def user_id(number: str | int | None) -> str | None:
    """Return the id of a person or a group as new exports write it, ``user123``; None where there is none."""
    if not isinstance(number, int):
        return number or None
    kind, bare = number >> _KIND_AT, number & ((1 << _KIND_AT) - 1)
    return f"{'user' if kind < 2 else 'channel'}{bare}"


def read_account(export: Export, n_bytes: int) -> Account:
    """Read what stands before the chats; an account without an owner where one chat was exported.

    Args:
        export: The file.
        n_bytes: About how much to hold at a time.
    """
    account = Account()
    head = export.head()
    found = PERSONAL.search(head)
    if found is None:
        return account
    person = _object_at(head[found.end() :])
    account.owner = full_name(person.get("first_name"), person.get("last_name"))
    account.add(person.get("user_id"), account.owner, person.get("phone_number"))
    for contact in _contacts(export, n_bytes) if b'"contacts"' in head else ():
        name = full_name(contact.first_name, contact.last_name)
        account.add(contact.user_id, name, contact.phone_number)
    return account


def _object_at(start: bytes) -> dict[str, Any]:
    """Return the JSON object that some bytes begin with."""
    try:
        value, _ = json.JSONDecoder().raw_decode(start.decode("utf-8", "ignore"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _contacts(export: Export, n_bytes: int) -> Iterator[_Contact]:
    """Yield the address book."""
    in_contacts = False
    try:
        for piece in cut(export, n_bytes, "list", _decode):
            if isinstance(piece, Heading):
                if in_contacts:
                    return
                in_contacts = bool(_CONTACTS.search(piece.before))
            elif isinstance(piece, Piece) and in_contacts:
                yield from piece.content or ()
    except ExportError:
        return  # what is broken is told when the messages are read


def _decode(array: bytes) -> list[_Contact] | None:
    try:
        return _MANY.decode(array)
    except UNDECODABLE:
        return None
