"""Use case: the findings that stand, and looking at them afresh when their time has come.

Two things are kept of each contact. *Today's reading* is measured whenever messages or marks change, and feeds
charts. The *look* is what the verdict rests on: made afresh, at a price, only when the record has grown by 30 days, and
standing in between. What the user changes about the time that a look saw (marks, an export that was missing, who is
joined) changes that look itself: it uses up no other, and what it said before the marks is kept beside it. The
statement over all contacts has looks of its own. See :mod:`nearer.inference.looks` for the prices.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

from nearer.app.measuring import Record, digest_of_kept, load_record, measure
from nearer.app.pooling import refresh_pooled
from nearer.app.standing import (
    Current,
    OverallStanding,
    Standing,
    current_findings,
    load_standing,
    load_today,
)
from nearer.store.looks import (
    Look,
    Reading,
    delete_readings,
    load_looks,
    load_reading_digest,
    save_look,
    save_reading,
)
from nearer.store.people import load_people
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.jobs import Job, Progress
    from nearer.app.place import Place
    from nearer.store.database import Store

__all__ = [
    "Current",
    "OverallStanding",
    "Standing",
    "current_findings",
    "load_today",
    "refresh",
    "running_work",
    "start_looking",
    "wait_a_moment",
]

WORK: Final = "analysis"
MOMENT_S: Final = 1.5


def start_looking(place: Place, then: str = "/people") -> Job:
    """Bring everything up to date in the background.

    Args:
        place: Open.
        then: Address of the page to show afterwards.
    """
    return place.jobs.start(WORK, lambda progress: refresh(place.store, place.now(), progress), then)


def running_work(place: Place) -> Job | None:
    """Return the work that is not over yet; None where there is none."""
    return next((job for job in place.jobs.running if job.kind == WORK), None)


def wait_a_moment(place: Place, longest_s: float = MOMENT_S) -> bool:
    """Wait until nothing is worked out any more, but not for long; most records take a few tenths of a second.

    Args:
        place: The place.
        longest_s: At most so many seconds.

    Returns:
        Whether everything is done.
    """
    until = monotonic() + longest_s
    while running_work(place) is not None:
        if monotonic() > until:
            return False
        sleep(0.02)
    return True


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
    refresh_pooled(store, load_standing(store), now)


def _refresh_one(store: Store, record: Record, digest: str, latest: Look | None, now: datetime) -> None:
    """Measure a record that changed, and keep today's reading and the look that stands from now on, together."""
    today = measure(record)
    look = _look(record, today, latest, now)
    with store.write() as connection:
        if not connection.execute("SELECT 1 FROM person WHERE id = ?", (record.person_id,)).fetchone():
            return  # deleted in another window meanwhile
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
