"""Places for tests: real ones, with keys that cost little to try."""

from datetime import UTC, datetime, timedelta
from unittest import mock

from nearer.app.place import Place
from nearer.store import keys

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
