"""Sittings of exercises in the store."""

from dataclasses import replace
from datetime import timedelta

import pytest
from places import NOW

from nearer.app.exercises import last_note
from nearer.app.exercises_times import guard_maps, own_times, sittings_summary
from nearer.app.safety import answer_safety
from nearer.kernel.errors import RequestError
from nearer.store.people import add_person, join_people
from nearer.store.practices import Sitting, is_sitting, load_sitting, load_sittings, save_sitting


def sitting(number, key="good_wishes", **values):
    at = values.pop("at", NOW)
    return Sitting(f"{number:032x}", key, at, at, **values)


def ended(number, key="good_wishes", **values):
    return sitting(number, key, ended_at=values.get("at", NOW), ended="done", **values)


def test_kept_as_it_stands_and_changed_in_place(store):
    person = add_person(store, "Sam", NOW)
    one = ended(1, "repair_note", person_id=person, before=0, after=10, answers={"note": "a\n“b” 🙂"})
    save_sitting(store, one)
    assert load_sitting(store, one.uid) == replace(one, counts_for=person)
    save_sitting(store, replace(one, ended=None, ended_at=None, before=None, answers={}))
    assert load_sittings(store) == [
        replace(one, ended=None, ended_at=None, before=None, answers={}, counts_for=person)
    ]
    assert is_sitting(store, one.uid) and not is_sitting(store, "0" * 32)
    with pytest.raises(RequestError):
        load_sitting(store, "0" * 32)


def test_earliest_first_and_of_one_exercise(store):
    for number, key in ((3, "savour"), (1, "good_wishes"), (2, "savour")):
        save_sitting(store, sitting(number, key, at=NOW + timedelta(hours=number)))
    assert [int(one.uid, 16) for one in load_sittings(store)] == [1, 2, 3]
    assert [int(one.uid, 16) for one in load_sittings(store, "savour")] == [2, 3]


def test_answers_that_are_none_are_left_out(store):
    save_sitting(store, sitting(1))
    for text in ("[1]", "null", '{"a": 1}', "{"):
        store.change("UPDATE practice SET answers = ?", (text,))
        assert load_sittings(store)[0].answers == {}


def test_a_sitting_outlives_its_person(store):
    person = add_person(store, "Sam", NOW)
    save_sitting(store, ended(1, "repair_note", person_id=person, answers={"note": "x"}))
    store.change("DELETE FROM person WHERE id = ?", (person,))
    (left,) = load_sittings(store)
    assert (left.person_id, left.counts_for, left.answers) == (None, None, {"note": "x"})


def test_counts_against_counts_by_hand(store):
    levels = [(5, 3), (5, 5), (2, 4), (None, 4), (4, None), (9, 1)]
    for number, (before, after) in enumerate(levels):
        save_sitting(store, ended(number, before=before, after=after))
    save_sitting(store, sitting(20, before=3, after=1))
    found = own_times(store, "good_wishes")
    assert (found.n, found.n_rated, found.n_lower, found.n_same, found.n_higher) == (6, 4, 2, 1, 1)
    assert not found.is_told
    save_sitting(store, ended(30, "savour"))
    assert [(one.key, one.times.n) for one in sittings_summary(store)] == [
        ("good_wishes", 6),
        ("savour", 1),
    ]


def test_who_is_out_of_reach_is_out_of_every_count(store):
    person = add_person(store, "Sam", NOW)
    save_sitting(store, ended(1, "repair_note", person_id=person, before=5, after=3, answers={"note": "x"}))
    assert len(sittings_summary(store)) == 1
    answer_safety(store, person, {"punished": "unsure"}, NOW)
    assert sittings_summary(store) == []
    assert own_times(store, "repair_note").n == 0


def test_one_note_counts_under_every_name_and_for_a_month(store):
    sam, sammy = add_person(store, "Sam", NOW), add_person(store, "Sammy", NOW)
    join_people(store, sammy, sam)
    save_sitting(store, ended(1, "repair_note", person_id=sammy, answers={"note": "x"}))
    assert last_note(store, sam, NOW + timedelta(days=29)) == NOW == last_note(store, sammy, NOW)
    assert last_note(store, sam, NOW + timedelta(days=30)) is None
    save_sitting(store, ended(2, "repair_note", person_id=sam, at=NOW + timedelta(days=9)))
    assert last_note(store, sam, NOW + timedelta(days=30)) is None, "nothing was written"


def test_maps_of_the_guard_latest_first_and_only_written_ones(store):
    save_sitting(store, ended(1, "guard_map", answers={"fear": "x"}))
    save_sitting(store, sitting(2, "guard_map", at=NOW + timedelta(days=1), answers={"trigger": "y"}))
    save_sitting(store, sitting(3, "guard_map"))
    save_sitting(store, ended(4, "savour", answers={"moment": "z"}))
    assert [(one.answers, one.is_ended) for one in guard_maps(store)] == [
        ({"trigger": "y"}, False),
        ({"fear": "x"}, True),
    ]
