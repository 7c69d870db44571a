"""From what is kept of one person to a measured record: which messages, which days, and what it all rests on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from nearer import __version__
from nearer.app.exchanges import load_exchange
from nearer.kernel.errors import RequestError
from nearer.store.looks import AwayDays, Reading
from nearer.store.marks import load_marks
from nearer.store.messages import load_conversations
from nearer.store.people import load_me

if TYPE_CHECKING:
    from nearer.store.database import Store
    from nearer.timeline import Exchange

__all__ = ["Record", "clip_away", "digest_of_kept", "lay_out", "load_away", "load_record", "measure"]


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What is kept of one person today.

    Attributes:
        person_id: The person.
        exchange: All messages.
        away: Days that must not count, in order, none twice.
    """

    person_id: int
    exchange: Exchange
    away: AwayDays

    def until(self, moment: datetime) -> Record | None:
        """Return the record as it was at a moment, that one included, but with today's marks; None if empty."""
        import polars as pl

        from nearer.timeline import Exchange

        exchange = self.exchange
        if exchange.last <= moment:
            return self
        frame = exchange.frame.filter(pl.col("time") <= moment)
        if not frame.height:
            return None
        return Record(
            self.person_id, Exchange(exchange.me, exchange.contact, frame, exchange.n_duplicates), self.away
        )

    def with_away(self, away: AwayDays) -> Record:
        """Return the same messages with other days marked."""
        return Record(self.person_id, self.exchange, away)

    @property
    def away_within(self) -> AwayDays:
        """The marked days within the record."""
        return clip_away(self.away, self.exchange.first.date(), self.exchange.last.date())

    def digest(self) -> str:
        """Return a fingerprint of messages, marks within them, and the detector's version."""
        seen = hashlib.sha256(f"{__version__} {self.away_within}".encode())
        dyad = self.exchange.dyad()
        for column in (dyad.hours, dyad.sender, dyad.length):
            seen.update(column.tobytes())
        return seen.hexdigest()


def load_record(store: Store, person_id: int) -> Record | None:
    """Return what is kept of one person; None where no message is, or they were deleted in another window."""
    try:
        exchange = load_exchange(store, person_id)
    except RequestError:
        return None
    return None if exchange is None else Record(person_id, exchange, load_away(store, person_id))


def measure(record: Record) -> Reading:
    """Let the detector measure a record."""
    from nearer.inference import measure_dyad

    exchange = record.exchange
    return Reading(
        first=exchange.first,
        last=exchange.last,
        n_messages=exchange.frame.height,
        away=record.away_within,
        measurement=measure_dyad(exchange.dyad(record.away_within)),
    )


def digest_of_kept(store: Store, person_id: int) -> str:
    """Return a fingerprint of all that a person's record is made from, without loading a message."""
    parts = [
        (one.id, one.export_id, one.n_messages, one.first_at, one.last_at)
        for one in load_conversations(store, person_id)
    ]
    whole = (__version__, load_me(store), parts, load_away(store, person_id))
    return hashlib.sha256(repr(whole).encode()).hexdigest()


def lay_out(days: list[tuple[date, date]]) -> AwayDays:
    """Return runs of days in order, those that touch or overlap as one.

    >>> lay_out([(date(2026, 1, 5), date(2026, 1, 6)), (date(2026, 1, 1), date(2026, 1, 4))])
    ((datetime.date(2026, 1, 1), datetime.date(2026, 1, 6)),)
    """
    runs: list[tuple[date, date]] = []
    for first, last in sorted(days):
        if runs and first <= runs[-1][1] + timedelta(days=1):
            runs[-1] = (runs[-1][0], max(runs[-1][1], last))
        else:
            runs.append((first, last))
    return tuple(runs)


def clip_away(away: AwayDays, first: date, last: date) -> AwayDays:
    """Return the days from the first to the last."""
    return tuple((max(a, first), min(b, last)) for a, b in away if a <= last and b >= first)


def load_away(store: Store, person_id: int) -> AwayDays:
    """Return the days marked with one person, in order, none twice."""
    return lay_out([(mark.first_day, mark.last_day) for mark in load_marks(store, person_id)])
