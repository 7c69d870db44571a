"""Which header form a WhatsApp export has, and the regular expression made from it.

An export is written in one form throughout: that of the phone's language at the time of the export. The form is found
in the first lines, and everything after is read with one expression made for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

__all__ = ["MARKS", "ZEROS", "Form", "find_form", "strip_marks", "to_ascii_digits"]

MARKS: Final = "\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff"
"""Invisible marks of writing direction, and the byte order mark, as the inside of a character class."""

ZEROS: Final = "٠۰०০੦૦୦௦౦೦൦๐໐༠၀០᠐０"
"""The digit nought of each script that phones write numbers in; the nine others follow it."""

_MARK = re.compile(f"[{MARKS}]")
_TO_ASCII = {ord(zero) + n: str(n) for zero in ZEROS for n in range(10)}
_HEADER_CHARACTERS = 120

_WORD = r"(?:[^\W\d_][^\d\[\]:\-–—،,]{0,16})"
_DATE = r"(?P<a>\d{1,4})(?P<separator>[./\-年년])\s?(?P<b>\d{1,2})(?:(?P=separator)|[月월])\s?(?P<c>\d{1,4})"
_TIME = rf"(?P<hour>\d{{1,2}})(?P<colon>[:.])\d{{2}}(?:[:.](?P<second>\d{{2}}))?(?:\s?(?P<after>{_WORD}?))?"
_GAP = rf"(?P<gap>(?:[.日일]|\s?г\.|\s?هـ)?[\s,،:]{{0,4}})(?P<before>{_WORD}?)(?P<blank>\s?)"
_END = r"\s?(?P<end>\] ?|(?<=\s)[-–—](?=\s)|:(?=\s))"
_DATE_FIRST = re.compile(rf"(?P<open>\[?){_DATE}{_GAP}{_TIME}{_END}")
_TIME_FIRST = re.compile(rf"(?P<open>\[?){_TIME}(?P<gap>[,،]?\s)(?P<before>)(?P<blank>){_DATE}{_END}")
_JOINERS: Final = frozenset(
    {"at", "à", "às", "um", "alle", "alle ore", "kl.", "klo", "a las", "o", "u", "в", "om"}
)
"""Words between date and time that tell nothing about the half of the day."""

_COLONS: Final = r"(?::[^\s:][^:]*)*:?"
_NO_WORD: Final = r"\[\]:،,–—-"


@dataclass(frozen=True, slots=True)
class Form:
    """How an export writes the start of a message.

    Attributes:
        bracket: Whether the date stands in square brackets (iPhone).
        year: Where the year is: first or last with four digits, or ``short``: two digits, in a place to be found.
        separator: Between the numbers of the date.
        colon: Between hours and minutes.
        second: Whether there are seconds.
        period: Whether a word for the part of the day stands before the time, after it, or nowhere.
        end: What closes the header: ``]`` and perhaps a blank, a dash, or ``:``.
        gap: What stands between the date and the time, or the word before the time.
        time_first: Whether the time stands before the date.
        plain: Whether headers hold no marks of writing direction and no digits but 0-9.
    """

    bracket: bool
    year: Literal["first", "last", "short"]
    separator: str
    colon: str
    second: bool
    period: Literal["before", "after", "none"]
    end: str
    gap: str = ""
    time_first: bool = False
    plain: bool = True

    def pattern(self, names: Iterable[str] = (), words: Iterable[str] = (), *, colons: bool = False) -> str:
        """Return the expression for Polars, with the groups ``head moment [period] sender``.

        Args:
            names: Senders whose names hold a colon and a blank, which end a name otherwise.
            words: All words for parts of the day; none: any word will do.
            colons: Whether other names may hold a colon without a blank.

        The expression of a plain form is one-pass (at no byte could two of its parts go on), which more than halves
        the time: two marks in a row, or marks next to a name, would not be, nor is a name with colons.
        """
        mark = "" if self.plain else f"[{MARKS}]*"
        space = r"\s?" if self.plain else rf"[\s{MARKS}]*"
        end = re.escape(self.end) if self.bracket else r":\s" if self.end == ":" else rf"\s{mark}{self.end}\s"
        named = "".join(f"{re.escape(name)}|" for name in names)
        bracket = r"\[" if self.bracket else ""
        given = "|".join(re.escape(word) for word in words) if self.plain else ""
        word = f"(?P<period>{given})" if given else rf"(?P<period>\p{{L}}[^\d{_NO_WORD}]{{0,16}}?)"
        date, time, gap = self._date(mark, space), self._time(mark), self._gap(mark)
        if self.period == "before":
            gap += word + space
        elif self.period == "after":
            time += space + word + (space if self.bracket else mark)
        moment = time + gap + date if self.time_first else date + gap + mark + time
        sender = rf"(?:(?P<sender>{named}[^:]*{_COLONS if colons else ''}):(?: |$))?"
        return rf"^(?P<head>[{MARKS}]*{bracket}{mark}(?P<moment>{moment}){end}{sender})"

    def _date(self, mark: str, space: str) -> str:
        digit = self._digit()
        years = {"first": ("{4}", "{1,2}"), "last": ("{1,2}", "{4}"), "short": ("{1,2}", "{1,2}")}
        first, last = years[self.year]
        between = mark + re.escape(self.separator) + space
        if self.separator in "年년":
            between = r"\s?[年년月월]\s?"
        return rf"{digit}{first}{between}{digit}{{1,2}}{between}{digit}{last}"

    def _time(self, mark: str) -> str:
        digit = self._digit()
        colon = mark + re.escape(self.colon) + mark
        second = rf"{mark}[:.]{mark}{digit}{{2}}" if self.second else ""
        return rf"{digit}{{1,2}}{colon}{digit}{{2}}{second}"

    def _gap(self, mark: str) -> str:
        if self.plain:
            return re.escape(self.gap)
        joiner = "" if self.period == "before" else rf"(?:\p{{L}}[^\d{_NO_WORD}]{{0,16}})?"
        return rf"{mark}[\s,،:.{MARKS}]{{0,6}}{joiner}"

    def _digit(self) -> str:
        scripts = "" if self.plain else "".join(f"{zero}-{chr(ord(zero) + 9)}" for zero in ZEROS)
        return f"[0-9{scripts}]"


def strip_marks(text: str) -> str:
    """Remove marks of writing direction."""
    return _MARK.sub("", text)


def to_ascii_digits(text: str) -> str:
    """Write every digit of any script as 0-9."""
    return text.translate(_TO_ASCII)


def find_form(lines: Iterable[str]) -> Form | None:
    """Return the form of most of the lines that begin a message; None where none does."""
    found: Counter[Form] = Counter()
    marked: set[Form] = set()
    for line in lines:
        head = line[:_HEADER_CHARACTERS].lstrip("\u200e\u200f\ufeff\u202a\u202b")
        text = to_ascii_digits(strip_marks(head))
        match = _DATE_FIRST.match(text) or _TIME_FIRST.match(text)
        form = _form_of(match) if match else None
        if match is not None and form is not None:
            found[form] += 1
            if not head.startswith(match[0]):
                marked.add(form)
    if not found:
        return None
    best = found.most_common(1)[0][0]
    return replace(best, plain=best not in marked)


def _form_of(match: re.Match[str]) -> Form | None:
    """Return the form of one header; None where its numbers cannot be a date."""
    year: Literal["first", "last", "short"]
    widths = len(match["a"]), len(match["c"])
    if widths[0] == 4 and widths[1] <= 2:
        year = "first"
    elif widths[0] <= 2 and widths[1] == 4:
        year = "last"
    elif widths[0] <= 2 and widths[1] <= 2:
        year = "short"
    else:
        return None
    bracket = bool(match["open"])
    if bracket != match["end"].startswith("]"):
        return None
    before = match["before"].strip()
    gap = match["gap"]
    period: Literal["before", "after", "none"] = "none"
    if before and before.casefold() not in _JOINERS:
        period = "before"
    else:
        gap += match["before"] + match["blank"]
        period = "after" if match["after"] else "none"
    seconds = match["second"] is not None
    time_first = match.start("hour") < match.start("a")
    return Form(
        bracket, year, match["separator"], match["colon"], seconds, period, match["end"], gap, time_first
    )
