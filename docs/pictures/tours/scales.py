"""Questionnaires: the list, our own with a few months of sheets, one about a person, one whose text is brought."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app_place import NOW

from nearer.app.scales import save_answers
from nearer.app.scales_text import bring_text
from nearer.kernel.uids import new_uid

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place

HOME = "/understand/scales"
SENTENCES = "\n".join(
    f"{number}. A made-up sentence, number {number}, for this picture." for number in range(1, 10)
)
TEXT = f"scale: ecr_rs\nintro: Each sentence is about one person.\n{SENTENCES}"
CLOSENESS = (4, 5, 4, 3, 5, 4, 4, 7, 7)


def fill(place: Place) -> None:
    """Add nine sheets of a scale of our own, two of the circles, and a made-up text with one sheet."""
    store = place.store
    for week, level in enumerate(CLOSENESS):
        at = NOW - timedelta(days=11 * (len(CLOSENESS) - week))
        ticks = [min(max(level + (week * (number + 2)) % 3 - 1, 0), 10) for number in range(6)]
        mirrored = {number: 10 - tick if number in (1, 3, 4) else tick for number, tick in enumerate(ticks)}
        save_answers(store, "own_closeness", new_uid(), at, answers=mirrored)
    for days, tick in ((40, 5), (9, 3)):
        at = NOW - timedelta(days=days)
        save_answers(store, "ios", new_uid(), at, answers={0: tick}, person_id=1, keeps_person=False)
    bring_text(store, "ecr_rs", TEXT)
    answers = dict(enumerate((5, 4, 6, 5, 3, 2, 4, None, 2)))
    save_answers(store, "ecr_rs", new_uid(), NOW, answers=answers, person_id=1, keeps_person=False)


def walk(camera: Camera, served: Served, page: Page) -> None:
    """See the list, fill one, see what it says; bring a text, wrong and right; fill one about a person."""
    page.goto(served.url + HOME)
    camera.shoot(page, "scales-1-list")
    page.goto(f"{served.url}{HOME}/own_closeness")
    camera.shoot(page, "scales-2-own")
    page.click("main a.button.primary")
    for place, tick in enumerate((7, 3, 6, 4)):
        page.locator(f"[name=answer-{place}][value='{tick}']").check(force=True)
    camera.shoot(page, "scales-3-fill")
    page.locator("[name=answer-4][value='2']").check(force=True)
    page.click("main form button.primary")
    page.wait_for_url("**/sheets/*")
    camera.shoot(page, "scales-4-sheet", folds=True)
    page.locator("main form.one-button button").click()
    page.wait_for_url("**/own_closeness")
    camera.shoot(page, "scales-5-deleted")
    page.goto(f"{served.url}{HOME}/rses/text")
    file = {"name": "items.txt", "mimeType": "text/plain", "buffer": SENTENCES.encode()}
    page.set_input_files("[data-choose] input", files=[file])
    page.wait_for_function("document.querySelector('#text').value.startsWith('1. ')")
    page.click("main form button.primary")
    page.wait_for_selector("#text-error")
    camera.shoot(page, "scales-6-text-wrong")
    page.goto(f"{served.url}{HOME}/ecr_rs/text")
    camera.shoot(page, "scales-7-text", folds=True)
    page.goto(f"{served.url}{HOME}/ecr_rs/fill")
    camera.shoot(page, "scales-8-fill-person")
    page.goto(f"{served.url}{HOME}/ecr_rs")
    camera.shoot(page, "scales-9-person")
    page.goto(f"{served.url}{HOME}/ios/fill")
    camera.shoot(page, "scales-10-circles")
    page.goto(f"{served.url}{HOME}/ios")
    camera.shoot(page, "scales-11-circles-times", folds=True)
