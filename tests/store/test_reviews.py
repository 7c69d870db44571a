"""Answers in the store, and with which possible episode each belongs when the analysis changes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nearer.app.candidates import match_answers
from nearer.inference.results import Episode
from nearer.kernel.errors import RequestError
from nearer.store.people import add_person, join_people
from nearer.store.reviews import (
    ANSWERS,
    REASONS,
    Review,
    delete_review,
    load_review,
    load_reviews,
    save_review,
)

NOW = datetime(2026, 3, 4, 21, 30)
DAY = date(2025, 1, 1)


def review(first=0, last=6, person_id=1, answer="yes", at=NOW, review_id=0, **values):
    return Review(
        review_id, person_id, DAY + timedelta(days=first), DAY + timedelta(days=last), 0.8, answer,
        values.get("reasons", ()), values.get("note", ""), at,
    )  # fmt: skip


def episode(first, last):
    return Episode(DAY + timedelta(days=first), DAY + timedelta(days=last), DAY, 0.8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    answer=st.sampled_from(ANSWERS),
    reasons=st.lists(st.sampled_from(REASONS), unique=True).map(tuple),
    note=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60),
)
def test_what_is_said_comes_back(store, answer, reasons, note):
    person = add_person(store, "Sam", NOW)
    said = review(person_id=person, answer=answer, reasons=reasons, note=note)
    review_id = save_review(store, said)
    assert load_review(store, review_id) == replace(said, id=review_id, counts_for=person)
    changed = replace(said, id=review_id, answer="no")
    assert save_review(store, changed) == review_id
    assert [one.answer for one in load_reviews(store, person)] == ["no"]


def test_what_is_deleted_is_gone(store):
    person = add_person(store, "Sam", NOW)
    later = save_review(store, review(0, 6, person, at=NOW + timedelta(hours=1)))
    save_review(store, review(20, 26, person))
    delete_review(store, later)
    assert [one.first_day for one in load_reviews(store)] == [DAY + timedelta(days=20)]
    with pytest.raises(RequestError):
        delete_review(store, later)
    with pytest.raises(RequestError):
        save_review(store, review(person_id=person, review_id=later))


def test_belongs_to_the_person_under_any_name(store):
    sam, sammy = add_person(store, "Sam", NOW), add_person(store, "Sammy", NOW)
    save_review(store, review(person_id=sammy))
    assert load_reviews(store, sam) == []
    join_people(store, sammy, sam)
    (found,) = load_reviews(store, sam)
    assert (found.person_id, found.counts_for) == (sammy, sam)


SPANS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 25)), max_size=8)


def apart(spans):
    """Lay runs of days one after the other, with gaps: as episodes are."""
    start, laid = 0, []
    for gap, length in spans:
        start += gap % 9 + 1
        laid.append((start, start + length))
        start += length
    return laid


def shared(one, review):
    return (min(one.end, review.last_day) - max(one.start, review.first_day)).days + 1


@given(spans=SPANS.map(apart), answered=SPANS, order=st.randoms(use_true_random=False))
def test_an_answer_stays_with_what_it_overlaps(spans, answered, order):
    episodes = [episode(first, last) for first, last in spans]
    reviews = [
        review(first, first + length, review_id=number, at=NOW + timedelta(minutes=number))
        for number, (first, length) in enumerate(answered, start=1)
    ]
    matched = match_answers(episodes, reviews)
    assert all(shared(episodes[place], one) > 0 for place, one in matched.items())
    assert len({one.id for one in matched.values()}) == len(matched)
    for one in reviews:
        for place, span in enumerate(episodes):
            if shared(span, one) > 0 and one not in matched.values():
                assert place in matched and shared(span, matched[place]) >= shared(span, one)
            if shared(span, one) > 0 and place not in matched:
                (kept,) = [at for at, other in matched.items() if other is one]
                assert shared(episodes[kept], one) >= shared(span, one)
    shuffled = list(reviews)
    order.shuffle(shuffled)
    assert match_answers(episodes, shuffled) == matched


@given(spans=SPANS.filter(bool).map(apart), data=st.data())
def test_an_answer_follows_an_episode_that_moves(spans, data):
    """Each moved by less than half of its days, and no two into each other: every answer is still there."""
    reviews = [review(*span, review_id=number) for number, span in enumerate(spans, start=1)]
    moved, free = [], -100
    for first, last in spans:
        room = (last - first) // 2
        least = max(-room, free - first)
        assume(least <= room)
        by = data.draw(st.integers(least, room))
        moved.append(episode(first + by, last + by))
        free = last + by + 1
    matched = match_answers(moved, reviews)
    assert {place: one.id for place, one in matched.items()} == {
        place: place + 1 for place in range(len(spans))
    }


def test_the_later_of_two_equal_answers_stands():
    answers = [review(review_id=1), review(review_id=2, answer="no", at=NOW + timedelta(hours=1))]
    assert match_answers([episode(0, 6)], answers)[0].id == 2
