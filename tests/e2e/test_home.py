"""The first page: one glance, one step, and nothing that could give anybody away."""

from e2e.app import check_page

from nearer.app.example import add_example
from nearer.app.looking import refresh
from nearer.store.checkins import CheckIn, add_checkins, new_uid


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
