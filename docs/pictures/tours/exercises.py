"""Exercises: the list, one of them, a sitting with its timer, its end, a map of the guard."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place

RATED = ((7, 5), (6, 6), (8, 5), (5, 3), (6, 4), (7, 7), (4, 5), (6, 3), (5, 4))
MAP = {
    "trigger": "They said that they had missed me.",
    "fear": "That I will not be enough, once they look closely.",
    "learned": "At home one was liked when one was easy.",
    "gives": "Quiet. Nobody can be disappointed.",
    "costs": "Evenings like the last one. They stop asking.",
    "thanks": "It got me through school.",
}


def fill(place: Place) -> None:
    """Keep some sittings, a map of the guard, and one that was begun and not ended."""
    from nearer.app.exercises import begin_sitting, end_sitting
    from nearer.kernel.uids import new_uid

    store, now = place.store, place.now()
    for number, (before, after) in enumerate(RATED):
        at = now - timedelta(days=40 - 4 * number)
        uid = begin_sitting(store, "good_wishes", new_uid(), at, before=str(before)).uid
        end_sitting(store, uid, "stopped" if number == 5 else "done", at, {"after": str(after)})
    at = now - timedelta(days=12)
    uid = begin_sitting(store, "guard_map", new_uid(), at, before="4").uid
    end_sitting(store, uid, "done", at, MAP | {"after": "4"})
    begin_sitting(store, "kind_letter", new_uid(), now - timedelta(days=1), before="6")


def walk(camera: Camera, served: Served, page: Page) -> None:
    """Look at the list, do one with the timer, stop when it is enough, and look back."""
    page.goto(served.url + "/practise/exercises")
    camera.shoot(page, "exercises-1-list")
    page.get_by_role("link", name="Stay ninety seconds").click()
    page.locator("[name=before][value='7']").check(force=True)
    camera.shoot(page, "exercises-2-one", folds=True)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/sitting/*")
    page.get_by_role("button", name="Start").click()
    page.wait_for_timeout(300)
    camera.shoot(page, "exercises-3-timer")
    page.get_by_role("button", name="Pause").click()
    page.locator("[name=mark_30][value='8']").check(force=True)
    page.locator("[name=after][value='5']").check(force=True)
    page.get_by_role("button", name="That was enough").click()
    page.locator(".levels").wait_for()
    camera.shoot(page, "exercises-4-enough")
    page.goto(served.url + "/practise/exercises/guard_map")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/sitting/*")
    page.fill("#trigger", MAP["trigger"])
    page.get_by_text("Saved.").wait_for()
    camera.shoot(page, "exercises-5-writing")
    page.goto(served.url + "/practise/exercises/good_wishes")
    camera.shoot(page, "exercises-6-times", folds=True)
    page.goto(served.url + "/practise/exercises/repair_note")
    camera.shoot(page, "exercises-7-to-whom")
    page.goto(served.url + "/practise/exercises/six_rungs")
    camera.shoot(page, "exercises-8-tool")
