"""What every reader yields: batches of columns, and a tally of what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Literal, Protocol

import polars as pl

__all__ = ["KINDS", "RECORD_SCHEMA", "Batch", "Chat", "DateOrder", "Kind", "Reader", "Skipped", "Tally"]

DateOrder = Literal["dmy", "mdy", "ymd"]


class Kind(StrEnum):
    """What a message is. System lines are no messages; they are only counted."""

    TEXT = "text"
    MEDIA = "media"
    DELETED = "deleted"


KINDS = pl.Enum([kind.value for kind in Kind])

RECORD_SCHEMA = pl.Schema(
    {
        "time": pl.Datetime("ms"),  # local to the export, without a zone
        "sender": pl.Categorical(),  # the name as the export writes it
        "length": pl.UInt32(),  # Unicode characters of the body; 0 for media and deleted marks
        "kind": KINDS,
    }
)
"""Columns of :attr:`Batch.frame`. With ``with_text=True`` a reader adds ``text: pl.String``."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation of an export.

    Attributes:
        key: Names the conversation within its export; stable from run to run.
        title: What the export calls it; may be empty. Hostile text: escape before showing.
        group: Whether the export says that it is a group; None where it does not say.
    """

    key: str
    title: str
    group: bool | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some consecutive messages of one conversation, as columns.

    Attributes:
        chat: The conversation.
        frame: Columns as in :data:`RECORD_SCHEMA`, in the order of the export.
    """

    chat: Chat
    frame: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Skipped:
    """A place in a file that could not be read. Never holds the text that stands there.

    Attributes:
        file: Name of the file, without its folder; for an entry of a zip, ``archive.zip/entry.txt``.
        line: Line number from 1; None where lines mean nothing.
        reason: A short phrase from the word catalogue, such as "no date".
    """

    file: str
    line: int | None
    reason: str


@dataclass(slots=True)
class Tally:
    """What a reader counted besides messages; complete once its batches are drawn to the end.

    Attributes:
        skipped: The first :attr:`MOST_LISTED` places that could not be read.
        n_skipped: How many there were in all.
        n_system: System lines (joins, encryption notices, calls): seen, and no messages.
        notes: Full sentences that the user should read, such as a warning that the app had cut the export.
        owner: Name of the account's owner where the export tells it.
        open_order: How day and month were read, where the dates could be read in more than one way.
    """

    MOST_LISTED: ClassVar[int] = 10_000

    skipped: list[Skipped] = field(default_factory=list)
    n_skipped: int = 0
    n_system: int = 0
    notes: list[str] = field(default_factory=list)
    owner: str | None = None
    open_order: DateOrder | None = None

    def skip(self, file: str, line: int | None, reason: str) -> None:
        """Count one place that could not be read, and list it while there is room."""
        self.n_skipped += 1
        if len(self.skipped) < self.MOST_LISTED:
            self.skipped.append(Skipped(file, line, reason))


class Reader(Protocol):
    """One export, opened. Iterating it once draws its batches; the tally fills meanwhile.

    Attributes:
        source: Short name of the format: ``whatsapp``, ``telegram``, ``jsonl``, ``csv``.
        tally: What was counted besides messages.
    """

    source: str
    tally: Tally

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages in the order of the export.

        Raises:
            ExportError: The export is empty, cut off before its first message, or not of this format.
            ChangedError: The file changed while it was being read.
        """
        ...
