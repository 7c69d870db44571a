"""The app as it really runs: a server on a folder of its own, and browsers that are watched.

``served`` (a fixture) has `.url`, `.launch_url`, `.place`, `.page(...)`. ``check_page(page)`` looks at one page with axe
in both themes and measures whether it fits. ``HOSTILE`` are texts to put into every name and text field.
"""

import http.client
import threading
import urllib.parse
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe

from nearer.app.place import Place
from nearer.app.running import claim
from nearer.web.server import prepare

PASSPHRASE = "lamp orbit velvet teacup"

HOSTILE = (
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    '"><svg onload=window.hacked=1>',
    "'; window.hacked = 1; //",
    "</title></textarea></script><script>window.hacked = 1</script>",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "javascript:window.hacked=1",
    "data:text/html,<script>window.hacked=1</script>",
    "<a href='javascript:window.hacked=1'>x</a>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<style>*{display:none}</style><link rel=stylesheet href=//example.org/x.css>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href=https://example.org/><form action=https://example.org><input name=x>",
    "\u202egnp.exe\u2066 \u0000\u001b[31m",
    '=HYPERLINK("https://example.org")',
    "../../etc/passwd%00",
    "' OR 1=1; DROP TABLE person; --",
    "\\u003cscript\\u003ewindow.hacked=1\\u003c/script\\u003e",
)

RECORD = """
window.violated = [];
addEventListener("securitypolicyviolation", (event) => window.violated.push(event.violatedDirective + " " + event.blockedURI));
"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL_TARGETS = """
() => [...document.querySelectorAll('a[href], button, input, select, summary, textarea')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest('p, li:not(.main-nav li), td'))
  .map((one) => [one.closest('label') ?? one, one])
  .map(([target, one]) => [target.getBoundingClientRect(), one])
  .filter(([box]) => box.width > 0 && box.right > 0 && (box.width < 24 || box.height < 24))
  .map(([box, one]) => `${one.outerHTML.slice(0, 80)}: ${Math.round(box.width)} x ${Math.round(box.height)}`)
"""


class Served:
    """A running server and what one does with it in a test."""

    def __init__(self, prepared, place, chromium):
        self.place = place
        self.gate = prepared.gate
        self.app = prepared.app
        self.port = prepared.listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._chromium = chromium
        self._contexts = []

    @property
    def launch_url(self):
        """A fresh launch link."""
        return self.url + self.gate.launch_path()

    def context(self, *, width=1280, theme="light", scripts=True, launched=True, **options):
        """Return a fresh browser, let in unless told otherwise; it reaches this machine only."""
        context = self._chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            java_script_enabled=scripts,
            **{"reduced_motion": "reduce", **options},
        )
        self._contexts.append(context)
        context.add_init_script(RECORD)
        if launched:
            opened = context.new_page()
            opened.goto(self.launch_url)
            opened.close()
        return context

    def page(self, path="/", **options):
        """Return a page of a fresh browser, at a path; what it says and asks for hangs on it."""
        page = self.context(**options).new_page()
        page.said, page.requests = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(self.url + path)
        return page

    def ask(self, method, path, *, fields=None, headers=None, cookie=None):
        """Send one plain request, as a program would; return status, headers, text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = dict(headers or {})
        if cookie:
            sent["Cookie"] = f"nearer-{self.port}={cookie}"
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def session(self):
        """Return the cookie of a fresh session."""
        return self.gate.admit(self.gate.launch_path().removeprefix("/launch/"))

    def post(self, path, fields=None, **options):
        """Send a form as one of our own pages would."""
        headers = {"Origin": self.url, "Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
        return self.ask("POST", path, fields=fields or {}, headers=headers, **options)

    def close(self):
        """Close every browser."""
        for context in self._contexts:
            context.close()


@contextmanager
def serving(place, chromium=None):
    """Serve a place in a thread."""
    with claim(place.folder):
        prepared = prepare(place)
        thread = threading.Thread(target=prepared.run)
        thread.start()
        served = Served(prepared, place, chromium)
        try:
            yield served
        finally:
            served.close()
            prepared.server.should_exit = True
            thread.join(timeout=30)
            assert not thread.is_alive()


@pytest.fixture
def served(tmp_path, chromium):
    """A server on an open place with a passphrase (`PASSPHRASE`) and nothing in it."""
    place = Place(tmp_path / "place")
    place.create(PASSPHRASE)
    with serving(place, chromium) as running:
        yield running


@pytest.fixture
def served_new(tmp_path, chromium):
    """A server on a folder in which nothing is kept yet."""
    with serving(Place(tmp_path / "place"), chromium) as running:
        yield running


def send(button):
    """Send a form by its button, and wait for the page that answers."""
    with button.page.expect_navigation():
        button.click()


def check_page(page, *, widths=(320, 360, 768, 1280), themes=("light", "dark")):
    """Hold a page to what every page must be: axe finds nothing, it fits, targets are large enough, nothing was said."""
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        found = Axe().run(page).response["violations"]
        assert not found, [
            (one["id"], theme, [node["html"][:120] for node in one["nodes"]][:3]) for one in found
        ]
    before = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate(TOO_WIDE), f"wider than {width}"
        small = page.evaluate(SMALL_TARGETS)
        assert not small, (width, small)
    page.set_viewport_size({"width": 640, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    assert not page.evaluate(TOO_WIDE), "wider than 640 at twice the size of text"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(before)
    page.emulate_media(color_scheme="null")
    assert page.evaluate("window.violated") == []
    assert page.evaluate("window.hacked") is None
