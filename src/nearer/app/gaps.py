"""What seems to be missing from a record: times in which no conversation of an app holds anything, and sudden ends.

One silent conversation is a silence; it may be just what is looked for. Only where several fall silent together, far
beyond their habit, may messages be missing, and even then it is said as something that may be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from nearer.app.formats import title_of
from nearer.words import say

if TYPE_CHECKING:
    import polars as pl

    from nearer.timeline import Timeline

__all__ = ["ActiveDays", "Days", "Missing", "days_of", "find_missing", "missing_notes"]

FEWEST_CHATS: Final = 3
FEWEST_DAYS: Final = 60
SHORTEST_GAP: Final = 10
MOST_GAPS: Final = 3
BEYOND_HABIT: Final = 4
NEAR: Final = 60
FEWEST_NEAR: Final = 5
TOGETHER: Final = 3
LIVELY_WEEK: Final = 4
EARLIER: Final = 30
LIVELY_MONTH: Final = 15
EPOCH: Final = date(1970, 1, 1)

Days = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class ActiveDays:
    """On which days something was written in one conversation.

    Attributes:
        app: Short name of the app.
        export: Number of the export among those read.
        days: Since 1970-01-01, rising.
    """

    app: str
    export: int
    days: Days

    @classmethod
    def of(cls, timeline: Timeline) -> ActiveDays:
        """Return those of a conversation that was read."""
        from nearer.timeline import app_of

        return cls(app_of(timeline.source), timeline.export, days_of(timeline.frame["time"]))


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that seems to be missing.

    Attributes:
        kind: ``gap``: nothing in any conversation between two days; ``begin``: several conversations begin together;
            ``end``: one export ends while others of its app go on.
        app: Short name of the app.
        first: The last day before the gap, or the day of the beginning or end.
        last: The first day after the gap; else the same.
        n_chats: How many conversations it is seen in.
    """

    kind: str
    app: str
    first: date
    last: date
    n_chats: int


def days_of(times: pl.Series) -> Days:
    """Return the days of some times, each once, since 1970-01-01, rising."""
    import polars as pl

    return times.dt.date().cast(pl.Int32).unique().sort().to_numpy()


def missing_notes(chats: Iterable[ActiveDays]) -> list[str]:
    """Say in sentences what seems to be missing.

    Args:
        chats: Every conversation that was read, groups too.
    """
    from nearer.report.dates import day_words

    return [
        say(
            f"gaps.{one.kind}",
            app=title_of(one.app),
            first=day_words(one.first),
            last=day_words(one.last),
            n=one.n_chats,
        )
        for one in find_missing(chats)
    ]


def find_missing(chats: Iterable[ActiveDays]) -> list[Missing]:
    """Return what seems to be missing, app by app.

    A gap: at least ten days without a word in any conversation of an app, four times as long as its fourth-longest
    silence, between times in which at least three conversations were alive. A common beginning: at least three
    conversations, and half of all, that begin within three days, each of them lively from its first week on. An early
    end: an export of one conversation, lively to its last day, that ends a month or more before others of its app.

    Args:
        chats: Every conversation that was read, groups too.
    """
    by_app: dict[str, list[ActiveDays]] = {}
    for chat in chats:
        if len(chat.days):
            by_app.setdefault(chat.app, []).append(chat)
    found: list[Missing] = []
    for app, some in sorted(by_app.items()):
        if len(some) >= FEWEST_CHATS:
            found += [*_beginnings(app, some), *_gaps(app, some), *_ends(app, some)]
    return found


def _gaps(app: str, chats: Sequence[ActiveDays]) -> list[Missing]:
    days = np.unique(np.concatenate([chat.days for chat in chats]))
    silent = np.diff(days) - 1
    if len(days) < FEWEST_DAYS:
        return []
    habit = int(np.sort(silent)[::-1][MOST_GAPS])
    far = np.flatnonzero((silent >= SHORTEST_GAP) & (silent >= BEYOND_HABIT * (habit + 1)))
    found = []
    for place in far:
        before, after = int(days[place]), int(days[place + 1])
        n = sum(_is_alive(chat.days, before, after) for chat in chats)
        if n >= FEWEST_CHATS:
            found.append(Missing("gap", app, _day(before), _day(after), n))
    return found


def _is_alive(days: Days, before: int, after: int) -> bool:
    """Whether a conversation was alive shortly before a gap, and is again shortly after."""
    earlier = np.count_nonzero((days > before - NEAR) & (days <= before))
    later = np.count_nonzero((days >= after) & (days < after + NEAR))
    return bool(min(earlier, later) >= FEWEST_NEAR)


def _beginnings(app: str, chats: Sequence[ActiveDays]) -> list[Missing]:
    firsts = sorted(int(chat.days[0]) for chat in chats if _is_lively_at_first(chat.days))
    n, first = max(
        ((sum(day <= other <= day + TOGETHER for other in firsts), -day) for day in firsts), default=(0, 0)
    )
    if n < max(FEWEST_CHATS, len(chats) / 2):
        return []
    return [Missing("begin", app, _day(-first), _day(-first), n)]


def _is_lively_at_first(days: Days) -> bool:
    return int(np.count_nonzero(days < days[0] + 7)) >= LIVELY_WEEK


def _ends(app: str, chats: Sequence[ActiveDays]) -> list[Missing]:
    alone = [chat for chat in chats if sum(other.export == chat.export for other in chats) == 1]
    last = max(int(chat.days[-1]) for chat in chats)
    return [
        Missing("end", app, _day(int(chat.days[-1])), _day(int(chat.days[-1])), 1)
        for chat in alone
        if chat.days[-1] <= last - EARLIER
        and np.count_nonzero(chat.days > chat.days[-1] - EARLIER) >= LIVELY_MONTH
    ]


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)
