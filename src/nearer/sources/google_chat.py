"""Google Chat out of Google Takeout: a folder for each conversation, with ``messages.json`` and ``group_info.json``.

The account's owner stands in ``Users/User …/user_info.json``. Dates are written out in the language of the account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.google_dates import moment_of
from nearer.sources.json_arrays import Piece, cut
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import Batch, Chat, Kind
from nearer.sources.rows import Rows
from nearer.words import printable, say

__all__ = ["FORMAT", "GoogleChatReader"]

_HEAD_BYTES: Final = 1 << 16
_LARGEST_INFO: Final = 4 << 20
_FIRST: Final = re.compile(rb'\{\s*"messages"\s*:\s*\[\s*\{')
_CREATOR: Final = re.compile(rb'(?<!\\)"creator"\s*:\s*\{')
_OTHER: Final = re.compile(rb'(?<!\\)"(?:topic_id|created_date|message_id)"\s*:\s*"')
_OWNER: Final = re.compile(rb'\{\s*"user"\s*:\s*\{[^{}]*\}\s*,\s*"membership_info"\s*:\s*\[')


class _Person(msgspec.Struct, gc=False):
    """Somebody with a Google account."""

    name: str | None = None
    email: str | None = None
    user_type: str | None = None


class _Message(msgspec.Struct, gc=False):
    """One message as Google writes it."""

    creator: _Person | None = None
    created_date: str | None = None
    text: str | None = None
    message_state: str | None = None
    message_id: str | None = None
    attached_files: list[msgspec.Raw] = []
    annotations: list[dict[str, msgspec.Raw]] = []


class _Group(msgspec.Struct, gc=False):
    """What ``group_info.json`` says of a conversation."""

    name: str | None = None
    members: list[_Person] = []


class _Account(msgspec.Struct, gc=False):
    """What ``user_info.json`` says of the account."""

    user: _Person


_MANY: Final = msgspec.json.Decoder(list[_Message])
_GROUP: Final = msgspec.json.Decoder(_Group)
_ACCOUNT: Final = msgspec.json.Decoder(_Account)


class GoogleChatReader(ExportReader):
    """The conversations of one account."""

    source = "google_chat"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._rows = Rows(options, self.tally)
        self._members: list[set[str]] = []

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, one conversation after the other.

        Raises:
            ExportError: No file holds a message that can be read.
            ChangedError: A file changed while it was being read.
        """
        broken: ExportError | None = None
        for part in self.parts:
            head = part.head()
            if _OWNER.match(head.lstrip()):
                self.tally.owner = _owner(part) or self.tally.owner
            else:
                try:
                    yield from self._read(part)
                except ExportError as error:
                    self._break_off(part, error)
                    broken = error
            part.check_unchanged()
        yield from self._rows.all()
        if self._rows.n_messages + self.tally.n_system == 0:
            raise broken or ExportError("sources.error.no_message", file=self.name)
        if self.tally.owner is None and len(self._members) > 1:
            everywhere = set.intersection(*self._members)
            self.tally.owner = everywhere.pop() if len(everywhere) == 1 else None

    def _read(self, part: Export) -> Iterator[Batch]:
        """Read the messages of one conversation."""
        chat: Chat | None = None
        for piece in cut(part, self._chunk_bytes, decode=_decode):
            if not isinstance(piece, Piece):
                continue
            if piece.content is None:
                self.tally.skip(part.name, None, say("sources.reason.not_a_record"))
            elif piece.content:
                chat = chat or self._chat(part, piece.content)
                for message in piece.content:
                    self._add(part.name, chat, message)
            yield from self._rows.enough()

    def _add(self, file: str, chat: Chat, message: _Message) -> None:
        """Add one message, or count it as what it is."""
        who = message.creator or _Person()
        name = who.name or who.email
        text = message.text or ""
        deleted = message.message_state == "DELETED"
        shown = message.attached_files or message.annotations
        if who.user_type == "Bot" or not (text or shown or deleted):
            self.tally.n_system += 1
        elif not name:
            self.tally.skip(file, None, say("sources.reason.no_sender"))
        else:
            if who.email:
                self.tally.addresses.setdefault(name, set()).add(who.email)
            kind = Kind.DELETED if deleted else Kind.TEXT if text else Kind.MEDIA
            moment = moment_of(message.created_date or "")
            self._rows.add(file, chat, moment, name, "" if deleted else text, kind)

    def _chat(self, part: Export, messages: Sequence[_Message]) -> Chat:
        """Return the conversation of a file."""
        group = _group(part)
        folder = part.place.parent.name
        ids = {m.message_id.split("/")[0] for m in messages if m.message_id and "/" in m.message_id}
        key = min(ids) if len(ids) == 1 else folder.removeprefix("DM ").removeprefix("Space ") or "chat"
        members = {who.name or who.email or "" for who in group.members} - {""}
        if members:
            self._members.append(members)
        several: bool | None = len(members) > 2 if members else None
        if folder.startswith("Space "):
            several = True
        elif folder.startswith("DM ") and several is None:
            several = False
        others = sorted(members - {self.tally.owner or ""})
        return Chat(key, printable(group.name or ", ".join(others) or folder), several)


def _decode(array: bytes) -> list[_Message] | None:
    """Decode some messages; None where one of them is none."""
    try:
        return _MANY.decode(array)
    except UNDECODABLE:
        return None


def _group(part: Export) -> _Group:
    """Return what stands beside the messages of a conversation."""
    info = part.beside("group_info.json")
    try:
        return _Group() if info is None else _GROUP.decode(_small(info))
    except (*UNDECODABLE, ExportError):
        return _Group()


def _owner(part: Export) -> str | None:
    """Return the name of the account's owner."""
    try:
        user = _ACCOUNT.decode(_small(part)).user
    except (*UNDECODABLE, ExportError):
        return None
    return user.name or user.email


def _small(export: Export) -> bytes:
    """Return the first bytes of a file that is small, where it is what it should be."""
    return next(export.pieces(_LARGEST_INFO), b"")


def _gather(exports: Sequence[Export]) -> list[list[Export]]:
    """Put the conversations of one account together, and the account's own file before them."""
    accounts: dict[PurePosixPath, list[Export]] = {}
    owners: dict[PurePosixPath, list[Export]] = {}
    for export in exports:
        folder = export.place.parent.parent.parent
        found = owners if export.place.name == "user_info.json" else accounts
        found.setdefault(folder, []).append(export)
    return [owners.get(folder, []) + parts for folder, parts in accounts.items()]


def _is_google_chat(export: Export, head: bytes) -> bool:
    """Tell a conversation by the fields of its first message, and the account's own file by its two."""
    head = head.lstrip()
    if _OWNER.match(head):
        return export.place.name == "user_info.json"
    if not head.startswith(b"{"):
        return False
    return _begins_with_message(head) or _begins_with_message(next(export.pieces(_HEAD_BYTES), b"").lstrip())


def _begins_with_message(text: bytes) -> bool:
    """Tell whether a text begins as the messages of a conversation do."""
    start = _FIRST.match(text)
    return start is not None and all(
        field.search(text, start.end(), start.end() + _HEAD_BYTES) for field in (_CREATOR, _OTHER)
    )


FORMAT: Final = Format(
    "google_chat",
    "Google Chat",
    _is_google_chat,
    GoogleChatReader,
    frozenset({".json"}),
    gather=_gather,
    companions=frozenset({"group_info.json"}),
)
