"""Places for tests: real ones, with keys that cost little to try."""

from datetime import UTC, datetime, timedelta
from unittest import mock

from nearer.app.exchanges import load_exchange
from nearer.app.place import Place
from nearer.store import keys
from nearer.store.people import load_people

SECRET = "a quiet lamp by the window"
NOW = datetime(2026, 3, 4, 21, 30)


def cheap_keys():
    """Let new slots be sealed in a millisecond; the parameters stand in each slot, so that nothing else changes."""
    return mock.patch.multiple(keys, MEMORY_KIB=8 * keys.LANES, PASSES=1)


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def pass_days(self, days):
        self.now += timedelta(days=days)


def made_place(folder, passphrase=SECRET, clock=None):
    """Return an open place and its recovery key."""
    with cheap_keys():
        place = Place(folder, clock or Clock())
        return place, place.create(passphrase)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def load_exchanges(store):
    """Return the exchange with every person who has messages, by the person's id, most messages first."""
    found = {person.id: load_exchange(store, person.id) for person in load_people(store, hidden=True)}
    some = {person: exchange for person, exchange in found.items() if exchange is not None}
    return dict(sorted(some.items(), key=lambda item: -item[1].frame.height))
