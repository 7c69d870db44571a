"""Possible causes: the five, one of them, a page to write, and maps of the guard."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place

WRITTEN = "Mina. We were eleven, and the others laughed. I thought: next time I say nothing at all."
EARLIER = {
    "trigger": "A whole Sunday with nothing planned, just the two of us.",
    "fear": "That there is nothing of me left by the evening.",
    "gives": "Air. My own kitchen.",
    "costs": "I say no to things that I would have liked.",
    "thanks": "You wanted me to have a say.",
}


def fill(place: Place) -> None:
    """Keep a page, and a map beside the one of the exercises."""
    from nearer.app.causes_pages import keep_page
    from nearer.app.exercises import begin_sitting, end_sitting
    from nearer.kernel.uids import new_uid

    keep_page(place, "betrayal", "first_warning", new_uid(), WRITTEN)
    at = place.now() - timedelta(days=40)
    uid = begin_sitting(place.store, "guard_map", new_uid(), at, before="6").uid
    end_sitting(place.store, uid, "stopped", at, EARLIER)


def walk(camera: Camera, served: Served, page: Page) -> None:
    """Look at the five and at one of them, write, change it, delete it and bring it back; then the map."""
    page.goto(served.url + "/understand/causes")
    camera.shoot(page, "causes-1-five", folds=True)
    page.get_by_role("link", name="Being seen is hard to bear").click()
    camera.shoot(page, "causes-2-one")
    page.locator("#record").scroll_into_view_if_needed()
    camera.shoot(page, "causes-3-folds", folds=True)
    page.get_by_role("link", name="When did you last feel").click()
    page.fill("#words", "On the stairs, after the film. My hands went cold, and I made a joke.")
    page.get_by_text("Saved.").wait_for()
    camera.shoot(page, "causes-4-write")
    page.get_by_role("button", name="Keep it").click()
    page.locator(".own-page").wait_for()
    camera.shoot(page, "causes-5-kept", folds=True)
    page.get_by_role("link", name="Change or delete it").click()
    camera.shoot(page, "causes-6-change", folds=True)
    page.get_by_role("button", name="Delete this page").click()
    page.get_by_role("button", name="Undo").wait_for()
    camera.shoot(page, "causes-7-deleted")
    page.get_by_role("button", name="Undo").click()
    page.goto(served.url + "/understand/guard-map")
    camera.shoot(page, "causes-8-map", folds=True)
    page.locator(".rows a").last.click()
    camera.shoot(page, "causes-9-earlier-map")
