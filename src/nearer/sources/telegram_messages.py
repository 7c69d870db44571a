"""The messages of a Telegram export, decoded: those of every version of Telegram Desktop, and some that are no JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from nearer.kernel.decoding import UNDECODABLE

__all__ = ["SERVICE", "Message", "Plain", "decode_messages", "decode_plain", "flatten"]

SERVICE: Final = frozenset({"service", "unsupported"})
"""Types of what nobody wrote: joins, calls, pins; and what the exporting Telegram was too old to show."""
_ESCAPE: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_BARE: Final = re.compile(rb'("document_id": )(?!")[^\r\n]*?(?=,?\r?\n)')


class Part(msgspec.Struct, gc=False):
    """A stretch of text with a form of its own: a link, bold letters."""

    text: str = ""


class Plain(msgspec.Struct, gc=False, kw_only=True):
    """What every message of a person has; whatever else stands in it is passed over.

    Attributes:
        type: ``message``, ``service`` or ``unsupported``.
        date: Wall time of the computer that exported.
        sender: The name; None for a deleted account.
        text: What was typed, or a list of its parts.
        action: What a service message tells.
    """

    type: str = "message"
    date: str | None = None
    sender: str | None = msgspec.field(default=None, name="from")
    text: str | list[str | Part] = ""
    action: str | None = None


class Message(Plain, gc=False, kw_only=True):
    """A message with what is needed where its time or its sender is not told plainly.

    Attributes:
        date_unixtime: Seconds since 1970; since Telegram Desktop 3.7.
        sender_id: ``user123``; a bare number in old exports.
    """

    date_unixtime: str | int | None = None
    sender_id: str | int | None = msgspec.field(default=None, name="from_id")


class _Usual(Plain, gc=False, kw_only=True):
    """A message that holds nothing unusual: decoded faster."""

    type: Literal["message", "service", "unsupported"]
    date: str


_USUAL: Final = msgspec.json.Decoder(list[_Usual])
_FULL: Final = msgspec.json.Decoder(list[Message])


def decode_plain(array: bytes) -> Sequence[Plain] | None:
    """Return the messages of a JSON array, with no more in them than is mostly needed; None where it is none."""
    try:
        return _USUAL.decode(array)
    except UNDECODABLE:
        return decode_messages(array)


def decode_messages(array: bytes) -> list[Message] | None:
    r"""Return the messages of a JSON array; None where it is none.

    Telegram Desktop writes a control character as ``\x01``, and 4.1 wrote the places of emojis without quotes; neither
    is JSON (telegramdesktop/tdesktop, issues 27571 and 24961).
    """
    try:
        return _FULL.decode(array)
    except UNDECODABLE:
        mended = _ESCAPE.sub(rb"\1\\u00\2", array) if b"\\x" in array else array
        mended = _BARE.sub(rb'\1""', mended) if b'"document_id"' in mended else mended
        if mended == array:
            return None
    try:
        return _FULL.decode(mended)
    except UNDECODABLE:
        return None


def flatten(text: str | list[str | Part]) -> str:
    """Return the characters of a text, whatever their forms."""
    if isinstance(text, str):
        return text
    return "".join(part if isinstance(part, str) else part.text for part in text)
