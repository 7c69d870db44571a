"""Check-ins, the first page, the year and the pocket over plain HTTP, as without scripts."""

import html
import json
import re
from datetime import timedelta

import pytest
from e2e.app import HOSTILE, serving
from visitor import Visitor

from nearer.app.place import Place
from nearer.app.year import show_year
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, add_checkins, count_checkins, load_checkin, load_checkins
from nearer.store.people import add_person, load_people
from nearer.store.tags import add_tag, load_tags


class Noter(Visitor):
    """Somebody who also looks at what comes with a redirection."""

    def get(self, path):
        status, _, text = self.served.ask("GET", path, cookie=self.cookie)
        return status, text

    def post(self, path, fields=None, **options):
        status, headers, text = self.served.post(path, fields, cookie=self.cookie, **options)
        return status, headers.get("Location"), text

    def check_in(self, **fields):
        """Do the first step and return the check-in."""
        address = self.served.ask("GET", "/check-in", cookie=self.cookie)[1]["Location"]
        assert self.get(address)[0] == 200
        uid = address.rpartition("/")[2]
        status, location, _ = self.post(address, fields)
        assert (status, location) == (303, f"/check-in/{uid}/feeling")
        return load_checkin(self.store, uid)


@pytest.fixture
def visitor(tmp_path):
    place = Place(tmp_path / "place")
    place.create(None)
    with serving(place) as served:
        yield Noter(served)


def moment(visitor, **values):
    now = visitor.place.now()
    return CheckIn(**({"uid": new_uid(), "at": now, "made_at": now, "changed_at": now} | values))


def test_the_first_step_is_kept_and_every_other_adds_to_it(visitor):
    sam = add_person(visitor.store, "Sam", visitor.place.now())
    first = visitor.check_in(who=sam, closeness=5)
    assert (first.person_id, first.closeness, first.wanted) == (sam, 5, None)
    url = f"/check-in/{first.uid}"
    for step, fields, then in (
        ("feeling", {"feeling": "-1,2"}, "words"),
        ("words", {"word": "torn"}, "pull"),
        ("pull", {"urge": 8, "did": "small_step"}, "more"),
        ("more", {"note": "On the stairs", "new_tags": "late evening, visit"}, None),
    ):
        assert visitor.get(f"{url}/{step}")[0] == 200
        assert visitor.post(f"{url}/{step}", fields)[:2] == (303, f"{url}/{then}" if then else url)
    kept = load_checkin(visitor.store, first.uid)
    assert (kept.pleasant, kept.energy, kept.feelings, kept.urge, kept.did) == (
        -1,
        2,
        ("torn",),
        8,
        "small_step",
    )
    assert (kept.note, len(kept.tags), kept.closeness, kept.at) == ("On the stairs", 2, 5, first.at)
    page = visitor.get(url)[1]
    assert all(words in page for words in ("With Sam", "torn", "On the stairs", "late evening"))
    assert count_checkins(visitor.store) == 1


def test_sent_twice_it_is_one(visitor):
    first = visitor.check_in(closeness=2)
    assert visitor.post(f"/check-in/new/{first.uid}", {"closeness": 3})[0] == 303
    assert [checkin.closeness for checkin in load_checkins(visitor.store)] == [3]
    assert visitor.post("/check-in/new/..%2Fx", {"closeness": 3})[0] == 404
    assert visitor.post("/check-in/new/X", {"closeness": 3})[0] == 422


def test_a_new_name_becomes_a_person_once(visitor):
    assert visitor.check_in(name=" Robin ").person_id == visitor.check_in(who="new", name="robin").person_id
    assert [person.name for person in load_people(visitor.store)] == ["Robin"]
    assert visitor.check_in(who="new", name=" ").person_id is None


def test_backdated_and_moved_but_never_ahead(visitor):
    yesterday = visitor.place.now().date() - timedelta(days=1)
    first = visitor.check_in(day=yesterday.isoformat(), time="22:15")
    assert first.at.isoformat() == f"{yesterday}T22:15:00"
    url = f"/check-in/{first.uid}/closeness"
    for fields in ({}, {"day": yesterday.isoformat()}, {"time": "22:15"}):
        assert visitor.post(url, fields)[0] == 303
        assert load_checkin(visitor.store, first.uid).at == first.at
    earlier = yesterday - timedelta(days=1)
    assert visitor.post(url, {"day": earlier.isoformat()})[0] == 303
    assert load_checkin(visitor.store, first.uid).at.isoformat() == f"{earlier}T12:00:00"
    tomorrow = visitor.place.now().date() + timedelta(days=1)
    status, _, text = visitor.post(url, {"day": tomorrow.isoformat(), "time": "08:00"})
    assert (status, "lies ahead" in text) == (422, True)
    assert load_checkin(visitor.store, first.uid).at.isoformat() == f"{earlier}T12:00:00"


def test_saving_the_first_step_again_keeps_the_seconds(visitor):
    at = visitor.place.now().replace(microsecond=0) - timedelta(hours=30)
    checkin = moment(visitor, at=at.replace(second=41))
    add_checkins(visitor.store, [checkin])
    fields = {"day": checkin.at.date().isoformat(), "time": f"{checkin.at:%H:%M}", "closeness": 4}
    assert visitor.post(f"/check-in/{checkin.uid}/closeness", fields)[0] == 303
    assert load_checkin(visitor.store, checkin.uid).at == checkin.at


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("closeness", {"closeness": "8"}),
        ("closeness", {"wanted": "0"}),
        ("closeness", {"who": "99"}),
        ("closeness", {"day": "2026-02-31"}),
        ("closeness", {"day": "2026-01-31", "time": "25:00"}),
        ("feeling", {"feeling": "3,0"}),
        ("feeling", {"feeling": "1,x"}),
        ("pull", {"urge": "11"}),
        ("pull", {"urge": "٣"}),
        ("pull", {"did": "flew"}),
        ("more", {"note": "x" * 10_001}),
    ],
)
def test_what_the_form_does_not_offer_is_refused_and_changes_nothing(visitor, step, fields):
    first = visitor.check_in(closeness=4)
    status, _, text = visitor.post(f"/check-in/{first.uid}/{step}", fields)
    assert status == 404 if fields.get("who") else status == 422
    assert "<h1>" in text
    assert load_checkin(visitor.store, first.uid) == first


def test_what_was_said_can_be_left_open_again(visitor):
    first = visitor.check_in(closeness=4, wanted=6)
    url = f"/check-in/{first.uid}"
    visitor.post(f"{url}/feeling", {"feeling": "1,1"})
    for step in ("feeling", "closeness"):
        assert "Leave it open" in visitor.get(f"{url}/{step}")[1]
        assert visitor.post(f"{url}/{step}", {"clear": "1", "feeling": "1,1"})[0] == 303
    kept = load_checkin(visitor.store, first.uid)
    assert (kept.pleasant, kept.energy, kept.closeness, kept.wanted) == (None, None, None, None)
    assert "Leave it open" not in visitor.get(f"{url}/feeling")[1]


def test_in_place_it_answers_with_nothing(visitor):
    first = visitor.check_in(closeness=4)
    answer = visitor.post(f"/check-in/{first.uid}/pull", {"urge": 3}, headers={"x-in-place": "1"})
    assert answer == (204, None, "")
    assert load_checkin(visitor.store, first.uid).urge == 3


def test_deleted_is_gone_and_its_page_brings_it_back_whole(visitor):
    tag = add_tag(visitor.store, "call")
    note = "A “quoted” note\nwith <b>signs</b> & \u2028 breaks"
    checkin = moment(visitor, closeness=6, feelings=("torn",), did="stayed", note=note, tags=(tag,))
    add_checkins(visitor.store, [checkin])
    status, _, page = visitor.post(f"/check-in/{checkin.uid}/delete")
    assert (status, load_checkins(visitor.store)) == (200, [])
    assert visitor.get(f"/check-in/{checkin.uid}")[0] == 404
    text = html.unescape(re.search(r'name="text" value="([^"]*)"', page)[1])
    assert json.loads(text)["note"] == note
    assert visitor.post("/check-in/bring-back", {"text": text})[0] == 303
    back = load_checkin(visitor.store, checkin.uid)
    assert back.note == note.replace("\u2028", "")
    assert (back.closeness, back.feelings, back.did, back.tags) == (6, ("torn",), "stayed", (tag,))
    for forged in ("", "{}", text.replace('"closeness":6', '"closeness":60'), "[" * 5000):
        assert visitor.post("/check-in/bring-back", {"text": forged})[0] == 404
    assert load_checkins(visitor.store) == [back]


def test_the_list_is_filtered_and_paged(visitor):
    now = visitor.place.now()
    sam, call = add_person(visitor.store, "Sam", now), add_tag(visitor.store, "call")
    add_checkins(
        visitor.store,
        [
            moment(
                visitor,
                at=now - timedelta(days=n),
                person_id=sam if n % 2 else None,
                tags=(call,) if n == 7 else (),
            )
            for n in range(120)
        ],
    )
    seen = []
    for page in (1, 2, 3):
        text = visitor.get(f"/check-ins?page={page}")[1]
        seen += re.findall(r'href="/check-in/(\w{32})"', text)
    assert len(seen) == len(set(seen)) == 120
    assert visitor.get("/check-ins?page=99")[1].count('rel="next"') == 0
    assert "60 check-ins" in visitor.get(f"/check-ins?with={sam}")[1]
    assert "One check-in" in visitor.get(f"/check-ins?with={sam}&tag={call}")[1]
    assert "One check-in" in visitor.get(f"/check-ins?day={now.date()}")[1]
    for odd in ("page=-1", "page=x", "with=zzz", "day=never", "tag=9999999999999999999999"):
        assert visitor.get(f"/check-ins?{odd}")[0] == 200


def test_tags_are_renamed_hidden_and_deleted_only_after_a_question(visitor):
    tag = add_tag(visitor.store, "call")
    add_checkins(visitor.store, [moment(visitor, tags=(tag,))])
    visitor.post(f"/check-ins/tags/{tag}", {"name": "phone"})
    visitor.post(f"/check-ins/tags/{tag}", {"do": "hide"})
    assert [(one.name, one.hidden) for one in load_tags(visitor.store)] == [("phone", True)]
    other = visitor.check_in(closeness=1)
    assert "phone" not in visitor.get(f"/check-in/{other.uid}/more")[1]
    assert visitor.get(f"/check-ins/tags/{tag}/delete")[0] == 200
    assert len(load_tags(visitor.store)) == 1
    assert visitor.post(f"/check-ins/tags/{tag}/delete")[0] == 303
    assert load_tags(visitor.store) == []
    assert count_checkins(visitor.store) == 2


def test_hostile_words_stay_words(visitor):
    now = visitor.place.now()
    for number, text in enumerate(HOSTILE):
        person = add_person(visitor.store, text, now)
        tag = add_tag(visitor.store, f"{text}{number}")
        add_checkins(visitor.store, [moment(visitor, person_id=person, note=text, tags=(tag,))])
    uid = load_checkins(visitor.store)[0].uid
    for path in (
        "/",
        "/check-in/new/" + "0" * 32,
        "/check-ins",
        "/check-ins/tags",
        f"/check-in/{uid}",
        f"/check-in/{uid}/more",
        "/pocket",
    ):
        status, text = visitor.get(path)
        assert status == 200
        assert not re.search(r"<(script>window|img|svg onload|iframe|meta http|base|style>)", text)


def test_what_was_not_safe_shows_nowhere_but_in_the_check_in(visitor):
    checkin = moment(visitor, did="not_safe", closeness=2)
    add_checkins(visitor.store, [checkin])
    for path in ("/", "/check-ins", "/year"):
        assert "safe" not in visitor.get(path)[1].lower().replace("it is kept safe", "")
    page = visitor.get(f"/check-in/{checkin.uid}")[1]
    assert "It was not safe" in page
    assert 'href="/help"' in page


def test_the_year_shows_its_days_and_can_be_off(visitor):
    now = visitor.place.now()
    add_checkins(
        visitor.store, [moment(visitor, at=now.replace(year=now.year - 1, day=3), closeness=7, did="stayed")]
    )
    page = visitor.get(f"/year/{now.year - 1}")[1]
    assert page.count('href="/check-ins?day=') == 1
    assert "Almost one, stayed" in page
    assert visitor.get("/year")[1].count('href="/check-ins?day=') == 0
    assert visitor.get("/year/12345678")[0] == 404
    show_year(visitor.store, False)
    assert "year-day" not in visitor.get("/year")[1]


def test_the_first_page_offers_one_step(visitor):
    page = visitor.get("/")[1]
    assert 'href="/check-in"' in page
    assert 'href="/bring"' in page
    assert 'href="/review"' not in page


def test_the_phone_file_names_nobody_by_default(visitor):
    add_person(visitor.store, "Samantha", visitor.place.now())
    labels = dict(re.findall(r'name="(label-\w+)" value="(\w+)"', visitor.get("/pocket")[1]))
    assert list(labels.values()) == ["A"]
    status, _, file = visitor.post("/pocket/file", {"title": "Notes", **labels})
    assert status == 200
    assert "<title>Notes</title>" in file
    assert not re.search("samantha|nearer", file, re.IGNORECASE)
    assert not re.search(r"https?://", file)


def test_a_file_comes_in_by_path_and_by_content(visitor, tmp_path):
    entry = {"uid": "1" * 32, "at": "2026-03-04T21:29:00", "made_at": "2026-03-04T21:29:00",
             "changed_at": "2026-03-04T21:29:00"}  # fmt: skip
    text = json.dumps({"format": "pocket", "version": 1, "checkins": [entry]}, separators=(",", ":"))
    (tmp_path / "notes.txt").write_text(text)
    assert (
        "One check-in came over" in visitor.post("/pocket/import", {"path": str(tmp_path / "notes.txt")})[2]
    )
    assert "Nothing new" in visitor.post("/pocket/import", {"content": text})[2]
    status, _, page = visitor.post("/pocket/import", {"content": text[:-9]})
    assert (status, "incomplete" in page) == (422, True)
    assert visitor.post("/pocket/import", {"path": str(tmp_path / "none")})[0] == 422
    assert visitor.post("/pocket/import", {})[0] == 422
    assert count_checkins(visitor.store) == 1


def test_reminders_come_as_a_calendar(visitor):
    fields = {"title": "Tea", "first": "2026-03-02", "last": "2026-03-09", "time": "20:30", "rhythm": "daily"}
    status, _, file = visitor.post("/pocket/reminders", fields)
    assert (status, "SUMMARY:Tea\r\n" in file, "COUNT=8" in file) == (200, True, True)
    for wrong in (
        {"last": "2026-03-01"},
        {"time": "x"},
        {"rhythm": "often"},
        {"title": "x" * 61},
        {"first": ""},
    ):
        assert visitor.post("/pocket/reminders", fields | wrong)[0] == 422
