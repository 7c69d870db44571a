"""Use case: what is in a file or a folder, before anything is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from nearer.app.apart import ApartReader, ReaderProcess
from nearer.app.gaps import ActiveDays, Days, days_of, missing_notes
from nearer.app.pace import Pace
from nearer.kernel.errors import ExportError
from nearer.sources import DateOrder, ReadOptions, Skipped
from nearer.timeline import app_of, count_people

__all__ = ["Inspected", "Inspection", "NotRead", "inspect_place"]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one export holds.

    Attributes:
        name: What to call it.
        source: Format of the export.
        title: The same, as users call it.
        messages: What people sent, media and deleted marks included.
        senders: Messages of each person, most first.
        first: Time of the first message, local to the export.
        last: Time of the last message.
        system: System lines.
        skipped: Places that could not be read.
        n_skipped: How many there were, listed or not.
        chats: Conversations.
        notes: Sentences that the user should read.
        owner: The account's owner, where the export tells.
        order: How day and month were read, where dates are numbers.
        order_open: Whether they could be read otherwise.
        zone: Zone of the times, where the export holds moments; None: times as the export shows them.
    """

    name: str
    source: str
    title: str
    messages: int
    senders: dict[str, int]
    first: datetime | None
    last: datetime | None
    system: int
    skipped: tuple[Skipped, ...]
    n_skipped: int
    chats: int
    notes: tuple[str, ...]
    owner: str | None
    order: DateOrder | None
    order_open: bool
    zone: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, times in ISO form."""
        return {
            "name": self.name,
            "source": self.source,
            "messages": self.messages,
            "senders": self.senders,
            "first": self.first.isoformat(timespec="seconds") if self.first else None,
            "last": self.last.isoformat(timespec="seconds") if self.last else None,
            "system": self.system,
            "skipped": [{"file": s.file, "line": s.line, "reason": s.reason} for s in self.skipped],
            "n_skipped": self.n_skipped,
            "chats": self.chats,
            "notes": list(self.notes),
            "owner": self.owner,
            "order": self.order,
            "order_open": self.order_open,
            "zone": self.zone,
        }


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file that looks like an export and was not read.

    Attributes:
        name: What to call it.
        why: A sentence.
    """

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file, a zip or a folder holds.

    Attributes:
        exports: Those that were read to their end.
        not_read: Those that were not.
        n_other: Files that are no export.
        notes: What seems to be missing from them all together, in sentences.
    """

    exports: tuple[Inspection, ...]
    not_read: tuple[NotRead, ...]
    n_other: int
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "exports": [export.to_dict() for export in self.exports],
            "not_read": [{"name": one.name, "why": one.why} for one in self.not_read],
            "n_other": self.n_other,
            "notes": list(self.notes),
        }


def inspect_place(
    path: Path,
    options: ReadOptions | None = None,
    *,
    plugins: bool = True,
    on_progress: Callable[[Pace], None] | None = None,
) -> Inspected:
    """Read every export in a place to its end and count, keeping nothing but the counts.

    Args:
        path: A file, a zip or a folder.
        options: How to read.
        plugins: Whether formats that other packages add are known.
        on_progress: Told how far it is.

    Raises:
        ExportError: Nothing in it can be read as an export.
    """
    with ReaderProcess(plugins=plugins) as process:
        listed = process.look_for_some(path)
        pace = Pace(sum(found.n_bytes for found in listed.exports))
        not_read = [NotRead(one.name, str(one.error())) for one in listed.refused]
        errors: list[ExportError] = []
        exports: list[Inspection] = []
        active: list[ActiveDays] = []

        def tell(reader: ApartReader) -> None:
            pace.step(reader.n_bytes_done, reader.n_messages)
            if on_progress:
                on_progress(pace)

        for number, found in enumerate(listed.exports):
            pace.begin()
            try:
                reader = process.read(listed, number, options or ReadOptions(), on_step=tell)
                exports.append(_count(reader, found.title, number, active))
            except ExportError as error:
                errors.append(error)
                not_read.append(NotRead(found.name, str(error)))
            pace.end(found.n_bytes)
    if not exports and errors:
        raise errors[0]
    notes = tuple(missing_notes(active))
    return Inspected(tuple(exports), tuple(not_read), len(listed.others), notes)


def _count(reader: ApartReader, title: str, number: int, active: list[ActiveDays]) -> Inspection:
    """Count what an export holds.

    Args:
        reader: Reads it.
        title: Of its format.
        number: Of the export.
        active: Takes the days on which something was written in each of its conversations.

    Raises:
        ExportError: It cannot be read, or holds nothing.
    """
    counts: Counter[str] = Counter()
    chats: dict[str, list[Days]] = {}
    first: datetime | None = None
    last: datetime | None = None
    for batch in reader:
        chats.setdefault(batch.chat.key, []).append(days_of(batch.frame["time"]))
        for name, n in batch.frame["sender"].value_counts().iter_rows():
            counts[name] += n
        low, high = batch.frame["time"].min(), batch.frame["time"].max()
        if isinstance(low, datetime) and isinstance(high, datetime):
            first = low if first is None else min(first, low)
            last = high if last is None else max(last, high)
    senders = count_people(counts.items())
    active += [
        ActiveDays(app_of(reader.source), number, np.unique(np.concatenate(days))) for days in chats.values()
    ]
    tally = reader.tally
    if not senders and not tally.n_system:
        raise ExportError("errors.no_messages", file=reader.name)
    return Inspection(
        name=reader.name,
        source=reader.source,
        title=title,
        messages=counts.total(),
        senders=senders,
        first=first,
        last=last,
        system=tally.n_system,
        skipped=tuple(tally.skipped),
        n_skipped=tally.n_skipped,
        chats=len(chats),
        notes=tuple(tally.notes),
        owner=tally.owner,
        order=tally.order,
        order_open=tally.open_order is not None,
        zone=tally.zone,
    )
