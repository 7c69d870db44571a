"""One document for a therapist: what goes into it, and how it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nearer.app.safety import QUESTIONS, answer_safety

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place


def fill(place: Place) -> None:
    """Keep two steps toward Sam, and something written."""
    from nearer.app.ladder import keep_step
    from nearer.kernel.uids import new_uid
    from nearer.store.writings import Writing, save_writing

    store, now = place.store, place.now()
    answer_safety(store, 1, dict.fromkeys(QUESTIONS, "no"), now)
    keep_step(store, new_uid(), now, 1, what="Tell Sam that I liked the evening.", discomfort=4)
    keep_step(store, new_uid(), now, 1, what="Ask whether we could talk about summer.", discomfort=6)
    words = "When Sam said that they had missed me, I wanted to be anywhere else."
    save_writing(store, Writing(new_uid(), "cause.engulfment.last_time_no_air", words, now, now))


def walk(camera: Camera, served: Served, page: Page) -> None:
    """Choose, look at a section, and see the document."""
    page.goto(served.url + "/therapist")
    camera.shoot(page, "therapist-1-choose")
    page.check("input[value=writing]")
    page.fill("#note", "I would like to talk about the weeks after my visit to Sam.")
    page.click("main form button.primary")
    page.wait_for_url("**/therapist/preview")
    camera.shoot(page, "therapist-2-document")
