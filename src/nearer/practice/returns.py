"""When to be back from a pause: times to choose from, what may be chosen, and how one says it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from nearer.kernel.errors import RequestError
from nearer.words import say

__all__ = ["check_return", "suggest_returns", "when_words"]

LONGEST: Final = timedelta(days=31)
EVENING: Final = time(21)
AFTERNOON: Final = time(18)
WEEK: Final = 7


def suggest_returns(now: datetime) -> dict[str, datetime]:
    """Return times to be back: tonight, where there is some of it left, tomorrow, in two days."""
    today = now.date()
    tonight = datetime.combine(today, EVENING)
    found = {"tonight": tonight} if tonight - now >= timedelta(hours=1) else {}
    later = {"tomorrow": 1, "two_days": 2}
    return found | {
        name: datetime.combine(today + timedelta(days=days), AFTERNOON) for name, days in later.items()
    }


def when_words(returns_at: datetime, now: datetime) -> str:
    """Return a time to be back as one says it, such as "tomorrow at 18:00"."""
    days = (returns_at.date() - now.date()).days
    clock = f"{returns_at:%H:%M}"
    if days == 0:
        return say(
            "pauses.when.tonight" if returns_at.time() >= AFTERNOON else "pauses.when.today", clock=clock
        )
    if days in (-1, 1):
        return say("pauses.when.tomorrow" if days == 1 else "pauses.when.yesterday", clock=clock)
    weekday = say(f"pauses.weekday.{returns_at.isoweekday()}")
    if 1 < days < WEEK:
        return say("pauses.when.weekday", weekday=weekday, clock=clock)
    return say(
        "pauses.when.day",
        weekday=weekday,
        day=returns_at.day,
        month=say(f"pauses.month.{returns_at.month}"),
        clock=clock,
    )


def check_return(day: date | None, clock: str, now: datetime) -> datetime:
    """Return when the user wants to be back.

    Args:
        day: The day.
        clock: The time of day, ``HH:MM``; empty for six in the evening.
        now: The present time.

    Raises:
        RequestError: There is no day, it is no time, it is not ahead, or too far ahead.
    """
    if day is None:
        raise RequestError("pauses.errors.no_return")
    try:
        at = datetime.combine(day, time.fromisoformat(clock) if clock else AFTERNOON).replace(tzinfo=None)
    except ValueError:
        raise RequestError("checkin.errors.no_time") from None
    if at <= now:
        raise RequestError("pauses.errors.not_ahead")
    if at - now > LONGEST:
        raise RequestError("pauses.errors.too_far")
    return at
