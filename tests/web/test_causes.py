"""Possible causes over plain HTTP, as without scripts: what bears on each, pages for oneself, and the guard's map."""

import re
from datetime import timedelta

import pytest
from e2e.app import HOSTILE
from places import Clock

from nearer.app.exercises import begin_sitting, end_sitting
from nearer.app.scales import save_answers
from nearer.kernel.uids import new_uid
from nearer.patterns.keys import CAUSES, RECORD_KEYS
from nearer.patterns.loading import own_library
from nearer.store.checkins import CheckIn, add_checkins
from nearer.store.writings import Writing, load_writings, save_writing
from nearer.web.app import all_routes
from nearer.words import say

HOME = "/understand/causes"
MAPS = "/understand/guard-map"
PROMPT = f"{HOME}/betrayal/write/first_warning"
WORDS = "On the stairs.\n\nI said nothing; zebrafinch."
FIELDS = ("trigger", "fear", "learned", "gives", "costs", "thanks")


@pytest.fixture
def clock():
    return Clock()


def causes():
    return own_library().library.causes


def note_close_moments(visitor, n=8, exposed=3):
    now = visitor.place.now()
    moments = []
    for number in range(n):
        at = now - timedelta(days=number)
        felt = ("exposed",) if number < exposed else ("calm",)
        moments.append(CheckIn(new_uid(), at, at, at, closeness=6, wanted=6, urge=4, feelings=felt))
    add_checkins(visitor.store, moments)


def fresh_uid(page):
    return re.search(r'name="uid" value="(\w{32})"', page)[1]


def write(visitor, words=WORDS, prompt=PROMPT, uid=None):
    """Write as the page offers it, and return the uid."""
    uid = uid or fresh_uid(visitor.get(prompt)[1])
    assert visitor.post(prompt, {"uid": uid, "words": words}) == (303, prompt)
    return uid


def make_map(visitor, answers, *, ended=True):
    store, now = visitor.store, visitor.place.now()
    uid = begin_sitting(store, "guard_map", new_uid(), now).uid
    if ended:
        end_sitting(store, uid, "done", now, answers)
    else:
        visitor.post(f"/practise/exercises/sitting/{uid}", answers)
    return uid


def steps(page):
    """Return the steps of the map that is drawn, in order: heading and words."""
    drawn = re.search(r'<ol class="guard-map".*?</ol>', page, re.DOTALL)[0]
    return re.findall(r"<h3>(.*?)</h3><p[^>]*>(.*?)</p>", drawn, re.DOTALL)


def test_the_five_stand_in_the_same_order_for_everybody(visitor):
    _, before = visitor.get(HOME)
    order = re.findall(rf'href="{HOME}/(\w+)"', before)
    assert order == list(CAUSES)
    note_close_moments(visitor)
    save_answers(
        visitor.store,
        "own_worth",
        new_uid(),
        visitor.place.now(),
        answers=dict.fromkeys(range(6), 0),
    )
    assert visitor.get(HOME)[1] == before, "what is noted chooses, counts or ranks nothing here"


@pytest.mark.parametrize("key", CAUSES)
def test_the_page_of_a_cause_has_everything_and_all_leads_somewhere(visitor, key):
    cause = causes()[key]
    status, page = visitor.get(f"{HOME}/{key}")
    assert status == 200
    for part in (*(one.title for one in cause.text.sections), *(one.text for one in cause.prompts)):
        assert part in page
    for scale in cause.scales:
        assert f'href="/understand/scales/{scale}"' in page
    for practice in cause.practices:
        assert f'href="/practise/exercises/{practice}"' in page
    for one in cause.text.cited:
        assert f'href="#{one.anchor}"' in page and f'id="{one.anchor}"' in page
    for record in cause.record:
        assert say(f"causes.bears.{record}") in page and say(f"bearing.nothing.{record}") in page
    for path in set(re.findall(r'href="(/[^"#]*)', page)) - {"/"}:
        assert visitor.get(path)[0] in (200, 303), path
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    for prompt in cause.prompts:
        assert prompt.text in visitor.get(f"{HOME}/{key}/write/{prompt.key}")[1]


def test_every_statement_has_its_words():
    assert all(say(f"causes.bears.{key}") for key in RECORD_KEYS)


def test_what_bears_on_it_is_counted_with_its_interval(visitor):
    note_close_moments(visitor, n=8, exposed=3)
    _, page = visitor.get(f"{HOME}/vulnerability")
    assert "At 3 of 8 close moments" in page and "between 14 and 69" in page  # Wilson: 0.137, 0.694
    assert say("bearing.nothing.exposed") not in page
    assert say("bearing.nothing.cool_after_warm") in page
    order = [page.index(part) for part in ("At 3 of 8", 'id="what-your-record-cannot-show"')]
    assert order == sorted(order)


def test_what_needs_the_same_is_asked_for_once(visitor):
    _, page = visitor.get(f"{HOME}/vulnerability")
    assert page.count(say("bearing.nothing.exposed")) == 1


def test_a_questionnaire_is_told_with_how_it_stands(visitor):
    path = f"{HOME}/not_enough"
    assert say("causes.one.needs_text") in visitor.get(path)[1]
    assert say("causes.one.filled_none") in visitor.get(path)[1]
    for number in (1, 2):
        at = visitor.place.now() - timedelta(days=7 * (2 - number))
        save_answers(visitor.store, "own_worth", new_uid(), at, answers=dict.fromkeys(range(6), 2))
        _, page = visitor.get(path)
        assert ("Filled once" if number == 1 else "Filled 2 times") in page
        assert ('class="cause-says"' in page) == (number == 2), "one time compares with nothing"


def test_a_page_is_kept_changed_deleted_and_brought_back(visitor, clock):
    uid = write(visitor)
    _, page = visitor.get(PROMPT)
    assert say("causes.notice.kept") in page and WORDS in page and "4 March 2026" in page
    assert "1 page, 4 March 2026" in visitor.get(f"{HOME}/betrayal")[1]
    assert f"{HOME}/pages/{uid}" in visitor.get(HOME)[1]
    clock.pass_days(3)
    _, page = visitor.get(f"{HOME}/pages/{uid}")
    assert WORDS in page and fresh_uid(page) == uid
    write(visitor, "Now I know more.", uid=uid)
    (kept,) = load_writings(visitor.store)
    assert (kept.words, kept.made_at.day, kept.changed_at.day) == ("Now I know more.", 4, 7)
    assert "Changed 7 March 2026" in visitor.get(PROMPT)[1]
    assert visitor.post(f"{HOME}/pages/{uid}/delete") == (303, PROMPT)
    assert load_writings(visitor.store) == []
    _, page = visitor.get(PROMPT)
    undo = re.search(r'action="(/undo/\w+)"', page)[1]
    assert "Now I know more." not in page
    assert visitor.post(undo) == (303, f"{HOME}/pages/{uid}")
    assert load_writings(visitor.store) == [kept]


def test_several_pages_to_one_prompt_the_latest_first(visitor, clock):
    write(visitor, "robin")
    clock.pass_days(1)
    write(visitor, "wren")
    _, page = visitor.get(PROMPT)
    assert page.index("wren") < page.index("robin")
    assert "2 pages, the last from 5 March 2026" in visitor.get(f"{HOME}/betrayal")[1]


def test_sent_twice_it_is_kept_once_and_as_one_goes(visitor):
    uid = fresh_uid(visitor.get(PROMPT)[1])
    for words in ("On", "On the", "On the stairs."):
        in_place = {"headers": {"x-in-place": "1"}}
        assert visitor.post(PROMPT, {"uid": uid, "words": words}, **in_place) == (204, "")
    write(visitor, "On the stairs.", uid=uid)
    assert [one.words for one in load_writings(visitor.store)] == ["On the stairs."]


def test_without_words_nothing_is_kept(visitor):
    for words in ("", "   \n "):
        write(visitor, words)
        assert say("causes.notice.empty") in visitor.get(PROMPT)[1]
    assert load_writings(visitor.store) == []


def test_an_emptied_page_is_gone_comes_back_by_undo_and_by_writing_on(visitor):
    uid = write(visitor)
    write(visitor, "", uid=uid)
    assert load_writings(visitor.store) == []
    visitor.post(re.search(r'action="(/undo/\w+)"', visitor.get(PROMPT)[1])[1])
    assert [one.words for one in load_writings(visitor.store)] == [WORDS]
    in_place = {"headers": {"x-in-place": "1"}}
    visitor.post(PROMPT, {"uid": uid, "words": ""}, **in_place)
    assert load_writings(visitor.store) == []
    visitor.post(PROMPT, {"uid": uid, "words": "again"}, **in_place)
    assert [one.words for one in load_writings(visitor.store)] == ["again"]


def test_what_is_none_is_refused_and_changes_nothing(visitor):
    uid = write(visitor)
    before = load_writings(visitor.store)
    for path, fields in (
        (f"{HOME}/betrayal/write/nothing", {"uid": new_uid(), "words": "x"}),
        (f"{HOME}/nobody/write/first_warning", {"uid": new_uid(), "words": "x"}),
        (PROMPT, {"uid": "../x", "words": "x"}),
        (PROMPT, {"uid": new_uid(), "words": "x" * 10_001}),
        (f"{HOME}/engulfment/write/good_distance", {"uid": uid, "words": "elsewhere"}),
        (f"{HOME}/pages/{new_uid()}/delete", {}),
    ):
        assert visitor.post(path, fields)[0] in (404, 422), path
    for path in (f"{HOME}/nobody", f"{HOME}/betrayal/write/no", f"{HOME}/pages/no", f"{MAPS}?map=no"):
        assert visitor.get(path)[0] in (404, 422), path
    assert load_writings(visitor.store) == before


def test_a_page_whose_question_has_gone_is_still_there(visitor):
    now = visitor.place.now()
    for about in ("cause.betrayal.no_more", "cause.gone.no_more"):
        save_writing(visitor.store, Writing(new_uid(), about, "kept all the same", now, now))
    assert visitor.get(HOME)[1].count(f"{HOME}/pages/") == 2
    assert visitor.get(f"{HOME}/betrayal")[1].count(f"{HOME}/pages/") == 1
    for one in load_writings(visitor.store):
        _, page = visitor.get(f"{HOME}/pages/{one.uid}")
        assert "kept all the same" in page and say("causes.write.old") in page
        back = f"{HOME}/betrayal" if "betrayal" in one.about else HOME
        assert visitor.post(f"{HOME}/pages/{one.uid}/delete") == (303, back)
    assert load_writings(visitor.store) == []


def test_no_other_page_shows_what_was_written(visitor):
    note_close_moments(visitor)
    before = {path: visitor.get(path) for path in plain_paths()}
    uid = write(visitor)
    assert "zebrafinch" in visitor.get(PROMPT)[1] and "zebrafinch" in visitor.get(f"{HOME}/pages/{uid}")[1]
    visitor.get(HOME)  # shows the notice
    seen = 0
    for path, (status, _) in before.items():
        if status == 200:
            assert "zebrafinch" not in visitor.get(path)[1], path
            seen += 1
    assert seen > 20
    for key in CAUSES:
        assert "zebrafinch" not in visitor.get(f"{HOME}/{key}")[1], "one click more than a glance"


def plain_paths():
    """Every page that is asked for without anything to choose, but the document that may show it all."""
    found = {route.path for route in all_routes() if "GET" in (route.methods or ()) and "{" not in route.path}
    return sorted(path for path in found if not path.startswith(("/launch", "/therapist")))


def test_hostile_words_stay_words(visitor):
    for text in HOSTILE:
        uid = write(visitor, text)
        for path in (PROMPT, f"{HOME}/pages/{uid}"):
            status, _, page = visitor.served.ask("GET", path, cookie=visitor.cookie)
            assert status == 200 and "<script>window" not in page and "onerror='" not in page
    make_map(visitor, dict.fromkeys(FIELDS, HOSTILE[0]))
    _, _, page = visitor.served.ask("GET", MAPS, cookie=visitor.cookie)
    assert "<script>window" not in page and "&lt;script&gt;window" in page


def test_no_map_yet(visitor):
    status, page = visitor.get(MAPS)
    assert status == 200 and say("causes.map.none") in page
    assert page.count('href="/practise/exercises/guard_map"') == 1
    begin_sitting(visitor.store, "guard_map", new_uid(), visitor.place.now())
    assert say("causes.map.none") in visitor.get(MAPS)[1], "nothing is drawn of a map without words"


def test_a_map_is_drawn_as_a_list_from_what_sets_it_off_to_the_thanks(visitor, clock):
    uid = make_map(visitor, {name: f"my {name}" for name in FIELDS if name != "learned"})
    _, page = visitor.get(MAPS)
    assert [words for _, words in steps(page)] == [
        "my trigger",
        "my fear",
        say("causes.map.open"),
        "my gives",
        "my costs",
        "my thanks",
    ]
    assert [title for title, _ in steps(page)] == [
        say(f"exercises.of.guard_map.fields.{name}") for name in FIELDS
    ]
    assert f"{MAPS}?map={uid}" in visitor.get(f"/practise/exercises/sitting/{uid}")[1]
    assert page.count('class="glyph"') == 6 and f"/practise/exercises/sitting/{uid}" in page
    assert "Stop if it floods you" in page and say("causes.map.weekly") in page
    assert say("causes.map.resting") in page and 'href="/practise/exercises/guard_map"' not in page
    clock.pass_days(7)
    _, page = visitor.get(MAPS)
    assert say("causes.map.resting") not in page and 'href="/practise/exercises/guard_map"' in page


def test_several_maps_by_date_and_each_can_be_drawn(visitor, clock):
    uids = []
    for number in range(3):
        uids.append(make_map(visitor, {"trigger": f"map {number}"}, ended=number != 1))
        clock.pass_days(8)
    _, page = visitor.get(MAPS)
    assert re.findall(rf'href="{re.escape(MAPS)}\?map=(\w+)"', page) == uids[::-1]
    assert steps(page)[0][1] == "map 2"
    for number, uid in enumerate(uids):
        _, page = visitor.get(f"{MAPS}?map={uid}")
        assert steps(page)[0][1] == f"map {number}"
        assert (say("causes.map.unfinished") in page) == (number == 1)
