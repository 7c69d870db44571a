"""Exercises over plain HTTP, as without scripts: begun, written in, ended when it is enough, and never a chase."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from e2e.app import HOSTILE
from places import Clock
from visitor import safe_person

from nearer.app.exercises import last_note
from nearer.app.safety import answer_safety
from nearer.patterns.keys import EXERCISES
from nearer.practice.exercises import known_exercises
from nearer.practice.safety import QUESTIONS
from nearer.store.people import add_person
from nearer.store.practices import Sitting, load_sitting, load_sittings, save_sitting

HOME = "/practise/exercises"


@pytest.fixture
def clock():
    return Clock()


def begin(visitor, key, **fields):
    """Begin as the page offers it, and return the address of the sitting."""
    query = f"?with={fields['who']}" if "who" in fields else ""
    _, page = visitor.get(f"{HOME}/{key}{query}")
    uid = re.search(r'name="uid" value="(\w{32})"', page)[1]
    status, address = visitor.post(f"{HOME}/{key}/begin", {"uid": uid} | fields)
    assert (status, address) == (303, f"{HOME}/sitting/{uid}")
    return address


def test_the_list_has_all_twelve_by_need(visitor):
    _, page = visitor.get(HOME)
    assert {key for key in EXERCISES if f'href="{HOME}/{key}"' in page} == set(EXERCISES)
    assert page.count("<section") == 5


@pytest.mark.parametrize("key", EXERCISES)
def test_each_says_what_it_is_for_when_not_and_what_is_known(visitor, key):
    exercise = known_exercises()[key]
    status, page = visitor.get(f"{HOME}/{key}")
    assert status == 200
    for words in (
        exercise.words.title,
        exercise.words.purpose,
        exercise.words.not_when,
        exercise.words.evidence,
    ):
        assert words in page
    assert all(step in page for step in exercise.words.steps)
    assert exercise.of.cite in page
    if exercise.of.tool:
        assert f'href="{exercise.of.tool}"' in page
        assert visitor.post(f"{HOME}/{key}/begin", {"uid": "0" * 32})[0] == 404


@pytest.mark.parametrize("key", [key for key in EXERCISES if not known_exercises()[key].of.tool])
def test_begun_written_ended_and_read_again(visitor, key):
    exercise = known_exercises()[key]
    toward = {"who": safe_person(visitor)} if exercise.of.is_toward else {}
    asked = {"before": "7"} if exercise.of.asks else {}
    address = begin(visitor, key, **toward, **asked)
    _, page = visitor.get(address)
    assert ("Use any clock" in page) == bool(exercise.of.phases)
    fields = {name: f"words for {name}" for name in exercise.of.fields}
    fields |= {f"mark_{second}": "9" for second in exercise.of.marks}
    fields |= {"after": "4"} if exercise.of.asks else {}
    assert visitor.post(address, fields | {"do": "done"}) == (303, address)
    kept = load_sitting(visitor.store, address.rpartition("/")[2])
    assert (kept.ended, kept.ended_at, dict(kept.answers)) == (
        "done",
        visitor.place.now(),
        {name: text for name, text in fields.items() if name != "after"},
    )
    assert (kept.before, kept.after) == ((7, 4) if exercise.of.asks else (None, None))
    _, page = visitor.get(address)
    assert all(f"words for {name}" in page for name in exercise.of.fields)
    assert ("4 of 10" in page) == bool(exercise.of.asks)


def test_stopping_is_a_full_ending_and_needs_nothing(visitor):
    address = begin(visitor, "good_wishes")
    assert visitor.post(address, {"do": "stopped"})[0] == 303
    assert "That is a full ending" in visitor.get(address)[1]
    assert load_sitting(visitor.store, address.rpartition("/")[2]).ended == "stopped"


def test_left_alone_it_waits_and_can_be_dropped_and_brought_back(visitor):
    address = begin(visitor, "guard_map")
    in_place = visitor.served.post(
        address, {"fear": "to be laughed at"}, cookie=visitor.cookie, headers={"x-in-place": "1"}
    )
    assert (in_place[0], in_place[2]) == (204, "")
    assert visitor.post(address, {"trigger": "a hug", "do": "later"})[1] == HOME
    _, page = visitor.get(HOME)
    assert "Begun, and waiting" in page and address in page
    _, page = visitor.get(address)
    assert "to be laughed at" in page and "a hug" in page
    assert visitor.post(f"{address}/drop") == (303, HOME)
    assert load_sittings(visitor.store) == []
    undo = re.search(r'action="(/undo/\w+)"', visitor.get(HOME)[1])[1]
    assert visitor.post(undo) == (303, address)
    assert "to be laughed at" in visitor.get(address)[1]


def test_words_can_be_changed_later_and_the_ending_stays(visitor, clock):
    address = begin(visitor, "savour")
    visitor.post(address, {"moment": "tea", "do": "stopped"})
    ended = visitor.place.now()
    clock.pass_days(2)
    assert "tea" in visitor.get(f"{address}?change=1")[1]
    visitor.post(address, {"moment": "tea and snow", "do": "done"})
    kept = load_sitting(visitor.store, address.rpartition("/")[2])
    assert (kept.answers, kept.ended, kept.ended_at) == ({"moment": "tea and snow"}, "stopped", ended)


@pytest.mark.parametrize(
    "fields", [{"after": "11"}, {"after": "x"}, {"mark_30": "-1"}, {"before": "1.5"}, {"after": "٣"}]
)
def test_what_is_not_offered_changes_nothing(visitor, fields):
    address = begin(visitor, "stay_ninety", before="3")
    before = load_sittings(visitor.store)
    assert visitor.post(address, fields)[0] == 422
    assert load_sittings(visitor.store) == before
    for path in (f"{HOME}/nothing", f"{HOME}/sitting/nothing", f"{HOME}/sitting/{'0' * 32}"):
        assert visitor.get(path)[0] == 404
    assert visitor.post(f"{HOME}/nothing/begin", {"uid": "0" * 32})[0] == 404
    assert visitor.post(f"{HOME}/savour/begin", {"uid": "../x"})[0] == 404


def test_a_note_needs_the_questions_of_safety(visitor):
    person = add_person(visitor.store, "Sam", visitor.place.now())
    assert "Sam" in visitor.get(f"{HOME}/repair_note")[1]
    status, address = visitor.get(f"{HOME}/repair_note?with={person}")
    assert (status, address.partition("?")[0]) == (303, f"/practise/safe/{person}")
    fields = {"uid": "0" * 32, "who": person}
    assert visitor.post(f"{HOME}/repair_note/begin", fields)[0] == 422
    assert visitor.post(f"{HOME}/repair_note/begin", {"uid": "0" * 32})[0] == 422
    asked = visitor.get(address)[1]
    then = re.search(r'name="then" value="([^"]*)"', asked)[1]
    assert visitor.post(f"/practise/safe/{person}", dict.fromkeys(QUESTIONS, "no") | {"then": then}) == (
        303,
        then,
    )
    assert begin(visitor, "repair_note", who=person)


def test_one_note_a_month_and_no_chase(visitor, clock):
    sam, robin = safe_person(visitor), safe_person(visitor, "Robin")
    address = begin(visitor, "repair_note", who=sam)
    assert last_note(visitor.store, sam, visitor.place.now()) is None, "what is not ended may be written on"
    visitor.post(address, {"note": "I went quiet.", "do": "stopped"})
    _, page = visitor.get(f"{HOME}/repair_note?with={sam}")
    assert "Silence is an answer" in page and "/begin" not in page
    assert visitor.post(f"{HOME}/repair_note/begin", {"uid": "1" * 32, "who": sam})[0] == 422
    assert begin(visitor, "repair_note", who=robin)
    clock.now += timedelta(days=30)
    assert begin(visitor, "repair_note", who=sam)


def test_nothing_tells_whom_steps_are_closed_toward(visitor):
    open_one = safe_person(visitor)
    unasked, closed = (add_person(visitor.store, name, visitor.place.now()) for name in ("Kit", "Lou"))
    answer_safety(visitor.store, closed, dict.fromkeys(QUESTIONS, "no"), visitor.place.now())
    address = begin(visitor, "repair_note", who=closed)
    visitor.post(address, {"note": "secret words", "do": "done"})
    pages = {path: visitor.get(path)[1] for path in (HOME, f"{HOME}/repair_note")}
    answer_safety(visitor.store, closed, {"watched": "yes"}, visitor.place.now())
    assert visitor.get(address)[0] == 404
    assert visitor.post(address, {"note": "more"})[0] == 404
    assert visitor.post(f"{address}/drop")[0] == 404
    assert "secret words" not in "".join(visitor.get(path)[1] for path in pages)
    asked = [visitor.get(f"{HOME}/repair_note?with={one}") for one in (unasked, closed)]
    assert [one[0] for one in asked] == [303, 303]
    assert unquote(asked[0][1]).replace(str(unasked), "#") == unquote(asked[1][1]).replace(str(closed), "#")
    _, page = visitor.get(f"{HOME}/repair_note")
    assert [name in page for name in ("Sam", "Kit", "Lou")] == [True, True, True]
    begun = [
        visitor.post(f"{HOME}/repair_note/begin", {"uid": "3" * 32, "who": one}) for one in (unasked, closed)
    ]
    assert begun[0] == begun[1], "a closed gate sounds as one that was not asked about"
    assert open_one


def test_a_sitting_waits_for_the_questions_once_they_are_old(visitor, clock):
    person = safe_person(visitor)
    address = begin(visitor, "repair_note", who=person)
    clock.pass_days(91)
    assert visitor.get(address)[1].startswith(f"/practise/safe/{person}")
    assert visitor.post(address, {"note": "x"})[0] == 422


def test_no_pattern_before_enough_times(visitor):
    now = visitor.place.now()
    for number in range(7):
        save_sitting(
            visitor.store,
            Sitting(
                f"{number:032}", "good_wishes", now, now, ended_at=now, ended="done", before=6, after=number
            ),
        )
    _, page = visitor.get(f"{HOME}/good_wishes")
    assert "7 times so far" in page and "No pattern can be told yet" in page
    assert page.count('class="times-after"') == 7 + 1
    save_sitting(
        visitor.store,
        Sitting(f"{7:032}", "good_wishes", now, now, ended_at=now, ended="done", before=1, after=3),
    )
    _, page = visitor.get(f"{HOME}/good_wishes")
    assert "8 times" in page and "less discomfort in 6, as much in 1, more in 1" in page


def test_hostile_words_stay_words(visitor):
    for text in HOSTILE:
        address = begin(visitor, "kind_letter")
        visitor.post(address, {"letter": text, "do": "done"})
        status, _, page = visitor.served.ask("GET", address, cookie=visitor.cookie)
        assert status == 200 and "<script>window" not in page and "onerror='" not in page
