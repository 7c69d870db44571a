"""The cycle to play with: its four stories, and a slider that is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place


def fill(place: Place) -> None:
    """Add nothing: check-ins of four months are there."""


def walk(camera: Camera, served: Served, page: Page) -> None:
    """Look at each story, move a slider, and start from own figures."""
    page.goto(served.url + "/understand/cycle")
    camera.shoot(page, "cycle-1-round", folds=True)
    for number, name in enumerate(("doses", "lock", "pause"), start=2):
        page.click(f"a[href*='story={name}']")
        page.wait_for_url(f"**story={name}#stories")
        camera.shoot(page, f"cycle-{number}-{name}")
    page.click("a[href*='story=own']")
    page.wait_for_url("**story=own#stories")
    camera.shoot(page, "cycle-5-own")
    page.locator("#steps").fill("2")
    page.wait_for_url("**/understand/cycle?need=*")
    page.evaluate("scrollTo(0, 0)")
    camera.shoot(page, "cycle-6-moved", folds=True)
