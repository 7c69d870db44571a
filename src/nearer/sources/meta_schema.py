"""The two schemas of Meta's JSON: Messenger's and Instagram's old one, and that of the end-to-end download.

The old schema (since 2018) holds UTF-8 that was read as Latin-1, byte by byte; the end-to-end one (since 2024) does
not. Early in 2018 moments were seconds, called ``timestamp``. ``type`` stood in the old schema until 2023.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.sources.clock import FIRST_MOMENT, LAST_MOMENT

__all__ = ["LINES", "Decoder", "EndToEnd", "Messages", "Old", "is_line"]

LINES: Final = frozenset({"Call", "Subscribe", "Unsubscribe", "placeholder"})
_NOTHING: Final = msgspec.Raw()

_Name = Annotated[str, msgspec.Meta(min_length=1)]
_Moment = Annotated[int, msgspec.Meta(ge=FIRST_MOMENT, lt=LAST_MOMENT)]


class _Flags(msgspec.Struct, gc=False, kw_only=True):
    """What both schemas may say."""

    type: str | None = None
    call_duration: float | None = None
    missed: bool = False
    is_taken_down: bool = False


class Old(_Flags, gc=False, kw_only=True, rename={"sender": "sender_name", "moment": "timestamp_ms"}):
    """One message of the old schema."""

    sender: _Name
    moment: _Moment
    content: str | None = None
    is_unsent: bool = False
    share: msgspec.Raw = _NOTHING

    @property
    def attached(self) -> bool:
        """Whether something was shared beside the text: what the app calls an attachment."""
        return bool(self.share)


_NEW_NAMES: Final = {
    "sender": "senderName",
    "moment": "timestamp",
    "content": "text",
    "is_unsent": "isUnsent",
}


class EndToEnd(_Flags, gc=False, kw_only=True, rename=_NEW_NAMES):
    """One message of the end-to-end download."""

    sender: _Name
    moment: _Moment
    content: str | None = None
    is_unsent: bool = False
    media: list[msgspec.Raw] | None = None

    @property
    def attached(self) -> bool:
        """Whether there is something beside the text."""
        return bool(self.media)


_OLD: Final = msgspec.json.Decoder(list[Old])
_END_TO_END: Final = msgspec.json.Decoder(list[EndToEnd])

Messages = Sequence[Old | EndToEnd]


class Decoder:
    """Decodes the messages of one file, which are of one schema: that of the first."""

    def __init__(self) -> None:
        self._json: msgspec.json.Decoder[list[Old]] | msgspec.json.Decoder[list[EndToEnd]] | None = None

    def __call__(self, array: bytes) -> Messages | None:
        """Decode the bytes of a JSON array; None where something in it is no message."""
        if self._json is None:
            self._json = _END_TO_END if b'"senderName"' in array or b'"isUnsent"' in array else _OLD
        try:
            return self._json.decode(array)
        except UNDECODABLE:
            return None

    def lone(self, array: bytes) -> tuple[str, Messages]:
        """Return why something is no message; "" and the message where it is one of early 2018, with seconds."""
        try:
            fields = msgspec.json.decode(array)[0]
        except (*UNDECODABLE, LookupError):
            return "not_a_record", []
        if not isinstance(fields, dict):
            return "not_a_record", []
        moment = fields.get("timestamp_ms", fields.get("timestamp"))
        if self._json is _OLD and isinstance(moment, int) and "timestamp_ms" not in fields:
            moment = fields["timestamp_ms"] = moment * 1000
        if not isinstance(moment, int) or not FIRST_MOMENT <= moment < LAST_MOMENT:
            return "no_date", []
        sender = fields.get("sender_name", fields.get("senderName"))
        if not isinstance(sender, str) or not sender:
            return "no_sender", []
        found = self(msgspec.json.encode([fields]))
        return ("", found) if found else ("not_a_record", [])


def is_line(message: Old | EndToEnd) -> bool:
    """Whether it is a call, somebody who came or went, or a placeholder for what cannot be shown."""
    if message.type == "placeholder":
        return not (message.is_unsent or message.attached)
    return message.call_duration is not None or message.missed or message.type in LINES
