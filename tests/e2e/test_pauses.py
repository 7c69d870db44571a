"""The composer in a real browser: it grows, it notices, it copies, and nothing leaves."""

import pytest

from nearer.app.safety import QUESTIONS, answer_safety
from nearer.store.pauses import load_pauses
from nearer.store.people import add_person

HOME = "/practise/pause"


def composer(served, **options):
    now = served.place.now()
    sam = add_person(served.place.store, "Sam", now)
    answer_safety(served.place.store, sam, dict.fromkeys(QUESTIONS, "no"), now)
    return served.page(f"{HOME}/with/{sam}", **options)


def test_it_looks_while_one_writes_and_grows(served):
    page = composer(served)
    page.fill("#space", "You never listen.")
    page.locator("#noticed q", has_text="You never").wait_for()
    assert page.inner_text(".whole .message") == "You never listen."
    assert page.inner_text(".length").startswith("3 words")
    assert "when you are back" not in page.inner_text("#noticed"), "what is missing waits"
    page.fill("#space", "I need an evening.")
    page.get_by_text("Nothing stands out").wait_for()
    page.fill("#care", "It was a long day.")
    page.fill("#back", "I will write.")
    page.get_by_text("It does not say yet when you are back.").wait_for()
    assert load_pauses(served.place.store) == []
    assert all(url.startswith(served.url) for url in page.requests)
    assert page.said == []


def test_the_last_word_counts_however_late_the_first_answer_comes(served):
    page = composer(served)
    held = []
    page.route("**/check", lambda route: held.append(route) if not held else route.continue_())
    page.fill("#space", "Whatever.")
    page.wait_for_timeout(900)
    page.fill("#space", "I need an evening.")
    page.get_by_text("Nothing stands out").wait_for()
    held[0].continue_()
    page.wait_for_timeout(200)
    assert "Whatever" not in page.inner_text("#noticed")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_lines_to_words_that_are_copied(served, scripts):
    page = composer(served, scripts=scripts, width=360, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="I need a breather.").click()
    assert page.input_value("#space") == "I need a breather."
    page.get_by_role("button", name="In two days").click()
    page.get_by_role("button", name="I like us.").click()
    page.get_by_role("button", name="Back on").click()
    assert page.input_value("#space") == "I need a breather."
    assert page.input_value("#back").endswith("at 18:00.")
    page.get_by_role("button", name="It is ready").click()
    message = page.inner_text("#message")
    assert message.startswith("I need a breather. I like us. Back on ")
    assert page.locator("#copy").is_visible() == scripts
    if scripts:
        page.click("#copy")
        page.get_by_text("Copied.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == message
    page.get_by_role("button", name="I have said it").click()
    assert "With Sam, until" in page.inner_text("main")
    (pause,) = load_pauses(served.place.store)
    assert (pause.message, pause.said_at is not None) == ("", True)


def test_enter_in_a_field_of_the_time_fills_nothing(served):
    page = composer(served, scripts=False)
    page.fill("#space", "Mine.")
    page.locator("#clock").press("Enter")
    assert page.input_value("#space") == "Mine."
    assert page.input_value("#back") == ""
    assert load_pauses(served.place.store) == []


def test_sharp_words_are_shown_before_it_is_ready_and_do_not_stop_one(served):
    page = composer(served)
    page.fill("#space", "Leave me alone.")
    page.get_by_role("button", name="It is ready").click()
    page.locator("#noticed q", has_text="Leave me alone").wait_for()
    assert page.input_value("#space") == "Leave me alone."
    page.get_by_role("button", name="It is ready").click()
    page.locator("#message").wait_for()
    assert page.inner_text("#message") == "Leave me alone."
