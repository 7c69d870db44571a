"""The path over months, as a browser shows it."""

from datetime import datetime, time, timedelta

import pytest
from e2e.app import HOSTILE, check_page

from nearer.app.example import add_example
from nearer.app.looking import refresh
from nearer.app.progress_days import people_to_compare
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, add_checkins

pytestmark = pytest.mark.browser


def note(store, now):
    """Note a moment every other day for five months."""
    moments = []
    for number in range(75):
        at = datetime.combine(now.date() - timedelta(days=2 * number), time(20))
        drawn = number % 3 == 0
        moments.append(
            CheckIn(
                uid=new_uid(),
                at=at,
                made_at=at,
                changed_at=at,
                closeness=6 if drawn else 2 + number % 3,
                wanted=4 + number % 2,
                urge=8 if drawn else 2,
                did=("announced_pause", "pulled_away")[number % 2] if drawn else "stayed",
            )
        )
    add_checkins(store, moments)


@pytest.fixture
def filled(served):
    store, now = served.place.store, served.place.now()
    add_example(store, now)
    note(store, now)
    refresh(store, now)
    return served


def test_nothing_yet(served):
    page = served.page("/progress")
    assert "Nothing to look back on yet" in page.text_content("main")
    assert page.locator(".chart").count() == 0
    check_page(page)


def test_pictures_words_and_tables(filled):
    page = filled.page("/progress")
    page.wait_for_selector("html[data-drawn]", state="attached")
    assert (
        page.locator(".figure").count()
        == page.locator(".chart svg").count()
        == page.locator(".figure table").count()
    )
    assert page.locator(".progress_gap, .progress_drawn, .tipping_months").count() == 3
    check_page(page)
    assert not page.said


def test_a_day_is_chosen_by_keyboard_and_compared(filled):
    page = filled.page("/progress/day")
    page.focus("#who")
    page.keyboard.press("ArrowDown")
    page.fill("#day", "2023-12-01")
    page.focus("#note")
    page.keyboard.type(HOSTILE[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**/progress#turn")
    page.wait_for_selector("html[data-drawn]", state="attached")
    assert HOSTILE[0] in page.locator(".progress-turn").text_content()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".progress_turn .chart svg").count() <= 1
    check_page(page)


def test_without_scripts(filled):
    people = [person.name for person in people_to_compare(filled.place.store)]
    page = filled.page("/progress/day", scripts=False)
    page.select_option("#who", label=next(name for name in people if name.startswith("Sam")))
    page.fill("#day", "2023-12-01")
    page.click("main form button.primary")
    page.wait_for_url("**/progress#turn")
    assert "Sam" in page.locator(".progress-turn h3").first.text_content()
    page.locator(".progress_turn summary").click()
    assert page.locator(".progress_turn table").is_visible()
