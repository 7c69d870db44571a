"""Possible causes and the guard's map, as a browser shows them."""

import pytest
from e2e.app import HOSTILE, check_page

from nearer.app.exercises import begin_sitting, end_sitting
from nearer.kernel.uids import new_uid
from nearer.patterns.keys import CAUSES
from nearer.store.writings import load_writings

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect

HOME = "/understand/causes"
PROMPT = f"{HOME}/betrayal/write/first_warning"
LINES = """
() => [...document.querySelectorAll(".guard-map li")].map((one) => one.getBoundingClientRect())
  .map((box) => [Math.round(box.left), Math.round(box.top), Math.round(box.width)])
"""


def make_map(served, answers):
    store, now = served.place.store, served.place.now()
    uid = begin_sitting(store, "guard_map", new_uid(), now).uid
    end_sitting(store, uid, "done", now, answers)


@pytest.mark.parametrize("key", CAUSES)
def test_every_cause_is_sound_with_nothing_kept(served, key):
    page = served.page(f"{HOME}/{key}")
    check_page(page)
    page.goto(served.url + page.get_attribute(".cause-prompts a >> nth=0", "href"))
    check_page(page)
    assert not page.said and all(url.startswith(served.url) for url in page.requests)


def test_what_is_written_is_kept_as_one_goes(served):
    page = served.page(PROMPT)
    page.fill("#words", "On the stairs.")
    page.get_by_text("Saved.").wait_for()
    page.reload()
    assert page.locator(".own-words").text_content() == "On the stairs."
    page.get_by_role("link", name="Change or delete it").click()
    page.fill("#words", "")
    page.get_by_text("Saved.").wait_for()
    assert load_writings(served.place.store) == []
    page.fill("#words", "Written anew.")
    expect(page.locator("[data-said]")).to_have_text("Saved.")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url(f"**{PROMPT}")
    assert [one.words for one in load_writings(served.place.store)] == ["Written anew."]
    check_page(page)


def test_by_keyboard_without_scripts_and_back(served):
    page = served.page(f"{HOME}/betrayal", scripts=False)
    page.focus(".cause-prompts a >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PROMPT}")
    assert not page.get_by_text("kept as you go").is_visible()
    page.focus("#words")
    page.keyboard.type(HOSTILE[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".own-page").wait_for()
    assert page.locator(".own-words").text_content() == HOSTILE[0]
    page.get_by_role("link", name="Change or delete it").click()
    page.locator("summary", has_text="Delete this page").click()
    page.get_by_role("button", name="Delete this page").click()
    page.get_by_role("button", name="Undo").click()
    page.locator("#words").wait_for()
    assert page.input_value("#words") == HOSTILE[0]


def test_the_map_is_one_list_and_stands_in_two_columns_where_there_is_room(served):
    names = ("trigger", "fear", "learned", "gives", "costs", "thanks")
    make_map(served, {name: f"{name} " + "and a long way to tell it " * 8 for name in names})
    page = served.page("/understand/guard-map", width=1280)
    assert page.get_by_role("list", name="Your map").get_by_role("listitem").count() == 6
    assert page.locator(".guard-map svg:not([aria-hidden=true])").count() == 0
    wide = page.evaluate(LINES)
    assert wide[3][1] == wide[4][1] and wide[3][0] < wide[4][0], "what it gives beside what it costs"
    tops = [top for _, top, _ in wide]
    assert tops == sorted(tops)
    check_page(page)
    page.set_viewport_size({"width": 360, "height": 900})
    assert len({(left, width) for left, _, width in page.evaluate(LINES)}) == 1
    make_map(served, {"trigger": "another"})
    page.reload()
    page.locator("summary", has_text="All your maps").click()
    page.locator("details .rows a").last.click()
    page.wait_for_url("**/guard-map?map=*")
    assert "trigger and a long way" in page.text_content(".map-trigger")
    check_page(page)


def test_on_paper_the_map_stands_alone(served):
    make_map(served, {"trigger": "They came early.", "thanks": "For my own room."})
    page = served.page("/understand/guard-map")
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    assert page.get_by_text("They came early.").is_visible()
    for gone in (".main-nav", ".next-step", ".map-under"):
        assert not page.locator(gone).is_visible()
