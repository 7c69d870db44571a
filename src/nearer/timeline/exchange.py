"""The user and one contact: their conversations joined, overlapping exports counted once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import numpy as np
import polars as pl

from nearer.timeline.dyad import Dyad
from nearer.timeline.merging import app_of, merge_frames
from nearer.timeline.names import names_here, plain_name
from nearer.timeline.timeline import Timeline

__all__ = [
    "Exchange",
    "LeftOut",
    "Reason",
    "find_contact",
    "join_apps",
    "join_exchanges",
    "join_frames",
    "leave_out",
    "mark_mine",
]

MS_PER_HOUR = 3_600_000

Reason = Literal["group", "not_in_it", "alone"]
"""Why a conversation is left out: more than two people, the user did not write there, or nobody else did."""


@dataclass(frozen=True, slots=True, eq=False)
class Exchange:
    """All that the user and one contact wrote to each other.

    Attributes:
        me: The user's name.
        contact: The contact's name.
        frame: time, mine (whether the user wrote it), length, kind; in order of time.
        n_duplicates: Messages that stood in more than one export, counted once here.
    """

    me: str
    contact: str
    frame: pl.DataFrame
    n_duplicates: int

    @property
    def first(self) -> datetime:
        """Time of the first message."""
        first: datetime = self.frame.item(0, "time")
        return first

    @property
    def last(self) -> datetime:
        """Time of the last message."""
        last: datetime = self.frame.item(-1, "time")
        return last

    def dyad(self, away: Iterable[tuple[date, date]] = ()) -> Dyad:
        """Return the arrays that signals and inference take.

        Args:
            away: Days, first and last inclusive, that must not count.
        """
        monday = self.first.date() - timedelta(days=self.first.weekday())
        origin = datetime(monday.year, monday.month, monday.day)
        epoch_ms = self.frame["time"].dt.epoch("ms").to_numpy()
        origin_ms = (origin - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
        return Dyad(
            hours=(epoch_ms - origin_ms) / MS_PER_HOUR,
            sender=(~self.frame["mine"]).cast(pl.Int8).to_numpy().astype(np.int8),
            length=self.frame["length"].cast(pl.Float64).to_numpy(),
            origin=origin,
            away=tuple(away),
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A conversation that is not analysed.

    Attributes:
        title: What the export calls it.
        reason: Why.
    """

    title: str
    reason: Reason


def find_contact(timeline: Timeline, mine: Collection[str]) -> str | None:
    """Return with whom alone the user writes in a conversation; None where it is left out.

    Args:
        timeline: The conversation.
        mine: The user's names, plain.
    """
    if leave_out(timeline, mine) is not None:
        return None
    return _others(timeline, mine)[0]


def leave_out(timeline: Timeline, mine: Collection[str]) -> Reason | None:
    """Return why a conversation is left out; None where it is one with one other person."""
    others = _others(timeline, mine)
    if (timeline.is_group and len(others) != 1) or timeline.declared_group:
        return "group"
    if len(others) == len(timeline.senders):
        return "not_in_it"
    return None if others else "alone"


def _others(timeline: Timeline, mine: Collection[str]) -> list[str]:
    """Return who writes in a conversation besides the user."""
    here = names_here(mine, timeline.senders, timeline.owner)
    return [name for name in timeline.senders if name not in here]


def join_exchanges(
    timelines: Iterable[Timeline], me: Collection[str]
) -> tuple[list[Exchange], list[LeftOut]]:
    """Join the conversations of the user with each contact, and say which are left out.

    Args:
        timelines: Conversations, of any number of exports.
        me: The user's name, or names where the exports differ; the first is shown.

    Returns:
        Exchanges, most messages first, and the conversations left out.
    """
    mine = [plain_name(name) for name in me]
    by_contact: dict[str, list[list[Timeline]]] = {}
    left_out: list[LeftOut] = []
    for timeline in timelines:
        contact, reason = find_contact(timeline, mine), leave_out(timeline, mine)
        if contact is not None:
            _place(timeline, by_contact.setdefault(contact, []))
        elif reason is not None:
            left_out.append(LeftOut(timeline.title, reason))
    exchanges = [
        _join_apps(mine[0], contact if number == 1 else f"{contact} ({number})", parts, mine)
        for contact, people in by_contact.items()
        for number, parts in enumerate(people, start=1)
    ]
    exchanges.sort(key=lambda exchange: (-exchange.frame.height, exchange.contact))
    return exchanges, left_out


def _join_apps(me: str, contact: str, parts: Sequence[Timeline], mine: Collection[str]) -> Exchange:
    """Join the conversations with one person, in any number of apps; copies are looked for within each."""
    by_app: dict[str, list[pl.DataFrame]] = {}
    for part in parts:
        by_app.setdefault(app_of(part.source), []).append(mark_mine(part, mine))
    return join_apps([join_frames(me, contact, frames) for frames in by_app.values()])


def join_apps(exchanges: Sequence[Exchange]) -> Exchange:
    """Join what two people wrote to each other in several apps, in order of time; nothing in it is a copy."""
    first, *others = exchanges
    if not others:
        return first
    frame = pl.concat([exchange.frame for exchange in exchanges]).sort("time", maintain_order=True)
    return Exchange(first.me, first.contact, frame, sum(exchange.n_duplicates for exchange in exchanges))


def _place(timeline: Timeline, people: list[list[Timeline]]) -> None:
    """Add a conversation to the first person of its name who has none from the same export yet.

    Two conversations of one export under one name are two people; the same name in two exports is taken for one.
    """
    for parts in people:
        if all(part.export != timeline.export for part in parts):
            parts.append(timeline)
            return
    people.append([timeline])


def join_frames(me: str, contact: str, frames: Sequence[pl.DataFrame]) -> Exchange:
    """Put exports of one chat together, each message once, see :func:`nearer.timeline.merging.merge_frames`.

    Args:
        me: The user's name.
        contact: The contact's name.
        frames: One for each conversation, in order of time: time, mine, length, kind.
    """
    once = merge_frames(frames)
    return Exchange(me, contact, once, sum(frame.height for frame in frames) - once.height)


def mark_mine(timeline: Timeline, mine: Collection[str]) -> pl.DataFrame:
    """Return a conversation's time, mine (whether the user wrote it), length, kind.

    Args:
        timeline: The conversation.
        mine: The user's names, plain.
    """
    here = names_here(mine, timeline.senders, timeline.owner)
    frame = timeline.frame
    names = frame["sender"].unique().cast(pl.String)
    spelled = [name for name in names if plain_name(name) in here]
    return frame.select(
        "time", pl.col("sender").cast(pl.String).is_in(spelled).alias("mine"), "length", "kind"
    )
