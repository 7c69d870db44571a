"""A pause with a return: asked about, written, looked over, copied."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place


def fill(place: Place) -> None:
    """Keep pauses with Sam: six with an answer, one whose time has come."""
    from nearer.app.pauses import announce_pause, answer_pause, keep_pause
    from nearer.app.safety import QUESTIONS, answer_safety
    from nearer.kernel.uids import new_uid

    store, now = place.store, place.now()
    for person_id in (1, 2):
        answer_safety(store, person_id, dict.fromkeys(QUESTIONS, "no"), now - timedelta(days=60))
    for number, answer in enumerate(("yes", "later", "yes", "no", "yes", "yes", "")):
        made = now - timedelta(days=50 - 8 * number)
        message = "I need an evening for myself. I like us. Back tomorrow at 19:00."
        pause = keep_pause(
            store, new_uid(), 1, message, made + timedelta(days=1), made, keeps_words=bool(number % 2)
        )
        announce_pause(store, pause.uid, made)
        if answer:
            answer_pause(store, pause.uid, answer, made + timedelta(days=2))


def walk(camera: Camera, served: Served, page: Page) -> None:
    """Answer about the last one, write a new one that is too sharp at first, and copy it."""
    page.goto(served.url + "/practise/pause")
    camera.shoot(page, "pauses-1-kept")
    page.get_by_role("button", name="Yes, by then").click()
    page.get_by_text("Noted. Thank you.").wait_for()
    page.locator("[name=who][value='1']").check(force=True)
    page.get_by_role("button", name="Write it").click()
    page.wait_for_url("**/pause/with/1")
    camera.shoot(page, "pauses-2-write")
    page.fill("#space", "You always want something. Leave me alone tonight.")
    page.locator("#noticed li").first.wait_for()
    camera.shoot(page, "pauses-3-noticed", start="#space")
    page.get_by_role("button", name="Today was a lot for me").click()
    page.get_by_role("button", name="You matter to me").click()
    page.get_by_role("button", name="I will write to you").click()
    page.get_by_role("button", name="It is ready").click()
    page.locator("#copy").wait_for()
    camera.shoot(page, "pauses-4-ready")
    page.get_by_role("button", name="I have said it").click()
    page.locator("main .rows").first.wait_for()
    camera.shoot(page, "pauses-5-running", folds=True)
