"""A place to take pictures of: the made-up example, check-ins of four months, and days away."""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta

from nearer.app.example import add_example
from nearer.app.looking import refresh
from nearer.app.people_changes import mark_days
from nearer.app.place import Place
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, add_checkins
from nearer.store.people import load_people
from nearer.store.tags import add_tag

NOW = datetime(2026, 3, 1, 20)
N_CHECKINS = 80


def fill(place: Place) -> None:
    """Keep the example, check-ins whose urge grows with closeness, and days away."""
    store, chance = place.store, random.Random(7)  # noqa: S311 - made-up moments
    add_example(store, NOW)
    people = {person.name.split()[0]: person.id for person in load_people(store)}
    tags = [add_tag(store, name) for name in ("late evening", "after a visit", "on the phone")]
    moments = []
    for number in range(N_CHECKINS):
        at = NOW - timedelta(days=1.5 * number, hours=chance.randrange(3), minutes=chance.randrange(60))
        closeness = chance.randint(1, 7)
        drawn = chance.random() < 1 / (1 + math.exp(-1.1 * (closeness - 4.6)))
        done = ("pulled_away", "announced_pause") if drawn else ("stayed", "small_step", "stayed")
        moments.append(
            CheckIn(
                uid=new_uid(),
                at=at,
                made_at=at,
                changed_at=at,
                person_id=people[chance.choice(("Sam", "Sam", "Robin", "Noor"))],
                closeness=closeness,
                wanted=min(7, max(1, closeness + chance.choice((-2, 0, 0, 1)))),
                pleasant=chance.choice((-1, 0)) if drawn else chance.choice((0, 1, 2)),
                energy=chance.choice((-1, 0, 1)),
                feelings=("torn", "tired") if drawn else ("warm", "calm")[: chance.randint(1, 2)],
                urge=chance.randint(6, 9) if drawn else chance.randint(0, 4),
                did=chance.choice(done),
                note="We sat in the kitchen for a long time. I wanted to go home, and stayed."
                if number == 1
                else "",
                tags=(chance.choice(tags),) if chance.random() < 0.3 else (),
            )
        )
    add_checkins(store, moments)
    refresh(store, NOW)
    mark_days(place, people["Sam"], "away", NOW.date() - timedelta(days=40), NOW.date() - timedelta(days=33))
