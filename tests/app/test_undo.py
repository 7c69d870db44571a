"""Deleting one record, and bringing it back: any record with a uid, whole or not at all."""

import pytest
from hypothesis import given, settings
from places import made_place
from random_store import SEEDS, fill_store, rows_of

from nearer.app.undo import _DECLARED, MOST_KEPT, delete_record, undo_delete
from nearer.kernel.errors import RequestError


@settings(max_examples=25)
@given(SEEDS)
def test_every_record_comes_back_as_it_was(tmp_path_factory, seed):
    place, _ = made_place(tmp_path_factory.mktemp("place"))
    store = place.store
    fill_store(store, seed)
    for table in _DECLARED:
        for (uid,) in store.read(f"SELECT uid FROM {table}"):
            before = rows_of(store)
            undo = delete_record(place, table, uid, "/back")
            assert len(rows_of(store)[table]) == len(before[table]) - 1
            assert undo_delete(store, undo.removeprefix("/undo/")) == "/back"
            assert rows_of(store) == before
            with pytest.raises(RequestError):
                undo_delete(store, undo.removeprefix("/undo/"))
    place.lock()


@pytest.fixture
def place(tmp_path):
    place, _ = made_place(tmp_path / "place")
    place.store.change(
        "INSERT INTO person (id, name, alias, made_at) VALUES (1, 'Sam', 1, '2026-01-01T00:00:00')"
    )
    yield place
    place.lock()


def add(store, table, uid, person=1):
    at = "2026-01-01T00:00:00"
    more = {
        "step": {"position": 1, "what": "say hello", "made_at": at, "changed_at": at},
        "pause": {"returns_at": at, "made_at": at, "changed_at": at},
    }[table] | {"uid": uid, "person_id": person}
    names, marks = ", ".join(more), ", ".join("?" * len(more))
    store.change(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(more.values()))


def test_what_belonged_to_somebody_who_is_gone_stays_gone_or_stands_alone(place):
    store = place.store
    add(store, "step", "a")
    undo = delete_record(place, "step", "a", "/").removeprefix("/undo/")
    store.change("DELETE FROM person WHERE id = 1")
    with pytest.raises(RequestError):
        undo_delete(store, undo)


def test_only_the_latest_are_held(place):
    paths = []
    for number in range(MOST_KEPT + 1):
        add(place.store, "pause", str(number))
        paths.append(delete_record(place, "pause", str(number), "/").removeprefix("/undo/"))
    with pytest.raises(RequestError):
        undo_delete(place.store, paths[0])
    assert undo_delete(place.store, paths[1]) == "/"


def test_what_is_not_there_cannot_be_deleted(place):
    with pytest.raises(RequestError):
        delete_record(place, "step", "nothing", "/")


def test_what_was_kept_anew_meanwhile_stands_beside_what_comes_back(place):
    store = place.store
    add(store, "pause", "a" * 32)
    undo = delete_record(place, "pause", "a" * 32, f"/practise/pause/{'a' * 32}").removeprefix("/undo/")
    add(store, "pause", "a" * 32)
    url = undo_delete(store, undo)
    uids = {row["uid"] for row in store.read("SELECT uid FROM pause")}
    assert len(uids) == 2
    assert {"a" * 32, url.removeprefix("/practise/pause/")} == uids
