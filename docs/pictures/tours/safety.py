"""The question that stands before any step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place


def fill(place: Place) -> None:
    """Add nothing: what is said here is never shown."""


def walk(camera: Camera, served: Served, page: Page) -> None:
    """Ask, and answer once so and once so."""
    page.goto(served.url + "/practise/safe/1")
    camera.shoot(page, "safety-1-questions")
    page.locator("[name=watched][value=yes]").check(force=True)
    page.click("main form button.primary")
    page.wait_for_url("**/practise/safe/distance")
    camera.shoot(page, "safety-2-distance")
    page.goto(served.url + "/practise/safe/1")
    page.locator("[name=follow][value=yes]").check(force=True)
    page.click("main form button.primary")
    page.wait_for_url("**/practise/safe/stopping")
    camera.shoot(page, "safety-3-stopping")
