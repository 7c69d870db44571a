"""The ladder in a real browser: moved by keys, by mouse and by finger; fears drawn; everything again without scripts."""

from datetime import timedelta

import pytest
from e2e.app import check_page

from nearer.app.ladder import keep_step, ladder_view
from nearer.app.predictions import begin_test, change_test, end_test
from nearer.app.safety import QUESTIONS, answer_safety
from nearer.kernel.uids import new_uid
from nearer.store.people import add_person
from nearer.store.predictions import load_predictions

NAMES = ("say hello", "ask for help", "tell an old story", "call on Sunday")


@pytest.fixture
def ladder(served):
    """Four steps toward Sam; returns the order in which they stand in the store."""
    store, now = served.place.store, served.place.now()
    sam = add_person(store, "Sam", now)
    answer_safety(store, sam, dict.fromkeys(QUESTIONS, "no"), now)
    for number, what in enumerate(NAMES):
        keep_step(store, new_uid(), now, sam, what=what, discomfort=2 * number)
    return lambda: [NAMES.index(step.what) for step in ladder_view(store, served.place.now()).ahead]


def shown(page):
    return [NAMES.index(text) for text in page.locator(".step-words a").all_inner_texts()]


def said(page, text):
    page.locator("#moved", has_text=text).wait_for(state="attached")


def focused(page):
    return page.evaluate("document.activeElement.innerText.trim()")


def test_steps_are_moved_by_keys_and_the_focus_stays(served, ladder):
    page = served.page("/practise/ladder")
    up = page.get_by_role("button", name="Move up: tell an old story")
    up.focus()
    page.keyboard.press("Enter")
    said(page, "Now in place 2 of 4.")
    assert shown(page) == ladder() == [0, 2, 1, 3]
    assert focused(page) == "Move up: tell an old story"
    page.keyboard.press("Space")
    said(page, "Now in place 1 of 4.")
    assert shown(page) == ladder() == [2, 0, 1, 3]
    assert up.is_disabled(), "it is the first now"
    assert focused(page) == "Move down: tell an old story"
    page.reload()
    assert shown(page) == [2, 0, 1, 3]
    check_page(page)
    assert page.said == []


def middle(page, number):
    box = page.locator(".ladder > li").nth(number).locator(".grip").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_step_is_dragged_with_the_mouse_and_put_back_by_escape(served, ladder):
    page = served.page("/practise/ladder")
    page.mouse.move(*middle(page, 0))
    page.mouse.down()
    x, y = middle(page, 2)
    page.mouse.move(x, y + 20, steps=12)
    assert shown(page) == [1, 2, 0, 3] and ladder() == [0, 1, 2, 3]
    page.mouse.up()
    said(page, "Now in place 3 of 4.")
    assert ladder() == [1, 2, 0, 3]
    page.mouse.move(*middle(page, 3))
    page.mouse.down()
    page.mouse.move(*middle(page, 0), steps=12)
    assert shown(page) != [1, 2, 0, 3]
    page.keyboard.press("Escape")
    page.mouse.up()
    assert shown(page) == ladder() == [1, 2, 0, 3]


def test_a_step_is_dragged_with_a_finger(served, ladder):
    page = served.page("/practise/ladder", width=360, has_touch=True, is_mobile=True)
    touch = page.context.new_cdp_session(page)

    def send(kind, *at):
        points = [{"x": at[0], "y": at[1]}] if at else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = middle(page, 0)
    _, low = middle(page, 1)
    scrolled = page.evaluate("scrollY")
    send("touchStart", x, y)
    for part in range(1, 11):
        send("touchMove", x, y + (low + 40 - y) * part / 10)
    send("touchEnd")
    said(page, "Now in place 2 of 4.")
    assert shown(page) == ladder() == [1, 0, 2, 3]
    assert page.evaluate("scrollY") == scrolled, "the page stays where it is"


def test_the_buttons_do_the_same_without_scripts(served, ladder):
    page = served.page("/practise/ladder", scripts=False)
    assert page.locator(".grip:visible").count() == 0
    page.get_by_role("button", name="Move down: say hello").click()
    page.wait_for_url("**/practise/ladder?*")
    assert shown(page) == ladder() == [1, 0, 2, 3]
    assert page.get_by_role("status").first.inner_text() == "Now in place 2 of 4."
    assert page.locator("button[autofocus]").inner_text().strip() == "Move down: say hello"


def test_an_order_that_cannot_be_kept_says_so(served, ladder):
    page = served.page("/practise/ladder")
    page.route("**/move", lambda route: route.abort())
    page.get_by_role("button", name="Move down: say hello").click()
    said(page, "Not moved just now.")
    assert ladder() == [0, 1, 2, 3]


def test_an_example_fills_the_field_and_the_rest_stays(served, ladder):
    page = served.page("/practise/ladder/new?with=1")
    page.fill("#what", "something else")
    page.locator("[name=discomfort][value='7']").check(force=True)
    page.click("details.examples summary")
    page.get_by_text("Say that I missed them this week.").click()
    assert page.input_value("#what") == "Say that I missed them this week."
    assert page.locator("[name=level]:checked").get_attribute("value") == "feeling"
    assert page.locator("[name=discomfort]:checked").get_attribute("value") == "7"
    assert page.evaluate("document.activeElement.id") == "what"


def test_a_whole_test_by_keys_alone(served, ladder):
    page = served.page("/practise")
    page.get_by_role("link", name="Open it").press("Enter")
    page.get_by_role("link", name="Test a fear with it").press("Enter")
    page.locator("#fear").press_sequentially("They go quiet.")
    page.locator("#by_day").fill((served.place.now().date() + timedelta(days=2)).isoformat())
    page.locator("[name=belief]").first.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Keep it").press("Enter")
    page.wait_for_url("**/plan")
    page.get_by_role("button", name="Save").press("Enter")
    page.get_by_role("link", name="How did it go?").press("Enter")
    page.locator("[name=happened][value=no]").press("Space")
    page.get_by_role("button", name="Save and go on").press("Enter")
    page.wait_for_url("**/after")
    page.get_by_role("button", name="Save").press("Enter")
    page.wait_for_selector(".test-after")
    (kept,) = load_predictions(served.place.store)
    assert (kept.fear, kept.belief, kept.ended, kept.happened) == ("They go quiet.", 60, "done", "no")
    assert page.said == []


def test_fears_are_drawn_with_a_sentence_above_and_a_table_behind(served):
    store, now = served.place.store, served.place.now()
    for number in range(12):
        first = {"fear": "they laugh", "by_day": now.date(), "belief": 20 + 6 * number}
        uid = begin_test(store, new_uid(), now, **first).uid
        end_test(store, uid, now, "done", happened="yes" if number in (7, 10, 11) else "no")
        change_test(store, uid, now, belief_after=10 + 5 * number)
    page = served.page("/practise/tests")
    page.wait_for_selector("html[data-drawn]", state="attached")
    assert "Of 12 fears, 3 came true; you had expected about 6." in page.locator("main").inner_text()
    charts = page.locator(".chart svg")
    assert charts.count() == 2
    assert page.locator(".chart").first.get_attribute("aria-label").startswith("For each stated likelihood")
    assert page.locator(".fears .chart svg text", has_text="/").all_text_contents() == [
        "0/1",
        "0/5",
        "1/4",
        "2/2",
    ]
    assert page.locator("details table").count() == 2
    check_page(page)
    assert page.said == []
