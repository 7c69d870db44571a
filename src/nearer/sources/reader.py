"""What the readers of all formats have alike."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.options import ReadOptions
from nearer.sources.records import Tally
from nearer.words import printable, say

__all__ = ["ExportReader"]

_BREAKS_OFF: Final = "sources.error.truncated_json"
_MUCH: Final = 500_000
_NOISE: Final = 10
"""So many rows for each message are no table of messages."""


class ExportReader:
    """One export, opened; a format's own reader adds how its batches are made.

    Args:
        parts: The files of one export, at least one.
        options: How to read them.

    Attributes:
        parts: The files.
        name: What to call the export.
        tally: What was counted besides messages.
    """

    def __init__(self, parts: Sequence[Export], options: ReadOptions) -> None:
        self.parts: Sequence[Export] = tuple(parts)
        self.name = parts[0].name if len(parts) == 1 else _common_name(parts)
        self.tally = Tally()
        self._export = parts[0]
        self._options = options
        self._with_text = options.with_text
        self._chunk_bytes = options.chunk_bytes

    def _chunks(self, part: Export, end: bytes = b"\n") -> Iterator[bytes]:
        """Yield the text of a file as :meth:`Export.chunks` does, and count the lines that were cut."""
        yield from part.chunks(self._chunk_bytes, end)
        n = part.meter.n_cut
        self.tally.skip_lines(part.name, repeat(None, n), n, say("sources.reason.long_line"))

    def _skip(self, reason: str, line: int | None = None) -> None:
        """Count one place of the file that is being read, ``self._export``, as no message."""
        if self.tally.full:
            self.tally.n_skipped += 1
        else:
            self.tally.skip(self._export.name, line, say(f"sources.reason.{reason}"))

    def _refuse_noise(self, n_messages: int) -> None:
        """Read no further where very much was read and nearly nothing of it is a message.

        Args:
            n_messages: How many were found.

        Raises:
            ExportError: So it is.
        """
        total = n_messages + self.tally.n_skipped
        if self.tally.n_skipped > _MUCH and total > _NOISE * n_messages:
            raise ExportError(
                "sources.error.mostly_unreadable",
                file=self._export.name,
                n=f"{n_messages:,}",
                total=f"{total:,}",
            )

    def _note_cut(self, part: Export) -> None:
        """Say that a file ends in the middle."""
        self.tally.notes.append(say("sources.note.cut", file=part.name))

    def _break_off(self, part: Export, error: ExportError) -> None:
        """Count the end of a JSON file that breaks off, and say so.

        Raises:
            ExportError: The error, where it is another.
        """
        if error.key != _BREAKS_OFF:
            raise error
        self.tally.skip(part.name, None, say("sources.reason.not_a_record"))
        self._note_cut(part)


def _common_name(parts: Sequence[Export]) -> str:
    """Return the name of the folder or zip that several files lie in."""
    common = os.path.commonpath([str(part.place.parent) for part in parts])
    return printable(common) or parts[0].name
