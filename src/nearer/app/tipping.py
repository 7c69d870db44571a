"""Use case: where the urge to pull back takes over, from the user's own check-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from nearer.store.people import load_people

if TYPE_CHECKING:
    from nearer.inference.tipping import Interval, TippingPoint
    from nearer.store.database import Row, Store

__all__ = ["STRONGER", "MonthTipping", "PersonTipping", "TippingView", "tipping_view"]

STRONGER: Final = 6
"""Urge from which on it takes over: 5 of 10 reads "as much as to stay"."""

NOTED: Final = f"""
SELECT substr(checkin.at, 1, 10) AS day, checkin.closeness AS closeness,
    coalesce(person.joined_to, person.id) AS person,
    coalesce(checkin.urge >= {STRONGER}, 0) OR coalesce(checkin.did = 'pulled_away', 0) AS taken
FROM checkin LEFT JOIN person ON person.id = checkin.person_id
WHERE checkin.closeness IS NOT NULL AND coalesce(checkin.did, '') <> 'not_safe'
    AND (checkin.urge IS NOT NULL OR checkin.did IN ('stayed', 'small_step', 'pulled_away'))
    AND checkin.at < ?
ORDER BY checkin.at, checkin.id"""  # noqa: S608 - own words


@dataclass(frozen=True, slots=True)
class PersonTipping:
    """The same with one person.

    Attributes:
        name: As the user calls them; None for check-ins with nobody in particular.
        n: Check-ins with them.
        place: None where it is not known well enough.
    """

    name: str | None
    n: int
    place: Interval | None


@dataclass(frozen=True, slots=True)
class MonthTipping:
    """The same in one month.

    Attributes:
        first: Its first day.
        n: Check-ins in it.
        place: Its interval may reach beyond the scale or be infinite.
    """

    first: date
    n: int
    place: Interval


@dataclass(frozen=True, slots=True)
class TippingView:
    """Where the urge takes over.

    Attributes:
        found: Over all people.
        people: With each that is not hidden, those with most check-ins first.
        months: From month to month; empty where the urge does not rise with closeness, or there are too few.
    """

    found: TippingPoint
    people: tuple[PersonTipping, ...]
    months: tuple[MonthTipping, ...]


_kept: WeakKeyDictionary[Store, dict[date, tuple[int, TippingView]]] = WeakKeyDictionary()


def tipping_view(store: Store, before: date = date.max) -> TippingView:
    """Return where the urge takes over. Worked out anew only when what it rests on has changed.

    A check-in counts where it says how close it was, and either how strong the urge was or what was done. The urge took
    over where it was stronger than the wish to stay, or the user says that they pulled away. Moments that were not
    safe are left out: to step back then is no sign of anything.

    Args:
        store: The store.
        before: Moments before this day count.
    """
    rows = store.read(NOTED, (before.isoformat(),))
    names = {person.id: person.name for person in load_people(store)}
    key = hash((tuple(tuple(row) for row in rows), tuple(names.items())))
    kept = _kept.setdefault(store, {})
    if before not in kept or kept[before][0] != key:
        kept[before] = (key, _work_out(rows, names))
    return kept[before][1]


def _work_out(rows: list[Row], names: dict[int, str]) -> TippingView:
    import numpy as np

    from nearer.inference.tipping import find_tipping_point, fit_dispersed, has_enough
    from nearer.inference.tipping_grid import CheckIns
    from nearer.inference.tipping_path import find_path

    ids = sorted({row["person"] for row in rows}, key=lambda one: (one is not None, one))
    number = {person: k for k, person in enumerate(ids)}
    days = [date.fromisoformat(row["day"]) for row in rows]
    checkins = CheckIns(
        person=np.array([number[row["person"]] for row in rows], dtype=np.int64),
        closeness=np.array([row["closeness"] for row in rows], dtype=np.float64),
        taken=np.array([row["taken"] for row in rows], dtype=np.float64),
        day=np.array([day.toordinal() for day in days], dtype=np.int64),
    )
    fitted = fit_dispersed(checkins) if has_enough(checkins) else None
    found = find_tipping_point(checkins, fitted)
    if not found.people:
        return TippingView(found, (), ())
    n_with = np.bincount(checkins.person).tolist()
    people = [
        PersonTipping(None if one is None else names[one], n, place)
        for one, n, place in zip(ids, n_with, found.people, strict=True)
        if one is None or one in names
    ]
    month = np.array([12 * day.year + day.month - 1 for day in days], dtype=np.int64)
    path = find_path(checkins, month, fitted)
    return TippingView(
        found=found,
        people=tuple(sorted(people, key=lambda person: -person.n)),
        months=tuple(MonthTipping(date(m.month // 12, m.month % 12 + 1, 1), m.n, m.place) for m in path),
    )
