"""Dates and lengths of time in words."""

from __future__ import annotations

from datetime import date

from nearer.words import say

__all__ = ["day_words", "length_words", "span_words"]

UNITS = (
    ("days", 1.0, 21.0),
    ("weeks", 7.0, 120.0),
    ("months", 30.44, 900.0),
    ("years", 365.25, float("inf")),
)


def day_words(day: date) -> str:
    """Return a day in words.

    >>> day_words(date(2024, 3, 4))
    '4 March 2024'
    """
    return say("report.dates.day", day=day.day, month=_month(day), year=day.year)


def span_words(first: date, last: date) -> str:
    """Return a run of days in words, without saying twice what both ends share.

    >>> span_words(date(2024, 3, 4), date(2024, 3, 9))
    '4 to 9 March 2024'
    >>> span_words(date(2024, 3, 28), date(2024, 4, 9))
    '28 March to 9 April 2024'
    >>> span_words(date(2023, 12, 28), date(2024, 1, 9))
    '28 December 2023 to 9 January 2024'
    """
    if first == last:
        return day_words(last)
    if (first.year, first.month) == (last.year, last.month):
        start = str(first.day)
    elif first.year == last.year:
        start = say("report.dates.day_month", day=first.day, month=_month(first))
    else:
        start = day_words(first)
    return say("report.dates.span", first=start, last=day_words(last))


def length_words(days: float) -> str:
    """Return a length of time in the unit that fits.

    >>> length_words(9), length_words(70), length_words(400), length_words(1200)
    ('9 days', '10 weeks', '13 months', '3 years')
    """
    unit, size = next((unit, size) for unit, size, up_to in UNITS if days < up_to)
    n = max(1, round(days / size))
    return say(f"report.dates.{unit}" if n != 1 else f"report.dates.one_{unit}", n=n)


def _month(day: date) -> str:
    return say(f"report.months.m{day.month}")
