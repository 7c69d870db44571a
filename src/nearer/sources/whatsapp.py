"""WhatsApp's "Export chat": one text file, alone or inside its zip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.reader import ExportReader
from nearer.sources.records import Batch, Chat
from nearer.sources.whatsapp_block import Block, read_block
from nearer.sources.whatsapp_heads import HeadReader
from nearer.sources.whatsapp_layout import Layout, find_layout, is_whatsapp
from nearer.sources.whatsapp_names import Names
from nearer.sources.whatsapp_notes import notes_on
from nearer.sources.whatsapp_terms import load_terms
from nearer.words import printable, say

__all__ = ["FORMAT", "WhatsAppReader"]


class WhatsAppReader(ExportReader):
    """One WhatsApp export: the text file, or the entry of a zip that holds it."""

    source = "whatsapp"
    _tail = b""

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages in the order of the export.

        Raises:
            ExportError: No line of the file begins a message, or one goes on without an end.
            ChangedError: The file changed while it was being read.
        """
        layout = find_layout(self._export, self._options.date_order)
        if layout is None:
            raise ExportError("sources.error.no_message", file=self._export.name)
        self.tally.order = layout.order
        if not layout.order_known:
            self.tally.open_order = layout.order
            self.tally.notes.append(say(f"sources.note.order_{layout.order}", file=self._export.name))
        chat = Chat("chat", _title(self._export), layout.group)
        n_messages, first = 0, None
        for block in self._blocks(layout):
            if len(block.frame):
                first = first or block.frame["time"][0]
                n_messages += len(block.frame)
                yield Batch(chat, block.frame)
        self._export.check_unchanged()
        n_lines = n_messages + self.tally.n_system
        if n_lines == 0:
            raise ExportError("sources.error.no_message", file=self._export.name)
        self.tally.notes += notes_on(self._export, layout, n_lines, first, self._tail)

    def _blocks(self, layout: Layout) -> Iterator[Block]:
        """Yield blocks of whole messages; what follows the last header of a piece waits for the next piece."""
        carried = b""
        n_lines = 0
        names = Names()
        reader = HeadReader(layout, names)
        chunks = self._chunks(self._export, layout.line_end)
        chunk = next(chunks, b"")
        while chunk:
            following = next(chunks, b"")
            text = carried + layout.normalise(chunk)
            block = read_block(reader, text, names, with_text=self._with_text, last=not following)
            carried = block.rest
            self._export.check_message(carried)
            self._tail = chunk[-8:]
            self._count(block, n_lines)
            n_lines += block.n_lines
            yield block
            chunk = following

    def _count(self, block: Block, n_lines: int) -> None:
        """Count what of a block is no message."""
        self.tally.n_system += block.n_system
        for reason, lines in (("no_start", block.before), ("no_date", block.undated)):
            numbers = (lines + n_lines + 1).tolist()
            self.tally.skip_lines(self._export.name, numbers, len(numbers), say(f"sources.reason.{reason}"))


def _title(export: Export) -> str:
    """Return the name of the chat, from the name of the file."""
    stem = Path(export.entry or "").stem
    if stem in {"", "_chat"}:
        stem = export.path.stem
    start = "|".join(re.escape(words) for words in load_terms().titles)
    return printable(re.sub(rf"^(?:{start})[ _]+", "", stem, flags=re.IGNORECASE).strip())


FORMAT: Final = Format("whatsapp", "WhatsApp", is_whatsapp, WhatsAppReader, frozenset({".txt"}))
