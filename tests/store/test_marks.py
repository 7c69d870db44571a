"""Marks in the store: what is set comes back, bears on whom it should, and can be taken away."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.kernel.errors import RequestError
from nearer.store.marks import MARK_KINDS, Mark, add_mark, delete_mark, load_mark, load_marks
from nearer.store.people import add_person, join_people, part_people

NOW = datetime(2026, 3, 4, 21, 30)
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def keep(store, person_id, first=date(2026, 1, 3), last=date(2026, 1, 9), kind="away", note=""):
    return add_mark(store, person_id=person_id, kind=kind, first_day=first, last_day=last, note=note, now=NOW)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(first=DAYS, length=st.integers(0, 400), kind=st.sampled_from(MARK_KINDS), note=st.text(max_size=40))
def test_what_is_set_comes_back(store, first, length, kind, note):
    last = first + timedelta(days=length)
    mark_id = keep(store, None, first, last, kind, note.replace("\x00", ""))
    found = load_mark(store, mark_id)
    assert found == Mark(mark_id, None, kind, first, last, found.note, NOW)
    assert keep(store, None, first, last, kind) == mark_id


def test_bears_on_the_person_under_any_name_and_on_all_where_it_is_for_all(store):
    sam, sammy, kim = (add_person(store, name, NOW) for name in ("Sam", "Sammy", "Kim"))
    with_sammy, with_kim, with_all = keep(store, sammy), keep(store, kim), keep(store, None, kind="together")
    assert {mark.id for mark in load_marks(store, sam)} == {with_all}
    join_people(store, sammy, sam)
    assert {mark.id for mark in load_marks(store, sam)} == {with_all, with_sammy}
    assert {mark.id for mark in load_marks(store, kim)} == {with_all, with_kim}
    part_people(store, sammy)
    assert {mark.id for mark in load_marks(store, sam)} == {with_all}


def test_is_gone_when_taken_away(store):
    mark_id = keep(store, None)
    delete_mark(store, mark_id)
    for gone in (load_mark, delete_mark):
        with pytest.raises(RequestError):
            gone(store, mark_id)


def test_refuses_days_that_are_turned_around(store):
    with pytest.raises(RequestError, match="turn them around"):
        keep(store, None, date(2026, 1, 9), date(2026, 1, 3))
    assert load_marks(store, 0) == []


def test_goes_with_the_person(store):
    sam = add_person(store, "Sam", NOW)
    keep(store, sam)
    with store.write() as connection:
        connection.execute("DELETE FROM person WHERE id = ?", (sam,))
    assert store.one("SELECT count(*) FROM mark")[0] == 0
