"""How exports are read: what the user says about dates, clocks and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from nearer.sources.clock import Clock
from nearer.sources.records import DateOrder

__all__ = ["CHUNK_BYTES", "LONGEST_MESSAGE_BYTES", "LONGEST_MESSAGE_LINES", "ReadOptions"]

CHUNK_BYTES: Final = 2 << 20
LONGEST_MESSAGE_BYTES: Final = 4 << 20
LONGEST_MESSAGE_LINES: Final = 1 << 18
"""A text that goes on for longer is no message of a messenger: they let nobody type a tenth of it."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a reader is told besides the file.

    Attributes:
        date_order: What the numbers of ambiguous dates mean; None: find out from the file.
        clock: Turns moments (of exports that know UTC) into the times that the user's clock showed.
        with_text: Whether batches hold the words of the messages too.
        chunk_bytes: About how much of a file to hold at a time.
    """

    date_order: DateOrder | None = None
    clock: Clock = field(default_factory=Clock)
    with_text: bool = False
    chunk_bytes: int = CHUNK_BYTES
