"""The frames of a Signal backup, written as JSON, and the people and chats that they tell of.

Signal's apps write the messages of an account as a sequence of protobuf frames (``Backup.proto`` of libsignal's
``message-backup``). The export for people is the same sequence in the JSON mapping of protobuf: names in camel case,
64-bit numbers as texts, bytes in base64, and members with their default value left out.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from nearer.sources.records import OWN_NAME, Chat

__all__ = ["Frame", "Item", "People"]

Number = str | int
Value = TypeVar("Value")


class _Frame(msgspec.Struct, rename="camel", gc=False):
    """What all parts of a frame have alike."""


class Thing(_Frame):
    """A part of which only matters that it is there."""


class Text(_Frame):
    body: str | None = None


class StandardMessage(_Frame):
    text: Text | None = None


class StoryReply(_Frame):
    text_reply: StandardMessage | None = None
    emoji: str | None = None


class Payment(_Frame):
    note: str | None = None


class Poll(_Frame):
    question: str | None = None


class Revision(_Frame):
    """An earlier version of an edited message."""

    date_sent: Number = "0"


class Item(_Frame):
    """A message, or something that the app shows between the messages."""

    chat_id: Number = "0"
    author_id: Number = "0"
    date_sent: Number = "0"
    revisions: list[Revision] = []
    outgoing: Thing | None = None
    standard_message: StandardMessage | None = None
    contact_message: Thing | None = None
    sticker_message: Thing | None = None
    remote_deleted_message: Thing | None = None
    admin_deleted_message: Thing | None = None
    update_message: Thing | None = None
    payment_notification: Payment | None = None
    gift_badge: Thing | None = None
    view_once_message: Thing | None = None
    direct_story_reply_message: StoryReply | None = None
    poll: Poll | None = None


class Account(_Frame):
    given_name: str | None = None
    family_name: str | None = None


class Name(_Frame):
    given: str | None = None
    family: str | None = None


class Contact(_Frame):
    aci: str | None = None
    pni: str | None = None
    username: str | None = None
    e164: Number | None = None
    nickname: Name | None = None
    system_given_name: str | None = None
    system_family_name: str | None = None
    profile_given_name: str | None = None
    profile_family_name: str | None = None


class Title(_Frame):
    title: str | None = None


class Snapshot(_Frame):
    title: Title | None = None


class Group(_Frame):
    master_key: str | None = None
    snapshot: Snapshot | None = None


class Recipient(_Frame):
    id: Number = "0"
    contact: Contact | None = None
    group: Group | None = None
    self: Thing | None = None
    release_notes: Thing | None = None
    distribution_list: Thing | None = None
    call_link: Thing | None = None


class ChatFrame(_Frame):
    id: Number = "0"
    recipient_id: Number = "0"
    expiration_timer_ms: Number | None = None


class Frame(_Frame):
    """One line of the export. The first line is the header, which has a version instead."""

    chat_item: Item | None = None
    account: Account | None = None
    recipient: Recipient | None = None
    chat: ChatFrame | None = None
    ad_hoc_call: Thing | None = None
    sticker_pack: Thing | None = None
    notification_profile: Thing | None = None
    chat_folder: Thing | None = None
    version: Number | None = None


@dataclass(slots=True)
class People:
    """Who and which chats an export has told of so far, by their numbers within the export.

    Attributes:
        owner: The account's owner, by name.
        names: Name of each author, by the number as it is written and as a text.
        chats: Each chat, likewise.
        by_key: Each chat that was ever told of or asked for.
        addresses: Telephone numbers and accounts, by name.
        n_vanishing: How many chats have disappearing messages switched on.
    """

    owner: str = OWN_NAME
    names: dict[Number, str] = field(default_factory=dict)
    chats: dict[Number, Chat] = field(default_factory=dict)
    by_key: dict[str, Chat] = field(default_factory=dict)
    addresses: dict[str, set[str]] = field(default_factory=dict)
    n_vanishing: int = 0
    _holders: dict[str, str] = field(default_factory=dict)
    _recipients: dict[str, Chat] = field(default_factory=dict)

    def learn(self, frame: Frame) -> None:
        """Take in a frame that is no message."""
        if frame.account is not None:
            self.owner = _joined(frame.account.given_name, frame.account.family_name) or OWN_NAME
            self._holders[self.owner] = "self"
        elif frame.recipient is not None:
            self._meet(frame.recipient)
        elif frame.chat is not None:
            key = str(frame.chat.id)
            chat = self._recipients.get(str(frame.chat.recipient_id), Chat(f"chat-{key}", ""))
            self._keep(frame.chat.id, chat)
            self.n_vanishing += str(frame.chat.expiration_timer_ms or "0") != "0"

    def chat(self, number: Number) -> Chat:
        """Return a chat; one that the export does not describe has no title."""
        found = self.chats.get(number)
        if found is None:
            found = Chat(f"chat-{number}", "")
            self._keep(number, found)
        return found

    def _keep(self, number: Number, chat: Chat) -> None:
        _put(self.chats, number, chat)
        self.by_key[chat.key] = chat

    def _meet(self, recipient: Recipient) -> None:
        number = str(recipient.id)
        if recipient.self is not None:
            name, chat = self.owner, Chat("self", self.owner, group=False)
        elif recipient.contact is not None:
            addresses = _addresses(recipient.contact)
            key = addresses[0].removeprefix("signal:") if addresses else f"recipient-{number}"
            name = self._own(key, _name(recipient.contact) or (addresses or [key])[-1])
            chat = Chat(key, name, group=False)
            if addresses:
                self.addresses.setdefault(name, set()).update(addresses)
        elif recipient.group is not None:
            snapshot = recipient.group.snapshot
            title = (snapshot and snapshot.title and snapshot.title.title) or ""
            digest = hashlib.sha256((recipient.group.master_key or number).encode()).hexdigest()
            name, chat = "", Chat(f"group-{digest[:16]}", title, group=True)
        elif recipient.release_notes is not None:
            name, chat = self._own("signal", "Signal"), Chat("signal", "Signal", group=False)
        else:
            return
        if name:
            _put(self.names, recipient.id, name)
        self._recipients[number] = chat

    def _own(self, key: str, name: str) -> str:
        """Return the name, told apart from another person's that is spelled the same."""
        if self._holders.setdefault(name, key) == key:
            return name
        return f"{name} ({key})"


def _put(table: dict[Number, Value], number: Number, value: Value) -> None:
    table[number] = value
    table[str(number)] = value


def _joined(*parts: str | None) -> str:
    return " ".join(part.strip() for part in parts if part and part.strip())


def _name(contact: Contact) -> str:
    """Return what the app calls a person: the user's nickname for them, the address book's name, their own."""
    nickname = contact.nickname
    return (
        (_joined(nickname.given, nickname.family) if nickname else "")
        or _joined(contact.system_given_name, contact.system_family_name)
        or _joined(contact.profile_given_name, contact.profile_family_name)
    )


def _addresses(contact: Contact) -> list[str]:
    """Return what a person is reached by, the most lasting first."""
    found = [f"signal:{number}" for number in (_uuid(contact.aci), _uuid(contact.pni)) if number][:1]
    if contact.username:
        found.append(f"signal:{contact.username}")
    if contact.e164 is not None and str(contact.e164).isascii() and str(contact.e164).isdigit():
        found.append(f"+{contact.e164}")
    return found


def _uuid(encoded: str | None) -> str | None:
    """Return the identifier of an account from its base64."""
    try:
        return str(uuid.UUID(bytes=base64.b64decode(encoded or "", validate=True)))
    except (binascii.Error, ValueError):
        return None
