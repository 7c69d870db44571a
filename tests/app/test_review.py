"""Answers order what is shown next, count how often a mark was right, and never touch what is measured."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.app.candidates import pick_candidate, waiting
from nearer.app.example import add_example, remove_example
from nearer.app.looking import current_findings, load_today, refresh, running_work
from nearer.app.messages import load_lines
from nearer.app.people import contact_view, people_view, person_view, review_candidates
from nearer.app.people_changes import (
    hide_person,
    join_person,
    mark_days,
    part_person,
    rename_person,
    show_person,
    take_mark_away,
)
from nearer.app.place import Place
from nearer.app.review import (
    ANSWERS,
    REASONS,
    answer_candidate,
    explain_answer,
    hit_rate,
    load_answers,
    take_back,
    undo_last,
    what_follows,
)
from nearer.inference.ranking import describe_span, likelihood_of_yes, wilson_interval
from nearer.kernel.errors import RequestError
from nearer.store.looks import encode_reading
from nearer.store.reviews import Review

NOW = datetime(2026, 3, 1, 20, 15)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """A place with the made-up example, worked out."""
    place = Place(tmp_path_factory.mktemp("review") / "place", clock=lambda: NOW)
    place.create(None)
    add_example(place.store, NOW)
    refresh(place.store, NOW)
    yield place
    place.lock()


@pytest.fixture
def place(example):
    """The same, without what other tests left in it."""
    with example.store.write() as connection:
        connection.execute("DELETE FROM review")
        connection.execute("DELETE FROM mark")
        connection.execute("UPDATE person SET hidden = 0, joined_to = NULL")
    refresh(example.store, NOW)
    return example


def settle(place):
    """Wait until nothing is worked out any more."""
    for job in place.jobs.running:
        while not job.is_over:
            pass
        assert job.state == "done", job.error


def told(store):
    """Return all that is said and measured about anybody."""
    current = current_findings(store)
    return (
        current.findings.overall_sentence,
        current.overall,
        [
            (person, stands.number, stands.as_of, stands.finding.sentence, stands.finding.p_adjusted, stands.finding.episodes)
            for person, stands in current.standing.items()
        ],
        [encode_reading(load_today(store, person)) for person in current.standing],
        [tuple(row) for row in store.read("SELECT * FROM look ORDER BY id")],
    )  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(data=st.data())
def test_no_answer_changes_a_measurement_or_a_verdict(place, data):
    store = place.store
    before = told(store)
    for _ in range(data.draw(st.integers(1, 12))):
        candidate = data.draw(st.sampled_from(review_candidates(store)))
        review_id = answer_candidate(store, candidate, data.draw(st.sampled_from(ANSWERS)), NOW)
        reasons = data.draw(st.lists(st.sampled_from(REASONS), unique=True))
        explain_answer(store, review_id, reasons, "a note")
    refresh(store, NOW + timedelta(days=3))
    assert told(store) == before


def test_answers_go_from_waiting_to_done_and_back(place):
    store = place.store
    first, *others = waiting(review_candidates(store))
    review_id = answer_candidate(store, first, "yes", NOW)
    candidates = review_candidates(store)
    assert len(waiting(candidates)) == len(others)
    answered = pick_candidate(candidates, first.person_id, *first.days)
    assert answered.review.answer == "yes"
    assert answer_candidate(store, answered, "unsure", NOW) == review_id
    assert undo_last(store).answer == "unsure"
    assert undo_last(store) is None
    assert len(waiting(review_candidates(store))) == len(others) + 1
    with pytest.raises(RequestError):
        take_back(store, review_id)
    with pytest.raises(RequestError, match="no longer marked"):
        pick_candidate(candidates, first.person_id, date(2001, 1, 1), date(2001, 1, 2))
    with pytest.raises(RequestError):
        answer_candidate(store, first, "perhaps", NOW)


def test_what_follows_an_answer(place):
    store = place.store
    review_id = answer_candidate(store, waiting(review_candidates(store))[0], "no", NOW)
    assert what_follows(explain_answer(store, review_id, ["busy"], "")) == "next"
    assert what_follows(explain_answer(store, review_id, ["together"], "")) == "mark"
    assert what_follows(explain_answer(store, review_id, ["together", "not_safe"], "")) == "safe"
    with pytest.raises(RequestError):
        explain_answer(store, review_id, ["a label"], "")
    with pytest.raises(RequestError):
        explain_answer(store, review_id, [], "x" * 10_001)


def test_who_is_hidden_is_not_looked_back_at(place):
    candidate = waiting(review_candidates(place.store))[0]
    hide_person(place.store, candidate.person_id)
    assert candidate.person_id not in {one.person_id for one in review_candidates(place.store)}
    assert [person.id for person in people_view(place.store).hidden] == [candidate.person_id]
    show_person(place.store, candidate.person_id)
    assert people_view(place.store).rows[0].person.id == candidate.person_id


def test_days_marked_change_the_answer_openly(place):
    store = place.store
    candidate = waiting(review_candidates(store))[0]
    person = candidate.person_id
    before = current_findings(store).standing[person]
    mark_id = mark_days(place, person, "together", *candidate.days)
    settle(place)
    after = current_findings(store).standing[person]
    assert after.number == before.number
    assert after.before_marks.sentence == before.finding.sentence
    assert after.before_marks.episodes == before.finding.episodes
    assert candidate.episode not in after.finding.episodes
    assert [mark.id for mark in person_view(store, person).marks] == [mark_id]
    take_mark_away(place, mark_id)
    settle(place)
    again = current_findings(store).standing[person]
    assert again.before_marks is None
    assert again.finding.sentence == before.finding.sentence


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("gone", date(2024, 1, 1), date(2024, 1, 2)),
        ("away", None, date(2024, 1, 2)),
        ("away", date(2024, 1, 3), date(2024, 1, 2)),
        ("away", date(2024, 1, 1), date(2025, 6, 1)),
    ],
)
def test_days_that_cannot_be_marked(place, kind, first, last):
    person = people_view(place.store).rows[0].person.id
    with pytest.raises(RequestError):
        mark_days(place, person, kind, first, last)
    assert person_view(place.store, person).marks == ()


def test_people_join_and_part_without_loss(place):
    store = place.store
    one, other = (row.person.id for row in people_view(store).rows[:2])
    before = told(store)
    join_person(place, other, one)
    settle(place)
    assert other not in {row.person.id for row in people_view(store).rows}
    assert person_view(store, other).row.person.id == one
    part_person(place, other)
    settle(place)
    assert next(row.person.id for row in people_view(store).rows) == one
    assert told(store)[0] == before[0]
    assert running_work(place) is None


def test_names_are_the_users_own(place):
    person = people_view(place.store).rows[0].person
    rename_person(place.store, person.id, "  Somebody else ")
    assert person_view(place.store, person.id).row.person.name == "Somebody else"
    rename_person(place.store, person.id, person.name)
    for wrong in ("", "   ", "x" * 201):
        with pytest.raises(RequestError):
            rename_person(place.store, person.id, wrong)


def test_the_list_starts_with_what_can_be_looked_at_and_goes_on_by_name(place):
    view = people_view(place.store)
    something = [row.n_waiting > 0 or row.standing.finding.verdict == "pulls_away" for row in view.rows]
    assert something == sorted(something, reverse=True)
    names = [row.person.name for row, has in zip(view.rows, something, strict=True) if not has]
    assert names == sorted(names)
    assert all(row.is_example for row in view.rows)
    assert view.n_waiting == len(waiting(review_candidates(place.store)))
    contact = contact_view(person_view(place.store, view.rows[0].person.id))
    assert contact.sentence == view.rows[0].standing.finding.sentence
    assert "--away" not in " ".join(contact.explanations)


def test_an_empty_place_has_nobody(tmp_path):
    place = Place(tmp_path / "place", clock=lambda: NOW)
    place.create(None)
    add_example(place.store, NOW)
    view = people_view(place.store)
    assert view.is_missing
    assert contact_view(person_view(place.store, view.rows[0].person.id)) is None
    remove_example(place.store)
    view = people_view(place.store)
    assert (view.rows, view.hidden, view.overall, view.n_waiting) == ((), (), None, 0)
    assert review_candidates(place.store) == []
    assert load_lines(place.store, 1, date(2024, 1, 1), date(2024, 1, 9)) == []
    place.lock()


def reviewed(*answers):
    return [
        Review(number, 1, date(2024, 1, 1), date(2024, 1, 5), 0.8, answer, (), "", NOW, 1)
        for number, answer in enumerate(answers, start=1)
    ]


def test_hit_rate_counts_yes_against_no():
    rate = hit_rate(reviewed("yes", "yes", "unsure", "no", "yes"))
    assert (rate.n_yes, rate.n, rate.is_enough) == (3, 4, False)
    rate = hit_rate(reviewed(*["yes"] * 8, "no", "no"))
    assert rate.is_enough
    # Agresti and Coull (1998), Am. Stat. 52, 119: 8 of 10 gives .490 to .943.
    assert (round(rate.low, 3), round(rate.high, 3)) == (0.490, 0.943)
    assert hit_rate([]).n == 0


@given(n=st.integers(1, 500), data=st.data())
def test_wilson_solves_its_own_equation(n, data):
    k = data.draw(st.integers(0, n))
    for end in wilson_interval(k, n):
        assert -1e-12 <= end <= 1 + 1e-12
        assert (k / n - end) ** 2 == pytest.approx(1.959963984540054**2 * end * (1 - end) / n, abs=1e-9)


FEATURES = st.lists(st.floats(-2, 2), min_size=4, max_size=4)


@given(
    rows=st.lists(st.tuples(FEATURES, st.booleans()), max_size=30),
    waits=st.lists(FEATURES, min_size=1, max_size=6),
)
def test_likelihoods_are_probabilities_whatever_was_answered(rows, waits):
    answered = np.array([row for row, _ in rows]).reshape(len(rows), 4)
    found = likelihood_of_yes(answered, np.array([yes for _, yes in rows], dtype=bool), np.array(waits))
    assert np.all((found > 0) & (found < 1))


def test_answers_sharpen_the_order():
    kept_on, went_along = [1.0, 0.0, 0.7, 0.3], [1.0, 0.0, 0.7, -1.2]
    long, short = [1.0, 1.0, 0.7, 0.0], [1.2, -0.8, 0.7, 0.0]
    waits = np.array([long, short])
    untold = likelihood_of_yes(np.empty((0, 4)), np.array([], dtype=bool), waits)
    assert untold[1] > untold[0]
    answered = np.array([long, short] * 8)
    yes = np.array([True, False] * 8)
    told_so = likelihood_of_yes(answered, yes, waits)
    assert told_so[0] > told_so[1]
    assert (
        likelihood_of_yes(np.empty((0, 4)), np.array([], dtype=bool), np.array([kept_on, went_along]))[0]
        > 0.5
    )


def test_features_are_what_they_say(place):
    candidate = waiting(review_candidates(place.store))[0]
    days = candidate.finding.assessment.measurement.days
    first, last = candidate.days
    clarity, length, depth, other = describe_span(days, first, last, candidate.episode.confidence)
    since = (first - days.first).days
    until = (last - days.first).days + 1
    mine, theirs = (
        np.log(
            (days.messages[who, since:until].mean() + 0.5)
            / (days.messages[who, since - 21 : since].mean() + 0.5)
        )
        for who in (0, 1)
    )
    assert (depth, other) == (pytest.approx(-mine), pytest.approx(theirs))
    assert length == pytest.approx(np.log((until - since) / 7))
    p = min(candidate.episode.confidence, 0.99)
    assert clarity == pytest.approx(np.log(p / (1 - p)))


def test_the_answers_that_are_listed_are_the_last_first(place):
    store = place.store
    for minute, candidate in enumerate(waiting(review_candidates(store))[:3]):
        answer_candidate(store, candidate, "yes", NOW + timedelta(minutes=minute))
    times = [review.answered_at for review in load_answers(store)]
    assert times == sorted(times, reverse=True) and len(times) == 3
