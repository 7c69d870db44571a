"""Google Voice out of Google Takeout: ``Voice/Calls``, a page for each stretch of texts, call and voicemail.

A page of texts holds microformats: ``abbr.dt`` with the time and its offset, ``cite.sender`` with a ``tel:`` link,
``q`` with the text. The owner's own messages have ``abbr.fn`` where others have ``span.fn``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import HEAD_BYTES, Export
from nearer.sources.formats import Format, each_folder
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import OWN_NAME, Batch, Chat, Kind
from nearer.sources.rows import Rows
from nearer.sources.spellings import same_number, unescaped
from nearer.words import printable, say

__all__ = ["FORMAT", "GoogleVoiceReader"]

_MOST_MESSAGE_CHARACTERS: Final = 4 << 20
_PAGE: Final = re.compile(rb"<div[^<>]*class=[\"'](?:hChatLog|haudio)\b")
_LONGEST_TAG: Final = 200
_MESSAGE: Final = re.compile(r"<div\s+class=[\"']message[\"'][^<>]*>")
_TIME: Final = re.compile(r"<abbr\s+class=[\"']dt[\"']\s+title=[\"']([^\"'<>]{1,40})[\"']")
_PERSON: Final = re.compile(
    r"href=[\"']tel:([^\"'<>]{0,200}+)[\"'][^<>]{0,200}+>\s*+<(span|abbr)\s+class=[\"']fn[\"'][^<>]{0,200}+>([^<]*+)<"
)
_BREAK: Final = re.compile(r"<br\s*/?>")
_TAG: Final = re.compile(r"<[^<>]*>")
_ATTACHED: Final = re.compile(r"<(?:img|video|audio|a\s+class=[\"'](?:vcard|video|audio)[\"'])")
_PLACEHOLDERS: Final = frozenset({"MMS Sent", "MMS Received"})
_FILE: Final = re.compile(r"(.*?) ?- Text - \d{4}-\d\d-\d\dT[\d_-]+Z", re.DOTALL)
_END: Final = "</html>"


class GoogleVoiceReader(ExportReader):
    """All pages of one account."""

    source = "google_voice"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._rows = Rows(options, self.tally)
        self._numbers: dict[str, str] = {}
        self._chats: dict[str, Chat] = {}

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, those of one conversation together.

        Pages with nothing but the owner's messages do not say whose number they went to, so they come last: by then the
        numbers of the names are known from the other pages.

        Raises:
            ExportError: No page holds a message or a call.
            ChangedError: A file changed while it was being read.
        """
        self.tally.owner = OWN_NAME
        one_sided = []
        for part in self.parts:
            head = next(part.pieces(HEAD_BYTES), b"").decode("utf-8", "replace")
            if "hChatLog" not in head:
                self.tally.n_system += 1  # a call, a voicemail, a recorded call
                part.check_unchanged()
            elif (chat := self._chat_of(head)) is not None:
                yield from self._read(part, chat)
            else:
                one_sided.append(part)
        for part in one_sided:
            yield from self._read(part, self._chat_by_name(part))
        yield from self._rows.all()
        if self._rows.n_messages + self.tally.n_system == 0:
            raise ExportError("sources.error.no_message", file=self.name)

    def _chat_of(self, head: str) -> Chat | None:
        """Return the conversation that the people of a page tell; None where they do not."""
        first = _MESSAGE.search(head)
        listed = head[: first.start()] if first else head
        group = "participants" in listed
        people: dict[str, str] = {}
        for number, tag, name in _PERSON.findall(listed if group else head):
            if tag == "span" and (key := same_number(unescaped(number)) or unescaped(name).strip()):
                people.setdefault(key, unescaped(name).strip() or unescaped(number).strip())
        if not people:
            return None
        if not group:
            people = dict([next(iter(people.items()))])
        key, title = "~".join(sorted(people)), printable(", ".join(people.values()))
        if not group:
            self._numbers.setdefault(title, key)
        return self._chats.setdefault(key, Chat(key, title, group and len(people) > 1))

    def _chat_by_name(self, part: Export) -> Chat:
        """Return the conversation that the name of a page tells."""
        found = _FILE.match(part.place.name)
        title = printable((found[1] if found else part.place.stem).strip())
        key = self._numbers.get(title) or same_number(title) or "chat"
        return self._chats.setdefault(
            key, Chat(key, title, group=None if title.startswith("Group") else False)
        )

    def _read(self, part: Export, chat: Chat) -> Iterator[Batch]:
        """Read the messages of a page."""
        text = ""
        for text in _messages(part, self._chunk_bytes):
            self._add(part.name, chat, text)
            yield from self._rows.enough()
        if _END not in text:
            self._note_cut(part)
        part.check_unchanged()

    def _add(self, file: str, chat: Chat, message: str) -> None:
        """Add one message, or count it as what it is."""
        time, person = _TIME.search(message), _PERSON.search(message)
        start = message.find("<q>")
        end = message.find("</q>", start)
        quoted = 0 <= start < end
        if time is None or not quoted:
            self.tally.skip(file, None, say(f"sources.reason.{'no_date' if quoted else 'not_a_record'}"))
            return
        number, tag, name = (unescaped(one).strip() for one in (person.groups() if person else ("", "", "")))
        sender = OWN_NAME if tag == "abbr" else name or number
        if not sender:
            self.tally.skip(file, None, say("sources.reason.no_sender"))
            return
        if number:
            self.tally.addresses.setdefault(sender, set()).add(number)
        text = unescaped(_TAG.sub("", _BREAK.sub("\n", message[start + 3 : end])))
        attached = _ATTACHED.search(message, end) is not None
        if text.strip() in _PLACEHOLDERS or (attached and not text.strip()):
            text, attached = "", True
        kind = Kind.MEDIA if attached and not text else Kind.TEXT
        self._rows.add(file, chat, _moment(time[1]), sender, text, kind)


def _messages(part: Export, n_bytes: int) -> Iterator[str]:
    """Yield what stands from the start of one message to the start of the next; the last one goes on to the end."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    held: str | None = None
    waiting = ""
    for piece in part.pieces(n_bytes):
        *whole, last = _MESSAGE.split(waiting + decoder.decode(piece))
        for text in whole:
            if held is not None:
                yield held + text
            held = ""
        cut = max(len(last) - _LONGEST_TAG, 0)
        if held is not None:  # no message is as long: without its start, it counts as one that cannot be read
            held = held + last[:cut] if len(held) < _MOST_MESSAGE_CHARACTERS else ""
        waiting = last[cut:]
    if held is not None:
        yield held + waiting


def _moment(written: str) -> int | None:
    """Return the moment of a time with its offset, milliseconds since 1970."""
    try:
        time = datetime.fromisoformat(written)
        return None if time.tzinfo is None else int(time.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _is_google_voice(export: Export, head: bytes) -> bool:
    """Tell a page by its outermost block, which may stand on a line that is too long for the head."""
    if not head.lstrip().startswith(b"<"):
        return False
    return _PAGE.search(head) is not None or _PAGE.search(next(export.pieces(HEAD_BYTES), b"")) is not None


FORMAT: Final = Format(
    "google_voice",
    "Google Voice",
    _is_google_voice,
    GoogleVoiceReader,
    frozenset({".html", ".htm"}),
    each_folder,
)
