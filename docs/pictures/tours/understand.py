"""The library: its home, a pattern, the search, the questions, and the page for the one who is pushed away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place


def fill(place: Place) -> None:
    """Add nothing: the library comes with Nearer, and the record is there already."""


def walk(camera: Camera, served: Served, page: Page) -> None:
    """Look for something, read it, and look up a question."""
    page.goto(served.url + "/understand")
    camera.shoot(page, "understand-1-home")
    page.fill("[name=q]", "too much")
    page.press("[name=q]", "Enter")
    page.wait_for_url("**/understand/search?q=too*")
    camera.shoot(page, "understand-2-search")
    page.fill("[name=q]", "zebra")
    page.click(".library-search button")
    page.wait_for_url("**/understand/search?q=zebra")
    camera.shoot(page, "understand-3-nothing-found")
    page.goto(served.url + "/understand/patterns/pushing-away")
    camera.shoot(page, "understand-4-pattern")
    page.goto(served.url + "/understand/patterns/pushing-away#leads-on")
    camera.shoot(page, "understand-5-pattern-folds", folds=True, start=".record")
    page.goto(served.url + "/understand/questions#when_distance_is_right")
    camera.shoot(page, "understand-6-questions")
    page.goto(served.url + "/understand/pushed-away")
    camera.shoot(page, "understand-7-pushed-away")
    page.click("a[href='/understand/pushed-away/sheet']")
    page.wait_for_url("**/sheet")
    camera.shoot(page, "understand-8-sheet")
