"""The shell in a real browser: in, out, locked, by keyboard, without scripts, in every theme and at every width."""

from pathlib import Path

import pytest
from e2e.app import PASSPHRASE, check_page, send, serving
from starlette.responses import HTMLResponse
from starlette.routing import Route

from nearer.app.place import Place
from nearer.web import pages

pytestmark = pytest.mark.browser

PAGES = ["/help", "/settings", "/settings/passphrase", "/settings/recovery", "/nowhere"]
PAPER = {"light": "rgb(250, 246, 240)", "dark": "rgb(23, 22, 28)"}
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def show_kit(served):
    """Add a page with every building block to a running server."""
    text = (Path(__file__).parent / "kit.html.j2").read_text(encoding="utf-8")

    def kit(request):
        template = pages._environment().from_string(text)
        return HTMLResponse(template.render(shell=pages._shell(request)))

    served.app.router.routes.append(Route("/kit", kit))


def press_shift(page, times=3):
    for _ in range(times):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_sound(served, path):
    check_page(served.page(path))


def test_building_blocks_are_sound(served):
    show_kit(served)
    check_page(served.page("/kit"))


@pytest.mark.parametrize("contrast", ["more", "no-preference"])
@pytest.mark.parametrize("forced", ["active", "none"])
def test_building_blocks_hold_with_more_contrast_and_forced_colours(served, contrast, forced):
    show_kit(served)
    page = served.page("/kit", contrast=contrast, forced_colors=forced)
    check_page(page, widths=(1280,))


def test_help_and_the_locked_and_neutral_pages_are_sound(served):
    page = served.page("/help", launched=False)
    check_page(page)
    check_page(served.page("/settings", launched=False))
    page = served.page("/help")
    served.place.lock()
    page.goto(served.url + "/settings")
    assert page.url.endswith("/unlock?next=%2Fsettings")
    check_page(page)
    page.goto(served.url + "/away")
    check_page(page)


def test_unlocking_by_keyboard_leads_back(served):
    page = served.page("/settings")
    served.place.lock()
    page.reload()
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[aria-invalid=true]")
    assert page.evaluate("document.activeElement.id") == "secret"
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings")
    assert page.said == [one for one in page.said if "422" in one]


@pytest.mark.parametrize("scripts", [True, False])
def test_the_button_leaves_quickly(served, scripts):
    page = served.page("/help", scripts=scripts)
    page.goto(served.url + "/settings")
    page.get_by_role("button", name="Leave quickly").click()
    page.wait_for_url("**/away")
    assert page.title() == "Notes"
    assert not served.place.is_open
    page.go_back()
    page.wait_for_load_state()
    assert page.locator("h1").text_content() in ("Help", "Not open here")
    page.goto(served.url + "/settings")
    assert page.locator("form").count() == 0


def test_shift_three_times_leaves_and_the_page_is_gone_from_where_back_leads(served):
    page = served.page("/help")
    page.goto(served.url + "/settings")
    page.keyboard.type("ab")
    press_shift(page, 2)
    page.keyboard.press("a")
    press_shift(page, 2)
    assert served.place.is_open
    press_shift(page, 1)
    page.wait_for_url("**/away")
    assert not served.place.is_open
    page.go_back()
    page.wait_for_load_state()
    assert "/settings" not in page.url


def test_capital_letters_do_not_leave(served):
    page = served.page("/settings/passphrase")
    page.locator("#secret").focus()
    for letter in "ABCDE":
        page.keyboard.press(f"Shift+{letter}")
    assert page.locator("#secret").input_value() == "ABCDE"
    assert served.place.is_open


def test_without_the_choice_there_is_no_way_out_button_and_no_key(served):
    page = served.page("/settings")
    page.get_by_label("Show “Leave quickly” on every page").uncheck()
    page.locator("#leaving + form button").click()
    assert page.get_by_role("status").text_content().strip() == "Saved."
    assert page.get_by_role("button", name="Leave quickly").count() == 0
    press_shift(page, 4)
    page.wait_for_timeout(300)
    assert served.place.is_open


def test_theme_and_contrast_are_chosen_without_a_flash(served):
    page = served.page("/settings", theme="light")
    assert page.evaluate(BACKGROUND) == PAPER["light"]
    page.get_by_label("Dark").check()
    page.locator("#look + form button").click()
    page.wait_for_selector("html[data-theme=dark] main")
    assert page.evaluate(BACKGROUND) == PAPER["dark"]
    assert page.content().index('data-theme="dark"') < page.content().index("<head>")
    page.get_by_label("More").check()
    page.locator("#look + form button").click()
    page.wait_for_selector("html[data-contrast=more] main")
    assert page.evaluate(BACKGROUND) == "rgb(0, 0, 0)"
    check_page(page, themes=("light",))


def test_it_warns_before_it_locks_and_can_be_told_to_stay(served):
    page = served.context().new_page()
    page.clock.install()
    page.goto(served.url + "/settings")
    served.gate._seen -= 560
    page.clock.run_for(560_000)
    assert page.locator("#idle").is_visible()
    page.get_by_role("button", name="Stay").click()
    page.wait_for_function("document.getElementById('idle').hidden")
    until = 40
    while served.gate.idle_s() > 100 and until:
        page.wait_for_timeout(50)
        until -= 1
    assert served.gate.idle_s() < 100
    page.clock.run_for(700_000)
    page.wait_for_timeout(500)
    assert page.url.endswith("/settings")
    served.gate._seen -= 10_000
    until = 200
    while served.place.is_open and until:
        page.wait_for_timeout(50)
        until -= 1
    assert not served.place.is_open
    page.clock.run_for(700_000)
    page.wait_for_url("**/unlock?next=*", wait_until="commit")


def test_a_passphrase_is_set_seen_in_its_strength_and_changed(tmp_path, chromium):
    place = Place(tmp_path / "place")
    place.create(None)
    with serving(place, chromium) as served:
        page = served.page("/settings")
        page.get_by_role("link", name="Set a passphrase").click()
        page.get_by_label("New passphrase").or_(page.get_by_label("Passphrase", exact=True)).fill(
            "password123"
        )
        page.wait_for_selector(".strength[data-level=weak]")
        page.locator("#passphrase").fill(PASSPHRASE)
        page.wait_for_selector(".strength[data-level=good]")
        page.get_by_label("Show what I type").check()
        assert page.locator("#passphrase").get_attribute("type") == "text"
        page.locator("#again").fill("something else")
        page.get_by_role("button", name="Set a passphrase").click()
        page.wait_for_selector("[aria-invalid=true]")
        page.locator("#passphrase").fill(PASSPHRASE)
        page.locator("#again").fill(PASSPHRASE)
        page.get_by_role("button", name="Set a passphrase").click()
        page.wait_for_selector(".recovery-key")
        check_page(page)
        key = page.locator(".recovery-key").text_content().strip()
        page.get_by_role("link", name="I have it in a safe place").click()
        page.get_by_role("button", name="Lock", exact=True).click()
        page.locator("#secret").fill(key.lower().replace("-", " "))
        page.get_by_role("button", name="Unlock").click()
        page.goto(served.url + "/settings/recovery")
        page.locator("#secret").fill(PASSPHRASE)
        page.get_by_role("button", name="Make a new recovery key").click()
        page.wait_for_selector(".recovery-key")
        assert page.locator(".recovery-key").text_content().strip() != key


def test_everything_is_done_without_scripts(served):
    page = served.page("/settings", scripts=False)
    page.locator("#idle_minutes").select_option("5")
    send(page.locator("#leaving + form button"))
    assert page.locator("#idle_minutes").input_value() == "5"
    page.goto(served.url + "/help")
    page.get_by_text("Add a number").first.click()
    page.locator("#name").fill("Kim")
    page.locator("#number").fill("555 0100")
    send(page.get_by_role("button", name="Add a number"))
    assert page.locator(".numbers li").count() == 1
    send(page.get_by_role("button", name="Delete"))
    assert page.locator(".numbers li").count() == 0
    send(page.get_by_role("button", name="Lock", exact=True))
    page.locator("#secret").fill(PASSPHRASE)
    send(page.get_by_role("button", name="Unlock"))
    assert served.place.is_open


def test_the_keyboard_reaches_everything_and_skips_to_the_content(served):
    page = served.page("/settings", width=360)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(() => { const one = document.activeElement; const style = getComputedStyle(one);"
            " const box = one.getBoundingClientRect();"
            " return [one.outerHTML.slice(0, 80), style.outlineStyle !== 'none', box.bottom > 0 && box.top < innerHeight]; })()"
        )
        if here[0].startswith("<body"):
            break
        assert here[1], here
        assert here[2], here
        seen.add(here[0])
    assert len(seen) >= 8
