"""Text messages as XML: SMS Backup & Restore, and the apps that write its format (Silence, TextSecure, QKSMS).

The attributes are those of Android's tables ``sms``, ``pdu``, ``part`` and ``addr``.

Reference:
    SyncTech, "Fields in XML backup files" (SMS Backup & Restore 10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import OWN_NAME, Batch, Kind
from nearer.sources.rows import Rows
from nearer.sources.sms_elements import attributes, plain, tags
from nearer.sources.sms_people import People

__all__ = ["FORMAT", "SmsReader"]

_ROOT: Final = re.compile(
    rb"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*)*+(?:<!DOCTYPE\s+)?<?(?:smses|calls)[\s/>\[]", re.DOTALL
)
_WORTH_IT: Final = 100
"""After so many messages, the layout of one is learned: making its expression takes as long as reading some of them."""
_HEAD_BYTES: Final = 1 << 16
_FIELDS: Final = ("address", "date", "type", "body", "contact_name")
_RECEIVED, _SENT = "1", "2"
_UNSENT: Final = frozenset("3456")
"""Drafts, what waits in the outbox or in the queue, and what failed."""
_CARRIES: Final = frozenset({"", "null", "128", "132"})
"""Types of a multimedia message that carry one; the others are notices of the network and reports."""
_FROM: Final = "137"
_NO_SENDER: Final = "insert-address-token"


class SmsReader(ExportReader):
    """One backup: the file ``sms-20240131120000.xml``."""

    source = "sms"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._people = People(self.tally)
        self._rows = Rows(options, self.tally)
        self._layout: re.Pattern[str] | None = None
        self._n_unlike = 0
        self._mms: _Mms | None = None
        self._ended = False

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, those of one conversation together.

        Raises:
            ExportError: The file holds no message, or a document type.
            ChangedError: The file changed while it was being read.
        """
        self.tally.owner = OWN_NAME
        for found in tags(self._export, self._chunk_bytes):
            self._take_all(found)
            yield from self._rows.enough()
        yield from self._rows.all()
        if self._mms is not None:
            self._skip("not_a_record")
        self._export.check_unchanged()
        if self._rows.n_messages + self.tally.n_system == 0:
            raise ExportError("sources.error.no_message", file=self._export.name)
        if not self._ended:
            self._note_cut(self._export)

    def _take_all(self, found: list[str]) -> None:
        """Take some tags: first by the layout that nearly all of a file share, else by what they are."""
        for tag in found:
            match = self._layout and self._layout.match(tag)
            if match and self._mms is None:
                self._add_sms(*match.group(*_FIELDS))
            else:
                self._take(tag)

    def _take(self, tag: str) -> None:
        """Take one tag."""
        if self._mms is not None:
            if tag.startswith(("part", "addr", "/parts", "/addrs", "/mms")):
                self._go_on_with_mms(self._mms, tag)
                return
            self._end_mms(whole=False)
        if tag.startswith("sms") and not tag.startswith("smses"):
            known = attributes(tag)
            if known is None:
                self._skip("not_a_record")
                return
            self._n_unlike += 1
            if self._n_unlike == _WORTH_IT:
                self._layout = _layout_of(known)
            self._add_sms(*map(known.get, _FIELDS))
        elif tag.startswith("mms"):
            self._begin_mms(tag)
        elif tag.startswith(("/", "smses", "calls")):
            self._ended |= tag.startswith(("/smses", "/calls")) or (
                tag[0] != "/" and tag.rstrip().endswith("/>")
            )
        elif tag.startswith("call"):
            self.tally.n_system += 1
        elif tag.strip() and not tag.startswith("?"):
            self._skip("not_a_record")

    def _add_sms(
        self, address: str | None, date: str | None, kind: str | None, body: str | None, name: str | None
    ) -> None:
        """Add a text message, or count it as what it is."""
        if kind in _UNSENT:
            self.tally.n_system += 1
        elif kind not in {_RECEIVED, _SENT}:
            self._skip("no_kind")
        elif not address or address == "null":
            self._skip("no_sender")
        elif body is None:
            self._skip("no_length")
        else:
            chat, sender = self._people.of_one(address, name)
            text = "" if body == "null" else plain(body)
            sender = OWN_NAME if kind == _SENT else sender
            self._rows.add(self.name, chat, _moment(date), sender, text, Kind.TEXT)

    def _begin_mms(self, tag: str) -> None:
        """Begin a multimedia message; its parts and addresses follow."""
        known = attributes(tag)
        self._mms = _Mms(known or {}, damaged=known is None)
        if tag.rstrip().endswith("/>"):
            self._end_mms(whole=True)

    def _go_on_with_mms(self, mms: _Mms, tag: str) -> None:
        """Take a part or an address of a multimedia message, or its end."""
        if tag.startswith("/mms"):
            self._end_mms(whole=True)
        elif tag.startswith(("parts", "addrs", "/")):
            return
        elif (known := attributes(tag)) is None:
            mms.damaged = True
        elif tag.startswith("part"):
            mms.add_part(known)
        else:
            mms.add_address(known)

    def _end_mms(self, *, whole: bool) -> None:
        """Finish a multimedia message."""
        mms, self._mms = self._mms, None
        if mms is None:
            return
        box = mms.known.get("msg_box", "")
        if not whole or mms.damaged:
            self._skip("not_a_record")
        elif box in _UNSENT or mms.known.get("m_type", "") not in _CARRIES:
            self.tally.n_system += 1
        elif box not in {_RECEIVED, _SENT}:
            self._skip("no_kind")
        else:
            self._add_mms(mms, sent=box == _SENT)

    def _add_mms(self, mms: _Mms, *, sent: bool) -> None:
        """Add a whole multimedia message."""
        found = self._people.of_many(
            mms.known.get("address"),
            mms.known.get("contact_name"),
            mms.addresses,
            sent=sent,
            author=mms.author,
        )
        if found is None:
            self._skip("no_sender")
            return
        chat, sender = found
        text = "\n".join(mms.texts)
        kind = Kind.TEXT if text else Kind.MEDIA
        self._rows.add(self.name, chat, _moment(mms.known.get("date")), sender, text, kind)


class _Mms:
    """A multimedia message, while it is read."""

    __slots__ = ("addresses", "author", "damaged", "known", "texts")

    def __init__(self, known: dict[str, str], *, damaged: bool) -> None:
        self.known = known
        self.texts: list[str] = []
        self.addresses: list[str] = []
        self.author: str | None = None
        self.damaged = damaged

    def add_part(self, known: dict[str, str]) -> None:
        """Take a part: what was typed, or a picture, a film, a recording, the layout."""
        text = known.get("text", "null")
        if known.get("ct", "").lower().startswith("text/plain") and text not in {"", "null"}:
            self.texts.append(plain(text))

    def add_address(self, known: dict[str, str]) -> None:
        """Take an address of somebody who wrote or got it."""
        address = known.get("address", "")
        if address in {"", "null", _NO_SENDER}:
            return
        self.addresses.append(plain(address))
        if known.get("type") == _FROM:
            self.author = plain(address)


def _layout_of(known: dict[str, str]) -> re.Pattern[str]:
    """Return a pattern of tags that have the attributes of one tag in the same order, as nearly all of a file have."""
    parts = [
        rf'\s{re.escape(name)}="' + (rf'(?P<{name}>[^"]*+)"' if name in _FIELDS else '[^"]*+"')
        for name in known
    ]
    missing = "".join(f"(?P<{name}>(?!))?" for name in _FIELDS if name not in known)
    return re.compile("sms" + "".join(parts) + missing + r"\s*+/?>")


def _moment(date: str | None) -> int | None:
    """Return milliseconds since 1970."""
    return int(date) if date and len(date) < 16 and date.isdecimal() else None


def _is_sms(export: Export, head: bytes) -> bool:
    """Tell a backup by its outermost element, which may stand on a line that is too long for the head."""
    if not head.lstrip().startswith(b"<"):
        return False
    return _ROOT.match(head) is not None or _ROOT.match(next(export.pieces(_HEAD_BYTES), b"")) is not None


FORMAT: Final = Format("sms", "SMS Backup & Restore", _is_sms, SmsReader, frozenset({".xml"}))
