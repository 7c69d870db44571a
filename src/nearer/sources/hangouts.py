"""Google Hangouts (until 2022) out of older Takeouts: the file ``Hangouts.json``, with all conversations of an account.

Since 2016 it holds ``conversations`` with ``events``; before, ``conversation_state`` with ``event``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.json_arrays import Heading, Piece, cut
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import Batch, Chat, Kind
from nearer.sources.rows import Rows
from nearer.words import printable

__all__ = ["FORMAT", "HangoutsReader"]

_NEW: Final = re.compile(rb'\{\s*"conversations"\s*:\s*\[\s*\{\s*"conversation"\s*:\s*\{')
_OLD: Final = re.compile(
    rb'"conversation_state"\s*:\s*\[\s*\{\s*"(?:conversation_id|conversation_state)"\s*:\s*\{'
)
_END: Final = re.compile(rb"[\]}]\s*+\}\s*+(?:\}\s*+)?\]\s*+\}\s*+\Z")
_TEXT: Final = r'("(?:[^"\\]|\\.)*")'
_ID: Final = re.compile(r'"conversation_id"\s*:\s*\{\s*"id"\s*:\s*' + _TEXT)
_TYPE: Final = re.compile(r'"type"\s*:\s*"(GROUP|STICKY_ONE_TO_ONE)"')
_TITLE: Final = re.compile(r'"name"\s*:\s*' + _TEXT)
_OWN: Final = re.compile(
    r'"self_read_state"\s*:\s*\{\s*"participant_id"\s*:\s*\{[^{}]*?"gaia_id"\s*:\s*"(\d+)"'
)
_PERSON: Final = re.compile(
    r'"id"\s*:\s*\{(?=[^{}]*?"gaia_id"\s*:\s*"(\d+)")[^{}]*+\}\s*,\s*"fallback_name"\s*:\s*' + _TEXT
)
_MICROSECONDS: Final = re.compile(r"\d{1,17}")
_MESSAGES: Final = frozenset({"REGULAR_CHAT_MESSAGE", "SMS", ""})


class _Id(msgspec.Struct, gc=False):
    gaia_id: str = ""


class _Segment(msgspec.Struct, gc=False):
    type: str = ""
    text: str = ""


class _Content(msgspec.Struct, gc=False):
    segment: list[_Segment] = []
    attachment: list[msgspec.Raw] = []


class _Said(msgspec.Struct, gc=False):
    message_content: _Content = msgspec.field(default_factory=_Content)


class _Event(msgspec.Struct, gc=False):
    """One event as Google writes it: a message, a call, a new name of the conversation."""

    sender_id: _Id = msgspec.field(default_factory=_Id)
    timestamp: str | int = ""
    chat_message: _Said | None = None
    event_type: str = ""


@dataclass(slots=True)
class _Talk:
    """A conversation and its people, as far as they are known."""

    chat: Chat
    names: dict[str, str] = field(default_factory=dict)


_MANY: Final = msgspec.json.Decoder(list[_Event])


class HangoutsReader(ExportReader):
    """One file ``Hangouts.json``."""

    source = "hangouts"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._rows = Rows(options, self.tally)
        self._names: dict[str, str] = {}
        self._own: str | None = None

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, one conversation after the other.

        Raises:
            ExportError: The file holds no message that can be read.
            ChangedError: The file changed while it was being read.
        """
        old = _NEW.match(self._export.head().lstrip()) is None
        talk = _Talk(Chat("chat", ""))
        try:
            for piece in cut(self._export, self._chunk_bytes, "event" if old else "events", _decode):
                if isinstance(piece, Heading):
                    talk = self._talk(piece.before.decode("utf-8", "replace"))
                elif isinstance(piece, Piece) and piece.content is None:
                    self._skip("not_a_record")
                elif isinstance(piece, Piece):
                    for event in piece.content:
                        self._add(talk, event)
                    yield from self._rows.enough()
        except ExportError as error:
            if not self._is_whole():  # else only the brackets around all conversations were not looked for
                if self._rows.n_messages + self.tally.n_system == 0:
                    raise
                self._break_off(self._export, error)
        yield from self._rows.all()
        self._export.check_unchanged()
        if self._rows.n_messages + self.tally.n_system == 0:
            raise ExportError("sources.error.no_message", file=self._export.name)
        self.tally.owner = self._names.get(self._own or "")

    def _talk(self, before: str) -> _Talk:
        """Return the conversation that stands before its events."""
        key, kind, title = _ID.search(before), _TYPE.search(before), _TITLE.search(before)
        own = _OWN.search(before)
        self._own = self._own or (own[1] if own else None)
        names = {one[1]: name for one in _PERSON.finditer(before) if (name := _string(one[2]))}
        self._names.update(names)
        others = [name for person, name in names.items() if person != self._own]
        name = _string(title[1]) if title else ""
        group = kind[1] == "GROUP" if kind else None
        chat = Chat((_string(key[1]) if key else "") or "chat", printable(name or ", ".join(others)), group)
        return _Talk(chat, names)

    def _add(self, talk: _Talk, event: _Event) -> None:
        """Add one message, or count it as what it is."""
        if event.chat_message is None or event.event_type not in _MESSAGES:
            self.tally.n_system += 1
            return
        person = event.sender_id.gaia_id
        name = talk.names.get(person) or self._names.get(person) or person
        if not name:
            self._skip("no_sender")
            return
        content = event.chat_message.message_content
        text = "".join("\n" if s.type == "LINE_BREAK" else s.text for s in content.segment)
        if not text and not content.attachment:
            self.tally.n_system += 1
            return
        self.tally.addresses.setdefault(name, set()).add(f"google:{person}")
        written = str(event.timestamp)
        moment = int(written) // 1000 if _MICROSECONDS.fullmatch(written) else None
        self._rows.add(self._export.name, talk.chat, moment, name, text, Kind.TEXT if text else Kind.MEDIA)

    def _is_whole(self) -> bool:
        """Tell whether the file ends with the brackets around all conversations."""
        end = b""
        for piece in self._export.pieces(self._chunk_bytes):
            end = (end + piece)[-256:]
        return _END.search(end) is not None


def _decode(array: bytes) -> list[_Event] | None:
    """Decode some events; None where one of them is none."""
    try:
        return _MANY.decode(array)
    except UNDECODABLE:
        return None


def _string(quoted: str) -> str:
    """Return what a string of JSON says; "" where it is damaged."""
    try:
        return str(json.loads(quoted))
    except ValueError:
        return ""


def _is_hangouts(export: Export, head: bytes) -> bool:
    """Tell the file by how it begins."""
    start = head[:4096].lstrip()
    return start.startswith(b"{") and (_NEW.match(start) is not None or _OLD.search(start) is not None)


FORMAT: Final = Format("hangouts", "Google Hangouts", _is_hangouts, HangoutsReader, frozenset({".json"}))
