"""The home of practice, the ladder and fears tested, over plain HTTP, as without scripts."""

import html
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from e2e.app import HOSTILE

from nearer.app.ladder import chosen_step, keep_step, ladder_view
from nearer.app.predictions import begin_test, end_test
from nearer.app.safety import QUESTIONS, answer_safety
from nearer.kernel.uids import new_uid
from nearer.store.ladder import load_step, load_steps
from nearer.store.people import add_person, load_people
from nearer.store.predictions import load_prediction, load_predictions

ALL_NO = dict.fromkeys(QUESTIONS, "no")


@pytest.fixture
def sam(visitor):
    """Toward whom steps are open."""
    person = add_person(visitor.store, "Sam", visitor.place.now())
    answer_safety(visitor.store, person, ALL_NO, visitor.place.now())
    return person


def step(visitor, person, what="say hello", **values):
    return keep_step(visitor.store, new_uid(), visitor.place.now(), person, what=what, **values)


def a_test(visitor, person=None, **values):
    first = {"fear": "they laugh out loud", "by_day": visitor.place.now().date(), "belief": 70}
    return begin_test(visitor.store, new_uid(), visitor.place.now(), person_id=person, **(first | values))


def new_form(visitor, url):
    """Follow to the form at an address of its own."""
    status, location = visitor.get(url)
    assert status == 303
    assert visitor.get(location)[0] == 200
    return location


def test_the_first_look_asks_for_nothing(visitor):
    for url in ("/practise", "/practise/ladder", "/practise/tests"):
        status, page = visitor.get(url)
        assert status == 200
        assert page.count('class="button primary"') == 1


def test_a_step_from_somebody_new_to_the_ladder(visitor):
    assert visitor.get("/practise/ladder/new")[0] == 200
    status, location = visitor.post("/practise/ladder/who", {"name": "Robin"})
    (robin,) = load_people(visitor.store)
    assert (status, location) == (303, f"/practise/ladder/new?with={robin.id}")
    status, location = visitor.get(location)
    assert (status, location.partition("?")[0]) == (303, f"/practise/safe/{robin.id}")
    then = unquote(location.partition("then=")[2])
    status, location = visitor.post(f"/practise/safe/{robin.id}", {**ALL_NO, "then": then})
    assert (status, location) == (303, then)
    form = new_form(visitor, then)
    taken = visitor.get(f"{form}&take=feeling_1")[1]
    assert "I was glad when you called" in taken.partition("<textarea")[2].partition("</textarea>")[0]
    fields = {"what": "ask for an hour", "level": "request", "discomfort": "4", "moment": "on Sunday"}
    status, location = visitor.post(form, fields)
    (kept,) = load_steps(visitor.store)
    assert (status, location) == (303, f"/practise/ladder/{kept.uid}")
    assert (kept.what, kept.level, kept.discomfort, kept.moment) == (
        "ask for an hour",
        "request",
        4,
        "on Sunday",
    )
    assert visitor.post(form, fields) == (303, location), "sent twice, it is one"
    assert len(load_steps(visitor.store)) == 1
    page = visitor.get("/practise")[1]
    assert "ask for an hour" in page and "No test tells yet" in page and "so is none" in page


def test_a_step_is_changed_chosen_set_aside_and_deleted(visitor, sam):
    one = step(visitor, sam)
    url = f"/practise/ladder/{one.uid}"
    visitor.post(f"{url}/change", {"what": "say more", "level": "", "discomfort": ""})
    assert (load_step(visitor.store, one.uid).what, load_step(visitor.store, one.uid).level) == (
        "say more",
        None,
    )
    visitor.post(f"{url}/choose", {"on": "1"})
    assert chosen_step(visitor.store, visitor.place.now()).uid == one.uid
    visitor.post(f"{url}/choose", {"on": "0"})
    assert chosen_step(visitor.store, visitor.place.now()) is None
    for state in ("set_aside", "done"):
        assert visitor.post(f"{url}/state", {"state": state}) == (303, "/practise/ladder")
        page = visitor.get("/practise/ladder")[1]
        undo = re.search(rf'action="({url}/back/\w+)"', page)[1]
        assert load_step(visitor.store, one.uid).state == state
        assert visitor.post(undo) == (303, url)
        assert load_step(visitor.store, one.uid).state == "open"
    before = load_step(visitor.store, one.uid)
    visitor.post(f"{url}/delete")
    assert load_steps(visitor.store) == []
    undo = re.search(r'action="(/undo/\w+)"', visitor.get("/practise/ladder")[1])[1]
    assert visitor.post(undo) == (303, url)
    assert load_steps(visitor.store) == [before]


def test_steps_are_moved_by_buttons_and_all_at_once(visitor, sam):
    uids = [step(visitor, sam, name, discomfort=number).uid for number, name in enumerate("abc")]

    def order():
        return [uids.index(one.uid) for one in ladder_view(visitor.store, visitor.place.now()).ahead]

    status, location = visitor.post(f"/practise/ladder/{uids[2]}/move", {"by": "up"})
    assert (status, order()) == (303, [0, 2, 1])
    page = visitor.get(location.partition("#")[0])[1]
    assert "Now in place 2 of 3." in page
    focused = re.search(r"<button[^>]*autofocus[^>]*>.*?</button>", page, re.DOTALL)[0]
    assert "Move up: c" in focused
    in_place = {"headers": {"x-in-place": "1"}}
    assert visitor.post(f"/practise/ladder/{uids[2]}/move", {"by": "down"}, **in_place)[0] == 204
    assert order() == [0, 1, 2]
    body = "&".join(f"uid={uids[number]}" for number in (2, 0, 1))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": visitor.served.url,
        "Sec-Fetch-Site": "same-origin",
        "Cookie": f"nearer-{visitor.served.port}={visitor.cookie}",
        "x-in-place": "1",
    }
    assert visitor.raw("/practise/ladder/order", body, headers)[0] == 204
    assert order() == [2, 0, 1]


def test_a_fear_from_the_first_form_to_what_stays(visitor, sam):
    one = step(visitor, sam, discomfort=5)
    form = new_form(visitor, f"/practise/tests/new?step={one.uid}")
    day = visitor.place.now().date() + timedelta(days=3)
    first = {"fear": "They will laugh.", "by_day": day.isoformat(), "belief": "80"}
    for lacking in first:
        status, page = visitor.post(form, {name: text for name, text in first.items() if name != lacking})
        assert status != 303 and "Nothing was saved yet" in page
    assert load_predictions(visitor.store) == []
    status, location = visitor.post(form, first)
    (kept,) = load_predictions(visitor.store)
    url = f"/practise/tests/{kept.uid}"
    assert (status, location) == (303, f"{url}/plan")
    assert (kept.person_id, kept.belief, kept.by_day) == (sam, 80, day)
    assert visitor.get(form) == (303, f"{url}/fear"), "going back finds the same one"
    for part in ("plan", "happened", "after"):
        page = visitor.get(f"{url}/{part}")[1]
        assert "They will laugh." in page and "say hello" in page and "80 of 100" in page
    visitor.post(f"{url}/plan", {"habit": "no joke", "discomfort": "6"})
    assert "They will laugh." in visitor.get("/practise")[1]
    status, location = visitor.post(f"{url}/happened", {"happened": "no", "outcome": "They listened."})
    assert location == f"{url}/after"
    visitor.post(
        location, {"surprise": "warm", "discomfort_felt": "0", "belief_after": "30", "next_where": "work"}
    )
    kept = load_prediction(visitor.store, kept.uid)
    assert (kept.ended, kept.happened, kept.outcome) == ("done", "no", "They listened.")
    assert (kept.habit, kept.discomfort, kept.discomfort_felt, kept.belief_after) == ("no joke", 6, 0, 30)
    page = visitor.get(url)[1]
    for words in ("They listened.", "0 of 10", "30 of 100", "work", "warm"):
        assert words in page
    assert "They will laugh." in visitor.get(f"/practise/ladder/{one.uid}")[1]
    visitor.post(f"{url}/delete")
    undo = re.search(r'action="(/undo/\w+)"', visitor.get("/practise/tests")[1])[1]
    assert visitor.post(undo) == (303, url)
    assert load_prediction(visitor.store, kept.uid) == kept


def test_a_fear_about_nobody_in_particular(visitor):
    _status, location = visitor.post("/practise/tests/who", {"who": ""})
    assert location == "/practise/tests/new?with=0"
    form = new_form(visitor, location)
    day = visitor.place.now().date().isoformat()
    visitor.post(form, {"fear": "Nobody sits by me.", "by_day": day, "belief": "55"})
    (kept,) = load_predictions(visitor.store)
    assert (kept.person_id, kept.step_id) == (None, None)
    assert 'value="55" checked' in visitor.get(f"/practise/tests/{kept.uid}/fear")[1]


def test_stopping_counts_and_letting_go_needs_no_reason(visitor):
    stopped, dropped = a_test(visitor), a_test(visitor)
    _status, location = visitor.post(f"/practise/tests/{stopped.uid}/stop")
    assert location.endswith("/after") and "is an outcome, too" in visitor.get(location)[1]
    visitor.post(location, {"discomfort_felt": "9"})
    visitor.post(f"/practise/tests/{stopped.uid}/happened", {"happened": "", "outcome": "I left."})
    kept = load_prediction(visitor.store, stopped.uid)
    assert (kept.ended, kept.happened, kept.outcome, kept.discomfort_felt) == ("stopped", None, "I left.", 9)
    visitor.post(f"/practise/tests/{dropped.uid}/let-go")
    page = visitor.get("/practise/tests")[1]
    assert "Let go. No reason is needed." in page and "One test was stopped" in page
    assert visitor.post(f"/practise/tests/{dropped.uid}/reopen")[0] == 303
    assert load_prediction(visitor.store, dropped.uid).ended is None


def test_the_picture_comes_with_enough_fears(visitor):
    for number in range(6):
        page = visitor.get("/practise/tests")[1]
        assert ('id="charts"' in page) == (number >= 5)
        end_test(visitor.store, a_test(visitor).uid, visitor.place.now(), "done", happened="no")
    page = visitor.get("/practise/tests")[1]
    assert "Of 6 fears, 0 came true; you had expected about 4." in page
    assert page.count("<table>") == 1


def test_the_reminder_is_neutral(visitor, sam):
    one = a_test(visitor, sam)
    status, headers, text = visitor.served.ask(
        "GET", f"/practise/tests/{one.uid}/reminder", cookie=visitor.cookie
    )
    assert (status, headers["content-disposition"]) == (200, 'attachment; filename="notes.ics"')
    assert "Sam" not in text and "laugh" not in text and text.count("BEGIN:VEVENT") == 1


PAGES = (
    "/practise/ladder/{step}", "/practise/ladder/{step}/change", "/practise/tests/{ahead}", "/practise/tests/{ahead}/plan",
    "/practise/tests/{ahead}/happened", "/practise/tests/{ahead}/reminder", "/practise/tests/new?step={step}",
)  # fmt: skip
DEEDS = (
    ("/practise/ladder/{step}/change", {"what": "x"}), ("/practise/ladder/{step}/move", {"by": "up"}),
    ("/practise/ladder/{step}/state", {"state": "done"}), ("/practise/ladder/{step}/choose", {"on": "1"}),
    ("/practise/ladder/{step}/delete", {}), ("/practise/tests/{ahead}/plan", {"habit": "x"}),
    ("/practise/tests/{ahead}/stop", {}), ("/practise/tests/{ahead}/delete", {}), ("/practise/tests/{past}/delete", {}),
    ("/practise/tests/{past}/after", {"surprise": "x"}),
)  # fmt: skip


def filled(visitor, person):
    one = step(visitor, person, "tell Sam the secret")
    ahead, past = a_test(visitor, person), a_test(visitor, person, fear="they leave the room")
    end_test(visitor.store, past.uid, visitor.place.now(), "done", happened="yes")
    return {"step": one.uid, "ahead": ahead.uid, "past": past.uid}


@pytest.mark.parametrize("answer", [{"threats": "yes"}, {"follow": "yes"}, {"afraid": "unsure"}])
def test_whoever_is_closed_is_met_nowhere(visitor, sam, answer):
    uids = filled(visitor, sam)
    empty = {url: visitor.get(url)[1] for url in ("/practise", "/practise/ladder", "/practise/tests")}
    answer_safety(visitor.store, sam, answer, visitor.place.now())
    for url, before in empty.items():
        page = visitor.get(url)[1]
        assert page != before
        assert "secret" not in page and "laugh" not in page and "leave the room" not in page
    missing = visitor.get("/practise/ladder/" + "0" * 32)
    for url in (*PAGES, "/practise/tests/{past}", "/practise/tests/{past}/after"):
        status, page = visitor.get(url.format(**uids))
        assert status == missing[0] and "secret" not in page and "laugh" not in page
    rows = load_steps(visitor.store), load_predictions(visitor.store)
    for url, fields in DEEDS:
        assert visitor.post(url.format(**uids), fields)[0] != 303
    assert (load_steps(visitor.store), load_predictions(visitor.store)) == rows


def test_a_closed_person_looks_as_one_never_asked_about(visitor, sam):
    """Every page is the same, letter by letter, save for the steps' own addresses, as if there had been nothing."""
    urls = ("/practise", "/practise/ladder", "/practise/tests", "/practise/ladder/new", "/practise/tests/new")
    answer_safety(visitor.store, sam, {"punished": "yes"}, visitor.place.now())
    without = {url: visitor.get(url) for url in urls}
    answer_safety(visitor.store, sam, ALL_NO, visitor.place.now())
    filled(visitor, sam)
    assert {url: visitor.get(url) for url in urls} != without
    answer_safety(visitor.store, sam, {"punished": "yes"}, visitor.place.now())
    assert {url: visitor.get(url) for url in urls} == without
    visitor.store.change("UPDATE person SET safety = NULL, safety_at = NULL")
    visitor.store.change("DELETE FROM step")
    visitor.store.change("DELETE FROM prediction")
    assert {url: visitor.get(url) for url in urls} == without
    for area in ("ladder", "tests"):
        status, location = visitor.get(f"/practise/{area}/new?with={sam}")
        assert (status, location.partition("?")[0]) == (303, f"/practise/safe/{sam}")


def test_what_was_not_asked_lately_leads_to_the_questions_and_back(visitor, sam):
    uids = filled(visitor, sam)
    visitor.store.change("UPDATE person SET safety_at = '2020-01-01T00:00:00'")
    for url in PAGES:
        status, location = visitor.get(url.format(**uids))
        assert (status, location.partition("?")[0]) == (303, f"/practise/safe/{sam}")
        back = unquote(location.partition("then=")[2])
        answer_safety(visitor.store, sam, ALL_NO, visitor.place.now())
        assert visitor.get(back)[0] in (200, 303)
        visitor.store.change("UPDATE person SET safety_at = '2020-01-01T00:00:00'")
    assert visitor.get(f"/practise/tests/{uids['past']}")[0] == 200
    for url, fields in DEEDS[:7]:
        if not url.endswith("/stop"):
            assert visitor.post(url.format(**uids), fields)[0] != 303, url


@pytest.mark.parametrize("words", HOSTILE)
def test_odd_words_are_shown_as_they_are(visitor, words):
    person = add_person(visitor.store, words, visitor.place.now())
    answer_safety(visitor.store, person, ALL_NO, visitor.place.now())
    form = new_form(visitor, f"/practise/ladder/new?with={person}")
    status, location = visitor.post(form, {"what": words, "how_small": words, "discomfort": "4"})
    assert status == 303
    pages = [location, f"{location}/change", "/practise", "/practise/ladder"]
    form = new_form(visitor, f"/practise/tests/new?step={location.rpartition('/')[2]}")
    day = visitor.place.now().date().isoformat()
    _, plan = visitor.post(form, {"fear": words, "by_day": day, "belief": "50"})
    url = plan.removesuffix("/plan")
    visitor.post(plan, {"habit": words})
    for page in (*pages, url, plan, f"{url}/fear", f"{url}/happened", f"{url}/after", "/practise/tests"):
        status, _, text = visitor.served.ask("GET", page, cookie=visitor.cookie)
        assert status == 200
        assert "<script>window" not in text and "<img src=x" not in text and "<iframe" not in text
        if page == url:
            assert " ".join(load_predictions(visitor.store)[0].fear.split()) in " ".join(
                html.unescape(text).split()
            )


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("change", {"what": "x", "level": "everything"}),
        ("change", {"what": "x", "discomfort": "11"}),
        ("change", {"what": "x", "discomfort": "-1"}),
        ("change", {"what": "x", "discomfort": "²"}),
        ("change", {"what": " "}),
        ("change", {"what": "x" * 3000}),
        ("state", {"state": "gone"}),
        ("back/gone", {}),
        ("state", {}),
    ],
)
def test_what_no_form_offers_is_refused(visitor, sam, url, fields):
    one = step(visitor, sam)
    before = load_steps(visitor.store)
    status, _page = visitor.post(f"/practise/ladder/{one.uid}/{url}", fields)
    assert status == 422 and load_steps(visitor.store) == before


def test_a_test_takes_no_odd_numbers_and_no_far_day(visitor):
    form = new_form(visitor, "/practise/tests/new?with=0")
    day = visitor.place.now().date()
    good = {"fear": "x", "by_day": day.isoformat(), "belief": "50"}
    far = {"by_day": (day + timedelta(days=500)).isoformat()}
    for odd in ({"belief": "101"}, {"belief": "1e1"}, {"by_day": "soon"}, far, {"fear": "x" * 5000}):
        assert visitor.post(form, good | odd)[0] == 422
    assert visitor.post("/practise/tests/new/short?with=0", good)[0] == 422
    assert visitor.get("/practise/tests/new?with=999")[0] == visitor.get("/practise/tests/" + "0" * 32)[0]
    assert load_predictions(visitor.store) == []
