"""The year: a picture that is also a list of links and a table."""

from datetime import timedelta

from e2e.app import check_page

from nearer.app.year import show_year
from nearer.kernel.uids import new_uid
from nearer.store.checkins import DID, CheckIn, add_checkins


def fill(served, n):
    now = served.place.now().replace(month=12, day=28) - timedelta(days=365)
    add_checkins(
        served.place.store,
        [
            CheckIn(uid=new_uid(), at=now - timedelta(days=number), made_at=now, changed_at=now,
                    closeness=number % 7 + 1, did=DID[number % len(DID)])
            for number in range(n)
        ],
    )  # fmt: skip
    return now


def test_it_is_whole(served):
    now = fill(served, 300)
    page = served.page(f"/year/{now.year}")
    page.locator("main details").evaluate("one => { one.open = true; }")
    check_page(page)
    assert page.said == []


def test_each_day_leads_to_its_check_ins_and_stands_in_the_table(served):
    now = fill(served, 30)
    page = served.page(f"/year/{now.year}", scripts=False)
    days = page.locator("a.year-day")
    assert days.count() == 30
    page.locator("main details summary").click()
    assert page.locator("main table tbody tr").count() == 30
    name = days.first.get_attribute("aria-label")
    assert str(now.year) in name
    days.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/check-ins?day=*")
    assert page.locator(".checkin-day li").count() == 1


def test_it_can_be_off(served):
    now = fill(served, 3)
    show_year(served.place.store, False)
    page = served.page(f"/year/{now.year}")
    assert page.locator(".year-day").count() == 0
    check_page(page)
