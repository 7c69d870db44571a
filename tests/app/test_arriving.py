"""Exports on their way in: whole pieces are committed, whatever stops the reading, and it goes on from there."""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.app import arriving
from nearer.app.deletion import delete_person
from nearer.app.jobs import Cancelled, Progress
from nearer.app.keep_draft import keep_draft
from nearer.app.own_names import name_me
from nearer.app.place import Place
from nearer.app.reading import count_waiting, forget_brought, read_basket
from nearer.app.uploads import Basket
from nearer.store.incoming import count_incoming, load_incoming_frame
from nearer.store.people import load_people

sys.path.insert(0, str(Path(__file__).parents[1] / "torture"))
from arrivals import torment

NOW = datetime(2026, 3, 1, 20, 15)


@pytest.fixture
def exports(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    start = datetime(2024, 1, 1, 9)
    for name, n in (("Kim", 900), ("Sam", 700)):
        lines = (
            f'{{"time":"{start + timedelta(minutes=37 * k):%Y-%m-%dT%H:%M:%S}","sender":"{("Alex", name)[k % 2]}",'
            f'"length":{k % 40},"chat":"{name}"}}\n'
            for k in range(n)
        )
        (folder / f"{name}.jsonl").write_text("".join(lines))
    return folder


class Stopping(Progress):
    """Stops the work at one of its steps."""

    def __init__(self, at):
        super().__init__()
        self.left = at

    def step(self, done, total=None, words=None):
        self.left -= 1
        if self.left < 0:
            raise Cancelled
        super().step(done, total, words)


def waiting(store):
    rows = store.read(
        "SELECT export_id, incoming_chat.id FROM incoming_chat ORDER BY export_id, incoming_chat.id"
    )
    return [load_incoming_frame(store, row["id"]).rows() for row in rows]


def test_interrupted_anywhere_it_is_read_as_if_it_were_not(exports, tmp_path, monkeypatch):
    monkeypatch.setattr(arriving, "COMMIT_MESSAGES", 1)

    @settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(stops=st.lists(st.integers(0, 4), max_size=4))
    def check(stops):
        folder = tmp_path / f"place{abs(hash(tuple(stops)))}"
        place = Place(folder, clock=lambda: NOW)
        place.unlock() if not place.is_new else place.create(None)
        forget_brought(place.store, Basket())
        before = 0
        for at in stops:
            basket = Basket()
            basket.add_path(exports)
            try:
                read_basket(place.store, basket, Stopping(at), now=NOW)
            except Cancelled:
                assert basket.draft is None
            assert count_incoming(place.store) >= before
            before = count_incoming(place.store)
        basket = Basket()
        basket.add_path(exports)
        read_basket(place.store, basket, Progress(), now=NOW)
        assert [len(read.timelines[0]) for read in basket.draft.files] == [900, 700]
        assert [len(rows) for rows in waiting(place.store)] == [900, 700]
        place.lock()

    check()


def test_killed_at_random_moments():
    found = torment(60_000, 4, 7, ["jsonl"])
    assert found["same"] and found["stormy"]["problems"] == [] and found["messages"] == 60_000


def test_what_waits_is_told_of_and_goes(exports, tmp_path):
    days = [NOW]
    place = Place(tmp_path / "place", clock=lambda: days[-1])
    place.create(None)
    basket = Basket()
    basket.add_path(exports)
    read_basket(place.store, basket, Progress(), now=NOW)
    assert count_waiting(place.store, basket) == 0 and count_waiting(place.store, Basket()) == 1600
    place.lock()
    days.append(NOW + timedelta(days=6))
    place.unlock()
    assert count_incoming(place.store) == 1600
    place.lock()
    days.append(NOW + timedelta(days=8))
    place.unlock()
    assert count_incoming(place.store) == 0
    place.lock()


def test_nothing_waits_after_keeping_forgetting_and_deleting(exports, tmp_path):
    place = Place(tmp_path / "place", clock=lambda: NOW)
    place.create(None)
    store = place.store
    for end in ("forget", "delete"):
        basket = Basket()
        basket.add_path(exports)
        read_basket(store, basket, Progress(), now=NOW, again=True)
        assert count_incoming(store) == 1600
        if end == "forget":
            forget_brought(store, basket)
        else:
            name_me(store, basket, ["Alex"])
            keep_draft(store, basket.draft, joined={}, with_words=(), now=NOW, progress=Progress())
            delete_person(store, load_people(store)[0].id, with_checkins=True)
        assert count_incoming(store) == 0 and not waiting(store)
    place.lock()
