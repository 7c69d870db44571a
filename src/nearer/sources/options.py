"""How exports are read: what the user says about dates, clocks and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from nearer.sources.clock import Clock
from nearer.sources.records import DateOrder

__all__ = ["CHUNK_BYTES", "ReadOptions"]

CHUNK_BYTES: Final = 2 << 20


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
