"""Use case: the findings that stand, and looking at them afresh when their time has come.

Two things are kept of each contact. *Today's reading* is measured whenever messages or marks change, and feeds
charts. The *look* is what the verdict rests on: made afresh, at a price, only when the record has grown by 30 days, and
standing in between. What the user changes about the time that a look saw (marks, an export that was missing, who is
joined) changes that look itself: it uses up no other, and what it said before the marks is kept beside it. The
statement over all contacts has looks of its own. See :mod:`nearer.inference.looks` for the prices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from nearer.app.measuring import Record, digest_of_kept, load_record, measure
from nearer.app.pooling import refresh_pooled
from nearer.store.looks import (
    Look,
    PooledLook,
    Reading,
    delete_readings,
    load_looks,
    load_pooled_look,
    load_reading,
    load_reading_digest,
    save_look,
    save_reading,
)
from nearer.store.people import load_me, load_people
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.jobs import Job, Progress
    from nearer.app.place import Place
    from nearer.findings import Finding, Findings
    from nearer.inference.results import Judgement, Pooled
    from nearer.store.database import Store

__all__ = [
    "Current",
    "OverallStanding",
    "Standing",
    "current_findings",
    "load_today",
    "refresh",
    "start_looking",
]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """What stands about one contact.

    Attributes:
        person_id: The contact.
        finding: By the standing look; the p-values have paid its price.
        number: Which look it is; 0 while the record is too short for a verdict, and is told as it is today.
        made_at: When it was looked at; None for number 0.
        as_of: Last day of the record that it saw.
        next_look: The day that the record must reach before it is looked at afresh; None for number 0.
        before_marks: What the same look said before the user set marks; None where they set none since.
    """

    person_id: int
    finding: Finding
    number: int
    made_at: datetime | None
    as_of: date
    next_look: date | None
    before_marks: Finding | None


@dataclass(frozen=True, slots=True)
class OverallStanding:
    """What stands about all contacts together, where more than one counts.

    Attributes:
        number: Which look it is.
        made_at: When it was looked at.
        as_of: Last day of the records that it saw.
        next_look: The day that a record must reach before it is looked at afresh.
        before_marks: What the same look said before the user set marks; None where they set none since.
    """

    number: int
    made_at: datetime
    as_of: date
    next_look: date
    before_marks: Pooled | None


@dataclass(frozen=True, slots=True, eq=False)
class Current:
    """All that stands.

    Attributes:
        findings: Of every contact with messages, hidden ones too, most messages first.
        standing: The same by person, in the same order.
        overall: Of the statement over contacts; None where fewer than two count.
    """

    findings: Findings
    standing: dict[int, Standing]
    overall: OverallStanding | None


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """A contact whose verdict is due: what the findings need of it."""

    person_id: int
    contact: str
    look: Look | None
    reading: Reading

    @property
    def first(self) -> datetime:
        return self.reading.first

    @property
    def last(self) -> datetime:
        return self.reading.last

    @property
    def number(self) -> int:
        return self.look.number if self.look else 0


def start_looking(place: Place, then: str = "/people") -> Job:
    """Bring everything up to date in the background.

    Args:
        place: Open.
        then: Address of the page to show afterwards.
    """
    return place.jobs.start("analysis", lambda progress: refresh(place.store, place.now(), progress), then)


def refresh(store: Store, now: datetime, progress: Progress | None = None) -> None:
    """Measure what changed, and look afresh at what may be.

    Each contact is kept as soon as it is done: what was stopped goes on where it was.

    Args:
        store: The store.
        now: The present time.
        progress: Told after each contact.

    Raises:
        Cancelled: The user stopped it.
    """
    people = load_people(store, hidden=True)
    looks = load_looks(store)
    for number, person in enumerate(people):
        if progress:
            words = say("looking.progress.contact", contact=person.name)
            progress.step(number, len(people) + 1, words)
        digest = digest_of_kept(store, person.id)
        if digest != load_reading_digest(store, person.id):
            record = load_record(store, person.id)
            if record is None:
                delete_readings(store, person.id)
            else:
                _refresh_one(store, record, digest, looks.get(person.id), now)
    if progress:
        progress.step(len(people), len(people) + 1, say("looking.progress.together"))
    readings = {shown.person_id: shown.reading for shown in _load_shown(store)}
    refresh_pooled(store, readings, now)


def current_findings(store: Store) -> Current | None:
    """Return what stands; None where nothing was measured yet. Reads what :func:`refresh` kept, and measures nothing.

    Args:
        store: The store.
    """
    shown = _load_shown(store)
    if not shown:
        return None
    me = load_me(store)
    pooled_look = load_pooled_look(store)
    judgement = _judge(shown, pooled_look)
    findings = _compose(me, shown, judgement)
    counted = judgement.pooled.n > 1
    return Current(
        findings,
        {
            one.person_id: _stand(one, finding, _before(me, shown, one, pooled_look))
            for one, finding in zip(shown, findings.relationships, strict=True)
        },
        _stand_together(pooled_look) if pooled_look and counted else None,
    )


def load_today(store: Store, person_id: int) -> Reading | None:
    """Return one record as it is today, for charts: never its verdict. None where it was never measured."""
    return load_reading(store, person_id)


def _refresh_one(store: Store, record: Record, digest: str, latest: Look | None, now: datetime) -> None:
    """Measure a record that changed, and keep today's reading and the look that stands from now on, together."""
    today = measure(record)
    look = _look(record, today, latest, now)
    with store.write():
        if look is not None:
            save_look(store, look)
        save_reading(store, record.person_id, digest, today, now)


def _look(record: Record, today: Reading, latest: Look | None, now: datetime) -> Look | None:
    """Return the look to keep: a new one, the standing one on what is known by now, or None where nothing changed."""
    from nearer.inference.looks import may_look

    if latest is None:
        return Look(record.person_id, 1, now, record.digest(), today) if today.measurement.enough else None
    seen = record.until(latest.reading.last)
    if seen is None or may_look(latest.reading.last.date(), today.last.date()):
        return Look(record.person_id, latest.number + 1, now, record.digest(), today)
    digest = seen.digest()
    if digest == latest.digest:
        return None
    unmarked = seen.with_away((latest.before_marks or latest.reading).away)
    changed = unmarked.away_within != seen.away_within
    before = measure(unmarked) if changed else None
    return replace(latest, digest=digest, reading=measure(seen), before_marks=before)


def _load_shown(store: Store) -> list[_Shown]:
    """Return every contact that was measured with what its verdict rests on, most messages first."""
    looks = load_looks(store)
    shown = []
    for person in load_people(store, hidden=True):
        look = looks.get(person.id)
        reading = look.reading if look else load_reading(store, person.id)
        if reading is not None:
            shown.append(_Shown(person.id, person.name, look, reading))
    return sorted(shown, key=lambda one: -one.reading.n_messages)


def _judge(shown: Iterable[_Shown], pooled_look: PooledLook | None) -> Judgement:
    """Give each contact its verdict, after the price of its look."""
    from nearer.inference import judge
    from nearer.inference.looks import priced, priced_pooled

    judgement = judge([priced(one.reading.measurement, max(one.number, 1)) for one in shown])
    if pooled_look is None or judgement.pooled.n < 2:
        return judgement
    return replace(judgement, pooled=priced_pooled(pooled_look.pooled, pooled_look.number))


def _compose(me: list[str], shown: list[_Shown], judgement: Judgement) -> Findings:
    from nearer.findings import compose_findings

    return compose_findings(me[0] if me else "", shown, judgement)


def _before(
    me: list[str], shown: list[_Shown], one: _Shown, pooled_look: PooledLook | None
) -> Finding | None:
    """Return what was found about one contact before marks were set, all else as it stands."""
    if one.look is None or one.look.before_marks is None:
        return None
    earlier = [replace(other, reading=one.look.before_marks) if other is one else other for other in shown]
    findings = _compose(me, earlier, _judge(earlier, pooled_look))
    return findings.relationships[shown.index(one)]


def _stand(one: _Shown, finding: Finding, before: Finding | None) -> Standing:
    from nearer.inference.looks import next_look

    as_of = one.reading.last.date()
    if one.look is None:
        return Standing(one.person_id, finding, 0, None, as_of, None, None)
    return Standing(one.person_id, finding, one.number, one.look.made_at, as_of, next_look(as_of), before)


def _stand_together(look: PooledLook) -> OverallStanding:
    from nearer.inference.looks import next_look, priced_pooled

    before = None if look.before_marks is None else priced_pooled(look.before_marks, look.number)
    return OverallStanding(look.number, look.made_at, look.until, next_look(look.until), before)
