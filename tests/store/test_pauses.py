"""Pauses in the store, and what is counted of them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import NOW

from nearer.app.pauses import (
    join_parts,
    keep_pause,
    pauses_summary,
    pauses_view,
)
from nearer.app.safety import answer_safety
from nearer.kernel.errors import RequestError
from nearer.practice.returns import check_return, suggest_returns, when_words
from nearer.store.pauses import Pause, is_pause, load_pause, load_pauses, save_pause
from nearer.store.people import add_person

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(microsecond=0))


def pause(number, **values):
    at = values.pop("at", NOW)
    return Pause(f"{number:032x}", values.pop("returns_at", at + timedelta(days=1)), at, at, **values)


def test_kept_as_it_stands_and_changed_in_place(store):
    person = add_person(store, "Sam", NOW)
    one = pause(1, person_id=person, message="a\n“b” 🙂", said_at=NOW, kept="later", kept_at=NOW, note="n")
    save_pause(store, one)
    assert load_pause(store, one.uid) == replace(one, counts_for=person)
    other = replace(one, said_at=None, kept=None, kept_at=None, message="")
    save_pause(store, other)
    assert load_pauses(store) == [replace(other, counts_for=person)]
    assert is_pause(store, one.uid) and not is_pause(store, "0" * 32)
    with pytest.raises(RequestError):
        load_pause(store, "0" * 32)
    store.change("DELETE FROM person WHERE id = ?", (person,))
    assert load_pauses(store) == []


def test_due_coming_and_past(store):
    for number, values in enumerate(
        (
            {"returns_at": NOW},
            {"returns_at": NOW - timedelta(days=3)},
            {"returns_at": NOW + timedelta(seconds=1)},
            {"returns_at": NOW - timedelta(days=9), "kept": "no", "kept_at": NOW},
            {"returns_at": NOW - timedelta(days=8), "kept_at": NOW},
        )
    ):
        save_pause(store, pause(number, **values))
    view = pauses_view(store, NOW)
    assert [[int(one.uid, 16) for one in some] for some in (view.due, view.coming, view.past)] == [
        [1, 0],
        [2],
        [4, 3],
    ]


def test_no_pause_no_share(store):
    found = pauses_summary(store)
    assert (found.n_announced, found.n, found.share, found.low, found.high) == (0, 0, None, None, None)


def test_kept_without_a_word_is_kept_only_with_an_open_gate(store):
    person = add_person(store, "Sam", NOW)
    back = NOW + timedelta(days=1)
    with pytest.raises(RequestError):
        keep_pause(store, "0" * 32, person, "x", back, NOW, keeps_words=True)
    assert load_pauses(store) == []
    answer_safety(store, person, {"afraid": "no"}, NOW)
    with pytest.raises(RequestError):
        keep_pause(store, "0" * 32, person, "x", back, NOW, keeps_words=True)


@given(MOMENTS)
def test_every_suggestion_lies_ahead_and_may_be_chosen(now):
    for at in suggest_returns(now).values():
        assert check_return(at.date(), f"{at:%H:%M}", now) == at
        assert f"{at:%H:%M}" in when_words(at, now)


@given(MOMENTS, st.integers(-40, 40))
def test_every_time_has_words_and_tomorrow_is_tomorrow(now, days):
    at = now + timedelta(days=days)
    words = when_words(at, now)
    assert f"{at:%H:%M}" in words
    assert ("tomorrow" in words) == (days == 1)
    assert ("yesterday" in words) == (days == -1)
    assert (at.strftime("%A") in words) == (abs(days) > 1)
    assert (at.strftime("%B") in words) == (days < -1 or days > 6)


def test_the_parts_make_one_message():
    assert join_parts({"back": " c ", "space": "a", "other": "x"}) == "a c"
    assert join_parts({}) == ""
