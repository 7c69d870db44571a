"""Steps and tests in the store: what may be seen, what leaves and comes back, what goes with a person, what is next."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from random_store import SEEDS, fill_store

from nearer.app.bearing import find_statements
from nearer.app.deletion import delete_person
from nearer.app.ladder import choose_step, chosen_step, find_step, keep_step, ladder_view, order_steps
from nearer.app.next_step import ENOUGH_A_WEEK, NextStepKind, find_next_step
from nearer.app.predictions import (
    begin_test,
    change_test,
    end_test,
    fears_summary,
    fears_view,
    find_test,
    open_tests,
    past_tests,
    reminder_file,
    reopen_test,
    step_tests,
)
from nearer.app.predictions_figures import fears_figure, fears_words
from nearer.app.safety import QUESTIONS, answer_safety, people_without_steps
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, add_checkins
from nearer.store.database import Store
from nearer.store.dump import dump
from nearer.store.dump_forms import open_dump, write_dump
from nearer.store.ladder import load_steps
from nearer.store.merge import bring_in
from nearer.store.people import add_person, join_people
from nearer.store.predictions import load_predictions

NOW = datetime(2026, 3, 1, 20)
ALL_NO = dict.fromkeys(QUESTIONS, "no")


@pytest.fixture
def people(store):
    """Two people toward whom steps are open."""
    made = [add_person(store, name, NOW) for name in ("Sam", "Robin")]
    for person in made:
        answer_safety(store, person, ALL_NO, NOW - timedelta(days=60))
    return made


def step(store, person, discomfort=4, what="say hello", now=NOW, **values):
    return keep_step(store, new_uid(), now, person, what=what, discomfort=discomfort, **values)


def tried(store, person=None, now=NOW, belief=70, step_uid="", **values):
    uid = new_uid()
    first = {"fear": "they laugh", "by_day": now.date(), "belief": belief}
    begin_test(store, uid, now, person_id=person, step_uid=step_uid, **first)
    return change_test(store, uid, now, **values) if values else find_test(store, uid)


def told(store, happened, person=None, now=NOW, ended="done", **values):
    uid = tried(store, person, now, **values).uid
    return end_test(store, uid, now, ended, happened=happened)


def test_a_new_step_stands_before_the_first_harder_one(store, people):
    for discomfort in (5, 2, None, 8, 3):
        step(store, people[0], discomfort)
    assert [one.discomfort for one in load_steps(store)] == [2, 3, 5, None, 8]
    assert [one.position for one in load_steps(store)] == [1, 2, 3, 4, 5]


def test_a_step_sent_twice_is_one(store, people):
    uid = new_uid()
    for what in ("say hello", "say more"):
        keep_step(store, uid, NOW, people[0], what=what)
    assert [one.what for one in load_steps(store)] == ["say more"]


def test_no_step_and_no_test_without_an_open_gate(store, people):
    kim = add_person(store, "Kim", NOW)
    for late in (NOW, NOW + timedelta(days=40)):
        person = kim if late == NOW else people[0]
        with pytest.raises(RequestError, match="safety come first"):
            step(store, person, now=late)
        with pytest.raises(RequestError, match="safety come first"):
            tried(store, person, late)
    assert load_steps(store) == [] and load_predictions(store) == []


@pytest.mark.parametrize("answer", [{"watched": "yes"}, {"afraid": "unsure"}, {"frighten": "yes"}])
def test_whoever_is_closed_is_as_if_they_had_none(store, people, answer):
    sam, robin = people
    mine, other = step(store, sam, 4), step(store, robin, 5)
    choose_step(store, mine.uid, NOW)
    ahead = tried(store, sam, step_uid=mine.uid)
    for _ in range(6):
        told(store, "yes", sam, NOW - timedelta(days=20))
    assert (fears_summary(store).n, chosen_step(store, NOW).uid) == (6, mine.uid)
    answer_safety(store, sam, answer, NOW)
    assert [one.uid for one in ladder_view(store, NOW).ahead] == [other.uid]
    view = fears_view(store, NOW)
    assert (view.ahead, view.past, view.summary.n) == ((), (), 0)
    assert all(one.n == 0 for one in view.bins)
    assert not find_statements(store, ["fears_outcomes"])["fears_outcomes"].is_known
    assert chosen_step(store, NOW) is None
    assert find_next_step(store, NOW).step.uid == other.uid
    for ask in (lambda: find_step(store, mine.uid), lambda: find_test(store, ahead.uid)):
        with pytest.raises(RequestError) as hidden:
            ask()
        with pytest.raises(RequestError) as missing:
            find_step(store, "0" * 32)
        assert str(hidden.value) == str(missing.value)
    order_steps(store, [mine.uid, other.uid], NOW)
    assert [one.uid for one in load_steps(store)] == [mine.uid, other.uid], "what is hidden keeps its place"


def test_what_is_asked_again_after_ninety_days_is_not_shown_until_then(store, people):
    sam, _ = people
    mine = step(store, sam)
    tried(store, sam)
    told(store, "no", sam)
    late = NOW + timedelta(days=40)
    assert ladder_view(store, late).ahead == () and open_tests(store, late) == []
    assert len(past_tests(store)) == 1, "what is over needs no asking"
    assert find_step(store, mine.uid) == mine
    answer_safety(store, sam, ALL_NO, late)
    assert len(ladder_view(store, late).ahead) == len(open_tests(store, late)) == 1


def test_a_further_name_is_the_same_person(store, people):
    sam, robin = people
    mine, ahead = step(store, robin), tried(store, robin)
    join_people(store, robin, sam)
    assert [one.uid for one in ladder_view(store, NOW).ahead] == [mine.uid]
    answer_safety(store, sam, {"followed": "yes"}, NOW)
    assert ladder_view(store, NOW).ahead == () and open_tests(store, NOW) == []
    with pytest.raises(RequestError):
        find_test(store, ahead.uid)


def test_a_person_takes_their_steps_and_tests_along(store, people):
    sam, robin = people
    mine, other = step(store, sam), step(store, robin)
    tried(store, sam, step_uid=mine.uid)
    kept = tried(store, robin, step_uid=other.uid)
    delete_person(store, sam, with_checkins=True)
    assert [one.uid for one in load_steps(store)] == [other.uid]
    assert [one.uid for one in load_predictions(store)] == [kept.uid]


def test_a_test_outlives_its_step(store, people):
    mine = step(store, people[0])
    kept = tried(store, step_uid=mine.uid)
    assert kept.person_id == people[0]
    assert step_tests(store, mine, NOW) == [kept]
    store.change("DELETE FROM step WHERE uid = ?", (mine.uid,))
    assert find_test(store, kept.uid) == replace(kept, step_id=None)


def test_steps_and_tests_leave_and_come_back(store, people, tmp_path):
    sam, robin = people
    mine = step(store, sam, 6, "“zwei” — שלום, 李", level="old_hurt", moment="soon", return_plan="tea")
    step(store, robin, None, "a\nb", how_small="less")
    tried(store, sam, step_uid=mine.uid, habit="no joke", discomfort=0)
    told(
        store, "partly", robin, discomfort=3, discomfort_felt=0, belief_after=0, surprise="x", next_where="y"
    )
    told(store, "", None, ended="let_go", belief=100)
    with store.snapshot() as connection:
        content = b"".join(write_dump(dump(connection, NOW, "a quiet lamp by the window"), "json"))
    back = Store(tmp_path / "back.db", bytes(range(32)), new=True)
    bring_in(back, open_dump(io.BytesIO(content)), "a quiet lamp by the window")
    assert load_steps(back) == load_steps(store)
    assert load_predictions(back) == load_predictions(store)
    assert fears_summary(back) == fears_summary(store)
    back.close()


def test_stopping_and_letting_go_are_ends_that_can_be_undone(store, people):
    one = tried(store, people[0], surprise="it went well")
    for ended in ("stopped", "let_go", "done"):
        found = end_test(store, one.uid, NOW, ended)
        assert (found.ended, found.ended_at, found.happened, found.surprise) == (
            ended,
            NOW,
            None,
            "it went well",
        )
        assert reopen_test(store, one.uid, NOW).ended is None
    told(store, "yes", ended="stopped")
    told(store, "yes", ended="let_go")
    assert (fears_summary(store).n, fears_summary(store).n_stopped) == (1, 1)
    for odd in ({"ended": "never"}, {"ended": "done", "happened": "maybe"}):
        with pytest.raises(RequestError):
            end_test(store, one.uid, NOW, **odd)


def test_the_reminder_says_nothing(store, people):
    one = tried(store, people[0], now=NOW)
    text = reminder_file(replace(one, by_day=NOW.date() + timedelta(days=3)), NOW.date()).decode()
    assert "DTSTART:20260304T180000" in text
    for word in ("Sam", "laugh", "fear", "test", "step", "Nearer"):
        assert word.lower() not in text.lower().replace("prodid", "")
    assert (
        "DTSTART:20260301T180000"
        in reminder_file(replace(one, by_day=NOW.date() - timedelta(9)), NOW.date()).decode()
    )


def moment(person, urge, at):
    return CheckIn(uid=new_uid(), at=at, made_at=at, changed_at=at, person_id=person, urge=urge)


def kind(store, now=NOW):
    found = find_next_step(store, now)
    return found.kind, found.step and found.step.discomfort


def test_the_next_step_lies_between_too_easy_and_too_much(store, people):
    sam, _ = people
    assert kind(store) == ("none", None)
    step(store, sam, None)
    assert kind(store) == ("unrated", None)
    step(store, sam, 9)
    assert kind(store) == ("smaller", None)
    step(store, sam, 1)
    assert kind(store) == ("easy", 1)
    step(store, sam, 4)
    step(store, sam, 7)
    assert kind(store) == ("suggested", 4)
    long_ago = NOW - timedelta(days=20)
    for _ in range(12):
        told(store, "no", sam, long_ago, discomfort=6, discomfort_felt=3)
    assert kind(store) == ("suggested", 7)
    assert "You expected about 6 and felt about 3 in 12 tests." in find_next_step(store, NOW).reasons
    for _ in range(2):
        told(store, "", sam, long_ago + timedelta(days=1), ended="stopped")
    assert kind(store) == ("suggested", 4)
    add_checkins(store, [moment(sam, 3, NOW - timedelta(days=9 + one)) for one in range(8)])
    add_checkins(store, [moment(sam, 7, NOW - timedelta(days=one)) for one in range(1, 5)])
    assert len(find_next_step(store, NOW).reasons) == 4


def test_what_the_user_planned_or_chose_comes_before_any_suggestion(store, people):
    sam, _ = people
    step(store, sam, 4)
    big = step(store, sam, 10)
    choose_step(store, big.uid, NOW)
    assert kind(store) == ("chosen", 10)
    ahead = tried(store, sam)
    assert find_next_step(store, NOW).test.uid == ahead.uid
    end_test(store, ahead.uid, NOW - timedelta(days=30), "done")
    choose_step(store, "", NOW)
    assert kind(store) == ("suggested", 4)
    for number in range(ENOUGH_A_WEEK):
        assert kind(store)[0] == "suggested", number
        told(store, "no", sam, NOW - timedelta(days=number))
    assert kind(store) == ("rest", None)
    with pytest.raises(RequestError):
        choose_step(store, "0" * 32, NOW)


def test_after_two_harder_weeks_nothing_is_suggested(store, people):
    sam, _ = people
    step(store, sam, 4)
    sunday = NOW.date() - timedelta(days=NOW.isoweekday())
    for age in range(56):
        at = datetime.combine(sunday, NOW.time()) - timedelta(days=age)
        bad = age < 14
        one = moment(sam, 9 if bad else age % 3, at)
        add_checkins(store, [replace(one, pleasant=-2 if bad else age % 2)])
    assert kind(store) == ("worse", None)


@settings(max_examples=25)
@given(SEEDS)
def test_any_store_can_be_looked_at(tmp_path_factory, seed):
    store = Store(tmp_path_factory.mktemp("store") / "nearer.db", bytes(range(32)), new=True)
    fill_store(store, seed)
    shut = people_without_steps(store)
    for now in (NOW - timedelta(days=1500), NOW):
        view, ladder, following = fears_view(store, now), ladder_view(store, now), find_next_step(store, now)
        shown = [*view.ahead, *view.past, *ladder.ahead, *ladder.done, *ladder.aside]
        assert not shut & {one.person_id for one in shown}
        assert following.kind in get_args(NextStepKind)
        assert view.summary == fears_summary(store)
        assert fears_words(view.summary)
        assert (fears_figure(view) is None) == (view.summary.verdict == "too_few")
    store.close()
