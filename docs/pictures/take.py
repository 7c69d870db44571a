"""Takes the pictures of the page anew: ``python docs/pictures/take.py demo/page.html`` after ``make demo``.

Needs Chromium and the packages of the dependency group ``test``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SHOTS = (
    ("page-1280-light", 1280, 860, "light", "#contact-2"),
    ("page-1280-dark", 1280, 860, "dark", "body"),
    ("page-360-light", 360, 1500, "light", "#contact-2"),
    ("page-360-dark", 360, 1500, "dark", "#contact-4"),
)


def main(page_file: Path) -> None:
    """Write one picture for each width and theme."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, width, height, theme, start in SHOTS:
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
            )
            page.goto(page_file.resolve().as_uri())
            page.wait_for_selector("html[data-drawn]", state="attached")
            page.locator(start).evaluate("(one) => one.scrollIntoView({ block: 'start' })")
            page.screenshot(path=HERE / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
