"""The home of practice, the ladder, and fears tested."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from nearer.app.ladder import keep_step
from nearer.app.predictions import begin_test, change_test, end_test
from nearer.app.safety import QUESTIONS, answer_safety
from nearer.kernel.uids import new_uid
from nearer.store.people import load_people

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place

STEPS = (
    ("Tell Noor one thing that happened at work, without being asked.", "Noor", "fact", 2),
    ("Say which of two films I would rather see.", "Robin", "preference", 3),
    ("Say that I see the holiday plans a bit differently, and one reason.", "Robin", "opinion", 5),
    ("Say “I was glad when you called” on the phone.", "Noor", "feeling", 6),
    ("Ask whether there are ten minutes to listen.", "Robin", "request", 8),
)
FEARS = (
    ("They will change the subject.", "They asked two questions back."),
    ("They will not write back by the evening.", "They wrote within the hour."),
    ("They will laugh.", "Nobody laughed."),
    ("I will have to leave within ten minutes.", "I stayed for an hour."),
    ("They will ask for more than I can give.", "They said thank you, and that was it."),
)


def fill(place: Place) -> None:
    """Keep some steps, and fears of three months with what came of them."""
    store, now, chance = place.store, place.now(), random.Random(5)  # noqa: S311 - made-up tests
    people = {person.name.split()[0]: person.id for person in load_people(store)}
    for name in ("Noor", "Robin"):
        answer_safety(store, people[name], dict.fromkeys(QUESTIONS, "no"), now - timedelta(days=89))
    for what, name, level, discomfort in STEPS:
        keep_step(store, new_uid(), now, people[name], what=what, level=level, discomfort=discomfort)
    for number in range(13):
        fear, outcome = FEARS[number % len(FEARS)]
        at = now - timedelta(days=8 + 6 * number)
        belief, expected = chance.choice((30, 50, 60, 70, 80, 90)), chance.randint(4, 7)
        uid = new_uid()
        person = people[chance.choice(("Noor", "Robin"))]
        values = {"fear": fear, "by_day": at.date() + timedelta(days=2), "belief": belief}
        begin_test(store, uid, at, person_id=None if at < now - timedelta(days=60) else person, **values)
        change_test(store, uid, at, discomfort=expected)
        if number == 4:
            end_test(store, uid, at, "stopped")
            continue
        came = "yes" if chance.random() < 0.25 else "partly" if number == 7 else "no"
        end_test(store, uid, at, "done", happened=came, outcome="" if came == "yes" else outcome)
        change_test(
            store,
            uid,
            at,
            discomfort_felt=max(expected - chance.randint(1, 3), 0),
            belief_after=max(belief - 10 * chance.randint(0, 4), 0),
            surprise="How short it was." if number == 0 else "",
        )


def walk(camera: Camera, served: Served, page: Page) -> None:
    """Look at the home, think of a step, test a fear with it, and tell what came of it."""
    page.goto(served.url + "/practise")
    camera.shoot(page, "practise")
    page.goto(served.url + "/practise/ladder")
    camera.shoot(page, "ladder-1-steps")
    page.goto(served.url + "/practise/ladder/new")
    camera.shoot(page, "ladder-2-who")
    page.locator("label", has_text="Robin").locator("input").check(force=True)
    page.click("main form button.primary")
    page.wait_for_selector("#what")
    page.click("details.examples summary")
    page.click("[data-take] >> nth=9")
    page.locator("[name=discomfort][value='5']").check(force=True)
    camera.shoot(page, "ladder-3-new", folds=True)
    page.click("main form button.primary")
    page.wait_for_selector(".step-title")
    camera.shoot(page, "ladder-4-step")
    fears(camera, served, page)


def fears(camera: Camera, served: Served, page: Page) -> None:
    """Test a fear with the step that is shown."""
    page.get_by_role("link", name="Test a fear with it").click()
    page.fill("#fear", "They will go quiet, and change the subject.")
    page.fill("#by_day", (served.place.now().date() + timedelta(days=4)).isoformat())
    page.locator("[name=belief][value='70']").check(force=True)
    camera.shoot(page, "tests-1-fear")
    page.click("main form button.primary")
    page.wait_for_url("**/plan")
    page.fill("#habit", "I do not make a joke of it.")
    camera.shoot(page, "tests-2-plan")
    page.click("main form button.primary")
    page.wait_for_selector("text=How did it go?")
    camera.shoot(page, "tests-3-ahead")
    url = page.url
    page.goto(served.url + "/practise")
    camera.shoot(page, "practise-planned")
    page.goto(url)
    page.get_by_role("link", name="How did it go?").click()
    page.locator("[name=happened][value=no]").check(force=True)
    page.fill("#outcome", "They were quiet for a moment, then told me the same of themselves.")
    camera.shoot(page, "tests-4-happened")
    page.click("main form button.primary")
    page.wait_for_url("**/after")
    page.fill("#surprise", "That it was over in two minutes.")
    page.locator("[name=discomfort_felt][value='4']").check(force=True)
    page.locator("[name=belief_after][value='40']").check(force=True)
    camera.shoot(page, "tests-5-after")
    page.click("main form button.primary")
    page.wait_for_selector(".test-after")
    camera.shoot(page, "tests-6-one")
    page.goto(served.url + "/practise/tests")
    page.wait_for_selector(".chart svg")
    camera.shoot(page, "tests-7-fears", folds=True, start="figure")
