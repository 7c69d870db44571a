"""Every conversation of the exports that were read, as columns, before anyone is known to be the user."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain

import polars as pl

from nearer.sources import Reader, Tally
from nearer.timeline.names import count_people, plain_name

__all__ = ["Timeline", "Timelines", "load_timelines"]

MOST_PEOPLE = 2


@dataclass(frozen=True, eq=False)
class Timeline:
    """One conversation of one export.

    Attributes:
        title: What the export calls the conversation; may be empty.
        source: Format of the export.
        export: Number of the export among those read, from 0.
        frame: Columns of ``RECORD_SCHEMA`` (time, sender, length, kind), in order of time; with ``text`` where the
            reader keeps the words.
        declared_group: Whether the export says that it is a group; None where it does not say.
        owner: The account's owner, where the export tells; plain.
    """

    title: str
    source: str
    export: int
    frame: pl.DataFrame
    declared_group: bool | None = None
    owner: str | None = None

    @cached_property
    def senders(self) -> dict[str, int]:
        """Messages of each person, most first; names without invisible marks."""
        return count_people(self.frame.group_by("sender").len().iter_rows())

    @property
    def is_group(self) -> bool:
        """Whether more than two people write here, or the export says that more might."""
        return bool(self.declared_group) or len(self.senders) > MOST_PEOPLE

    @property
    def first(self) -> datetime | None:
        """Time of the first message."""
        first = self.frame["time"].min()
        return first if isinstance(first, datetime) else None

    @property
    def last(self) -> datetime | None:
        """Time of the last message."""
        last = self.frame["time"].max()
        return last if isinstance(last, datetime) else None

    def __len__(self) -> int:
        return self.frame.height

    def __repr__(self) -> str:
        span = f"{self.first:%Y-%m-%d} to {self.last:%Y-%m-%d}" if self.first and self.last else "empty"
        return f"<Timeline {self.source}: {len(self)} messages of {len(self.senders)} people, {span}>"


@dataclass(frozen=True, slots=True, eq=False)
class Timelines:
    """All conversations that were read, with what was counted besides.

    Attributes:
        items: The conversations, in the order of the exports.
        tallies: One for each export: what was skipped, system lines, notes, the account's owner.
    """

    items: tuple[Timeline, ...]
    tallies: tuple[Tally, ...] = field(default=())

    def __iter__(self) -> Iterator[Timeline]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Timeline:
        return self.items[index]

    @property
    def senders(self) -> dict[str, int]:
        """Messages of each person over all conversations, most first."""
        return count_people(chain.from_iterable(timeline.senders.items() for timeline in self.items))

    @property
    def owner(self) -> str | None:
        """The account's owner, where every export that names one names the same."""
        owners = {plain_name(tally.owner) for tally in self.tallies if tally.owner}
        return owners.pop() if len(owners) == 1 else None

    def __repr__(self) -> str:
        lines = [f"{len(self)} conversations, {sum(map(len, self.items))} messages"]
        return "\n  ".join(lines + [repr(timeline) for timeline in self.items])


def load_timelines(readers: Iterable[Reader], on_progress: Callable[[int], None] | None = None) -> Timelines:
    """Draw every batch of every reader and keep the columns.

    Args:
        readers: Opened exports; each is drawn to its end.
        on_progress: Called with the number of messages read so far, now and then.

    Raises:
        ExportError: An export cannot be read.
    """
    items: list[Timeline] = []
    tallies: list[Tally] = []
    n_read = 0
    for number, reader in enumerate(readers):
        gathered: dict[str, tuple[str, bool | None, list[pl.DataFrame]]] = {}
        for batch in reader:
            chat = batch.chat
            gathered.setdefault(chat.key, (chat.title, chat.group, []))[2].append(batch.frame)
            n_read += batch.frame.height
            if on_progress:
                on_progress(n_read)
        owner = plain_name(reader.tally.owner) if reader.tally.owner else None
        for title, group, frames in gathered.values():
            frame = pl.concat(frames, rechunk=True)
            if not frame["time"].is_sorted():
                frame = frame.sort("time", maintain_order=True)
            items.append(Timeline(plain_name(title), reader.source, number, frame, group, owner))
        tallies.append(reader.tally)
    return Timelines(tuple(items), tuple(tallies))
