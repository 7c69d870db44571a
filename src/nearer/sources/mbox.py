"""E-mail as mbox: Gmail out of Google Takeout, Thunderbird, Apple Mail, and whatever else writes mailboxes.

Reference:
    RFC 4155, appendix A; the variants mboxo and mboxrd put ``>`` before lines of the text that begin with ``From ``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.formats import Format, each_folder
from nearer.sources.mail_body import read_body, split_head
from nearer.sources.mail_headers import addresses_of, moment_of, parse_headers
from nearer.sources.mail_people import Mailbox, is_automatic, labels_of
from nearer.sources.mail_typed import text_of_html, typed_in
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import Batch, Kind
from nearer.sources.rows import Rows
from nearer.words import say

__all__ = ["FORMAT", "MboxReader"]

_START: Final = re.compile(
    rb"From (?:[^\s]{1,300}+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\r\n]{8,100}|-?) *+\r?\n"
    rb"(?=>?[!-9;-~]{1,76}+[ \t]*+:)"
)
_LINE_FEED: Final = 10
_LONGEST_START: Final = 1024
_LARGEST: Final = 2 << 20
"""Bytes of one message that are held: its text stands before the files that hang on it."""
_ESCAPED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_LOOKED_AT: Final = 16 << 20
"""Bytes from which the owner is told, before the reading begins."""
_MOST_KNOWN: Final = 2_000_000


class MboxReader(ExportReader):
    """The mailboxes of one folder."""

    source = "mbox"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._rows = Rows(options, self.tally)
        self._people = Mailbox(self.tally)
        self._known: set[int] = set()

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, those of one conversation together.

        Raises:
            ExportError: No file holds an e-mail.
            ChangedError: A file changed while it was being read.
        """
        for part in self.parts:
            for message in _messages(part, self._chunk_bytes, _LOOKED_AT // len(self.parts)):
                self._people.look(parse_headers(split_head(message)[0]))
        self._people.decide()
        for part in self.parts:
            for message in _messages(part, self._chunk_bytes):
                self._add(part.name, message)
                yield from self._rows.enough()
            part.check_unchanged()
        yield from self._rows.all()
        if self._rows.n_messages + self.tally.n_system == 0:
            raise ExportError("sources.error.no_message", file=self.name)

    def _add(self, file: str, message: bytes) -> None:
        """Add one message, or count it as what it is."""
        start, _, message = message.partition(b"\n")
        head, content = split_head(message)
        headers = parse_headers(head)
        labels = labels_of(headers)
        writers = addresses_of(headers.get("from"))
        if self._is_known(headers) or is_automatic(headers, labels, writers[0][0] if writers else ""):
            self.tally.n_system += 1
            return
        moment = moment_of(headers.get("date")) or moment_of(start.decode("latin-1"))
        placed = self._people.place(headers, labels)
        if placed is None:
            self.tally.skip(file, None, say("sources.reason.no_sender"))
            return
        chat, sender = placed
        body = read_body(headers, _ESCAPED.sub(rb"\1", content))
        text, quoted = typed_in(body.plain)
        if body.html:
            page, quoted = text_of_html(body.html)
            text, more = typed_in(page)
            quoted |= more
        kind = Kind.MEDIA if not text and (body.attached or quoted) else Kind.TEXT
        self._rows.add(file, chat, moment, sender, text, kind)

    def _is_known(self, headers: dict[str, str]) -> bool:
        """Tell a copy of a message that stood in another mailbox of the export, as Gmail writes one for each label."""
        identity = headers.get("message-id")
        if len(self.parts) == 1 or not identity:
            return False
        number = hash(identity)
        known = number in self._known
        if len(self._known) < _MOST_KNOWN:
            self._known.add(number)
        return known


def _messages(part: Export, n_bytes: int, most: int | None = None) -> Iterator[bytes]:
    """Yield the messages of a mailbox, each with the line that begins it; of large attachments, only the start.

    Args:
        part: The mailbox.
        n_bytes: About how much to hold at a time.
        most: Bytes to look at; None: all.
    """
    held = b""
    n_read = 0
    begun = False
    for piece in part.raw_pieces(n_bytes):
        n_read += len(piece)
        searched = max(len(held) - _LONGEST_START, 1)
        held += piece
        at = 0
        if not begun and (first := next(_starts(held, 0), None)):
            begun, at, searched = True, first.start(), first.end()
        if begun:
            for found in _starts(held, searched):
                yield held[at : found.start()]
                at = found.start()
        held = held[at:]
        if len(held) > _LARGEST:
            held = held[:_LARGEST] + held[-_LONGEST_START:]
        if most is not None and n_read >= most:
            return
    if begun:
        yield held


def _starts(held: bytes, at: int) -> Iterator[re.Match[bytes]]:
    """Yield the lines that begin a message."""
    for found in _START.finditer(held, at):
        if not found.start() or held[found.start() - 1] == _LINE_FEED:
            yield found


def _is_mbox(export: Export, head: bytes) -> bool:
    """Tell a mailbox by the line that begins its first message, and the header below it."""
    return _START.match(head) is not None


FORMAT: Final = Format(
    "mbox", "E-mail (mbox)", _is_mbox, MboxReader, frozenset({".mbox", ".mbx"}), each_folder
)
