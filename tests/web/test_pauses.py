"""A pause with a return over plain HTTP, as without scripts: written, looked over, copied, announced, kept or not."""

import logging
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from e2e.app import HOSTILE
from places import Clock
from visitor import safe_person

from nearer.app.pauses import pauses_summary
from nearer.app.safety import answer_safety
from nearer.practice.safety import QUESTIONS
from nearer.store.pauses import load_pauses
from nearer.store.people import add_person, load_people

HOME = "/practise/pause"
PARTS = {"space": "I need an evening.", "care": "I love you.", "back": "I will write tomorrow at six."}
MESSAGE = " ".join(PARTS.values())


@pytest.fixture
def clock():
    return Clock()


def form_of(page):
    return {
        "uid": re.search(r'name="uid" value="(\w{32})"', page)[1],
        "day": re.search(r'name="day" type="date" value="([^"]*)"', page)[1],
        "clock": re.search(r'name="clock" type="time" value="([^"]*)"', page)[1],
    }


def written(visitor, person, **fields):
    """Write a message as the page offers it, and return what comes."""
    form = form_of(visitor.get(f"{HOME}/with/{person}")[1])
    return visitor.post(f"{HOME}/with/{person}", form | PARTS | {"do": "ready"} | fields)


def kept(visitor, person, **fields):
    status, address = written(visitor, person, keeps="1", **fields)
    assert status == 303, address
    return address


def test_from_somebody_new_to_words_that_can_be_copied(visitor):
    status, address = visitor.post(f"{HOME}/who", {"who": "", "name": "Kit"})
    (kit,) = load_people(visitor.store)
    assert (status, address) == (303, f"{HOME}/with/{kit.id}")
    status, asked = visitor.get(address)
    assert (status, asked) == (303, f"/practise/safe/{kit.id}?then=%2Fpractise%2Fpause%2Fwith%2F{kit.id}")
    answers = dict.fromkeys(QUESTIONS, "no") | {"then": address}
    assert visitor.post(f"/practise/safe/{kit.id}", answers) == (303, address)
    status, page = written(visitor, kit.id)
    assert (status, MESSAGE in page, "The words are not kept" in page) == (200, True, True)
    (pause,) = load_pauses(visitor.store)
    assert (pause.message, pause.person_id, pause.said_at, pause.kept) == ("", kit.id, None, None)
    assert MESSAGE not in visitor.get(f"{HOME}/{pause.uid}")[1]


def test_words_stay_where_that_is_wished_and_sent_twice_it_is_one(visitor):
    sam = safe_person(visitor)
    form = form_of(visitor.get(f"{HOME}/with/{sam}")[1]) | PARTS | {"do": "ready", "keeps": "1"}
    addresses = {visitor.post(f"{HOME}/with/{sam}", form) for _ in range(2)}
    assert len(addresses) == len(load_pauses(visitor.store)) == 1
    assert MESSAGE in visitor.get(addresses.pop()[1])[1]


def test_a_line_fills_its_field_and_the_rest_stays(visitor, clock):
    sam = safe_person(visitor)
    form = form_of(visitor.get(f"{HOME}/with/{sam}")[1])
    assert (form["day"], form["clock"]) == ((clock.now.date() + timedelta(days=1)).isoformat(), "18:00")
    _, page = visitor.post(f"{HOME}/with/{sam}", form | {"space": "Mine.", "do": "two_days"})
    assert "Mine." in page
    form = form_of(page) | {"space": "Mine."}
    assert form["day"] == (clock.now.date() + timedelta(days=2)).isoformat()
    _, page = visitor.post(f"{HOME}/with/{sam}", form | {"do": "back.plain"})
    weekday = (clock.now + timedelta(days=2)).strftime("%A")
    assert re.search(
        rf'<textarea id="back"[^>]*autofocus[^>]*>I will write to you on {weekday} at 18:00\.</textarea>',
        page,
    )
    assert re.search(r'<textarea id="space"[^>]*>Mine\.</textarea>', page)
    assert load_pauses(visitor.store) == []


def test_what_stands_out_is_shown_once_and_never_in_the_way(visitor):
    sam = safe_person(visitor)
    harsh = PARTS | {"space": "You never listen. Leave me alone."}
    status, page = written(visitor, sam, **harsh)
    assert status == 200 and load_pauses(visitor.store) == []
    assert "You never" in page and "Leave me alone" in page and "Worth a second look" in page
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    assert seen == "absolutes,dismissal"
    status, page = written(visitor, sam, seen=seen, **harsh)
    assert (status, len(load_pauses(visitor.store))) == (200, 1)
    assert "You never listen. Leave me alone." in page


def test_looked_over_while_it_is_written(visitor, caplog):
    caplog.set_level(logging.DEBUG)
    for fields, found, missing in (
        (PARTS, "Nothing stands out", "second look"),
        ({"space": "Whatever."}, "Whatever", "It does not say yet"),
        (PARTS | {"back": "Bye."}, "It does not say yet when", "Nothing stands out"),
        ({}, "A few plain rules", "second look"),
    ):
        status, piece = visitor.post(f"{HOME}/check", fields | {"do": "live"})
        assert status == 200 and found in piece and missing not in piece, piece
        assert "<html" not in piece
    assert "Whatever" not in caplog.text
    assert load_pauses(visitor.store) == []
    assert visitor.served.ask("POST", f"{HOME}/check", fields=PARTS, cookie=visitor.cookie)[0] == 403


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": ""}, "Choose a day"),
        ({"day": "2026-03-04", "clock": "21:30"}, "That time is over"),
        ({"day": "2026-03-04", "clock": "08:00"}, "That time is over"),
        ({"day": "2026-04-30"}, "more than a month"),
        ({"clock": "26:00"}, "no time of day"),
        ({"day": "9999-12-31"}, "more than a month"),
        ({"day": "soon"}, "day"),
        ({"space": "", "care": "", "back": ""}, "no words yet"),
        ({"uid": "../x"}, "h1"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(visitor, fields, words):
    sam = safe_person(visitor)
    status, page = written(visitor, sam, **fields)
    assert (status, words in page) == (422, True)
    assert fields.get("space") == "" or PARTS["space"] in page
    assert load_pauses(visitor.store) == []


def test_announced_and_kept_and_counted(visitor, clock):
    sam = safe_person(visitor)
    ways = ("yes", "yes", "later", "no", "unsaid", "quiet")
    for number, answer in enumerate(ways):
        address = kept(visitor, sam)
        if number != 4:
            assert visitor.post(f"{address}/said") == (303, HOME)
        assert "Were you?" not in visitor.get(HOME)[1]
        clock.pass_days(1)
        _, page = visitor.get(HOME)
        assert "You meant to be back today at 18:00. Were you?" in page or "tonight at 18:00" in page
        assert visitor.post(f"{address}/answer", {"answer": answer}) == (303, HOME)
        assert "Were you?" not in visitor.get(HOME)[1], "asked once"
    found = pauses_summary(visitor.store)
    assert (found.n_announced, found.n, found.n_kept, found.n_later, found.n_not) == (5, 4, 2, 1, 1)
    assert found.share == 0.5
    assert found.low == pytest.approx(0.150, abs=0.001), "Wilson, 2 of 4, by hand: 0.1500 to 0.8500"
    assert found.high == pytest.approx(0.850, abs=0.001)
    assert visitor.post(f"{address}/answer", {"answer": "perhaps"})[0] == 422
    visitor.post(f"{address}/answer", {"answer": ""})
    assert "Were you?" in visitor.get(HOME)[1], "it can be answered anew"


def test_who_says_how_it_ended_had_announced_it(visitor, clock):
    address = kept(visitor, safe_person(visitor))
    clock.pass_days(1)
    visitor.post(f"{address}/answer", {"answer": "yes"})
    (pause,) = load_pauses(visitor.store)
    assert (pause.kept, pause.said_at) == ("yes", pause.made_at)
    visitor.post(f"{address}/said", {"unsay": "1"})
    assert load_pauses(visitor.store)[0].said_at is None


def test_the_calendar_names_nobody(visitor, clock):
    address = kept(visitor, safe_person(visitor, "Sam Very Own Name"))
    status, headers, text = visitor.served.ask("GET", f"{address}/calendar", cookie=visitor.cookie)
    assert (status, headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert "reminder.ics" in headers["content-disposition"]
    tomorrow = clock.now + timedelta(days=1)
    assert f"DTSTART:{tomorrow:%Y%m%d}T180000" in text and "SUMMARY:Reminder\r\n" in text
    assert text.count("BEGIN:VEVENT") == 1 and "COUNT=1" in text
    for word in ("Sam", "pause", "Pause", "Nearer", "nearer", "evening"):
        assert word not in text


def test_deleted_and_brought_back(visitor):
    address = kept(visitor, safe_person(visitor))
    assert visitor.post(f"{address}/drop") == (303, HOME)
    assert load_pauses(visitor.store) == []
    undo = re.search(r'action="(/undo/\w+)"', visitor.get(HOME)[1])[1]
    assert visitor.post(undo) == (303, address)
    assert MESSAGE in visitor.get(address)[1]


def test_nothing_tells_whom_steps_are_closed_toward(visitor, clock):
    lou, kit = safe_person(visitor, "Lou"), add_person(visitor.store, "Kit", visitor.place.now())
    address = kept(visitor, lou)
    visitor.post(f"{address}/said")
    before = visitor.get(HOME)[1]
    assert "With Lou" in before
    answer_safety(visitor.store, lou, {"follow": "yes"}, visitor.place.now())
    page = visitor.get(HOME)[1]
    assert "With Lou" not in page and page.count("Lou") == page.count("Kit") == 1
    clock.pass_days(2)
    assert "Were you?" not in visitor.get(HOME)[1]
    for path in (address, f"{address}/calendar"):
        assert visitor.get(path)[0] == 404
    for path in ("said", "answer", "drop"):
        assert visitor.post(f"{address}/{path}", {"answer": "yes"})[0] == 404
    asked = [
        [visitor.get(f"{HOME}/with/{one}"), visitor.post(f"{HOME}/with/{one}", PARTS | {"do": "ready"})]
        for one in (lou, kit)
    ]
    assert [answer[0] for one in asked for answer in one] == [303] * 4
    assert unquote(str(asked[0])).replace(f"/{lou}", "/#") == unquote(str(asked[1])).replace(f"/{kit}", "/#")
    assert pauses_summary(visitor.store).n_announced == 0


def test_nobody_and_nonsense_are_refused(visitor):
    for fields in ({}, {"who": "new", "name": " "}):
        status, page = visitor.post(f"{HOME}/who", fields)
        assert (status, "Choose somebody first" in page) == (422, True)
    assert visitor.post(f"{HOME}/who", {"who": "99"})[0] == 404
    assert visitor.get(f"{HOME}/nothing")[0] == 404
    assert visitor.get(f"{HOME}/with/99")[0] == 303, "as anybody about whom nothing was asked"


def test_hostile_words_stay_words(visitor):
    for number, text in enumerate(HOSTILE):
        sam = safe_person(visitor, f"{number}{text}")
        _, page = written(visitor, sam, space=text)
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        address = kept(visitor, sam, space=text, seen=seen[1] if seen else "")
        for path in (address, HOME):
            raw = visitor.served.ask("GET", path, cookie=visitor.cookie)[2]
            assert "<script>window" not in raw and "onerror='" not in raw
