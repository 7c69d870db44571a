"""The phone's file as a phone opens it: what it acknowledges is kept, what it hands over comes in, and it is alone."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from e2e.app import HOSTILE, RECORD, TOO_WIDE, check_page
from e2e.conftest import FLAGS

from nearer.store.checkins import load_checkins
from nearer.store.people import add_person

SECRET = "quiet garden path"
NO_STORAGE = """
Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });
Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });
"""
NO_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined });"
NO_CRYPTO = "Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });"


@pytest.fixture
def phone_file(served, tmp_path):
    """The file, made on the page as a person makes it."""
    add_person(served.place.store, "Samantha", served.place.now())
    page = served.page("/pocket")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.fixture
def phone(chromium, phone_file):
    """Open the file in a fresh browser without a network."""
    contexts = []

    def open_it(*scripts, theme="light", **options):
        context = chromium.new_context(
            viewport={"width": 360, "height": 740},
            color_scheme=theme,
            offline=True,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        for script in (RECORD, *scripts):
            context.add_init_script(script)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(phone_file.as_uri())
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_it
    for context in contexts:
        context.close()


def tap(page, name, value):
    page.locator(f"[name={name}][value='{value}']").check(force=True)


def note_down(page, closeness, **more):
    tap(page, "closeness", closeness)
    page.locator("#said:not(:empty)").wait_for()
    if more:
        page.locator("#entry > details").evaluate("one => { one.open = true; }")
        for name, value in more.items():
            tap(page, name, value)


def hand_over(page, path, secret=SECRET):
    page.locator("#hand").evaluate("one => { one.open = true; }")
    if secret:
        page.fill("#passphrase", secret)
        page.fill("#again", secret)
    page.click("#sealing button")
    page.wait_for_selector("#made:not([hidden])", timeout=20_000)
    with page.expect_download() as download:
        page.click("#download")
    download.value.save_as(path)
    assert re.fullmatch(r"notes-\d{4}-\d\d-\d\d\.txt", download.value.suggested_filename)
    return path


def test_it_is_alone_neutral_and_fits(phone, phone_file):
    text = phone_file.read_text(encoding="utf-8")
    assert not re.search("samantha|nearer", text, re.IGNORECASE)
    page = phone()
    assert page.title() == "Notes"
    note_down(page, 3, urge=4)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert Axe().run(page).response["violations"] == []
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert not page.evaluate(TOO_WIDE), width
    assert page.asked == [phone_file.as_uri()]
    assert (page.said, page.evaluate("window.violated")) == ([], [])


def test_what_is_kept_is_there_after_a_reload_and_can_be_changed_and_deleted(phone):
    page = phone()
    note_down(page, 5, urge=7, feeling="-2,2", did="stayed")
    page.get_by_role("button", name="Another one").click()
    note_down(page, 2)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#count").inner_text() == "2 notes are kept here."
    page.locator("#list li", has_text="About half shared").get_by_role("button", name="Open").click()
    assert page.locator("[name=urge][value='7']").is_checked()
    tap(page, "closeness", 6)
    page.locator("#list li", has_text="Much shared").wait_for()
    page.locator("#list li", has_text="Much shared").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="No", exact=True).click()
    assert page.locator("#list li").count() == 2
    page.locator("#list li", has_text="Much shared").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Yes", exact=True).click()
    page.locator("#count", has_text="One note is kept here.").wait_for()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#count").inner_text() == "One note is kept here."


def browsers_of(profile):
    """The browser's processes, its first one included: it leads a group of its own."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (process / "cmdline").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds the browser's processes in /proc")
@pytest.mark.parametrize("number", range(3))
def test_a_killed_browser_loses_nothing_that_was_acknowledged(phone_file, tmp_path, number):
    script = tmp_path / "drive.py"
    script.write_text(DRIVE)
    profile = tmp_path / f"profile{number}"
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    command = [sys.executable, str(script), chromium, str(profile), phone_file.as_uri(), json.dumps(FLAGS)]
    with subprocess.Popen(
        [*command, "write", str(3 + number)], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as writing:
        acknowledged = [writing.stdout.readline().strip() for _ in range(3 + number)]
        killed = browsers_of(profile)
        for process in killed:
            os.kill(process, signal.SIGKILL)
        os.killpg(writing.pid, signal.SIGKILL)
    assert killed
    assert acknowledged == [str(n) for n in range(3 + number)]
    read = subprocess.run([*command, "read", "0"], capture_output=True, text=True, timeout=60, check=True)
    assert read.stdout.strip() == f"{3 + number} notes are kept here."


DRIVE = """
import json, sys
from playwright.sync_api import sync_playwright
chromium, profile, url, flags, what, n = sys.argv[1:]
with sync_playwright() as playwright:
    context = playwright.chromium.launch_persistent_context(profile, executable_path=chromium, args=json.loads(flags), offline=True)
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("html[data-ready]")
    for number in range(int(n)):
        page.locator(f"[name=closeness][value='{number % 7 + 1}']").check(force=True)
        page.locator("#said", has_text="Saved on this phone.").wait_for()
        print(number, flush=True)
        page.click("#new")
    if what == "write":
        page.wait_for_timeout(60_000)
    print(page.locator("#count").inner_text(), flush=True)
    context.close()
"""


def test_what_is_handed_over_comes_in_once_and_can_be_cleared(phone, served, tmp_path):
    page = phone()
    page.locator("[name=who]").nth(1).check(force=True)
    note_down(page, 4, urge=6, feeling="1,1", did="announced_pause")
    page.fill("#note", HOSTILE[0])
    page.locator("#note").blur()
    page.locator("#said:not(:empty)").wait_for()
    file = hand_over(page, tmp_path / "out.txt")
    assert HOSTILE[0] not in file.read_text()
    computer = served.page("/pocket/import")
    for secret, words in (
        ("wrong one here", "does not open the file"),
        (SECRET, "One check-in came over."),
        (SECRET, "Nothing new"),
    ):
        computer.goto(served.url + "/pocket/import")
        computer.set_input_files("#file", file)
        computer.wait_for_function("document.querySelector('[name=content]').value.length > 10")
        computer.fill("#passphrase", secret)
        computer.get_by_role("button", name="Bring them over").click()
        assert words in computer.inner_text("main")
    (kept,) = load_checkins(served.place.store)
    assert (kept.closeness, kept.urge, kept.pleasant, kept.energy) == (4, 6, 1, 1)
    assert (kept.did, kept.note, kept.origin, kept.counts_for) == ("announced_pause", HOSTILE[0], "pocket", 1)
    page.click("#clear")
    page.click("#sure-yes")
    page.locator("#count", has_text="Nothing is kept here.").wait_for()


def test_where_nothing_can_be_kept_it_says_so_and_hands_over_at_once(phone, tmp_path):
    page = phone(NO_STORAGE)
    assert "does not let the page keep anything" in page.locator("#state").inner_text()
    note_down(page, 4)
    assert page.locator("#said").inner_text() == "Held in the open page only. Hand it over now."
    page.get_by_role("button", name="Hand over this one").click()
    assert json.loads(hand_over(page, tmp_path / "out.txt").read_text())["format"] == "pocket"


def test_where_writing_takes_a_while_it_says_so(phone):
    page = phone(NO_DATABASE)
    assert "may take a minute" in page.locator("#state").inner_text()
    note_down(page, 4)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#count").inner_text() == "One note is kept here."


def test_without_sealing_it_asks_before_it_hands_over_openly(phone, tmp_path):
    page = phone(NO_CRYPTO)
    note_down(page, 4)
    page.locator("#hand").evaluate("one => { one.open = true; }")
    page.click("#sealing button")
    assert page.locator("#made").is_hidden()
    page.locator("[name=plain]").check()
    assert len(json.loads(hand_over(page, tmp_path / "out.txt", secret="").read_text())["checkins"]) == 1


def test_short_and_unlike_passphrases_are_told(phone):
    page = phone()
    note_down(page, 4)
    page.locator("#hand").evaluate("one => { one.open = true; }")
    for first, second, words in (
        ("short", "short", "At least eight"),
        ("long enough", "another", "not the same"),
    ):
        page.fill("#passphrase", first)
        page.fill("#again", second)
        page.click("#sealing button")
        assert words in page.locator("#told").inner_text()
        assert page.locator("#made").is_hidden()


def test_damaged_entries_do_not_hide_the_others(phone, phone_file):
    page = phone()
    note_down(page, 4)
    name = json.loads(page.locator("#values").text_content())["storage"]
    page.evaluate(f"localStorage.setItem('{name}.note.x', '{{cut')")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#count").inner_text() == "One note is kept here."
    assert "could not be read (1)" in page.locator("#damaged").inner_text()


@pytest.mark.parametrize("path", ["/pocket", "/pocket/import", "/pocket/reminders"])
def test_the_pages_are_whole(served, path):
    add_person(served.place.store, "A rather long name " * 4, served.place.now())
    check_page(served.page(path))


def test_the_calendar_file_is_made_without_scripts(served, tmp_path):
    page = served.page("/pocket/reminders", scripts=False)
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the calendar file").click()
    download.value.save_as(tmp_path / "notes.ics")
    assert b"SUMMARY:Note\r\n" in (tmp_path / "notes.ics").read_bytes()
