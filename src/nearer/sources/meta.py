"""What Meta's "Download your information" holds of Messenger and Instagram: many threads, each in one or more files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ChangedError, ExportError
from nearer.sources.files import Export
from nearer.sources.json_arrays import Heading, Piece, cut
from nearer.sources.meta_html import Page, boxes, html_frame, is_page, without_heading
from nearer.sources.meta_json import JsonFrames
from nearer.sources.meta_layout import PROFILES, is_instagram, thread_of
from nearer.sources.meta_schema import Decoder, EndToEnd, Old
from nearer.sources.meta_thread import Thread, look_at, repair
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import Batch, Chat
from nearer.words import say

__all__ = ["MetaReader", "recogniser"]

_LOOKED_AT: Final = 1 << 18
_PEOPLE: Final = re.compile(rb'(?<!\\)"participants"\s*:\s*\[')
_MESSAGES: Final = re.compile(rb'(?<!\\)"messages"\s*:\s*\[')
_KNOWN: Final = re.compile(
    rb'(?<!\\)"(?:sender_name|senderName|thread_path|threadName|thread_type|is_still_participant)"\s*:'
)
_PROFILE: Final = re.compile(rb'"(?:profile(?:_v2|_user)?|autofill_information(?:_v2)?)"\s*:')
_PAGE_NAME: Final = re.compile(r"message(?:_\d+)?\.html?")
_MAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,24}")
_PHONE: Final = re.compile(r"\+[\d ().-]{6,24}")
_MOST_WAITING: Final = 20_000
_MOST_WAITING_BYTES: Final = 16 << 20
_LARGEST_PROFILE: Final = 4 << 20


class MetaReader(ExportReader):
    """The threads of one account, from one download."""

    source: str

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(parts, options)
        self._frames = JsonFrames(self.tally, options.clock, with_text=self._with_text)
        self._chats: dict[str, Chat] = {}
        self._people: dict[str, set[str]] = {}
        self._n_messages = 0

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, thread by thread, in the order of the files: newest first.

        Raises:
            ExportError: No message could be read.
            ChangedError: A file changed while it was being read.
        """
        fault: ExportError | None = None
        profiles = [part for part in self.parts if part.place.name in PROFILES]
        for part in self.parts:
            if part in profiles:
                continue
            try:
                for batch in self._read(part):
                    self._people[batch.chat.key].update(batch.frame["sender"].unique().to_list())
                    self._n_messages += len(batch.frame)
                    if len(batch.frame):
                        yield batch
            except ChangedError:
                raise
            except ExportError as error:
                fault = fault or error
                self.tally.skip(part.name, None, say("sources.reason.not_a_record"))
                self._note_cut(part)
            part.check_unchanged()
        if self._n_messages + self.tally.n_system == 0:
            raise fault or ExportError("sources.error.no_message", file=self.name)
        self._find_owner(profiles)

    def _read(self, part: Export) -> Iterator[Batch]:
        """Yield the messages of one file."""
        if next(part.pieces(4096), b"").lstrip().startswith(b"<"):
            yield from self._read_page(part)
            return
        self.tally.zone = self._options.clock.first_zone
        decoder = Decoder()
        chat = self._chats.get(thread_of(part))
        waiting: list[Old | EndToEnd] = []
        n_bytes = 0
        fault: ExportError | None = None
        try:
            for found in cut(part, self._chunk_bytes, decode=decoder):
                if isinstance(found, Heading):
                    chat = chat or self._chat(thread_of(part), look_at(part, found))
                elif isinstance(found, Piece):
                    waiting += self._frames.messages(found, decoder, part.name)
                    n_bytes += len(found.array)
                    if chat and (len(waiting) >= _MOST_WAITING or n_bytes > _MOST_WAITING_BYTES):
                        yield Batch(chat, self._frames.frame(waiting))
                        waiting, n_bytes = [], 0
        except ExportError as error:
            fault = error
        if chat and waiting:
            yield Batch(chat, self._frames.frame(waiting))
        if fault:
            raise fault

    def _read_page(self, part: Export) -> Iterator[Batch]:
        chat = Chat("", "")
        first, last = True, ""
        for found in boxes(part, self._chunk_bytes):
            if isinstance(found, Page):
                chat = self._chat(thread_of(part), Thread("", found.title, None, frozenset()))
                continue
            last = found[-1]
            frame = html_frame(
                without_heading(found) if first else found, self.tally, part.name, self._options.date_order
            )
            first = False
            yield Batch(chat, frame if self._with_text else frame.drop("text"))
        if "</html>" not in last:
            self._note_cut(part)

    def _chat(self, key: str, thread: Thread) -> Chat:
        """Return the conversation that a file is a part of; the first file of a thread names it."""
        key = key or thread.key or thread.title or "chat"
        self._people.setdefault(key, set()).update(thread.names)
        return self._chats.setdefault(key, Chat(key, thread.title, thread.group))

    def _find_owner(self, profiles: Sequence[Export]) -> None:
        """Find out whose account it is: who the profile names, else who takes part in every thread."""
        said = {text for profile in profiles for text in _texts(profile)}
        threads = [names for names in self._people.values() if len(names) > 1]
        n_threads = Counter(name for names in threads for name in names)
        named = sorted(said & set().union(*self._people.values()), key=lambda name: -n_threads[name])
        ranked = n_threads.most_common(2)
        if named:
            self.tally.owner = named[0]
        elif len(threads) > 1 and ranked[0][1] == len(threads) and ranked[1][1] < len(threads):
            self.tally.owner = ranked[0][0]
        addresses = {text.strip() for text in said if _MAIL.fullmatch(text) or _PHONE.fullmatch(text)}
        if self.tally.owner and addresses:
            self.tally.addresses[self.tally.owner] = addresses


def _texts(profile: Export) -> set[str]:
    """Return all texts of a profile, whatever they are called in its language."""
    if profile.n_bytes > _LARGEST_PROFILE:
        return set()
    try:
        waiting: list[object] = [msgspec.json.decode(b"".join(profile.pieces(1 << 20)))]
    except (*UNDECODABLE, ExportError):
        return set()
    found = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.add(repair(one))
        elif isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return found


def recogniser(*, instagram: bool) -> Callable[[Export, bytes], bool]:
    """Return what tells the files of one of the two apps.

    Args:
        instagram: Whether Instagram's; else Messenger's, and those that do not tell.
    """

    def recognise(export: Export, head: bytes) -> bool:
        return _is_meta(export, head[:_LOOKED_AT]) and is_instagram(export, head[:_LOOKED_AT]) is instagram

    return recognise


def _is_meta(export: Export, head: bytes) -> bool:
    """Tell a file of messages, or the profile beside them, by what is in it."""
    start = head.lstrip()[:1]
    if start == b"<":
        named = _PAGE_NAME.fullmatch(export.place.name) or b"/inbox/" in head
        return bool(named) and is_page(head)
    if start != b"{":
        return False
    if export.place.name in PROFILES:
        return _PROFILE.search(head) is not None
    return all(shape.search(head) for shape in (_PEOPLE, _MESSAGES, _KNOWN))
