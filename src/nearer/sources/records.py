"""What every reader yields: batches of columns, and a tally of what could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import ClassVar, Final, Literal

import polars as pl

__all__ = [
    "KINDS",
    "OWN_NAME",
    "RECORD_SCHEMA",
    "Batch",
    "Chat",
    "DateOrder",
    "Kind",
    "Skipped",
    "Tally",
]

DateOrder = Literal["dmy", "mdy", "ymd"]

OWN_NAME: Final = "Me"
"""The owner's name in exports that only say which messages are the owner's own."""


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
        owner: Name under which the account's owner writes, where the export tells it.
        order: How day and month were read, where the dates are written as numbers.
        open_order: The same, where the dates could be read in more than one way.
        zone: Zone in which the times are, where the export holds moments (UTC); None: times as the export shows them.
        addresses: Telephone numbers, e-mail addresses and numbers of accounts (``discord:1234``) that the export
            knows, by the sender's name as it stands in the batches.
    """

    MOST_LISTED: ClassVar[int] = 10_000

    skipped: list[Skipped] = field(default_factory=list)
    n_skipped: int = 0
    n_system: int = 0
    notes: list[str] = field(default_factory=list)
    owner: str | None = None
    order: DateOrder | None = None
    open_order: DateOrder | None = None
    zone: str | None = None
    addresses: dict[str, set[str]] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether what is skipped is only counted from here on."""
        return len(self.skipped) >= self.MOST_LISTED

    def skip_lines(self, file: str, lines: Iterable[int | None], n: int, reason: str) -> None:
        """Count ``n`` lines that could not be read for the same reason, and list them while there is room."""
        self.n_skipped += n
        room = max(self.MOST_LISTED - len(self.skipped), 0)
        self.skipped += [Skipped(file, line, reason) for line in islice(lines, room)]

    def skip(self, file: str, line: int | None, reason: str) -> None:
        """Count one place that could not be read, and list it while there is room."""
        self.n_skipped += 1
        if not self.full:
            self.skipped.append(Skipped(file, line, reason))
