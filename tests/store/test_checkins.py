"""Check-ins and tags in the store: what is saved comes back, and nothing else does."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.store.checkins import (
    DID,
    CheckIn,
    CheckInFilter,
    add_checkins,
    count_checkins,
    delete_checkin,
    load_checkin,
    load_checkins,
    save_checkin,
)
from nearer.store.days import load_days, load_years
from nearer.store.people import add_person, join_people, part_people
from nearer.store.tags import add_tag, delete_tag, load_tag, load_tags, update_tag

NOW = datetime(2026, 3, 4, 21, 30)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(microsecond=0))


def moment(at=NOW, **values):
    return CheckIn(uid=new_uid(), at=at, made_at=NOW, changed_at=NOW, **values)


def maybe(low, high):
    return st.none() | st.integers(low, high)


CHECKINS = st.builds(
    CheckIn,
    uid=st.uuids().map(lambda uid: uid.hex),
    at=MOMENTS,
    made_at=MOMENTS,
    changed_at=MOMENTS,
    person_id=st.none() | st.just(1),
    closeness=maybe(1, 7),
    wanted=maybe(1, 7),
    pleasant=maybe(-2, 2),
    energy=maybe(-2, 2),
    feelings=st.lists(st.sampled_from(["calm", "torn", "warm"]), unique=True).map(tuple),
    urge=maybe(0, 10),
    did=st.none() | st.sampled_from(DID),
    note=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80),
    origin=st.sampled_from(["app", "pocket"]),
    tags=st.sets(st.sampled_from([1, 2])).map(lambda tags: tuple(sorted(tags))),
    counts_for=st.none(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(checkins=st.lists(CHECKINS, max_size=8, unique_by=lambda checkin: checkin.uid))
def test_what_is_saved_comes_back(store, checkins):
    with store.write() as connection:
        for table in ("checkin", "tag", "person"):
            connection.execute(f"DELETE FROM {table}")
    person = add_person(store, "Sam", NOW)
    assert person == 1
    assert [add_tag(store, "evening"), add_tag(store, "call")] == [1, 2]
    for checkin in checkins:
        save_checkin(store, checkin)
    for checkin in checkins:
        loaded = load_checkin(store, checkin.uid)
        assert loaded.counts_for == checkin.person_id
        assert {name: getattr(loaded, name) for name in CheckIn.__slots__ if name != "counts_for"} == {
            name: getattr(checkin, name) for name in CheckIn.__slots__ if name != "counts_for"
        }
    assert [checkin.at for checkin in load_checkins(store)] == sorted(
        (checkin.at for checkin in checkins), reverse=True
    )
    assert add_checkins(store, checkins) == 0
    assert count_checkins(store) == len(checkins)


def test_saving_again_changes_the_same_row(store):
    first = moment(closeness=3, tags=(add_tag(store, "call"),))
    save_checkin(store, first)
    later = CheckIn(uid=first.uid, at=NOW, made_at=NOW, changed_at=NOW + timedelta(minutes=1), wanted=6)
    save_checkin(store, later)
    assert load_checkins(store) == [later]


def test_days_at_the_edge_belong_to_their_own_year(store):
    for at in (datetime(2025, 12, 31, 23, 59, 59), datetime(2026, 1, 1), datetime(2026, 12, 31, 23, 59, 59)):
        save_checkin(store, moment(at))
    assert [day.day for day in load_days(store, 2026)] == [date(2026, 1, 1), date(2026, 12, 31)]
    assert load_years(store) == [2025, 2026]


def test_a_day_says_the_mean_and_what_was_done(store):
    save_checkin(store, moment(closeness=3, did="stayed"))
    save_checkin(store, moment(closeness=6, did="pulled_away"))
    save_checkin(store, moment())
    (day,) = load_days(store, 2026)
    assert (day.n, day.closeness, sorted(day.did)) == (3, 4.5, ["pulled_away", "stayed"])


def test_filters_join_and_part_with_the_people(store):
    sam, samuel = add_person(store, "Sam", NOW), add_person(store, "Samuel", NOW)
    call = add_tag(store, "call")
    save_checkin(store, moment(person_id=sam, tags=(call,)))
    save_checkin(store, moment(person_id=samuel))
    save_checkin(store, moment())
    join_people(store, samuel, sam)
    assert count_checkins(store, CheckInFilter(person_id=sam)) == 2
    assert sorted(checkin.counts_for or 0 for checkin in load_checkins(store)) == [0, sam, sam]
    assert count_checkins(store, CheckInFilter(tag_id=call)) == 1
    part_people(store, samuel)
    assert count_checkins(store, CheckInFilter(person_id=sam)) == 1


def test_pages_cover_everything_once(store):
    for minute in range(25):
        save_checkin(store, moment(NOW - timedelta(minutes=minute // 2)))
    seen = [
        checkin.uid for start in range(0, 25, 10) for checkin in load_checkins(store, limit=10, offset=start)
    ]
    assert len(seen) == len(set(seen)) == 25


def test_deleted_is_gone_from_the_file(store):
    kept, gone = moment(note="keep"), moment(note="gone", tags=(add_tag(store, "call"),))
    save_checkin(store, kept)
    save_checkin(store, gone)
    delete_checkin(store, gone.uid)
    store.compact()
    assert [checkin.uid for checkin in load_checkins(store)] == [kept.uid]
    assert store.read("SELECT * FROM checkin_tag") == []
    with pytest.raises(RequestError):
        delete_checkin(store, gone.uid)
    with pytest.raises(RequestError):
        load_checkin(store, gone.uid)


def test_tags_are_renamed_hidden_and_deleted(store):
    call, walk = add_tag(store, "call"), add_tag(store, "walk")
    save_checkin(store, moment(tags=(call, walk)))
    update_tag(store, call, name="phone", hidden=True)
    assert [(tag.name, tag.hidden) for tag in load_tags(store)] == [("phone", True), ("walk", False)]
    assert load_tag(store, call).n == 1
    with pytest.raises(RequestError):
        update_tag(store, walk, name="phone")
    assert add_tag(store, "phone") == call
    assert not load_tag(store, call).hidden
    delete_tag(store, call)
    assert load_checkins(store)[0].tags == (walk,)


def test_a_person_who_is_deleted_leaves_the_moment(store):
    sam = add_person(store, "Sam", NOW)
    save_checkin(store, moment(person_id=sam))
    with store.write() as connection:
        connection.execute("DELETE FROM person")
    assert load_checkins(store)[0].person_id is None
