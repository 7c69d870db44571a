"""The path over months over plain HTTP, as without scripts."""

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest

from nearer.app.looking import refresh
from nearer.app.progress import ASIDE_DAYS, lay_worsening_aside, progress_summary, worsening
from nearer.app.progress_days import turn_views
from nearer.app.safety import QUESTIONS, answer_safety
from nearer.kernel.uids import new_uid
from nearer.practice.worsening import last_sunday
from nearer.store.checkins import CheckIn, add_checkins
from nearer.store.people import add_person, join_people
from nearer.store.settings import save_setting
from nearer.store.turning_days import add_turning_day, load_turning_days

NOW = datetime(2026, 3, 4, 21)


def note(store, at, **values):
    return CheckIn(**({"uid": new_uid(), "at": at, "made_at": at, "changed_at": at} | values))


def note_months(store, gaps, *, person=None, a_month=10):
    """Note ten days in each of the last whole months, with one gap each."""
    moments = []
    for back, gap in enumerate(reversed(gaps), start=1):
        first = date(NOW.year + (NOW.month - 1 - back) // 12, (NOW.month - 1 - back) % 12 + 1, 1)
        for number in range(a_month):
            at = datetime.combine(first + timedelta(days=2 * number), time(20))
            moments.append(note(store, at, closeness=3, wanted=3 + gap, person_id=person))
    add_checkins(store, moments)


def note_hard_weeks(store, now, urge=9):
    """Note a moment a day for eight weeks, the last two of them hard."""
    last = last_sunday(now.date())
    moments = []
    for back in range(56):
        at = datetime.combine(last - timedelta(days=back), time(21))
        moments.append(
            note(store, at, urge=urge if back < 14 else 2 + back % 3, pleasant=-2 if back < 14 else 1)
        )
    add_checkins(store, moments)


def bring_messages(visitor, tmp_path, name="Sam", days=600):
    """Bring a chat in which two people write every day, and return the person's id."""
    rng = np.random.default_rng(4)
    lines = []
    for day in range(days):
        for k in range(12):
            at = datetime(2024, 1, 1) + timedelta(days=day, hours=9 + k, minutes=int(rng.integers(60)))
            who = "Alex" if (k + int(rng.integers(2))) % 2 else name
            lines.append(f"{at:%d/%m/%Y, %H:%M} - {who}: {'word ' * int(rng.integers(1, 9))}\n")
    path = tmp_path / f"WhatsApp Chat with {name}.txt"
    path.write_text("".join(lines), encoding="utf-8")
    visitor.bring(path)
    visitor.keep()
    refresh(visitor.store, visitor.place.now())
    return visitor.store.one("SELECT id FROM person WHERE name = ?", (name,))["id"]


def answer(store, person, **yes):
    answer_safety(store, person, dict.fromkeys(QUESTIONS, "no") | yes, NOW)


def test_nothing_yet(visitor):
    status, page = visitor.get("/progress")
    assert status == 200
    assert "Nothing to look back on yet" in page
    assert "/check-in" in page
    assert 'class="chart"' not in page


def test_the_gap_by_month(store):
    note_months(store, [2, 1, 0])
    gaps = progress_summary(store, NOW).gaps
    assert [round(one.middle) for one in gaps] == [2, 1, 0]
    assert [one.n for one in gaps] == [10, 10, 10]
    assert all(one.low < one.middle < one.high for one in gaps)


def test_this_month_and_moments_that_were_not_safe_do_not_show(store):
    note_months(store, [1, 1, 1])
    shown = progress_summary(store, NOW).gaps
    add_checkins(store, [note(store, NOW, closeness=1, wanted=7)])
    add_checkins(store, [note(store, NOW - timedelta(days=30), closeness=1, wanted=7, did="not_safe")])
    assert progress_summary(store, NOW).gaps == shown


def test_a_month_without_notes_is_blank(visitor):
    add_checkins(
        visitor.store,
        [
            note(visitor.store, datetime(2024, month, day), closeness=3, wanted=5)
            for month in (1, 2, 4)
            for day in (1, 9, 17)
        ],
    )
    page = visitor.get("/progress")[1]
    assert "too few days" in page
    assert "In April 2024 you would have liked it about 2.0 steps closer" in page


def test_what_was_noted_counts_whatever_was_said_about_safety(store):
    sam, robin = (add_person(store, name, NOW) for name in ("Sam", "Robin"))
    at = NOW - timedelta(days=40)
    add_checkins(
        store,
        [
            note(store, at, did=did, person_id=who)
            for who in (sam, robin)
            for did in ("announced_pause", "pulled_away")
        ],
    )
    assert [(one.announced, one.pulled) for one in progress_summary(store, NOW).drawn] == [(2, 2)]
    answer(store, robin, watched="yes")
    assert [(one.announced, one.pulled) for one in progress_summary(store, NOW).drawn] == [(2, 2)]


def test_a_day_is_chosen_compared_and_taken_away(visitor, tmp_path):
    sam = bring_messages(visitor, tmp_path)
    assert "Choose a day" in visitor.get("/progress")[1]
    fields = {"who": sam, "day": "2024-11-01", "note": "First hour"}
    assert visitor.post("/progress/day", fields) == (303, "/progress#turn")
    page = visitor.get("/progress")[1]
    assert "Sam, before and since 1 November 2024" in page
    assert "First hour" in page
    (view,) = turn_views(visitor.store)
    assert view.state in ("open", "less", "more")
    assert view.found.level == 0.025
    assert (view.as_of - date(2024, 11, 1)).days % 30 == 29
    assert view.next_on == view.as_of + timedelta(days=30)
    visitor.post("/progress/day", fields)
    assert len(load_turning_days(visitor.store)) == 1
    visitor.post(f"/progress/day/{view.turn.uid}/remove")
    assert load_turning_days(visitor.store) == []
    visitor.post("/progress/day", fields)
    assert [one.number for one in load_turning_days(visitor.store)] == [2]


def test_a_day_that_was_taken_away_can_be_brought_back(visitor):
    sam = add_person(visitor.store, "Sam", NOW)
    made = add_turning_day(visitor.store, sam, date(2024, 5, 1), "", NOW)
    visitor.post(f"/progress/day/{made.uid}/remove")
    undo = visitor.get("/progress")[1].split('action="/undo/')[1].split('"')[0]
    visitor.post(f"/undo/{undo}")
    assert load_turning_days(visitor.store) == [made]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2024-02-01", "those with Sam begin later"),
        ("2025-08-01", "Nothing can be compared yet"),
        ("2019-02-01", "those with Sam begin later"),
    ],
)
def test_too_little_on_one_side(visitor, tmp_path, day, words):
    sam = bring_messages(visitor, tmp_path)
    visitor.post("/progress/day", {"who": sam, "day": day})
    assert words in visitor.get("/progress")[1]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "2024-05-01"}, "choose a person"),
        ({"who": 99, "day": "2024-05-01"}, "choose a person"),
        ({"who": 1}, "choose a day"),
        ({"who": 1, "day": "2999-01-01"}, "still to come"),
    ],
)
def test_what_is_no_day(visitor, fields, words):
    add_person(visitor.store, "Sam", NOW)
    status, page = visitor.post("/progress/day", fields)
    assert status == 422
    assert words in page
    assert load_turning_days(visitor.store) == []


def test_each_further_day_costs_more_whomever_it_is_for(store):
    sam, robin = (add_person(store, name, NOW) for name in ("Sam", "Robin"))
    days = [
        add_turning_day(store, sam, date(2024, 5, 1), "", NOW),
        add_turning_day(store, robin, date(2024, 5, 1), "", NOW),
        add_turning_day(store, sam, date(2024, 6, 1), "", NOW),
    ]
    assert [one.number for one in days] == [1, 2, 3]
    assert load_turning_days(store) == days


def test_a_person_out_of_sight_looks_like_one_without_messages(visitor, tmp_path):
    sam = bring_messages(visitor, tmp_path)
    robin = add_person(visitor.store, "Robin", NOW)
    for person in (sam, robin):
        add_turning_day(visitor.store, person, date(2024, 5, 1), "", NOW)
    answer(visitor.store, sam, follow="yes")
    views = {view.name: view for view in turn_views(visitor.store)}
    assert [(view.state, view.found, view.as_of) for view in views.values()] == [
        ("no_messages", None, None)
    ] * 2
    choices = visitor.get("/progress/day")[1]
    assert "Sam" in choices and "Robin" in choices


def test_a_day_goes_with_a_person_who_is_joined_to_another(store):
    sam, samuel = (add_person(store, name, NOW) for name in ("Sam", "Samuel"))
    add_turning_day(store, samuel, date(2024, 5, 1), "", NOW)
    join_people(store, samuel, sam)
    assert [view.name for view in turn_views(store)] == ["Sam"]


def test_a_closed_person_looks_like_one_who_was_not_asked(visitor):
    add_person(visitor.store, "Sam", NOW)
    robin = add_person(visitor.store, "Robin", NOW)
    add_turning_day(visitor.store, robin, date(2024, 5, 1), "", NOW)
    before = visitor.get("/progress"), visitor.get("/progress/day")
    answer(visitor.store, robin, afraid="yes")
    assert (visitor.get("/progress"), visitor.get("/progress/day")) == before


def test_two_hard_weeks_are_told_kindly_and_can_be_left(visitor):
    now = visitor.place.now()
    assert "Two hard weeks" not in visitor.get("/progress")[1]
    note_hard_weeks(visitor.store, now)
    page = visitor.get("/progress")[1]
    assert "Two hard weeks" in page
    assert 'href="/help"' in page.split("Two hard weeks")[1]
    assert visitor.post("/progress/aside") == (303, "/progress")
    assert "Two hard weeks" not in visitor.get("/progress")[1]


def test_left_for_two_weeks_and_no_longer(store):
    note_hard_weeks(store, NOW)
    assert worsening(store, NOW).last == last_sunday(NOW.date())
    lay_worsening_aside(store, NOW)
    note_hard_weeks(store, NOW + timedelta(days=ASIDE_DAYS), urge=10)
    assert worsening(store, NOW + timedelta(days=ASIDE_DAYS - 1)) is None
    save_setting(store, "progress.worse_aside_until", None)
    assert worsening(store, NOW) is not None
    save_setting(store, "progress.worse_aside_until", 7)
    assert worsening(store, NOW) is not None
