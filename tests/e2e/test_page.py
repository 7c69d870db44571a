"""The page in a real browser: it fetches nothing, obeys its policy, fits, and works by keyboard alone."""

import re

import pytest

pytestmark = pytest.mark.browser

ALL_KINDS = ["spells", "slower", "no_sign", "too_little", "hardly_any", "several", "hostile"]
ALL_CONTROLS = """
[...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')]
  .filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }))
"""
FOCUS = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const all = CONTROLS;
  return {
    number: all.indexOf(one),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight,
  };
}
""".replace("CONTROLS", ALL_CONTROLS.strip())
AXES = "[...document.querySelectorAll('.over_time .role-axis')].map((one) => one.textContent).join()"
LINE_COLOUR = "getComputedStyle(document.querySelector('.over_time .mark-line path')).stroke"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_fetches_nothing_and_obeys_its_policy(open_page, kind, width, theme):
    watched = open_page(kind, width=width, theme=theme)
    drawn = watched.page.locator(".chart svg").count()
    assert drawn == watched.page.locator(".chart").count() > 0
    assert [url for url in watched.requests if not url.startswith("data:")] == [watched.url]
    assert watched.violations() == []
    assert watched.said == []


@pytest.mark.parametrize("kind", ["spells", "several", "too_little", "hostile"])
@pytest.mark.parametrize(("width", "text"), [(320, 1), (360, 1), (400, 1), (640, 1), (768, 1), (400, 2)])
def test_fits_its_width_when_narrow_or_zoomed(open_page, kind, width, text):
    """640 pixels are 1280 at 200 %; 320 are 1280 at 400 %; the last is twice the size of text on a phone."""
    page = open_page(kind, width=width).page
    if text != 1:
        page.evaluate(f"document.documentElement.style.setProperty('font-size', '{112.5 * text}%')")
    page.wait_for_timeout(50)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("kind", ["spells", "several"])
def test_keyboard_reaches_every_control_with_a_visible_focus(open_page, kind):
    page = open_page(kind, width=360).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    wanted = set(range(page.evaluate(f"{ALL_CONTROLS}.length")))
    reached = set()
    for _ in range(len(wanted) + 20):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        assert focus["outlined"], focus
        assert focus["seen"], focus
        reached.add(focus["number"])
    assert reached >= wanted


def test_zoom_works_by_keyboard_and_resets(open_page):
    watched = open_page("spells")
    page = watched.page
    shown = page.locator(".zoom output")
    whole, axes = shown.text_content(), page.evaluate(AXES)
    assert page.get_by_role("slider").is_disabled()
    page.get_by_role("button", name="Zoom in").focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    nearer = shown.text_content()
    assert nearer != whole
    page.wait_for_function(f"(before) => {AXES} !== before", arg=axes)
    page.get_by_role("slider").focus()
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    assert shown.text_content() not in (nearer, whole)
    assert page.get_by_role("slider").get_attribute("aria-valuetext") == shown.text_content()
    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Space")
    assert shown.text_content() == whole
    assert page.evaluate("document.activeElement.textContent") == "Zoom in"
    assert watched.violations() == []
    assert watched.said == []


def test_zooming_in_stops_at_four_weeks_and_keeps_the_focus(open_page):
    page = open_page("spells").page
    button = page.get_by_role("button", name="Zoom in")
    button.focus()
    for _ in range(12):
        page.keyboard.press("Enter")
        if button.is_disabled():
            break
    assert button.is_disabled()
    assert page.evaluate("document.activeElement.textContent") == "Zoom out"


def test_a_marked_time_can_be_brought_into_the_picture(open_page):
    page = open_page("spells").page
    page.get_by_role("button", name=re.compile("Show in the picture")).nth(1).click()
    assert page.locator(".zoom output").text_content() == "Shown: 16 August 2023 to 13 November 2023"
    assert page.locator(".over_time .chart").evaluate(
        "(one) => one.getBoundingClientRect().top < innerHeight"
    )


def test_the_wheel_scrolls_the_page_and_nothing_else(open_page):
    page = open_page("spells").page
    before = page.locator(".zoom output").text_content()
    page.locator(".over_time .chart").scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    page.locator(".over_time .chart").hover()
    page.mouse.wheel(0, 300)
    page.wait_for_function("(top) => scrollY > top", arg=top)
    assert page.locator(".zoom output").text_content() == before


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["spells", "several", "too_little", "hardly_any"])
def test_axe_finds_nothing(open_page, kind, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_page(kind, theme=theme).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_controls_are_large_enough_to_hit(open_page):
    page = open_page("several", width=360).page
    boxes = page.evaluate(
        f"{ALL_CONTROLS}.map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().toJSON()])"
    )
    small = [text for text, box in boxes if 0 < box["height"] < 24 or 0 < box["width"] < 24]
    assert [text for text in small if "skip" not in text] == []


def test_hostile_names_are_only_text(open_page):
    watched = open_page("hostile")
    page = watched.page
    assert (
        page.evaluate(
            "document.querySelectorAll('img, iframe, object, embed, form, base, meta[http-equiv=refresh]').length"
        )
        == 0
    )
    assert page.evaluate("document.querySelectorAll('script').length") == 4
    assert page.evaluate("[...document.links].every((one) => one.getAttribute('href').startsWith('#'))")
    assert "<script>alert(1)</script>" in page.locator("h2.name").first.text_content()
    assert "{{7*7}}" in page.locator("footer").text_content()
    assert watched.said == []
    assert watched.violations() == []


def test_charts_follow_the_theme_without_being_drawn_anew(open_page):
    page = open_page("spells").page
    light = page.evaluate(LINE_COLOUR)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(LINE_COLOUR)
    page.emulate_media(color_scheme="dark", contrast="more")
    strong = page.evaluate(LINE_COLOUR)
    page.emulate_media(color_scheme="dark", media="print", contrast="no-preference")
    assert len({light, dark, strong}) == 3
    assert page.evaluate(LINE_COLOUR) == light


def test_paper_gets_the_answer_and_no_buttons(open_page):
    page = open_page("several", theme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.get_by_role("button").first.is_visible()
    assert page.locator(".fold").last.locator("li").first.is_visible()
    assert page.locator("details.more").last.locator(".chart svg").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_contacts_after_the_first_are_folded_but_drawn_as_wide_as_they_open(open_page):
    page = open_page("several", width=360).page
    folded = page.locator("details.more")
    assert [one.get_attribute("open") is not None for one in folded.all()] == [True, False, False, False]
    second = page.locator("#contact-2 .over_time .chart svg")
    width = second.evaluate("(one) => one.viewBox.baseVal.width")
    page.locator("#contact-2 summary").first.click()
    assert second.is_visible()
    assert second.evaluate("(one) => one.viewBox.baseVal.width") == width > 250


def test_a_link_to_a_contact_opens_what_there_is_about_them(open_page):
    page = open_page("several", width=360).page
    page.locator("nav a").nth(2).click()
    page.wait_for_selector("#contact-3 details.more[open]")
    assert page.locator("#contact-3 .step").is_visible()


def test_a_screen_reader_meets_each_chart_as_one_named_picture(open_page):
    page = open_page("spells").page
    for name in (
        "Closeness with Sam",
        "What went with closer times",
        "Your messages by",
        "The messages of Sam",
    ):
        assert page.get_by_role("img", name=name).count() == 1, name
    page.get_by_role("button", name="Zoom in").click()
    assert page.get_by_role("img", name="Closeness with Sam").count() == 1
    assert page.locator(".chart[aria-roledescription]").count() == 0


def test_without_scripts_the_numbers_are_still_there(open_page):
    page = open_page("spells", scripts=False).page
    assert page.locator(".noscript").is_visible()
    assert not page.locator(".zoom").is_visible()
    assert page.locator("details table").count() == 4
    assert page.locator(".answer").is_visible()


def test_charts_are_redrawn_when_the_window_changes(open_page):
    page = open_page("spells").page
    wide = page.locator(".over_time .chart svg").evaluate("(one) => one.clientWidth")
    page.set_viewport_size({"width": 400, "height": 900})
    page.wait_for_function(
        "(wide) => document.querySelector('.over_time .chart svg').viewBox.baseVal.width < wide / 2", arg=wide
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 400
