"""Check-ins in a real browser: quick, by keyboard, without scripts, saved as one goes."""

from datetime import timedelta

import pytest
from e2e.app import HOSTILE, check_page

from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, add_checkins, load_checkins
from nearer.store.people import add_person
from nearer.store.tags import add_tag


def fill(served, n=3, text="Sam"):
    now = served.place.now()
    person, tag = add_person(served.place.store, text, now), add_tag(served.place.store, text)
    checkins = [
        CheckIn(uid=new_uid(), at=now - timedelta(days=number), made_at=now, changed_at=now, person_id=person,
                closeness=number % 7 + 1, wanted=7, pleasant=-1, energy=2, feelings=("torn", "warm"), urge=8,
                did="small_step", note=text, tags=(tag,))
        for number in range(n)
    ]  # fmt: skip
    add_checkins(served.place.store, checkins)
    return checkins


def test_every_page_is_whole(served):
    checkin = fill(served, 60, "A name that is long enough to need more than one line on a phone")[0]
    page = served.page()
    for path in ("", "s", "s/tags", "s/tags/1/delete", f"/{checkin.uid}"):
        page.goto(f"{served.url}/check-in{path}")
        check_page(page)
    for step in ("closeness", "feeling", "words", "pull", "more"):
        page.goto(f"{served.url}/check-in/{checkin.uid}/{step}")
        for fold in page.locator("main details").all():
            fold.evaluate("one => { one.open = true; }")
        check_page(page)
    page.get_by_role("link", name="That is enough").click()
    page.locator("main summary", has_text="Delete").click()
    page.get_by_role("button", name="Delete").click()
    check_page(page)
    assert page.said == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_check_in_from_the_first_page_to_the_last_form(served, scripts):
    add_person(served.place.store, "Sam", served.place.now())
    page = served.page("/", scripts=scripts, width=360)
    page.get_by_role("link", name="Check in").last.click()
    page.get_by_label("Sam").check()
    page.get_by_role("group", name="How close did it feel?").get_by_label("About half shared").check(
        force=True
    )
    page.get_by_role("button", name="Save").click()
    (kept,) = load_checkins(served.place.store)
    assert (kept.person_id, kept.closeness, kept.wanted) == (1, 5, None)
    page.get_by_label("somewhat unpleasant, much energy").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("torn").check()
    page.get_by_role("button", name="Save and go on").click()
    page.locator("[name=urge][value='7']").check(force=True)
    page.get_by_label("I took a small step closer").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("New tags").fill("late evening")
    page.get_by_label("A note").fill("On the stairs")
    page.get_by_role("button", name="Save").click()
    assert "With Sam" in page.inner_text("main")
    (kept,) = load_checkins(served.place.store)
    assert (kept.closeness, kept.pleasant, kept.energy, kept.feelings) == (5, -1, 2, ("torn",))
    assert (kept.urge, kept.did, kept.note, len(kept.tags)) == (7, "small_step", "On the stairs", 1)


def test_each_choice_is_saved_as_it_is_made(served):
    (checkin,) = fill(served, 1)
    page = served.page(f"/check-in/{checkin.uid}/pull")
    for urge in (1, 9, 4):
        page.locator(f"[name=urge][value='{urge}']").check(force=True)
    page.locator("[data-said]", has_text="Saved.").wait_for()
    page.wait_for_load_state("networkidle")
    assert load_checkins(served.place.store)[0].urge == 4
    page.reload()
    assert page.locator("[name=urge][value='4']").is_checked()


def test_a_note_is_saved_while_it_is_written_and_new_tags_wait(served):
    (checkin,) = fill(served, 1)
    page = served.page(f"/check-in/{checkin.uid}/more")
    page.get_by_label("New tags").fill("half a w")
    page.get_by_label("A note").press("End")
    page.keyboard.type(" and more")
    page.locator("[data-said]", has_text="Saved.").wait_for()
    (kept,) = load_checkins(served.place.store)
    assert (kept.note, len(kept.tags)) == ("Sam and more", 1)


def test_what_could_not_be_saved_is_said(served):
    (checkin,) = fill(served, 1)
    page = served.page(f"/check-in/{checkin.uid}/pull")
    page.route("**/pull", lambda route: route.abort())
    page.locator("[name=urge][value='1']").check(force=True)
    page.locator("[data-said]", has_text="Not saved just now").wait_for()


def test_by_keyboard_alone(served):
    page = served.page("/check-in")
    page.locator("[name=closeness]").first.focus()
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.locator("[name=closeness][value='4']").is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/feeling")
    assert load_checkins(served.place.store)[0].closeness == 4


def test_going_back_changes_the_same_check_in(served):
    page = served.page("/check-in")
    page.locator("[name=closeness][value='2']").check(force=True)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/feeling")
    page.go_back()
    page.locator("[name=closeness][value='6']").check(force=True)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/feeling")
    assert len(load_checkins(served.place.store)) == 1


def test_deleted_and_brought_back(served):
    (checkin,) = fill(served, 1, HOSTILE[4])
    page = served.page(f"/check-in/{checkin.uid}")
    page.locator("main summary", has_text="Delete").click()
    page.get_by_role("button", name="Delete").click()
    assert load_checkins(served.place.store) == []
    page.get_by_role("button", name="Bring it back").click()
    assert "It is back." in page.inner_text("main")
    (back,) = load_checkins(served.place.store)
    assert (back.note, back.tags, back.person_id) == (HOSTILE[4], (1,), 1)
    assert page.evaluate("window.hacked") is None


def test_hostile_names_and_notes_stay_words(served):
    for text in HOSTILE:
        fill(served, 1, text)
    page = served.page("/check-ins")
    uid = load_checkins(served.place.store)[0].uid
    for path in (
        "/check-ins",
        "/check-ins/tags",
        "/check-in",
        f"/check-in/{uid}",
        f"/check-in/{uid}/more",
        "/pocket",
    ):
        page.goto(served.url + path)
        assert page.evaluate("[window.hacked ?? null, window.violated.length]") == [None, 0]
    assert page.said == []
