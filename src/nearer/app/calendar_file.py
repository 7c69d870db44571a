"""Reminders as a calendar file (RFC 5545) that name nobody and nothing, and end by themselves."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, get_args

from nearer.kernel.errors import RequestError
from nearer.words import say

__all__ = ["RHYTHMS", "Rhythm", "check_reminders", "escape_text", "fold_line", "write_calendar"]

Rhythm = Literal["fading", "daily", "other_day", "weekly"]

RHYTHMS: Final[tuple[Rhythm, ...]] = get_args(Rhythm)

LONGEST: Final = timedelta(days=184)
MOST_TIMES: Final = 4
OCTETS: Final = 75
STEP_DAYS: Final[dict[Rhythm, int]] = {"daily": 1, "other_day": 2, "weekly": 7}


@dataclass(frozen=True, slots=True)
class Run:
    """Reminders at an even distance.

    Attributes:
        first: Day of the first.
        step: Days from one to the next.
        n: How many.
    """

    first: date
    step: int
    n: int


def check_reminders(first: date, last: date, times: Sequence[time]) -> None:
    """Refuse what no calendar should get.

    Args:
        first: First day.
        last: Last day.
        times: Times of day.

    Raises:
        RequestError: The last day lies before the first or more than half a year later, or there is no time of day,
            or too many.
    """
    if not times or len(set(times)) > MOST_TIMES:
        raise RequestError("pocket.errors.times", most=MOST_TIMES)
    if last < first:
        raise RequestError("pocket.errors.backwards")
    if last - first > LONGEST:
        raise RequestError("pocket.errors.long")


def reminder_runs(first: date, last: date, rhythm: Rhythm) -> list[Run]:
    """Return the runs of a rhythm; ``fading`` is each day of a week, every other day of the next two, then weekly."""
    if rhythm != "fading":
        return _runs([(first, last, STEP_DAYS[rhythm])])
    second, third = first + timedelta(days=7), first + timedelta(days=21)
    day = timedelta(days=1)
    return _runs([(first, min(last, second - day), 1), (second, min(last, third - day), 2), (third, last, 7)])


def write_calendar(
    title: str, first: date, last: date, times: Sequence[time], rhythm: Rhythm, stamp: datetime
) -> bytes:
    """Return a calendar with one event for each time and run.

    Args:
        title: What the calendar shows.
        first: First day.
        last: Last day.
        times: Times of day, on the clock of wherever the phone is.
        rhythm: How often.
        stamp: When the file was made, UTC.

    Raises:
        RequestError: See :func:`check_reminders`.
    """
    check_reminders(first, last, times)
    neutral = escape_text(say("pocket.reminder.title"))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{neutral}//{neutral} 1//EN", "CALSCALE:GREGORIAN"]
    for run in reminder_runs(first, last, rhythm):
        for clock in sorted(set(times)):
            lines += _event(escape_text(title), datetime.combine(run.first, clock), run, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(map(fold_line, lines))


def escape_text(text: str) -> str:
    r"""Return a text value (RFC 5545, 3.3.11); control characters are left out.

    >>> escape_text("tea, then; a\\b\nhome")
    'tea\\, then\\; a\\\\b\\nhome'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    text = text.replace("\n", "\\n")
    return "".join(letter for letter in text if letter == "\t" or (letter >= " " and letter != "\x7f"))


def fold_line(line: str) -> bytes:
    r"""Return a content line in pieces of at most 75 octets, no letter cut in two (RFC 5545, 3.1).

    >>> fold_line("SUMMARY:Note")
    b'SUMMARY:Note\r\n'
    """
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        octets = letter.encode("utf-8", "replace")
        if len(piece) + len(octets) > OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


def _runs(spans: Sequence[tuple[date, date, int]]) -> list[Run]:
    return [Run(first, step, (last - first).days // step + 1) for first, last, step in spans if first <= last]


def _event(title: str, start: datetime, run: Run, stamp: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{secrets.token_hex(16)}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start:%Y%m%dT%H%M%S}",
        "DURATION:PT5M",
        f"RRULE:FREQ=DAILY;INTERVAL={run.step};COUNT={run.n}",
        f"SUMMARY:{title}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{title}",
        "TRIGGER:PT0S",
        "END:VALARM",
        "END:VEVENT",
    ]
