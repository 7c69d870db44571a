"""The first run and bringing messages in a real browser."""

import threading
from pathlib import Path

import pytest
from e2e.app import PASSPHRASE, TOO_WIDE, check_page
from places import load_exchanges
from sources.imessage import messages_db
from sources.messenger import made as messenger
from sources.signal import exports as signal

from nearer.app.simulate import simulate_demo
from nearer.store.people import load_people
from nearer.web.routes.guides import GUIDES

pytestmark = pytest.mark.browser

GUIDES_OF_EACH_KIND = {"whatsapp_android", "imessage_iphone", "email", "forbidden"}
"""The others are the same page with other words."""

DROP = """
async ([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A made-up person's exports."""
    return simulate_demo(tmp_path_factory.mktemp("demo"))


def make_place(page):
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    page.click("main form.stack button.primary")
    page.wait_for_url("**/welcome/key")
    page.click("main button.primary")
    page.wait_for_url("**/welcome/safe")


def test_from_nothing_to_an_answer(served_new, demo):
    """Every page on the way is what a page must be."""
    page = served_new.page("/")
    assert page.url.endswith("/welcome")
    check_page(page)
    page.click("main a.button.primary")
    check_page(page)
    page.fill("#passphrase", "password")
    page.wait_for_selector(".strength[data-level=weak]")
    page.fill("#passphrase", PASSPHRASE)
    page.wait_for_selector(".strength[data-level=good]")
    page.fill("#again", PASSPHRASE)
    page.click("main form.stack button.primary")
    page.wait_for_url("**/welcome/key")
    key = page.inner_text(".recovery-key")
    check_page(page)
    page.reload()
    assert page.inner_text(".recovery-key") == key
    page.go_back()
    page.wait_for_url("**/welcome/key")
    page.click("main button.primary")
    page.wait_for_url("**/welcome/safe")
    for one in page.locator("main summary").all():
        one.click()
    check_page(page)
    page.click("main a.button.primary")
    check_page(page)
    page.click("main a.button.primary")
    check_page(page)
    page.click("text=WhatsApp on an iPhone")
    check_page(page)
    page.click("main a.button.primary")
    check_page(page)
    page.set_input_files("#files", [str(path) for path in demo.exports])
    page.wait_for_url("**/bring/you")
    assert page.is_checked("input[name=me][value=Alex]") and not page.is_checked("input[name=me][value=Sam]")
    check_page(page)
    page.click("main form button.primary")
    assert page.locator("main .error").count() == 1
    page.check("input[name=own][value=yes]")
    page.click("main form button.primary")
    page.wait_for_url("**/bring/people")
    for one in page.locator("main summary").all():
        one.click()
    check_page(page)
    page.click("main button.primary")
    page.wait_for_url("**/bring/done")
    check_page(page)
    page.click("main a.button.primary")
    page.wait_for_url("**/people", timeout=120_000)
    assert {person.name for person in load_people(served_new.place.store)} == {"Sam", "Robin", "Kim", "Noor"}
    assert len(load_exchanges(served_new.place.store)) == 4
    assert not [url for url in page.requests if not url.startswith(served_new.url)]


def test_dropping_a_file(served, demo):
    page = served.page("/bring")
    path = next(path for path in demo.exports if "Sam" in path.name)
    page.evaluate(DROP, [path.name, path.read_text()])
    page.wait_for_url("**/bring/you")
    assert page.is_checked("input[name=me][value=Alex]")


def test_dropping_what_cannot_be_read(served):
    page = served.page("/bring")
    page.evaluate(DROP, ["photo.jpg", "x"])
    page.wait_for_function("document.getElementById('sending').textContent.length > 10")
    assert page.url.endswith("/bring") and served.place.basket.files == []


def test_a_folder_by_its_button(served, demo):
    page = served.page("/bring")
    page.set_input_files("#folder", str(Path(demo.exports[0]).parent))
    page.wait_for_url("**/bring/you")
    assert page.locator("text=Other files that are no exports").count() == 1


@pytest.fixture
def folder(tmp_path):
    """A folder with Messenger's parts, whose names are alike, Signal's two files, and a database with its log."""
    made = tmp_path / "downloads"
    messenger.write(
        made, messenger.old_files("facebook/your_facebook_activity/messages/inbox", messenger.Style(part=5))
    )
    (made / "signal").mkdir()
    (made / "signal" / "main.jsonl").write_bytes(signal.lines(signal.opening() + signal.items()))
    (made / "signal" / "metadata.json").write_text('{"version":1}')
    messages_db.write(made / "mac" / "chat.db", next(one for one in messages_db.VERSIONS if one.wal))
    (made / "photo.jpg").write_bytes(b"x")
    assert (made / "mac" / "chat.db-wal").stat().st_size > 0
    assert len(list(made.rglob("message_2.json"))) > 0
    return made


def drop_by_hand(page, path):
    """Drop a file or folder of this machine, as a hand would."""
    box = page.locator("#drop").bounding_box()
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        devtools.send(
            "Input.dispatchDragEvent", {"type": kind, "x": box["x"] + 20, "y": box["y"] + 20, "data": data}
        )


@pytest.mark.parametrize("way", ["chosen", "dropped", "written"])
def test_a_folder_is_read_as_one(served, folder, way):
    """The parts of one export find one another, however the folder comes; what lies beside stops nothing."""
    page = served.page("/bring")
    if way == "chosen":
        page.set_input_files("#folder", str(folder))
    elif way == "dropped":
        drop_by_hand(page, folder)
    else:
        page.fill("#path", str(folder))
        page.click("form[action='/bring/path'].stack button")
    page.wait_for_url("**/bring/you")
    draft = served.place.basket.draft
    counts = {read.source: sorted(map(len, read.timelines)) for read in draft.files}
    assert sum(counts.pop("imessage")) == len(messages_db.HISTORY) - 2  # two reactions are none
    threads = (messenger.THREAD, messenger.GROUP)
    assert counts == {
        "messenger": sorted(sum(said.kind is not None for said in thread) for thread in threads),
        "signal": sorted(map(len, signal.expected().values())),
    }
    assert len(draft.files) == 3 and all(one.unknown for one in draft.refused)


def test_with_the_keyboard_alone(served_new, tmp_path, demo):
    """From the first page to the answer without a pointer."""
    page = served_new.page("/welcome")

    def go_to(selector, most=60):
        for _ in range(most):
            if page.evaluate("(one) => document.activeElement.matches(one)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(selector)

    def press(selector, key="Enter"):
        go_to(selector)
        page.keyboard.press(key)

    press("main a.button.primary")
    page.wait_for_url("**/welcome/keep")
    go_to("#passphrase")
    page.keyboard.type(PASSPHRASE)
    go_to("#again")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/welcome/key")
    press("main button.primary")
    page.wait_for_url("**/welcome/safe")
    press("main summary", "Space")
    assert page.locator("main details[open]").count() == 1
    press("main a.button.primary")
    page.wait_for_url("**/welcome/start")
    press("main a.button.primary")
    page.wait_for_url("**/bring/how")
    press("main a.button.primary")
    page.wait_for_url("**/bring")
    go_to("#path")
    page.keyboard.type(str(demo.exports[0]))
    page.keyboard.press("Enter")
    page.wait_for_url("**/bring/you")
    press("input[name=own]", "Space")
    press("main form button.primary")
    page.wait_for_url("**/bring/people")
    press("main button.primary")
    page.wait_for_url("**/bring/done")
    assert len(load_people(served_new.place.store)) == 1


def test_the_example_without_scripts(served_new):
    page = served_new.page("/welcome/keep", scripts=False)
    page.click("main details summary")
    page.check("input[name=agree]")
    page.click("main details button")
    page.wait_for_url("**/welcome/safe")
    page.click("main a.button.primary")
    page.click("main section form button")
    page.wait_for_url("**/people", timeout=120_000)
    assert "(made up)" in page.inner_text("main")


def test_the_pages_beside_the_way(served, tmp_path, demo):
    """Work under way, dates to ask about, what was kept, guides: all are what a page must be."""
    held = threading.Event()
    job = served.place.jobs.start("import", lambda progress: (progress.step(3, 9, "Reading"), held.wait(60)))
    page = served.page(f"/jobs/{job.id}")
    check_page(page)
    page.click("main .one-button button")
    held.set()
    page.goto(served.url + "/bring/not-yours")
    check_page(page)
    page.set_viewport_size({"width": 320, "height": 900})
    for name in GUIDES:
        page.goto(f"{served.url}/bring/how/{name}")
        assert not page.evaluate(TOO_WIDE), name
        if name in GUIDES_OF_EACH_KIND:
            check_page(page)
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    path.write_text(
        "".join(f"03/02/2025, 10:{k:02} - {'Alex' if k % 2 else 'Sam'}: hello\n" for k in range(60))
    )
    page.goto(served.url + "/bring")
    page.fill("#path", str(path))
    page.click("form[action='/bring/path'] button")
    page.wait_for_url("**/bring/dates")
    check_page(page)
    page.click("main button.primary")
    page.wait_for_url("**/bring/you")
    page.check("input[name=own][value=yes]")
    page.click("main form button.primary")
    page.wait_for_url("**/bring/people")
    page.click("main button.primary")
    page.wait_for_url("**/bring/done")
    page.click("main details summary")
    check_page(page)
    page.check("input[name=agree]")
    page.click("main details button")
    page.wait_for_selector(".toast")
    assert not path.exists()
