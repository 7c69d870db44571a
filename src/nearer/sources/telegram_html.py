"""Telegram Desktop's "Export chat history" as HTML, which is what it writes unless told otherwise.

Written by ``export_output_html.cpp`` of Telegram Desktop, 2018 (1.3) to 2026 (6): pages of a thousand messages, in a
folder each chat. Texts are escaped, so that what looks like a tag is one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.options import ReadOptions
from nearer.sources.reader import ExportReader
from nearer.sources.records import Batch, Chat
from nearer.sources.telegram_account import full_name
from nearer.sources.telegram_blocks import Blocks, plain_text
from nearer.words import say

__all__ = ["FORMAT", "TelegramHtmlReader"]

_MESSAGE: Final = '<div class="message '
_HISTORY: Final = re.compile(
    rb'<div class="(?:history|page_body chat_page)"|<div class="message (?:default|service)'
)
_PERSONAL: Final = b'<div class="personal_info'
_TITLE: Final = re.compile(r'<div class="page_header">.*?<div class="text bold">(.*?)</div>', re.DOTALL)
_ROW: Final = re.compile(r'<div class="label details">([^<]*)</div>\s*<div class="value bold">([^<]*)</div>')
_PAGE: Final = re.compile(r"messages(\d{0,6})\.html?", re.IGNORECASE)
_CHATS: Final = "chats"
_ENOUGH: Final = 1 << 13
_MOST_PAGES: Final = 20_000
_LONGEST: Final = 32 << 20
_LONGEST_START: Final = 1 << 13


class TelegramHtmlReader(ExportReader):
    """The pages of one chat, or of all chats of an account, and the page that tells whose account it is."""

    source = "telegram_html"

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        super().__init__(_with_further_pages(parts), options)
        self._keys: dict[str, PurePosixPath] = {}
        self._n_messages = 0

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, chat by chat and page by page.

        Raises:
            ExportError: No message can be read.
            ChangedError: A page changed while it was being read.
        """
        folders: dict[PurePosixPath, list[Export]] = {}
        for part in self.parts:
            if _number(part) is None and _PERSONAL in part.head():
                self._read_owner(part)
            else:
                folders.setdefault(part.place.parent, []).append(part)
        for pages in folders.values():
            yield from self._chat(pages)
        if self._n_messages + self.tally.n_system == 0:
            raise ExportError("sources.error.no_message", file=self.name)

    def _chat(self, pages: Sequence[Export]) -> Iterator[Batch]:
        """Yield the messages of one chat."""
        start = pages[0].head(_LONGEST_START).decode("utf-8", "replace")
        title = _TITLE.search(start)
        chat = self._name_chat(plain_text(title[1]) if title else "", pages[0].place.parent)
        blocks = Blocks(chat, self.tally, with_text=self._with_text)
        for page in pages:
            for texts in self._cut(page):
                blocks.add(page.name, texts)
                if len(blocks) >= _ENOUGH:
                    yield from self._counted(blocks.make_batch())
            page.check_unchanged()
        yield from self._counted(blocks.make_batch())
        self.tally.owner = self.tally.owner or blocks.owner
        if blocks.cleared:
            self.tally.notes.append(say("telegram.note.cleared", file=pages[0].name))
        numbers = {number for page in pages if (number := _number(page))}
        if missing := set(range(1, max(numbers, default=0))) - numbers:
            name = f"messages{min(missing) if min(missing) > 1 else ''}.html"
            self.tally.notes.append(say("telegram.note.page_missing", file=pages[-1].name, page=name))

    def _counted(self, batch: Batch | None) -> Iterator[Batch]:
        if batch is not None:
            self._n_messages += len(batch.frame)
            yield batch

    def _name_chat(self, title: str, folder: PurePosixPath) -> Chat:
        """Call a chat by its title, the only thing about it that another export tells too."""
        key = title or "chat"
        if self._keys.setdefault(key, folder) != folder:
            key = f"{key} ({folder.name})"
        return Chat(key, title)

    def _cut(self, page: Export) -> Iterator[list[str]]:
        """Yield the messages of a page as they stand there."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest, begun = "", False
        for piece in page.pieces(self._chunk_bytes):
            rest += decoder.decode(piece)
            *texts, rest = rest.split(_MESSAGE)
            if texts:
                yield texts if begun else texts[1:]
                begun = True
            if len(rest) > _LONGEST:
                break
        if rest.rstrip().endswith("</html>"):
            if begun:
                yield [rest]
            return
        if begun and rest.count("</div>") > rest.count("<div"):
            yield [rest]
        else:
            self.tally.skip(page.name, None, say("sources.reason.not_a_record"))
        self._note_cut(page)

    def _read_owner(self, page: Export) -> None:
        """Take the owner's name and number from the first page of a whole account."""
        text = page.head().decode("utf-8", "replace")
        rows = {label.strip(): plain_text(value) for label, value in _ROW.findall(text)}
        self.tally.owner = full_name(rows.get("First name"), rows.get("Last name"))
        if self.tally.owner and (phone := rows.get("Phone number")):
            self.tally.addresses.setdefault(self.tally.owner, set()).add(phone)
        page.check_unchanged()


def _number(export: Export) -> int | None:
    """Return which page of its chat a file is, from 1; None where its name does not tell."""
    found = _PAGE.fullmatch(export.place.name)
    return int(found[1] or 1) if found else None


def _with_further_pages(parts: Sequence[Export]) -> Sequence[Export]:
    """Return all pages of a chat of which only one was given."""
    if len(parts) != 1 or _number(parts[0]) is None:
        return parts
    own = parts[0].place.name
    pages: list[Export] = []
    for number in range(1, _MOST_PAGES):
        name = f"messages{number if number > 1 else ''}.html"
        page = parts[0] if name == own else parts[0].beside(name)
        if page is None and number > (_number(parts[0]) or 1):
            break
        pages += [page] if page is not None else []
    return pages or parts


def _root(export: Export) -> PurePosixPath:
    """Return the folder of a whole export: in one of an account, each chat has a folder in ``chats``."""
    folder = export.place.parent
    return folder.parent.parent if folder.parent.name == _CHATS else folder


def _order(export: Export) -> tuple[list[tuple[str, int]], int]:
    runs = re.findall(r"(\D*)(\d{0,9})", str(export.place.parent))
    return [(words, int(digits or 0)) for words, digits in runs], _number(export) or 0


def _gather(exports: Sequence[Export]) -> list[list[Export]]:
    """Put the pages of all chats of one export together, in their order."""
    by_root: dict[PurePosixPath, list[Export]] = {}
    for export in sorted(exports, key=_order):
        by_root.setdefault(_root(export), []).append(export)
    return list(by_root.values())


def _is_telegram_html(export: Export, head: bytes) -> bool:
    """Tell a page by the names that Telegram gives to its parts."""
    start = head[: 1 << 15]
    return b'class="page_wrap"' in start and (_PERSONAL in start or bool(_HISTORY.search(start)))


FORMAT: Final = Format(
    "telegram_html",
    "Telegram (HTML)",
    _is_telegram_html,
    TelegramHtmlReader,
    frozenset({".html", ".htm"}),
    _gather,
)
