"""What the user is bringing, from the file to what was kept of it: plain values."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nearer.app.arriving import IncomingTimeline
    from nearer.app.same_person import Why
    from nearer.sources import DateOrder, ReadOptions, Tally
    from nearer.timeline import LeftOut, Timeline

__all__ = ["BroughtFile", "Contact", "Draft", "KeptDraft", "Place", "ReadFile", "Refused"]


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """One file, or folder, that the user brings.

    Attributes:
        name: Without its folder; for a file of a folder that the browser handed over, with the path in it.
        path: Where it lies on this machine; None where its bytes are held.
        content: Its bytes, where they are held.
    """

    name: str
    path: Path | None = None
    content: bytes | None = field(default=None, repr=False)


Place = Path | tuple[BroughtFile, ...]
"""What is read together: a file, a zip or a folder on this machine; or all files that the browser handed over."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadFile:
    """One export that was read, before anything of it is kept.

    Attributes:
        name: What to call it.
        place: Where it was found.
        digest: SHA-256 of its content, hexadecimal.
        source: Format.
        tally: What was counted besides messages.
        timelines: Its conversations.
        files: The files on this machine that it is made of, with their sizes.
        options: How it was read.
        order: What the user said about the order of day and month; None where they were not asked.
        incoming_id: Under which the store holds what was read.
        plugins: Whether formats that other packages add were known.
        kept_as: For each conversation the kept one that holds most of its messages, if any; empty: not looked for yet.
    """

    name: str
    place: Place
    digest: str
    source: str
    tally: Tally
    timelines: tuple[IncomingTimeline, ...]
    files: tuple[tuple[Path, int], ...]
    options: ReadOptions
    order: DateOrder | None = None
    incoming_id: int = 0
    plugins: bool = True
    kept_as: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """One file that was not read.

    Attributes:
        name: Of the file.
        why: A sentence.
        known_since: When the same bytes were brought before; None where that is not the reason.
        unknown: Whether it is no export at all, as other files in a folder are.
    """

    name: str
    why: str
    known_since: datetime | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Contact:
    """One conversation of the draft that can be kept.

    Attributes:
        number: Of the conversation among those of the draft, from 0.
        place: Its file in the draft.
        timeline: The conversation.
        name: The other person's name.
        source: Format of the export.
        same_as: Whom it may be with as well: ``p`` and a person's id, or ``c`` and an earlier contact's number.
        same_name: What that one is called.
        why: What speaks for it.
    """

    number: int
    place: int
    timeline: Timeline
    name: str
    source: str
    same_as: str | None = None
    same_name: str = ""
    why: Why | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """What reading gave, before anything of it is kept.

    Attributes:
        files: What was read.
        refused: What was not.
        me: The user's names, once they said so.
        contacts: The conversations that can be kept, once the names are known.
        left_out: Those that cannot.
        missing: What seems to be missing from the record, in sentences.
        key: Another for each state, so that a page that is left over from an earlier one is known.
    """

    files: tuple[ReadFile, ...]
    refused: tuple[Refused, ...]
    me: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    missing: tuple[str, ...] = ()
    key: str = field(default_factory=lambda: secrets.token_hex(8))

    def with_contacts(
        self, me: Collection[str], contacts: Collection[Contact], left_out: Collection[LeftOut]
    ) -> Draft:
        """Return the draft with the user's names and what follows from them."""
        return Draft(self.files, self.refused, tuple(me), tuple(contacts), tuple(left_out), self.missing)

    @property
    def n_messages(self) -> int:
        """Messages in all files."""
        return sum(len(timeline) for file in self.files for timeline in file.timelines)

    @property
    def zones(self) -> list[str]:
        """The zones in which times are that were written down as moments."""
        return sorted({file.tally.zone for file in self.files if file.tally.zone})

    @property
    def notes(self) -> list[str]:
        """What is to be said of the exports, without what is asked here anyway (how dates are written)."""
        told = [
            note
            for file in self.files
            for note in file.tally.notes[1 if file.tally.open_order else 0 :]  # that one is the first
        ]
        return [*told, *self.missing]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What was kept at the end.

    Attributes:
        people: Names of the people, with the number of new messages of each.
        replaced: Titles of conversations of which a longer export took the place of a shorter one.
        nothing_new: Titles of conversations that held nothing new.
        files: The files on this machine that all this was read from, with their sizes.
        uploads: Names of the files that the browser handed over.
    """

    people: tuple[tuple[str, int], ...]
    replaced: tuple[str, ...] = ()
    nothing_new: tuple[str, ...] = ()
    files: tuple[tuple[Path, int], ...] = ()
    uploads: tuple[str, ...] = ()
