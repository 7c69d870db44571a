"""Dates as Meta writes them in its web pages, in the language of the account: "Feb 03, 2020 9:14:05 pm".

The months are those of the Unicode CLDR 46, cut to what tells them apart and without accents. Where a stem means two
months in two languages (Czech and Croatian "lis", for one), it is read as in the one with more speakers.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import Final

from nearer.sources.records import DateOrder

__all__ = ["read_date"]

_STEMS: Final = """
jan feb mar apr may jun jul aug sep oct nov dec
jan feb mrz apr mai jun jul aug sep okt nov dez
janv fevr mars avr mai juin juil aout sept oct nov dec
ene feb mar abr may jun jul ago sep oct nov dic
jan fev mar abr mai jun jul ago set out nov dez
gen feb mar apr mag giu lug ago set ott nov dic
jan feb mrt apr mei jun jul aug sep okt nov dec
jan feb maa apr maj jun jul agu sep okt nov des
ian feb mar apr mai iun iul agt sept oct noi dec
sty lut mar kwi maj cze lip sie wrz paz lis gru
led uno bre dub kve cvn cvc srp zar rij lis pro
led unor brez kvet kve cerven cervenec srp zari rij listop prosin
led unor brez kvet kve cerv cervenc srp zari rij listop prosin
tammi helmi maalis huhti touko kesa heina elo syys loka marras joulu
oca sub mar nis may haz tem agu eyl eki kas ara
jan feb mar apr maj jun jul aug szept okt nov dec
ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ
янв фев мар апр мая июн июл авг сен окт ноя дек
січ лют бер кві тра чер лип сер вер жов лис гру
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
ינו פבר מרץ אפר מאי יונ יול אוג ספט אוק נוב דצמ
जन फ़र मार्च अप्रै मई जून जुल अग सित अक्टू नव दिस
"""
_COLONS: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_POINTS: Final = re.compile(r"(\d{1,2})[.h](\d{2})(?:\.(\d{2}))?(?=\D{0,8}$)")
_EARLY: Final = re.compile(r"a\.?\s?m\b|sa\b|öö\b|π\.?\s?μ|ص|上午|午前|오전|凌晨|早上", re.IGNORECASE)
_LATE: Final = re.compile(r"p\.?\s?m\b|ch\b|ös\b|μ\.?\s?μ|م|下午|午後|오후|晚上", re.IGNORECASE)
_NUMBERED_MONTH: Final = re.compile(r"(?:thg|tháng)\s*(\d{1,2})|(\d{1,2})\s*[月월]", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]\w+")
_NUMBER: Final = re.compile(r"\d+")
_LONGEST: Final = 80


def _plain(text: str) -> str:
    """Return small letters without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


_MONTHS: Final = {
    _plain(stem): month
    for line in _STEMS.strip().splitlines()[::-1]
    for month, stem in enumerate(line.split(), 1)
} | {"май": 5, "маи": 5}


def read_date(text: str, order: DateOrder | None = None) -> datetime | None:
    """Return the moment that a text shows, as the clock on the wall did; None where it shows none.

    Args:
        text: The whole date, with the time.
        order: What a date of three numbers means; None: the day first, unless the year is.

    >>> read_date("3 févr. 2020, 21:14"), read_date("ene. 15, 2024 12:30 a. m.")
    (datetime.datetime(2020, 2, 3, 21, 14), datetime.datetime(2024, 1, 15, 0, 30))
    """
    if len(text) > _LONGEST:
        return None
    time = _COLONS.search(text) or _POINTS.search(text)
    if time is None:
        return None
    before, after = text[: time.start()], text[time.end() :]
    hour, minute, second = int(time[1]), int(time[2]), int(time[3] or 0)
    near = f"{before[-8:]}|{after[:8]}"
    if hour <= 12 and _LATE.search(near):
        hour = hour % 12 + 12
    elif hour <= 12 and _EARLY.search(near):
        hour %= 12
    day = _day(f"{before} {after}", order)
    if day is None:
        return None
    try:
        return day.replace(hour=hour, minute=minute, second=second)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _day(text: str, order: DateOrder | None) -> datetime | None:
    """Return the day that is left of a date once its time is taken out."""
    numbered = _NUMBERED_MONTH.search(text)
    if numbered:
        month: int | None = int(numbered[1] or numbered[2])
        text = text[: numbered.start()] + " " + text[numbered.end() :]
    else:
        month = next(filter(None, map(_month, _WORD.findall(_plain(text)))), None)
    numbers = [int(number) for number in _NUMBER.findall(text) if len(number) <= 4]
    if month is None and len(numbers) == 3:
        if numbers[0] > 31:
            numbers = numbers[::-1]
        elif order == "mdy" and "." not in text:
            numbers = [numbers[1], numbers[0], numbers[2]]
        month = numbers.pop(1)
    if month is None or len(numbers) != 2:
        return None
    day, year = sorted(numbers)
    try:
        return datetime(year, month, day) if 1990 <= year < 2100 else None
    except ValueError:
        return None


def _month(word: str) -> int | None:
    """Return the month whose stem is the longest start of a word."""
    return next((month for n in range(len(word), 1, -1) if (month := _MONTHS.get(word[:n]))), None)
