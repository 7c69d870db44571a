"""Reads chats of dated lines piece by piece; what LINE and KakaoTalk have alike."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from typing import Final

import polars as pl

from nearer.kernel.errors import ExportError
from nearer.sources.dated_lines import BAD, Block, Grammar, normal, read_block
from nearer.sources.files import Export
from nearer.sources.reader import ExportReader
from nearer.sources.records import Batch, Chat
from nearer.sources.text_lines import split_lines
from nearer.words import say

__all__ = ["DatedReader", "find_owner", "first_lines", "sample_senders"]

PREAMBLE_LINES: Final = 5
"""So many lines at the start may be headings of any kind."""


class DatedReader(ExportReader):
    """Text files of dated lines. Formats say how they are written.

    Attributes:
        no_message: Key of the sentence for files without a message.
    """

    source = ""
    no_message = "sources.error.no_message"

    @abstractmethod
    def _open(self, part: Export) -> tuple[Iterator[pl.DataFrame], Chat] | None:
        """Return the messages of a file and whose chat it is; None where no message can be found in it."""

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages in the order of the export.

        Raises:
            ExportError: No line of the files begins a message, or one goes on without an end.
            ChangedError: A file changed while it was being read.
        """
        n_messages = 0
        chat: Chat | None = None
        for part in self.parts:
            if opened := self._open(part):
                frames, own = opened
                chat = chat or own
                for frame in frames:
                    n_messages += len(frame)
                    yield Batch(chat, frame)
            part.check_unchanged()
        if n_messages + self.tally.n_system == 0:
            raise ExportError(self.no_message, file=self.name)

    def _frames(self, part: Export, grammar: Grammar) -> Iterator[pl.DataFrame]:
        """Yield the messages of a file; what follows the last head of a piece waits for the next piece."""
        carried, n_lines, day = b"", 0, int(BAD)
        head = part.head()
        end = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
        chunks = self._chunks(part, end)
        chunk = next(chunks, b"")
        while chunk:
            following = next(chunks, b"")
            lines, text = split_lines(carried + normal(chunk, end))
            block = read_block(lines, grammar, day, last=not following, with_text=self._with_text)
            rest = lines[block.n_lines :]
            n_ends = len(rest) - (not text.endswith(b"\n"))
            carried = text[len(text) - int(rest.str.len_bytes().sum()) - n_ends :] if len(rest) else b""
            part.check_message(carried)
            self._count(part, block, n_lines)
            n_lines, day, chunk = n_lines + block.n_lines, block.day, following
            if len(block.frame):
                yield block.frame

    def _count(self, part: Export, block: Block, n_lines: int) -> None:
        """Count what of a block is no message."""
        self.tally.n_system += block.n_system
        strays = block.strays[block.strays + n_lines >= PREAMBLE_LINES]
        for reason, lines in (("no_start", strays), ("no_date", block.undated)):
            numbers = (lines + n_lines + 1).tolist()
            self.tally.skip_lines(part.name, numbers, len(numbers), say(f"sources.reason.{reason}"))


def first_lines(part: Export) -> list[str]:
    """Return the lines of the first 256 KiB."""
    head = part.head()
    return (
        normal(head, b"\r" if b"\r" in head and b"\n" not in head else b"\n")
        .decode("utf-8", "replace")
        .split("\n")
    )


def sample_senders(lines: list[str], head: re.Pattern[str]) -> list[str]:
    """Return who writes in some lines, in the order of their names."""
    found = {match["sender"] for line in lines if (match := head.match(line))}
    return sorted({name.strip() for name in found if name} - {""})


def find_owner(senders: list[str], title: str) -> str | None:
    """Return whose export a chat of two is: who of both it is not called after."""
    others = [name for name in senders if name != title]
    return others[0] if len(senders) == 2 and len(others) == 1 else None
