"""Use case: what is in an export, before anything is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nearer.kernel.errors import ExportError
from nearer.sources import DateOrder, ReadOptions, Skipped, open_export
from nearer.timeline import plain_name

__all__ = ["Inspection", "inspect_export"]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one export holds.

    Attributes:
        source: Format of the export.
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
    """

    source: str
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

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, times in ISO form."""
        return {
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
        }


def inspect_export(
    path: Path, *, date_order: DateOrder | None = None, on_progress: Callable[[int], None] | None = None
) -> Inspection:
    """Read an export to its end and count, keeping nothing but the counts.

    Args:
        path: The export.
        date_order: Order of day and month, where the file leaves it open.
        on_progress: Called with the number of messages read so far.

    Raises:
        ExportError: The file cannot be read as an export.
    """
    reader = open_export(path, ReadOptions(date_order=date_order))
    counts: Counter[str] = Counter()
    chats: set[str] = set()
    first: datetime | None = None
    last: datetime | None = None
    for batch in reader:
        chats.add(batch.chat.key)
        for name, n in batch.frame["sender"].value_counts().iter_rows():
            counts[name] += n
        low, high = batch.frame["time"].min(), batch.frame["time"].max()
        if isinstance(low, datetime) and isinstance(high, datetime):
            first = low if first is None else min(first, low)
            last = high if last is None else max(last, high)
        if on_progress:
            on_progress(counts.total())
    senders: Counter[str] = Counter()
    for name, n in counts.items():
        senders[plain_name(name)] += n
    tally = reader.tally
    if not senders and not tally.n_system:
        raise ExportError("errors.no_messages", file=path.name)
    return Inspection(
        source=reader.source,
        messages=senders.total(),
        senders=dict(sorted(senders.items(), key=lambda item: (-item[1], item[0]))),
        first=first,
        last=last,
        system=tally.n_system,
        skipped=tuple(tally.skipped),
        n_skipped=tally.n_skipped,
        chats=len(chats),
        notes=tuple(tally.notes),
        owner=tally.owner,
    )
