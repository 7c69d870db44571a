"""Every page of the tour, as it is met on the way, held to what every page must be."""

import sys
from functools import partial
from pathlib import Path

import pytest
from e2e.app import check_page

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "pictures"))

import take_app

REACHABLE = """
() => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  window.reached = new Set();
  document.addEventListener('focusin', (event) => window.reached.add(event.target));
  window.reachable = [...document.querySelectorAll(wanted)].filter((one) => !one.disabled && one.tabIndex >= 0
    && one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]'));
  document.activeElement.blur();
  const parts = { date: 4, time: 3, 'datetime-local': 6 };
  return window.reachable.reduce((sum, one) => sum + (parts[one.type] ?? 1), 0);
}
"""
NOT_REACHED = """
() => {
  const groups = new Set([...window.reached].filter((one) => one.type === 'radio').map((one) => one.name));
  return window.reachable.filter((one) => !window.reached.has(one) && !(one.type === 'radio' && groups.has(one.name)))
    .map((one) => one.outerHTML.slice(0, 90));
}
"""


def check_keyboard(page):
    """Go through a page by the tabulator alone, and find everything that can be used."""
    for _ in range(page.evaluate(REACHABLE) + 4):
        page.keyboard.press("Tab")
    missed = page.evaluate(NOT_REACHED)
    assert not missed, f"the keyboard does not reach {missed}"


class Inspector(take_app.Camera):
    """Stands where the camera stands, and looks harder."""

    def __init__(self, folder):
        super().__init__(folder, [])
        self.seen = []

    def shoot(self, page, name, *, folds=False, start="body"):
        """Check the page as it stands, with what is folded away where ``folds``."""
        self.seen.append(name)
        if folds:
            page.evaluate(take_app.OPEN_FOLDS)
        page.evaluate("window.violated ??= []")
        page.set_viewport_size({"width": 1280, "height": 900})
        try:
            check_page(page, widths=(320, 360, 400, 768, 1280))
            check_keyboard(page)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from None


WALKS = {
    "new_place": (take_app.new_place, 19),
    "full_place": (take_app.full_place, 40),
    **{name: (partial(take_app.area, name), 1) for name in take_app.areas()},
}


@pytest.mark.parametrize("name", WALKS)
def test_every_page_is_sound(chromium, tmp_path, name):
    walk, fewest = WALKS[name]
    inspector = Inspector(tmp_path / "pictures")
    walk(inspector, chromium, tmp_path)
    assert len(inspector.seen) >= fewest, inspector.seen
