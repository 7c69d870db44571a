"""The path over months, a day before and after which messages are compared, and two hard weeks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place

HARD_FROM = datetime(2026, 2, 9, 21)


def fill(place: Place) -> None:
    """Add nothing: months of check-ins and messages are there."""


def walk(camera: Camera, served: Served, page: Page) -> None:
    """Look back, choose a day, and have two hard weeks."""
    page.goto(served.url + "/progress")
    page.wait_for_selector("html[data-drawn]", state="attached")
    camera.shoot(page, "progress-1-path", folds=True)
    page.goto(served.url + "/progress/day")
    page.select_option("#who", "1")
    page.fill("#day", "2023-10-02")
    page.fill("#note", "First hour of therapy")
    camera.shoot(page, "progress-2-day")
    page.click("main form button.primary")
    page.wait_for_url("**/progress#turn")
    page.wait_for_selector("html[data-drawn]", state="attached")
    camera.shoot(page, "progress-3-before-after", start="#turn")
    hard_weeks(served.place)
    page.goto(served.url + "/progress")
    page.wait_for_selector("html[data-drawn]", state="attached")
    camera.shoot(page, "progress-4-hard-weeks")
    page.click("form[action='/progress/aside'] button")
    page.wait_for_url("**/progress")


def hard_weeks(place: Place) -> None:
    """Note what happened in two weeks in which the urge was strong."""
    from nearer.kernel.uids import new_uid
    from nearer.store.checkins import CheckIn, add_checkins

    moments = [HARD_FROM + timedelta(hours=14 * number) for number in range(23)]
    add_checkins(
        place.store,
        [CheckIn(uid=new_uid(), at=at, made_at=at, changed_at=at, urge=10, pleasant=-2) for at in moments],
    )
