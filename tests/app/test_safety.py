"""The safety gate: what it lets pass, what it hides, and that it leaves no trace."""

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.app.bearing import find_statements
from nearer.app.deletion import what_goes
from nearer.app.example import add_example
from nearer.app.home import home_view
from nearer.app.looking import refresh
from nearer.app.people import contact_view, people_view, person_view, review_candidates
from nearer.app.review import answer_candidate, load_answer, load_answers
from nearer.app.safety import (
    answer_safety,
    find_gates,
    people_out_of_sight,
    people_without_steps,
    require_open,
)
from nearer.kernel.errors import RequestError
from nearer.practice.safety import ANSWERS, OF_ME, OPEN_FOR, QUESTIONS, find_gate, strictest
from nearer.store.people import add_person, join_people, load_people

NOW = datetime(2026, 3, 1, 20)
ALL_NO = dict.fromkeys(QUESTIONS, "no")


@given(st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(ANSWERS)))
def test_only_nine_times_no_opens(answers):
    gate = find_gate(answers, NOW, NOW)
    assert (gate == "open") == (answers == ALL_NO)
    assert (gate == "away") == any(answers.get(one) == "yes" for one in OF_ME)
    assert (gate == "unasked") == (set(answers.values()) <= {"no"} and len(answers) < len(QUESTIONS))


@given(st.timedeltas(-timedelta(days=2), 2 * OPEN_FOR), st.sampled_from(QUESTIONS))
def test_open_does_not_last_and_closed_does(passed, question):
    assert (find_gate(ALL_NO, NOW, NOW + passed) == "open") == (timedelta(0) <= passed < OPEN_FOR)
    assert find_gate(ALL_NO | {question: "yes"}, NOW, NOW + passed) in ("closed", "away")


def test_the_strictest_counts_whatever_the_order():
    order = ["away", "closed", "open", "unasked"]
    for some in itertools.product(order, repeat=3):
        assert strictest(some) == min(some, key=order.index)


def test_a_step_needs_an_open_gate(store):
    sam, robin = add_person(store, "Sam", NOW), add_person(store, "Robin", NOW)
    for person in (sam, robin):
        with pytest.raises(RequestError, match="safety come first"):
            require_open(store, person, NOW)
    assert answer_safety(store, sam, ALL_NO, NOW) == "open"
    require_open(store, sam, NOW)
    assert answer_safety(store, robin, {"watched": "yes"}, NOW) == "closed"
    assert answer_safety(store, robin, {"afraid": "no"}, NOW) == "unasked", (
        "it tells nothing of what was said before"
    )
    assert find_gates(store, NOW)[robin] == "closed", "what is left out keeps its answer"
    refused = []
    for person in (robin, sam):
        with pytest.raises(RequestError) as error:
            require_open(store, person, NOW + OPEN_FOR)
        refused.append(str(error.value))
    assert refused[0] == refused[1], "a closed gate and one that was not asked about sound the same"
    assert people_without_steps(store) == {robin}
    assert answer_safety(store, robin, ALL_NO, NOW) == "open", "things change"


def test_a_form_that_leaves_things_out_keeps_no_gate_open_longer(store):
    sam = add_person(store, "Sam", NOW)
    answer_safety(store, sam, ALL_NO, NOW)
    for answers in ({}, {"afraid": "no"}):
        answer_safety(store, sam, answers, NOW + OPEN_FOR / 2)
    assert find_gates(store, NOW + OPEN_FOR) == {sam: "unasked"}
    answer_safety(store, sam, ALL_NO, NOW + OPEN_FOR)
    assert find_gates(store, NOW + OPEN_FOR) == {sam: "open"}


@pytest.mark.parametrize("answers", [{"nothing": "no"}, {"afraid": "maybe"}])
def test_other_answers_are_refused(store, answers):
    person = add_person(store, "Sam", NOW)
    with pytest.raises(RequestError):
        answer_safety(store, person, answers, NOW)
    assert find_gates(store, NOW) == {person: "unasked"}


def test_who_is_nobody_cannot_be_asked_about(store):
    with pytest.raises(RequestError):
        answer_safety(store, 99, ALL_NO, NOW)


@pytest.mark.parametrize("which", [0, 1])
def test_a_further_name_shares_the_gate(store, which):
    names = add_person(store, "Sam", NOW), add_person(store, "Sammy", NOW)
    answer_safety(store, names[0], ALL_NO, NOW)
    answer_safety(store, names[which], {"threats": "unsure"}, NOW)
    join_people(store, names[1], names[0])
    assert find_gates(store, NOW) == dict.fromkeys(names, "closed")


def test_what_cannot_be_read_keeps_the_gate_shut(store):
    person = add_person(store, "Sam", NOW)
    store.change("UPDATE person SET safety = '[1, 2]' WHERE id = ?", (person,))
    assert find_gates(store, NOW) == {person: "closed"}


@pytest.fixture
def full(store):
    add_example(store, NOW)
    refresh(store, NOW)
    for one in review_candidates(store)[:3]:
        answer_candidate(store, one, "yes", NOW)
    return store


def test_who_may_be_afraid_of_the_user_is_as_somebody_without_messages(full):
    bare = add_person(full, "Nobody", NOW)
    sign = next(row.person.id for row in people_view(full).rows if row.n_waiting or load_answers(full))
    answered = load_answers(full)[0]
    before = people_view(full).n_waiting
    seen = answered.counts_for
    assert answer_safety(full, seen, {"follow": "yes"}, NOW) == "away"
    assert people_out_of_sight(full) == {seen}
    one, other = person_view(full, seen), person_view(full, bare)
    assert contact_view(one) is None is contact_view(other)
    for name in ("today", "candidates", "marks"):
        assert getattr(one, name) == getattr(other, name), name
    for name in ("standing", "has_messages", "n_waiting", "also"):
        assert getattr(one.row, name) == getattr(other.row, name), name
    view = people_view(full)
    assert not view.is_missing
    assert view.n_waiting <= before
    assert all(review.counts_for != seen for review in load_answers(full))
    assert all(candidate.person_id != seen for candidate in review_candidates(full, hidden=True))
    with pytest.raises(RequestError):
        load_answer(full, answered.id)
    leaving = what_goes(full, seen)
    assert (leaving.n_messages, leaving.n["conversation"], leaving.n["review"]) == (0, 0, 0)
    name = next(person.name for person in load_people(full) if person.id == seen)
    finding = home_view(full, NOW).finding
    assert finding is None or name not in finding.sentence
    refresh(full, NOW + timedelta(days=40))
    assert person_view(full, seen).today is None
    assert sign


def test_nobody_is_asked_whether_they_pulled_away_from_someone_unsafe(full):
    person = review_candidates(full)[0].person_id
    waiting = [one for one in review_candidates(full) if one.review is None and one.person_id == person]
    assert waiting
    assert answer_safety(full, person, {"afraid": "yes"}, NOW) == "closed"
    assert not [one for one in review_candidates(full) if one.review is None and one.person_id == person]
    assert person_view(full, person).row.n_waiting == 0
    assert contact_view(person_view(full, person)) is not None, "what was found stays"
    assert not find_statements(full, ["after_close"])["after_close"].is_known
