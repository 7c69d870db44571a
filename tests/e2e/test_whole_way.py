"""The whole way of a person, in a real browser: first run, messages, finding, review, check-in, export, wipe, back.

Walked three times: with a mouse, with nothing but the keyboard, and without JavaScript.
"""

import re

import pytest
from e2e.app import PASSPHRASE, check_page

from nearer.app.simulate import demo_chats
from nearer.sources.write import render_whatsapp
from nearer.words import say

MOST_TABS = 150
WHERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const text = one.labels?.length ? [...one.labels].map((label) => label.innerText).join(" ") : one.innerText || one.value || "";
  return { name: (one.getAttribute("aria-label") || text).replace(/\\s+/g, " ").trim(), group: one.name || "", value: one.value || "" };
}"""


class Mouse:
    """Does as a person with a mouse."""

    def __init__(self, page):
        self.page = page

    def press(self, name, *, leads_on=True):
        """Press the button or link that is called so, and wait for the page that it leads to."""
        if not leads_on:
            return self._press(name)
        with self.page.expect_navigation():
            self._press(name)
        return None

    def _press(self, name):
        named = re.compile(rf"^\s*{re.escape(name)}", re.S)
        self.page.locator("button, a").filter(has_text=named).locator("visible=true").first.click()

    def write(self, label, text):
        """Write into the field that is called so."""
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, group, value):
        """Choose one of several."""
        self.page.locator(f"input[name={group}][value={value!r}]").check(force=True)


class Keyboard(Mouse):
    """Does as a person with nothing but keys."""

    def _press(self, name):
        self._go(lambda here: here["name"].startswith(name))
        self.page.keyboard.press("Enter")

    def write(self, label, text):
        self._go(lambda here: here["name"].startswith(label) and here["group"])
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, group, value):
        self._go(lambda here: here["group"] == group)
        for _ in range(MOST_TABS):
            if self.page.evaluate(WHERE)["value"] == value:
                break
            kind = self.page.evaluate("document.activeElement.type")
            self.page.keyboard.press("ArrowRight" if kind == "radio" else "Tab")
        if not self.page.evaluate("document.activeElement.checked"):
            self.page.keyboard.press("Space")
        assert self.page.evaluate("document.activeElement.checked")

    def _go(self, is_there):
        """Tab until something is reached."""
        seen = []
        for _ in range(MOST_TABS):
            here = self.page.evaluate(WHERE)
            if here and is_there(here):
                return
            seen.append(here)
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached with the keyboard; met {seen[-40:]}")


HANDS = {"mouse": (Mouse, True), "keyboard": (Keyboard, True), "without_scripts": (Mouse, False)}


@pytest.fixture
def export(tmp_path):
    """A made-up chat in which there is something to find."""
    made = demo_chats()["Sam"]
    file = tmp_path / "WhatsApp Chat with Sam.txt"
    file.write_bytes(b"".join(render_whatsapp(made.frame, title="Sam")))
    return file


@pytest.mark.parametrize("way", HANDS)
def test_the_whole_way(served_new, export, tmp_path, way):
    kind, scripts = HANDS[way]
    page = served_new.page(scripts=scripts, accept_downloads=True)
    hand = kind(page)
    walk_in(hand)
    bring(hand, export)
    look_and_review(hand, served_new)
    check_in(hand)
    file = take_along(hand, tmp_path)
    wipe(hand, served_new)
    come_back(hand, served_new, file)
    if scripts:
        check_page(page)
    assert not page.said
    assert {re.match(r"\w+://[^/]+", url)[0] for url in page.requests} <= {served_new.url, "data:", "blob:"}


def walk_in(hand):
    hand.press(say("welcome.common.next"))
    hand.write(say("shell.strength.first"), PASSPHRASE)
    hand.write(say("shell.strength.second"), PASSPHRASE)
    hand.press(say("welcome.keep.button"))
    hand.press(say("shell.recovery.kept"))
    hand.press(say("welcome.common.next"))
    assert hand.page.url.endswith("/welcome/start")


def bring(hand, export):
    page = hand.page
    hand.press(say("welcome.start.bring"))
    page.goto(page.url.replace("/bring/how", "/bring"))
    hand.write(say("bring.page.path"), str(export))
    hand.press(say("bring.page.path_button"))
    wait_for(page, "**/bring/you")
    hand.choose("own", "yes")
    hand.press(say("bring.you.next"))
    hand.press(say("bring.people.keep"))
    wait_for(page, "**/bring/done")


def look_and_review(hand, served):
    page = hand.page
    for _ in range(200):
        if not served.place.jobs.running:
            break
        page.wait_for_timeout(100)
    hand.press(say("bring.done.see"))
    page.goto(served.url + "/people")
    assert "quiet spells of yours may begin" in page.locator("main").inner_text()
    hand.press(say("people.page.review"))
    hand.press(say("review.page.yes"))
    assert served.place.store.read("SELECT answer FROM review")[0]["answer"] == "yes"


def check_in(hand):
    page = hand.page
    hand.press(say("shell.nav.checkin"))
    hand.choose("who", "1")
    hand.choose("closeness", "6")
    hand.choose("wanted", "4")
    hand.press(say("checkin.page.save"))
    assert "/check-in/" in page.url


def take_along(hand, tmp_path):
    page = hand.page
    hand.press(say("shell.nav.yours"))
    hand.press(say("yours.page.next"))
    assert "Contact 1" in page.locator("main").inner_text()
    hand.write(say("yours.export.secret"), PASSPHRASE)
    with page.expect_download() as waiting:
        hand.press(say("yours.export.go"), leads_on=False)
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert not re.search(r"""["'\s(]Sam["'\s).,]""", file.read_text(encoding="utf-8"))
    return file


def wipe(hand, served):
    page = hand.page
    page.goto(served.url + "/yours/delete/all")
    hand.write(
        say("yours.delete.wipe_type", word=say("yours.delete.wipe_word")), say("yours.delete.wipe_word")
    )
    hand.press(say("yours.delete.wipe_yes"))
    assert page.url.endswith("/welcome")
    assert served.place.is_new
    assert not list(served.place.folder.glob("**/*.db*"))


def come_back(hand, served, file):
    page = hand.page
    page.goto(served.url)
    walk_in(hand)
    page.goto(served.url + "/yours/import")
    hand.write(say("yours.import.path"), str(file))
    hand.write(say("yours.import.secret"), PASSPHRASE)
    hand.press(say("yours.import.go"))
    wait_for(page, "**/yours/import/done/**")
    store = served.place.store
    assert [row["name"] for row in store.read("SELECT name FROM person")] == ["Sam"]
    assert [row["answer"] for row in store.read("SELECT answer FROM review")] == ["yes"]
    assert [tuple(row) for row in store.read("SELECT person_id, closeness, wanted FROM checkin")] == [
        (1, 6, 4)
    ]
    page.goto(served.url + "/people")
    assert "quiet spells of yours may begin" in page.locator("main").inner_text()


def wait_for(page, url):
    """Wait through a page of work, which sends itself on, with or without scripts."""
    page.wait_for_url(url, timeout=40_000)
