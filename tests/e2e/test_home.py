"""The first page: one glance, one step, and nothing that could give anybody away."""

from e2e.app import check_page

from nearer.app.example import add_example
from nearer.app.ladder import choose_step, keep_step
from nearer.app.looking import refresh
from nearer.app.safety import QUESTIONS, answer_safety
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, add_checkins
from nearer.store.people import add_person


def test_it_is_quiet_when_there_is_nothing(served):
    page = served.page("/")
    check_page(page)
    assert page.locator("main a.primary").count() == 1
    assert "as of" not in page.inner_text("main").lower()
    assert page.said == []


def test_it_says_what_stands_and_that_the_example_is_made_up(served):
    now = served.place.now()
    add_example(served.place.store, now)
    refresh(served.place.store, now)
    add_checkins(
        served.place.store, [CheckIn(uid=new_uid(), at=now, made_at=now, changed_at=now, did="not_safe")]
    )
    page = served.page("/")
    check_page(page)
    words = page.inner_text("main")
    assert "As of" in words
    assert "made-up example" in words
    assert "One check-in today." in words
    assert "safe" not in words
    assert page.locator("main h2", has_text="One possible next step").count() == 1
    assert page.locator("main a.primary").count() == 1
    page.get_by_role("link", name="Look at it").click()
    assert "/people" in page.url


def test_the_chosen_step_stands_there_until_its_person_is_closed(served):
    store, now = served.place.store, served.place.now()
    person = add_person(store, "Robin", now)
    answer_safety(store, person, dict.fromkeys(QUESTIONS, "no"), now)
    step = keep_step(
        store, new_uid(), now, person, what="Tell Robin what I liked about the day", discomfort=4
    )
    assert "Tell Robin" not in served.page("/").inner_text("main"), "a step is not chosen by being there"
    choose_step(store, step.uid, now)
    page = served.page("/")
    check_page(page)
    assert "Tell Robin" in page.inner_text("main")
    page.get_by_role("link", name="Open it").click()
    assert page.url.endswith(f"/practise/ladder/{step.uid}")
    answer_safety(store, person, {"afraid": "yes"}, now)
    assert "Tell Robin" not in served.page("/").inner_text("main")
