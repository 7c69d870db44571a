"""Dates as Google writes them out in the account's language: "Tuesday, February 4, 2020 at 9:14:05 PM UTC"."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

__all__ = ["moment_of"]

_MONTHS: Final = """
january february march april may june july august september october november december
januar februar märz april mai juni juli august september oktober november dezember
jänner feber mär apr mai jun jul aug sep okt nov dez
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
ledna února března dubna května června července srpna září října listopadu prosince
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
januari februari maret april mei juni juli agustus september oktober november desember
"""
_MONTH: Final = {name: number for line in _MONTHS.split("\n") for number, name in enumerate(line.split(), 1)}
_NUMBERED: Final = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_TIME: Final = re.compile(r"(?<!\d)(\d{1,2})\s?[:.時时시]\s?(\d{1,2})\s?[:.分분]\s?(\d{1,2})(?!\d)")
_AFTERNOON: Final = re.compile(r"\bp\.?\s?m\b|午後|下午|오후|μ\.?μ", re.IGNORECASE)
_MORNING: Final = re.compile(r"\ba\.?\s?m\b|午前|上午|오전|π\.?μ", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_NUMBER: Final = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_DAY_MS: Final = 86_400_000
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()


def moment_of(written: str) -> int | None:
    """Return the moment that a date in words says, milliseconds since 1970-01-01 UTC; None where it says none.

    Args:
        written: The date; its time is UTC, as Google writes it.

    >>> moment_of("Tuesday, February 4, 2020 at 9:14:05 PM UTC")
    1580850845000
    >>> moment_of("Dienstag, 4. Februar 2020 um 21:14:05 UTC")
    1580850845000
    >>> moment_of("Sunday, February 30, 2020 at 9:14:05 PM UTC")
    """
    found = _TIME.search(written)
    if found is None or len(written) > 120:
        return None
    day = _day_of(written[: found.start()])
    hour, minute, second = map(int, found.groups())
    half = written[max(found.start() - 6, 0) : found.end() + 8].replace("\u202f", " ")
    if _AFTERNOON.search(half):
        hour = hour % 12 + 12
    elif _MORNING.search(half):
        hour %= 12
    if day is None or hour > 23 or minute > 59 or second > 60:
        return None
    return day + ((hour * 60 + minute) * 60 + second) * 1000


@lru_cache(4096)
def _day_of(written: str) -> int | None:
    """Return the start of a day, milliseconds since 1970."""
    if numbered := _NUMBERED.search(written):
        year, month, day = map(int, numbered.groups())
    else:
        words = [word for word in _WORD.findall(written.casefold()) if word in _MONTH]
        numbers = [int(number) for number in _NUMBER.findall(written)]
        years = [number for number in numbers if number > 31]
        days = [number for number in numbers if number <= 31]
        if len(words) != 1 or len(years) != 1 or len(days) != 1:
            return None
        year, month, day = years[0], _MONTH[words[0]], days[0]
    try:
        return (date(year, month, day).toordinal() - _FIRST_DAY) * _DAY_MS
    except ValueError:
        return None
