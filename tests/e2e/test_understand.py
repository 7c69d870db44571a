"""The library in a real browser: a link opens its answer, a small number leads to its source, the sheet fits on one page."""

import re

import pytest
from e2e.app import check_page
from made.patterns import body, made_pattern

pytestmark = pytest.mark.browser


def pages_of(pdf):
    """How many pages a PDF of Chromium has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_a_link_to_a_question_opens_its_answer(served):
    page = served.page("/understand/questions#when_distance_is_right")
    fold = page.locator("#when_distance_is_right")
    assert fold.evaluate("one => one.open")
    assert page.locator("details.library-question[open]").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.parentElement.id") == "when_distance_is_right"
    page.evaluate("location.hash = 'is_it_for_life'")
    page.wait_for_selector("#is_it_for_life[open]")
    check_page(page)


def test_a_search_is_a_form_and_leads_to_the_section(served):
    page = served.page("/understand")
    page.fill("[name=q]", "ghosting")
    page.press("[name=q]", "Enter")
    page.wait_for_url("**/understand/search?q=ghosting")
    assert page.locator(".library-found mark").count() >= 1
    page.click(".library-found a[href*='#'] >> nth=0")
    page.wait_for_load_state()
    anchor = page.evaluate("location.hash.slice(1)")
    assert page.locator(f"[id='{anchor}']").count() == 1


def test_a_number_leads_to_its_source(served):
    page = served.page("/understand/patterns/pushing-away")
    number = page.locator(".cite a").nth(3)
    href = number.get_attribute("href")
    number.click()
    assert page.locator(f"{href}:target").count() == 1


@pytest.mark.parametrize("margin", ["0", "18mm"])
def test_the_sheet_fits_on_one_page(served, margin):
    page = served.page("/understand/pushed-away/sheet")
    page.emulate_media(media="print")
    sides = dict.fromkeys(("top", "right", "bottom", "left"), margin)
    assert pages_of(page.pdf(format="A4", margin=sides)) == 1
    assert not page.locator("header.top").is_visible()


def test_a_pattern_prints_its_text_and_sources_only(served):
    page = served.page("/understand/patterns/pushing-away")
    page.emulate_media(media="print")
    for part in ("nav", "#leads-on", ".next-step", ".back-link", "[data-print]"):
        assert not page.locator(f"main {part}").first.is_visible(), part
    assert page.locator("#questions-to-sit-with").is_visible()
    assert page.locator("#source-1").is_visible()


def test_an_added_pattern_is_a_sound_page(served):
    text = body(
        core=f"{'Pneumonoultramicroscopic' * 12} <b>x</b> [a](https://example.org/{'y' * 300}). [^atlas]"
    )
    made_pattern(served.place.folder / "patterns", text=text)
    page = served.page("/understand/patterns/counting-exits")
    assert page.locator("a[href^='https:']").count() == 0
    assert page.locator("#core-meaning ~ p b").count() == 0
    check_page(page)
