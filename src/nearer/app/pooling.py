"""Use case: the statement over all contacts, and when it is looked at afresh.

It rests on what stands about each contact. It has looks of its own: a new one, at a price, when a record has grown by
30 days since, or when a contact has come that was not in it. Contacts that come within a week of a look are taken into
that look, since people bring their chats one after the other.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from nearer import __version__
from nearer.app.measuring import clip_away, load_away, load_record, measure
from nearer.store.looks import (
    AwayDays,
    PooledLook,
    Reading,
    Seen,
    delete_pooled_look,
    load_pooled_look,
    save_pooled_look,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nearer.inference.results import Measurement, Pooled
    from nearer.store.database import Store

__all__ = ["refresh_pooled"]

BRINGING: Final = timedelta(days=7)


def refresh_pooled(store: Store, readings: Mapping[int, Reading], now: datetime) -> None:
    """Look at all contacts together where that may be, or bring the standing look up to date with marks.

    Args:
        store: The store.
        readings: What stands about each contact, by person.
        now: The present time.
    """
    from nearer.inference.looks import may_look

    counted = {
        person: reading
        for person, reading in readings.items()
        if reading.measurement.poolable and reading.measurement.me is not None
    }
    latest = load_pooled_look(store)
    if len(counted) < 2:
        delete_pooled_look(store)
        return
    until = max(reading.last for reading in counted.values()).date()
    has_come = latest is not None and not counted.keys() <= latest.seen.keys()
    if latest is None or may_look(latest.until, until):
        save_pooled_look(store, _look(counted, latest.number + 1 if latest else 1, now))
    elif has_come:
        is_new = now - latest.made_at > BRINGING
        number, made_at = (latest.number + 1, now) if is_new else (latest.number, latest.made_at)
        save_pooled_look(store, _look(counted, number, made_at))
    else:
        _bring_up_to_date(store, latest, counted)


def _look(counted: Mapping[int, Reading], number: int, made_at: datetime) -> PooledLook:
    seen = {person: Seen(reading.last, reading.away) for person, reading in counted.items()}
    return PooledLook(
        number=number,
        made_at=made_at,
        digest=_digest(counted, {person: one.away for person, one in seen.items()}, seen),
        until=max(one.last for one in seen.values()).date(),
        seen=seen,
        pooled=_pool(reading.measurement for reading in counted.values()),
    )


def _bring_up_to_date(store: Store, latest: PooledLook, counted: Mapping[int, Reading]) -> None:
    """Make the same look again where marks, or what is kept of the time that it saw, are no longer the same."""
    seen = {person: one for person, one in latest.seen.items() if person in counted}
    away = {
        person: clip_away(load_away(store, person), counted[person].first.date(), one.last.date())
        for person, one in seen.items()
    }
    digest = _digest(counted, away, seen)
    if digest == latest.digest:
        return
    measured = [_measure_until(store, person, counted[person], one.last) for person, one in seen.items()]
    marked = any(away[person] != one.away for person, one in seen.items())
    before = (latest.before_marks or latest.pooled) if marked else None
    pooled = _pool(measurement for measurement in measured if measurement is not None)
    save_pooled_look(store, replace(latest, digest=digest, seen=seen, pooled=pooled, before_marks=before))


def _measure_until(store: Store, person_id: int, reading: Reading, last: datetime) -> Measurement | None:
    """Return the numbers of one record as far as a look saw it."""
    if reading.last == last:
        return reading.measurement
    record = load_record(store, person_id)
    cut = record.until(last) if record else None
    return measure(cut).measurement if cut else None


def _pool(measurements: Iterable[Measurement]) -> Pooled:
    from nearer.inference import judge

    return judge(list(measurements)).pooled


def _digest(counted: Mapping[int, Reading], away: Mapping[int, AwayDays], seen: Mapping[int, Seen]) -> str:
    parts = [
        (person, counted[person].first, min(counted[person].last, one.last), away[person])
        for person, one in sorted(seen.items())
    ]
    return hashlib.sha256(repr((__version__, parts)).encode()).hexdigest()
