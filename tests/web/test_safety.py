"""The page that asks whether it is safe: where each answer leads, and that nothing of it shows afterwards."""

import re

import pytest

from nearer.app.helplines import load_helplines
from nearer.app.safety import find_gates
from nearer.practice.safety import OF_ME, OF_THEM, QUESTIONS
from nearer.store.people import add_person
from nearer.words import say

ALL_NO = dict.fromkeys(QUESTIONS, "no")


@pytest.fixture
def sam(visitor):
    return add_person(visitor.store, "Sam Okoro", visitor.place.now())


def gate(visitor, person):
    return find_gates(visitor.store, visitor.place.now())[person]


def test_it_asks_everything_and_answers_nothing_itself(visitor, sam):
    status, page = visitor.get(f"/practise/safe/{sam}")
    assert status == 200
    for question in QUESTIONS:
        assert say(f"safety.questions.{question}") in page
    assert len(re.findall(r'type="radio"', page)) == 3 * len(QUESTIONS)
    assert "checked" not in page


def test_nine_times_no_leads_on_to_where_one_wanted_to_be(visitor, sam):
    wanted = f"/practise/ladder?with={sam}"
    assert visitor.post(f"/practise/safe/{sam}", ALL_NO | {"then": wanted}) == (303, wanted)
    assert gate(visitor, sam) == "open"


@pytest.mark.parametrize("then", ["//example.org/", "https://example.org/", "javascript:alert(1)"])
def test_it_leads_nowhere_else(visitor, sam, then):
    assert visitor.post(f"/practise/safe/{sam}", ALL_NO | {"then": then}) == (303, "/")


@pytest.mark.parametrize("question", OF_THEM)
@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_what_they_do_leads_to_distance_and_help(visitor, sam, question, answer):
    found = visitor.post(f"/practise/safe/{sam}", ALL_NO | {question: answer, "then": "/practise/ladder"})
    assert found == (303, "/practise/safe/distance")
    assert gate(visitor, sam) == "closed"


@pytest.mark.parametrize("question", OF_ME)
def test_what_i_do_leads_to_giving_room_and_help_to_stop(visitor, sam, question):
    assert visitor.post(f"/practise/safe/{sam}", {question: "yes"}) == (303, "/practise/safe/stopping")
    assert gate(visitor, sam) == "away"


def test_what_is_left_out_opens_nothing(visitor, sam):
    some = dict(list(ALL_NO.items())[:-1])
    assert visitor.post(f"/practise/safe/{sam}", some | {"then": "/practise/ladder"}) == (303, "/practise")
    assert gate(visitor, sam) == "unasked"


@pytest.mark.parametrize(("page", "audience"), [("distance", "afraid"), ("stopping", "frightens")])
def test_the_pages_that_may_follow_name_nobody_and_say_whom_to_call(visitor, sam, page, audience):
    visitor.post(f"/practise/safe/{sam}", {"afraid": "yes", "follow": "yes"})
    status, text = visitor.get(f"/practise/safe/{page}")
    assert status == 200
    assert "Sam" not in text
    fitting = {line.name for line in load_helplines() if line.audience == audience}
    assert fitting
    for line in load_helplines():
        assert (line.name in text) == (line.name in fitting), line.name


@pytest.mark.parametrize("answers", [{"afraid": "yes"}, {"follow": "yes"}, ALL_NO])
def test_the_questions_come_up_the_same_whatever_was_said(visitor, sam, answers):
    before = visitor.get(f"/practise/safe/{sam}")
    visitor.post(f"/practise/safe/{sam}", answers)
    visitor.get("/practise/safe/distance")  # shows the notice, where there is one
    assert visitor.get(f"/practise/safe/{sam}") == before


@pytest.mark.parametrize("said", [{}, {"watched": "yes"}, {"follow": "yes"}])
@pytest.mark.parametrize("probe", [{}, {"afraid": "no"}])
def test_who_sends_a_form_without_a_yes_learns_nothing(visitor, sam, said, probe):
    visitor.post(f"/practise/safe/{sam}", said)
    assert visitor.post(f"/practise/safe/{sam}", probe) == (303, "/practise")
    assert gate(visitor, sam) == {"watched": "closed", "follow": "away"}.get(next(iter(said), ""), "unasked")


def test_a_strange_answer_is_refused_and_nothing_kept(visitor, sam):
    status, page = visitor.post(f"/practise/safe/{sam}", {"afraid": "perhaps"})
    assert status == 422
    assert say("safety.errors.no_answer") in page
    assert gate(visitor, sam) == "unasked"


def test_nobody_cannot_be_asked_about(visitor):
    for path in ("/practise/safe/99", "/practise/safe/99999999999999999999999"):
        assert visitor.get(path)[0] in (404, 422)
    assert visitor.post("/practise/safe/99", ALL_NO)[0] in (404, 422)
