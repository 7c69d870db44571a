"""Use case: a year at a glance, day by day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, get_args

from nearer.store.days import Day, load_days, load_years
from nearer.store.settings import load_setting, save_setting

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = [
    "GLYPHS",
    "YEAR_SETTING",
    "Glyph",
    "Month",
    "YearDay",
    "YearView",
    "show_year",
    "shows_year",
    "year_view",
]

YEAR_SETTING = "year_grid"

Glyph = Literal["stayed", "small_step", "announced_pause", "pulled_away", "several", "noted"]
"""What was done on a day."""

GLYPHS: Final[tuple[Glyph, ...]] = get_args(Glyph)


@dataclass(frozen=True, slots=True)
class YearDay:
    """One day of the grid.

    Attributes:
        day: The day.
        n: Check-ins on it.
        closeness: How close they felt on the whole, 1 to 7; None where none says.
        glyph: What was done; None on an empty day.
    """

    day: date
    n: int = 0
    closeness: int | None = None
    glyph: Glyph | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """One month.

    Attributes:
        number: 1 to 12.
        offset: Days of its first week that belong to the month before; weeks begin on Monday.
        days: All of its days.
    """

    number: int
    offset: int
    days: list[YearDay]


@dataclass(frozen=True, slots=True)
class YearView:
    """A year.

    Attributes:
        year: Its number.
        months: All twelve.
        before: The nearest earlier year that has check-ins, or None.
        after: The nearest later one, or None.
        last: The last month that is not ahead.
    """

    year: int
    months: list[Month]
    before: int | None
    after: int | None
    last: int = 12

    @property
    def shown(self) -> list[Month]:
        """The months worth a look: up to the present one, and not from before the very first check-in."""
        noted = [month.number for month in self.months if any(day.n for day in month.days)]
        first = noted[0] if noted and self.before is None else 1
        return [month for month in self.months if first <= month.number <= max(self.last, *noted, first)]

    @property
    def noted(self) -> list[YearDay]:
        """The days that have check-ins."""
        return [day for month in self.months for day in month.days if day.n]


def shows_year(store: Store) -> bool:
    """Whether the user wants the year grid; they do until they say otherwise."""
    return bool(load_setting(store, YEAR_SETTING, True))


def show_year(store: Store, shown: bool) -> None:
    """Keep whether the user wants the year grid."""
    save_setting(store, YEAR_SETTING, shown)


def year_view(store: Store, year: int, today: date) -> YearView:
    """Return a year.

    Args:
        store: The store.
        year: Its number, 1 to 9999.
        today: The present day: its year is always offered.
    """
    found = {day.day: day for day in load_days(store, year)}
    years = {*load_years(store), today.year}
    months = []
    for number in range(1, 13):
        offset, length = monthrange(year, number)
        days = [_year_day(date(year, number, day), found) for day in range(1, length + 1)]
        months.append(Month(number, offset, days))
    return YearView(
        year,
        months,
        before=max((other for other in years if other < year), default=None),
        after=min((other for other in years if other > year), default=None),
        last=today.month if year == today.year else 12,
    )


def _year_day(day: date, found: dict[date, Day]) -> YearDay:
    kept = found.get(day)
    if kept is None:
        return YearDay(day)
    closeness = None if kept.closeness is None else int(kept.closeness + 0.5)
    return YearDay(day, kept.n, closeness, _glyph(kept))


def _glyph(day: Day) -> Glyph:
    """Return the picture of what was done. That it was not safe is shown nowhere but in the check-in itself."""
    done: list[Glyph] = [did for did in day.did if did != "not_safe"]
    if not done:
        return "noted"
    return done[0] if len(done) == 1 else "several"
