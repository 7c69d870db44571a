"""The page about the tipping point, as the app really serves it."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from e2e.app import HOSTILE, check_page

from nearer.app.tipping import tipping_view
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, add_checkins, load_checkins, save_checkin
from nearer.store.people import add_person, join_people

pytestmark = pytest.mark.browser

NOW = datetime(2026, 11, 20, 21)


def note(store, n, *, slope=1.2, names=("Sam", "Robin"), months=10, seed=1):
    """Note moments in which the urge takes over from about the middle on."""
    rng = np.random.default_rng(seed)
    people = [add_person(store, name, NOW) for name in names]
    checkins = []
    for _ in range(n):
        at = NOW - timedelta(minutes=int(rng.integers(0, 30 * months * 1440)))
        closeness = int(rng.integers(1, 8))
        taken = rng.random() < 1 / (1 + np.exp(-slope * (closeness - 4)))
        checkins.append(
            CheckIn(
                uid=new_uid(),
                at=at,
                made_at=at,
                changed_at=at,
                person_id=people[int(rng.integers(len(people)))],
                closeness=closeness,
                urge=int(rng.integers(6, 11) if taken else rng.integers(0, 6)),
            )
        )
    add_checkins(store, checkins)
    return people


def test_nothing_yet(served):
    page = served.page("/tipping")
    assert "Not yet." in page.text_content("main")
    assert page.locator(".chart").count() == 0
    check_page(page)


def test_how_many_more(served):
    note(served.place.store, 12)
    assert "about 8 more check-ins" in served.page("/tipping").text_content("main")


def test_found_with_pictures_tables_and_people(served):
    note(served.place.store, 240)
    page = served.page("/tipping")
    page.wait_for_selector("html[data-drawn]", state="attached")
    text = page.text_content("main")
    assert "at about this much closeness" in text
    assert "Sam" in text and "Robin" in text
    assert page.locator(".chart svg").count() == 2
    assert page.locator("table").count() == 3
    assert page.locator(".tipping-places li").count() in (1, 3)
    check_page(page)
    assert not page.said


def test_without_scripts_the_words_and_numbers_are_there(served):
    note(served.place.store, 240)
    page = served.page("/tipping", scripts=False)
    page.locator("summary").nth(1).click()
    assert page.locator("table").nth(1).is_visible()


def test_an_urge_that_does_not_go_with_closeness(served):
    note(served.place.store, 3000, slope=0.0)
    text = served.page("/tipping").text_content("main")
    assert "does not seem to go with closeness" in text
    assert "Sam" not in text


def test_names_do_nothing_but_stand_there(served):
    note(served.place.store, 400, names=HOSTILE[:6])
    page = served.page("/tipping")
    page.wait_for_selector("html[data-drawn]", state="attached")
    assert HOSTILE[0] in page.locator(".tipping-people").text_content()
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("window.violated") == []


def test_what_counts(served):
    store = served.place.store
    sam, robin = note(store, 60)
    assert tipping_view(store).found.n == 60
    one, two, three, *_ = load_checkins(store)
    taken = tipping_view(store).found.n_taken
    save_checkin(store, replace(one, did="not_safe"))
    save_checkin(store, replace(two, closeness=None))
    save_checkin(store, replace(three, urge=None, did="announced_pause"))
    seen = tipping_view(store).found
    assert seen.n == 57
    assert seen.n_taken == taken - sum(each.urge >= 6 for each in (one, two, three))
    save_checkin(store, replace(three, urge=0, did="pulled_away"))
    assert tipping_view(store).found.n_taken == seen.n_taken + 1
    join_people(store, robin, sam)
    assert [person.name for person in tipping_view(store).people] in ([], ["Sam"])
