"""Exercises in a real browser: a timer that keeps time unseen, can be heard, and needs no hand but the space bar."""

import pytest
from e2e.app import send
from places import NOW

from nearer.app.exercises import begin_sitting
from nearer.kernel.uids import new_uid
from nearer.store.practices import load_sitting, load_sittings

WATCH = """
window.tones = []; window.stopped = 0; window.buzzes = [];
const start = OscillatorNode.prototype.start, stop = OscillatorNode.prototype.stop;
OscillatorNode.prototype.start = function (at) { window.tones.push(at - this.context.currentTime); return start.call(this, at); };
OscillatorNode.prototype.stop = function (at) { if (at === undefined) window.stopped += 1; return stop.call(this, at); };
navigator.vibrate = (pattern) => { window.buzzes.push(pattern); return true; };
"""
HOME = "/practise/exercises"


def sit(served, key="stay_ninety", *, clock=True, **options):
    """Open a sitting on a page whose clock stands still until it is told to go on."""
    uid = begin_sitting(served.place.store, key, new_uid(), NOW).uid
    page = served.page("/", **options)
    page.add_init_script(WATCH)
    if clock:
        page.clock.install(time=NOW)
    page.goto(f"{served.url}{HOME}/sitting/{uid}")
    if clock:
        page.clock.pause_at(NOW.replace(minute=NOW.minute + 1))
    return page, uid


def says(page):
    return page.inner_text(".timer-says")


def test_it_tells_each_part_at_its_time_and_the_end(served):
    page, _ = sit(served)
    assert page.inner_text(".timer-left") == "about 90 seconds left"
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(300)
    assert says(page) == "Stay as you are. Say one kind word to yourself."
    page.clock.run_for(29_000)
    assert says(page).startswith("Stay as you are")
    page.clock.run_for(1_000)
    assert says(page).startswith("Thirty seconds.")
    page.clock.run_for(59_000)
    assert says(page).startswith("Thirty seconds.")
    page.clock.run_for(1_000)
    assert says(page).startswith("Ninety seconds.")
    assert page.locator(".timer-button").inner_text() == "Once more"
    assert page.locator(".timer-says").get_attribute("aria-live") == "polite"
    assert page.said == []


def test_in_the_background_it_goes_by_the_clock_and_not_by_ticks(served):
    page, _ = sit(served)
    page.get_by_role("button", name="Start").click()
    page.clock.fast_forward(40_000)  # timers fire at most once, as in a tab that sleeps
    assert says(page).startswith("Thirty seconds.")
    assert page.inner_text(".timer-left") == "about 50 seconds left"
    page.clock.fast_forward(3_600_000)
    assert says(page).startswith("Ninety seconds.")


def test_a_pause_takes_no_time(served):
    page, _ = sit(served)
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(20_000)
    page.get_by_role("button", name="Pause").click()
    assert says(page) == "Paused."
    page.clock.fast_forward(600_000)
    assert page.inner_text(".timer-left") == "about 70 seconds left"
    page.get_by_role("button", name="Go on", exact=True).click()
    page.clock.run_for(9_000)
    assert says(page).startswith("Stay as you are")
    page.clock.run_for(1_500)
    assert says(page).startswith("Thirty seconds.")


def test_the_space_bar_does_it_but_not_while_one_writes(served):
    page, _ = sit(served, "name_the_pull")
    page.locator("h1").click()
    page.keyboard.press("Space")
    page.clock.run_for(300)
    assert says(page) == "Where in the body is the pull?"
    page.locator("h1").click()
    page.keyboard.press("Space")
    assert says(page) == "Paused."
    page.locator("#body").focus()
    page.keyboard.type("in my chest")
    assert page.input_value("#body") == "in my chest"
    assert says(page) == "Paused."
    page.locator(".timer-button").focus()
    page.keyboard.press("Space")
    page.clock.run_for(300)
    assert says(page) == "Where in the body is the pull?", "once, not twice"


def test_sounds_are_off_until_chosen_then_laid_out_ahead(served):
    page, _ = sit(served)
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(31_000)
    assert page.evaluate("[window.tones.length, window.buzzes.length]") == [0, 0]
    page.locator("main summary", has_text="What happens when").click()
    page.get_by_label("A soft sound at each change").check()
    page.get_by_label("A short buzz at each change").check()
    (tone,) = page.evaluate("window.tones")
    assert 58 < tone < 60, "what is still to come: the end"
    page.get_by_role("button", name="Pause").click()
    assert page.evaluate("window.stopped") == 1, "what was laid out is taken back"
    page.get_by_role("button", name="Go on", exact=True).click()
    page.clock.run_for(60_000)
    assert len(page.evaluate("window.buzzes")) == 2, "the part that goes on, and the end"


def test_it_is_still_under_reduced_motion_and_moves_otherwise(served):
    for motion in ("reduce", "no-preference"):
        page, _ = sit(served, reduced_motion=motion)
        page.get_by_role("button", name="Start").click()
        assert page.locator(".breath").is_visible() == (motion == "no-preference")
        moves = page.evaluate("getComputedStyle(document.querySelector('.breath .pair-me')).animationName")
        assert (moves == "none") == (motion == "reduce")


def test_without_scripts_the_words_and_the_form_are_enough(served):
    page, uid = sit(served, "guard_map", clock=False, scripts=False)
    page.fill("#fear", "to be laughed at")
    send(page.get_by_role("button", name="That was enough"))
    kept = load_sitting(served.place.store, uid)
    assert (kept.ended, kept.answers) == ("stopped", {"fear": "to be laughed at"})
    page.goto(served.url + HOME + "/good_wishes")
    send(page.get_by_role("button", name="Begin"))
    assert "It takes about 10 minutes. Use any clock, or none." in page.inner_text("main")
    assert not page.locator(".timer-button").is_visible()


def test_what_is_written_is_kept_though_the_page_is_closed(served):
    page, uid = sit(served, "kind_letter", clock=False)
    page.fill("#letter", "Dear guard,")
    page.locator("[data-said]", has_text="Saved.").wait_for()
    page.close()
    kept = load_sitting(served.place.store, uid)
    assert (kept.answers, kept.ended) == ({"letter": "Dear guard,"}, None)
    other = served.page(HOME)
    other.get_by_role("link", name="A kind letter to the guard").first.click()
    assert other.input_value("#letter") == "Dear guard,"


def test_what_could_not_be_kept_is_said(served):
    page, _ = sit(served, "kind_letter", clock=False)
    page.route("**/sitting/*", lambda route: route.abort())
    page.fill("#letter", "Dear guard,")
    page.locator("[data-said]", has_text="Not saved just now").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_list_to_the_end_by_keyboard(served, scripts):
    page = served.page(HOME, width=360, scripts=scripts)
    page.get_by_role("link", name="Stay ninety seconds").focus()
    page.keyboard.press("Enter")
    page.locator("[name=before]").first.focus()
    page.keyboard.press("Space")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sitting/*")
    page.locator("[name=after]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Done").focus()
    page.keyboard.press("Enter")
    page.locator(".levels").wait_for()
    (kept,) = load_sittings(served.place.store)
    assert (kept.before, kept.after, kept.ended) == (6, 0, "done")


def test_a_running_timer_keeps_the_page_from_locking(served):
    page, _ = sit(served, "room_for_me")
    told = []
    page.on("request", lambda request: told.append(request.url) if request.url.endswith("/stay") else None)
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(65_000)
    page.wait_for_timeout(100)
    assert len(told) >= 2
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(100)
    n_told = len(told)
    page.clock.run_for(60_000)
    assert len(told) == n_told
