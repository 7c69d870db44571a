"""People in the store: joining and parting, hiding, and the user's own names."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.kernel.errors import RequestError
from nearer.store import people

NOW = datetime(2026, 3, 1, 20, 15)


def test_people_by_name(store):
    for name in ("zoe", "Ari", "Mo"):
        people.add_person(store, name, NOW)
    assert [person.name for person in people.load_people(store)] == ["Ari", "Mo", "zoe"]
    assert [person.alias for person in people.load_people(store)] == [2, 3, 1]


def test_change_what_is_given(store):
    sam = people.add_person(store, "Sam", NOW)
    people.update_person(store, sam, hidden=True)
    assert people.load_people(store) == []
    assert [person.id for person in people.load_people(store, hidden=True)] == [sam]
    people.update_person(store, sam, name="Sammy", keeps_text=True)
    person = people.load_person(store, sam)
    assert (person.name, person.hidden, person.keeps_text, person.made_at) == ("Sammy", True, True, NOW)


def test_nobody_there(store):
    with pytest.raises(RequestError):
        people.load_person(store, 4)
    sam = people.add_person(store, "Sam", NOW)
    for pair in ((sam, sam), (sam, 9), (9, sam)):
        with pytest.raises(RequestError):
            people.join_people(store, *pair)


def test_parting_undoes_joining(store):
    sam, sammy = people.add_person(store, "Sam", NOW), people.add_person(store, "Sammy", NOW)
    people.join_people(store, sammy, sam)
    assert [person.id for person in people.load_people(store)] == [sam]
    assert len(people.load_people(store, joined=True)) == 2
    people.part_people(store, sammy)
    assert [person.id for person in people.load_people(store)] == [sam, sammy]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_whatever_is_joined_has_one_root(store, moves):
    """Joining in any order leaves no chains and no circles, and loses nobody."""
    ids = [people.add_person(store, f"P{number}", NOW) for number in range(6)]
    for one, other in moves:
        try:
            people.join_people(store, ids[one], ids[other])
        except RequestError:
            continue
    now = {person.id: person for person in people.load_people(store, joined=True) if person.id in ids}
    assert set(now) == set(ids)
    for person in now.values():
        assert person.joined_to is None or now[person.joined_to].joined_to is None


def test_names_of_ones_own_stay_in_order(store):
    people.confirm_me(store, ["Alex", "Alexandra"], NOW)
    people.confirm_me(store, ["Al", "Alex"], NOW.replace(day=2))
    assert people.load_me(store) == ["Alex", "Alexandra", "Al"]
