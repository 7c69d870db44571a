"""Use case: the path over months, in what the user noted and in the messages.

The page looks back over whole months: what stands there changes when a month is over, not from day to day, so that
nothing is gained by coming back sooner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from nearer.app.pauses import PausesSummary, pauses_summary
from nearer.app.predictions import fears_summary
from nearer.app.progress_days import TurnView, turn_views
from nearer.app.tipping import TippingView, tipping_view
from nearer.practice.fears import FearsSummary
from nearer.practice.gap import MonthGap, find_gaps
from nearer.practice.worsening import WEEKS_BEFORE, Mood, find_worse_weeks, last_sunday
from nearer.store.settings import load_setting, save_setting

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = [
    "DrawnMonth",
    "ProgressSummary",
    "Worsening",
    "lay_worsening_aside",
    "progress_summary",
    "worsening",
]

ASIDE: Final = "progress.worse_aside_until"
"""Setting: until which day two worse weeks are not spoken of."""
ASIDE_DAYS: Final = 14

BOTH: Final = """
SELECT substr(at, 1, 10) AS day, wanted - closeness AS gap FROM checkin
WHERE wanted IS NOT NULL AND closeness IS NOT NULL AND coalesce(did, '') <> 'not_safe' AND at < ?"""

MOODS: Final = """
SELECT substr(at, 1, 10) AS day, urge, pleasant FROM checkin
WHERE at >= ? AND at < ? AND (urge IS NOT NULL OR pleasant IS NOT NULL)"""


DRAWN: Final = """
SELECT substr(at, 1, 7) || '-01' AS month, did, person_id FROM checkin
WHERE did IN ('announced_pause', 'pulled_away') AND at < ?"""


@dataclass(frozen=True, slots=True)
class DrawnMonth:
    """How the user drew back in one month, as far as they noted it.

    Attributes:
        first: Its first day.
        announced: Check-ins with a pause that was announced.
        pulled: Check-ins in which they pulled away.
    """

    first: date
    announced: int
    pulled: int


@dataclass(frozen=True, slots=True)
class Worsening:
    """Two weeks that were harder than usual, by the user's own check-ins.

    Attributes:
        first: Monday of the first.
        last: Sunday of the second.
    """

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ProgressSummary:
    """What there is to see over months; pauses with a return and fears as of today.

    Attributes:
        until: The first day of this month: check-ins before it are shown.
        tipping: Where the urge takes over, by the months that are over.
        gaps: Closeness wanted less closeness felt, every month from the first to the last that has any.
        drawn: Times of drawing back, announced or not, every month from the first to the last that has any.
        pauses: Pauses with a return, and how many were kept.
        fears: Fears that were tested, and what happened.
        turns: Days that the user chose, with before and after.
    """

    until: date
    tipping: TippingView
    gaps: tuple[MonthGap, ...]
    drawn: tuple[DrawnMonth, ...]
    pauses: PausesSummary
    fears: FearsSummary
    turns: tuple[TurnView, ...]


def progress_summary(store: Store, now: datetime) -> ProgressSummary:
    """Return what there is to see over months.

    Args:
        store: The store.
        now: The present time.
    """
    until = now.date().replace(day=1)
    rows = store.read(BOTH, (until.isoformat(),))
    return ProgressSummary(
        until=until,
        tipping=tipping_view(store, until),
        gaps=find_gaps((date.fromisoformat(row["day"]), row["gap"]) for row in rows),
        drawn=_drawn(store, until),
        pauses=pauses_summary(store),
        fears=fears_summary(store),
        turns=turn_views(store),
    )


def worsening(store: Store, now: datetime) -> Worsening | None:
    """Return the last two whole weeks if they were harder than usual and that was not laid aside; None otherwise.

    A page may then suggest a pause from practice and a person to talk to. Never on a person's page, never as an alarm.

    Args:
        store: The store.
        now: The present time.
    """
    today = now.date()
    aside = load_setting(store, ASIDE)
    if isinstance(aside, str) and today.isoformat() < aside:
        return None
    end = last_sunday(today) + timedelta(days=1)
    start = end - timedelta(weeks=WEEKS_BEFORE + 2)
    rows = store.read(MOODS, (start.isoformat(), end.isoformat()))
    moods = [Mood(date.fromisoformat(row["day"]), row["urge"], row["pleasant"]) for row in rows]
    found = find_worse_weeks(moods, today)
    return None if found is None else Worsening(found.first, found.last)


def lay_worsening_aside(store: Store, now: datetime) -> None:
    """Do not speak of it for two weeks."""
    save_setting(store, ASIDE, (now.date() + timedelta(days=ASIDE_DAYS)).isoformat())


def _drawn(store: Store, until: date) -> tuple[DrawnMonth, ...]:
    """Count by month what was noted at check-ins, with whomever: these are shown, so they count."""
    rows = store.read(DRAWN, (until.isoformat(),))
    counts = Counter((row["month"], row["did"]) for row in rows)
    months = sorted({date.fromisoformat(month) for month, _ in counts})
    if not months:
        return ()
    return tuple(
        DrawnMonth(month, *(counts[month.isoformat(), did] for did in ("announced_pause", "pulled_away")))
        for month in _months(months[0], months[-1])
    )


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = (first + timedelta(days=31)).replace(day=1)
