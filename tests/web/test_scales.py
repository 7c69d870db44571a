"""Questionnaires over plain HTTP: a text brought, sheets filled, left half-way, changed, deleted and brought back."""

import re
from datetime import datetime, timedelta

import pytest
from e2e.app import HOSTILE

from nearer.app.scales import save_answers, scale_groups, scale_summaries
from nearer.app.scales_text import bring_text, scale_text
from nearer.kernel.uids import new_uid
from nearer.measures import load_scales
from nearer.store.people import add_person, update_person
from nearer.store.scales import load_sheets
from nearer.words import say

NOW = datetime(2026, 3, 1, 20)
HOME = "/understand/scales"
NOT_A_DIAGNOSIS = say("scales.page.not_a_diagnosis")


def made_up(n, *headers):
    return "\n".join([*headers, *(f"{number}. Made-up words {number * 7}" for number in range(1, n + 1))])


def begin(visitor, key):
    status, address = visitor.get(f"{HOME}/{key}/fill")
    assert status == 303
    return address


def keep(store, key, values, **more):
    for number, ticks in enumerate(values):
        at = NOW - timedelta(days=10 * (len(values) - number))
        save_answers(store, key, new_uid(), at, answers=dict(enumerate(ticks)), **more)


@pytest.mark.parametrize("key", load_scales())
def test_every_scale_has_its_pages_and_each_says_that_it_is_no_diagnosis(visitor, key):
    scale = load_scales()[key]
    assert NOT_A_DIAGNOSIS in visitor.get(HOME)[1]
    status, text = visitor.get(f"{HOME}/{key}")
    assert status == 200 and NOT_A_DIAGNOSIS in text
    if not scale.has_text:
        assert say("scales.one.needs_text") in text
        status, text = visitor.get(f"{HOME}/{key}/text")
        assert status == 200 and NOT_A_DIAGNOSIS in text
        assert visitor.get(begin(visitor, key)) == (303, f"{HOME}/{key}/text")
        order = ("order: a",) if len(scale.orders) > 1 else ()
        assert visitor.post(f"{HOME}/{key}/text", {"text": made_up(scale.n_items, *order)})[0] == 303
    address = begin(visitor, key)
    seen = set()
    for _ in range(9):
        status, text = visitor.get(address)
        assert status == 200 and NOT_A_DIAGNOSIS in text
        names = set(re.findall(r'name="(answer-\d+)"', text))
        assert names and not names & seen and len(names) <= 8
        seen |= names
        number = re.search(r"page=(\d+)", address)
        url = address if number else f"{address}?page=1"
        _, address = visitor.post(url, dict.fromkeys(names, str(scale.most)))
        if "/sheets/" in address:
            break
    assert seen == {f"answer-{place}" for place in range(scale.n_answers)}
    status, text = visitor.get(address)
    assert status == 200 and NOT_A_DIAGNOSIS in text
    (sheet,) = load_sheets(visitor.store, key)
    assert sheet.ticks == (scale.most,) * scale.n_answers
    assert visitor.get(f"{HOME}/{key}")[0] == 200


def test_a_sheet_may_be_left_half_way_and_gone_on_with(visitor):
    bring_text(visitor.store, "scs_sf", made_up(12))
    address = begin(visitor, "scs_sf")
    _, to = visitor.post(f"{address}?page=1", {"answer-0": "5", "answer-1": "", "stop": "1"})
    assert "/sheets/" in to
    assert say("scales.band.missing") in visitor.get(to)[1]
    assert 'value="5" checked' in visitor.get(address)[1]
    visitor.post(f"{address}?page=2", {"answer-6": "2", "note": "Late."})
    (sheet,) = load_sheets(visitor.store)
    assert sheet.ticks == (5, None, None, None, None, None, 2, None, None, None, None, None)
    visitor.post(f"{address}?page=1", {"answer-0": ""})
    assert load_sheets(visitor.store)[0].ticks[0] is None
    assert load_sheets(visitor.store)[0].note == "Late."


def test_a_sheet_on_which_nothing_was_ticked_is_not_kept(visitor):
    _, to = visitor.post(f"{begin(visitor, 'own_room')}?page=1", {"answer-0": "", "note": ""})
    assert to == f"{HOME}/own_room"
    assert say("scales.fill.nothing") in visitor.get(to)[1]
    assert load_sheets(visitor.store) == []


@pytest.mark.parametrize(
    "fields", [{"answer-0": "11"}, {"answer-0": "-1"}, {"answer-0": "x"}, {"answer-0": "1.5"}]
)
def test_answers_that_are_none_are_refused(visitor, fields):
    assert visitor.post(f"{begin(visitor, 'own_room')}?page=1", fields)[0] == 422
    assert load_sheets(visitor.store) == []


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/nothing/fill",
        "/nothing/text",
        "/own_room/sheets/" + "0" * 32,
    ],
)
def test_what_is_not_there_is_said_to_be_gone(visitor, path):
    status, text = visitor.get(HOME + path)
    assert status in (404, 422) and say("store.errors.gone") in text


def test_a_made_up_address_of_a_sheet_keeps_nothing(visitor):
    for uid in ("x", "0" * 31, "0" * 33, "%2e%2e"):
        assert visitor.post(f"{HOME}/own_room/fill/{uid}?page=1", {"answer-0": "3"})[0] >= 400
    assert load_sheets(visitor.store) == []


def test_a_sheet_of_one_scale_is_none_of_another(visitor):
    keep(visitor.store, "own_room", [[5] * 5])
    uid = load_sheets(visitor.store)[0].uid
    assert visitor.get(f"{HOME}/own_worth/sheets/{uid}")[0] >= 400
    assert visitor.post(f"{HOME}/own_worth/sheets/{uid}/delete")[0] >= 400
    assert visitor.post(f"{HOME}/own_worth/fill/{uid}?page=1", {"answer-0": "3"})[0] >= 400
    assert load_sheets(visitor.store)[0].ticks == (5,) * 5


def test_a_deleted_sheet_comes_back_as_it_was(visitor):
    keep(visitor.store, "own_room", [[5] * 5, [1, 2, None, 4, 5]])
    before = load_sheets(visitor.store)
    status, to = visitor.post(f"{HOME}/own_room/sheets/{before[0].uid}/delete")
    assert (status, to) == (303, f"{HOME}/own_room")
    assert load_sheets(visitor.store) == before[1:]
    undo = re.search(r'action="(/undo/\w+)"', visitor.get(to)[1])[1]
    assert visitor.post(undo) == (303, f"{HOME}/own_room/sheets/{before[0].uid}")
    assert load_sheets(visitor.store) == before


def test_a_text_is_refused_with_a_reason_and_nothing_is_lost(visitor):
    status, text = visitor.post(f"{HOME}/rses/text", {"text": made_up(10)})
    assert status == 422
    assert say("scales.text_errors.needs_order") in text and "Made-up words 70" in text
    assert scale_text(visitor.store, "rses") is None
    for fields, key in (
        ({}, "nothing"),
        ({"path": "/no/such/file.txt"}, "no_file"),
        ({"path": "/dev/zero"}, "no_file"),
    ):
        status, text = visitor.post(f"{HOME}/rses/text", fields)
        assert status == 422 and say(f"scales.text_errors.{key}") in text


def test_a_text_is_read_from_a_file_shown_and_deleted(visitor, tmp_path):
    file = tmp_path / "items.txt"
    file.write_bytes(b"\xef\xbb\xbf" + made_up(10, "order: b").replace("\n", "\r\n").encode())
    assert visitor.post(f"{HOME}/rses/text", {"path": str(file)})[0] == 303
    text = visitor.get(f"{HOME}/rses/text")[1]
    assert "Made-up words 70" in text and say("scales.text.mirrored", items="2, 5, 6, 8, 9") in text
    address = begin(visitor, "rses")
    visitor.post(f"{address}?page=1", {"answer-0": "3"})
    assert load_sheets(visitor.store)[0].item_order == "b"
    assert visitor.post(f"{HOME}/rses/text/delete") == (303, f"{HOME}/rses")
    assert say("scales.one.needs_text") in visitor.get(f"{HOME}/rses")[1]
    assert len(load_sheets(visitor.store)) == 1
    file.write_bytes(b"1. caf\xe9")
    assert say("scales.text_errors.no_text") in visitor.post(f"{HOME}/rses/text", {"path": str(file)})[1]


def test_a_sheet_of_another_order_stays_as_it_is(visitor):
    bring_text(visitor.store, "rses", made_up(10, "order: a"))
    address = begin(visitor, "rses")
    visitor.post(f"{address}?page=1", {"answer-0": "3"})
    bring_text(visitor.store, "rses", made_up(10, "order: b"))
    assert visitor.get(address)[0] == 303
    status, text = visitor.post(f"{address}?page=1", {"answer-0": "0"})
    assert status == 422 and say("scales.fill.other_order") in text
    assert load_sheets(visitor.store)[0].ticks[0] == 3


def test_scales_about_a_person_are_compared_person_by_person(visitor):
    store = visitor.store
    sam, kim = add_person(store, "Sam", NOW), add_person(store, "Kim", NOW)
    keep(store, "ios", [[2]] * 3, person_id=sam, keeps_person=False)
    keep(store, "ios", [[7]] * 6, person_id=kim, keeps_person=False)
    _, to = visitor.post(f"{begin(visitor, 'ios')}?page=1", {"person": str(sam), "answer-0": "3"})
    text = visitor.get(to)[1]
    assert say("scales.more.some", n=2) in text and say("scales.one.with", contact="Sam") in text
    found = {one.name: one for one in scale_summaries(store)}
    assert found["Sam"].n_sheets == 4 and found["Kim"].n_sheets == 6
    assert say("scales.band.usual") in found["Kim"].sentences[0]
    assert found["Kim"].first_at < found["Kim"].last_at
    unknown = visitor.post(f"{begin(visitor, 'ios')}?page=1", {"person": "999", "answer-0": "3"})
    assert unknown[0] == 404


def test_a_sheet_about_somebody_who_is_hidden_now_stays_about_them(visitor):
    sam = add_person(visitor.store, "Sam", NOW)
    keep(visitor.store, "ios", [[2]], person_id=sam, keeps_person=False)
    update_person(visitor.store, sam, hidden=True)
    uid = load_sheets(visitor.store)[0].uid
    text = visitor.get(f"{HOME}/ios/fill/{uid}")[1]
    assert f'<option value="{sam}" selected>Sam</option>' in text
    assert "Sam" not in visitor.get(begin(visitor, "ios"))[1]
    visitor.post(f"{HOME}/ios/fill/{uid}?page=1", {"person": str(sam), "answer-0": "4"})
    assert (load_sheets(visitor.store)[0].person_id, load_sheets(visitor.store)[0].ticks) == (sam, (4,))


def test_no_notice_names_a_person(visitor):
    sam = add_person(visitor.store, "Sam", NOW)
    _, to = visitor.post(f"{begin(visitor, 'ios')}?page=1", {"person": str(sam), "answer-0": "3"})
    notice = re.search(r'<div class="toast".*?</div>', visitor.get(to)[1], re.DOTALL)[0]
    assert say("scales.fill.saved") in notice and "Sam" not in notice


def test_bands_come_before_numbers_and_a_lasting_change_is_said(visitor):
    keep(visitor.store, "own_closeness", [[level, 10 - level, level, 10 - level, 10 - level, level]
                                          for level in (4, 5, 4, 5, 4, 5, 9, 9)])  # fmt: skip
    (group,) = scale_groups(visitor.store, "own_closeness")
    assert [result.parts[0].value.value for result in group.results] == [4, 5, 4, 5, 4, 5, 9, 9]
    assert [result.parts[0].band for result in group.results] == ["too_few"] * 5 + [
        "usual",
        "higher",
        "higher",
    ]
    text = visitor.get(f"{HOME}/own_closeness/sheets/{group.results[-1].sheet.uid}")[1]
    place, change = say("scales.band.higher"), say("scales.change.higher")
    assert text.index(place) < text.index(change) < text.index("<details>") < text.index("9, where 0")
    for result in group.results[:6]:
        assert say("scales.change.higher") not in result.parts[0].change


def test_a_published_scale_says_what_is_not_known(visitor):
    bring_text(visitor.store, "ucla_3", made_up(3))
    keep(visitor.store, "ucla_3", [[1, 1, 1], [3, 3, 3]])
    bring_text(visitor.store, "a_rsq", made_up(9))
    keep(visitor.store, "a_rsq", [[1, 6] * 9, [2, 3] * 9, [6, 1] * 9])
    assert say("scales.change.unknown") in visitor.get(f"{HOME}/ucla_3")[1]
    changes = [result.parts[0].change for result in scale_groups(visitor.store, "a_rsq")[0].results]
    assert changes == ["", say("scales.change.can_be_chance"), say("scales.change.past_chance")]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_that_would_do_something_do_nothing(visitor, words):
    line = " ".join(
        words.replace("\0", "").replace("\x1b", "").replace("\u202e", "").replace("\u2066", "").split()
    )
    bring_text(visitor.store, "ucla_3", f"intro: {line}\n1. {line} a\n2. {line} b\n3. {line} c")
    status, _, raw = visitor.served.ask("GET", begin(visitor, "ucla_3"), cookie=visitor.cookie)
    assert status == 200
    assert "<" not in line or line not in raw


def test_foreign_rows_in_the_store_break_no_page(visitor):
    keep(visitor.store, "own_room", [[5] * 5])
    bring_text(visitor.store, "ucla_3", made_up(3))
    for sql in (
        "INSERT INTO scale_sheet (uid, scale, at, ticks, made_at) VALUES ('a', 'own_room', '2026-01-01T00:00:00', '[99]', '2026-01-01T00:00:00')",
        "INSERT INTO scale_sheet (uid, scale, at, ticks, made_at) VALUES ('b', 'no_scale', '2026-01-01T00:00:00', '[]', '2026-01-01T00:00:00')",
        "UPDATE scale_item SET item_order = 'z'",
    ):
        visitor.store.change(sql)
    for path in ("", "/own_room", "/ucla_3", "/ucla_3/text"):
        assert visitor.get(HOME + path)[0] == 200
    assert [one.n_sheets for one in scale_summaries(visitor.store)] == [1]
