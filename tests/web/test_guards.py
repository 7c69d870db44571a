"""Who is answered: hosts, origins, sessions, the lock; asked by plain requests of a running server."""

import contextlib
import socket
import stat

import pytest
from e2e.app import HOSTILE, PASSPHRASE, serving

from nearer.app.choices import load_choices
from nearer.app.place import Place
from nearer.app.running import CLAIM_FILES

SAFE = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("guards") / "place")
    place.create(PASSPHRASE)
    with serving(place) as running:
        yield running


@pytest.fixture
def session(served):
    if not served.place.is_open:
        served.place.unlock(PASSPHRASE)
    return served.session()


@pytest.mark.parametrize(
    "path", ["/", "/settings", "/help", "/static/nearer.css", "/nowhere", "/launch/x", "/away"]
)
def test_every_answer_carries_the_rules(served, path):
    _, headers, _ = served.ask("GET", path)
    for name, value in SAFE.items():
        assert headers[name] == value
    assert "server" not in headers
    if not path.startswith("/static/"):
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["nearer.localhost", "localhost", "127.0.0.1", "LOCALHOST"])
def test_own_names_are_answered(served, session, name):
    assert served.ask("GET", "/settings", headers={"Host": f"{name}:{served.port}"}, cookie=session)[0] == 200


@pytest.mark.parametrize(
    "host",
    ["example.org", "example.org:{port}", "127.0.0.1", "127.0.0.1:1", "nearer.localhost.example.org:{port}",
     "localhost:{port}.example.org", "evil@127.0.0.1:{port}", "[::1]:{port}", "127.1:{port}", "0.0.0.0:{port}", "",
     "nearer.localhost.:{port}", "127.0.0.1:{port}, example.org"],
)  # fmt: skip
def test_foreign_names_are_refused(served, session, host):
    host = host.format(port=served.port)
    for path in ("/settings", "/help", "/static/nearer.css", "/unlock"):
        assert served.ask("GET", path, headers={"Host": host}, cookie=session)[0] in (400, 421)


@pytest.mark.parametrize(
    "path", ["/", "/settings", "/settings/passphrase", "/unlock", "/people", "/yours", "/stay"]
)
def test_without_a_session_nothing_is_told(served, session, path):
    for cookie in (None, "", "x" * 43, session[:-1], session + "x"):
        status, _, text = served.ask("GET", path, cookie=cookie)
        assert status == 401
        assert "<form" not in text


@pytest.mark.parametrize(
    "path", ["/lock", "/leave", "/settings/look", "/help/numbers", "/stay", "/strength", "/unlock"]
)
def test_without_a_session_nothing_is_done(served, session, path):
    assert served.post(path, {"name": "a", "number": "1"})[0] == 401
    assert served.place.is_open


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://localhost:{port}"},
        {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:{port}.example.org"},
    ],
)
def test_forms_from_elsewhere_are_refused(served, session, headers):
    sent = {name: value.format(port=served.port) for name, value in headers.items()}
    assert served.ask("POST", "/lock", fields={}, headers=sent, cookie=session)[0] == 403
    assert served.place.is_open


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://127.0.0.1:{port}"}, {"Sec-Fetch-Site": "same-origin"}]
)
def test_forms_of_our_own_are_answered(served, session, headers):
    sent = {name: value.format(port=served.port) for name, value in headers.items()}
    assert served.ask("POST", "/stay", fields={}, headers=sent, cookie=session)[0] == 204


@pytest.mark.parametrize("site", ["cross-site", "same-site", "x"])
@pytest.mark.parametrize("path", ["/settings", "/help", "/static/nearer.css", "/launch/x", "/favicon.ico"])
def test_pages_are_not_given_to_other_sites(served, session, site, path):
    assert served.ask("GET", path, headers={"Sec-Fetch-Site": site}, cookie=session)[0] == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused(served, session, method):
    assert served.ask(method, "/settings", headers={"Sec-Fetch-Site": "same-origin"}, cookie=session)[0] in (
        400,
        404,
        405,
    )


def test_a_link_works_once_and_leaves_the_address_bar(served):
    path = served.gate.launch_path()
    assert served.ask("HEAD", path)[0] == 405
    status, headers, _ = served.ask("GET", path)
    assert (status, headers["location"]) == (303, "/")
    cookie = headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age" not in cookie
    status, headers, _ = served.ask("GET", path)
    assert status == 401
    assert "set-cookie" not in headers


def test_locked_pages_lead_to_where_they_are_opened_and_back(served, session):
    served.post("/lock", cookie=session)
    assert not served.place.is_open
    status, headers, _ = served.ask("GET", "/settings?a=1", cookie=session)
    assert (status, headers["location"]) == (303, "/unlock?next=%2Fsettings%3Fa%3D1")
    assert served.post("/settings/look", {"theme": "dark", "contrast": "more"}, cookie=session)[0] == 423
    assert load_choices(served.place.folder).theme == "system"
    status, _, text = served.post("/unlock", {"secret": "canary-secret", "next": "/settings"}, cookie=session)
    assert status == 422
    assert "canary" not in text
    status, headers, _ = served.post("/unlock", {"secret": PASSPHRASE, "next": "/settings"}, cookie=session)
    assert (status, headers["location"]) == (303, "/settings")
    assert served.place.is_open


@pytest.mark.parametrize(
    "url", ["//example.org", "https://example.org", "/\\example.org", "javascript:alert(1)", "\t//x"]
)
def test_unlocking_leads_nowhere_else(served, session, url):
    served.place.lock()
    status, headers, _ = served.post("/unlock", {"secret": PASSPHRASE, "next": url}, cookie=session)
    assert (status, headers["location"]) == (303, "/")


def test_help_is_open_without_a_session_but_own_numbers_are_not(served, session):
    served.post("/help/numbers", {"name": "Kim Canary", "number": "555 0100"}, cookie=session)
    assert "Kim Canary" in served.ask("GET", "/help", cookie=session)[2]
    assert "Kim Canary" not in served.ask("GET", "/help")[2]
    served.place.lock()
    assert "Kim Canary" not in served.ask("GET", "/help", cookie=session)[2]


def test_leaving_locks_ends_the_session_and_shows_a_neutral_page(served, session):
    status, headers, _ = served.post("/leave", cookie=session)
    assert (status, headers["location"]) == (303, "/away")
    assert not served.place.is_open
    assert served.ask("GET", "/unlock", cookie=session)[0] == 401
    page = served.ask("GET", "/away")[2]
    assert "earer" not in page.replace(f"nearer-{served.port}", "")


@pytest.mark.parametrize("path", ["/settings/look", "/settings/leaving"])
@pytest.mark.parametrize("value", [*HOSTILE, ""])
def test_what_is_no_choice_changes_nothing(served, session, path, value):
    before = load_choices(served.place.folder)
    fields = {"theme": value, "contrast": value, "idle_minutes": value}
    assert served.post(path, fields, cookie=session)[0] == 422
    assert load_choices(served.place.folder) == before


def test_what_is_no_form_is_refused(served, session):
    headers = {"Origin": served.url, "Content-Type": "multipart/form-data; boundary=x"}
    sent = {"cookie": session, "headers": headers}
    assert served.ask("POST", "/stay", fields={"a": "b"}, **sent)[0] == 422
    assert served.post("/strength", {"passphrase": "x" * (2**20)}, cookie=session)[0] == 422
    assert served.post("/strength", {f"a{n}": "" for n in range(2100)}, cookie=session)[0] == 422
    headers = {"Origin": served.url, "Content-Type": "application/x-www-form-urlencoded"}
    assert served.ask("POST", "/stay", fields=[("a", b"\xff\xfe")], headers=headers, cookie=session)[0] == 422


@pytest.mark.parametrize(
    "name",
    [
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "....//app.py",
        "/etc/passwd",
        "nearer.css%00",
        "app.py",
        ".",
        "",
    ],
)
def test_no_other_file_is_given(served, name):
    assert served.ask("GET", f"/static/{name}")[0] in (401, 404)


def test_style_is_kept_for_good_by_its_version(served):
    _, headers, page = served.ask("GET", "/help")
    url = next(part for part in page.split('"') if part.startswith("/static/nearer.css?v="))
    assert "immutable" in served.ask("GET", url)[1]["cache-control"]
    headers = served.ask("GET", "/static/nearer.css")[1]
    assert headers["cache-control"] == "no-cache"
    assert served.ask("GET", "/static/nearer.css", headers={"If-None-Match": headers["etag"]})[0] == 304


def talk(served, text):
    """Send bytes as they are, and return all that comes back."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(text.format(port=served.port, host=f"127.0.0.1:{served.port}").encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(OSError):
            while piece := connection.recv(65536):
                answer += piece
    return answer.decode("latin-1")


@pytest.mark.parametrize(
    "text",
    [
        "GET /help HTTP/1.1\r\nHost: {host}\r\nHost: example.org\r\n\r\n",
        "GET /help HTTP/1.1\r\n\r\n",
        "GET /help HTTP/1.0\r\n\r\n",
        "GET http://example.org/help HTTP/1.1\r\nHost: example.org\r\n\r\n",
        "GET /help HTTP/1.1\r\nHost : {host}\r\nHost: example.org\r\n\r\n",
        "GET /help HTTP/1.1\r\nX: y\r\n Host: {host}\r\nHost: example.org\r\n\r\n",
        "GET /help HTTP/1.1\r\nHost: example.org\r\nX-Forwarded-Host: {host}\r\nForwarded: host={host}\r\n\r\n",
        "GET /settings HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: 127.0.0.1\r\nX-Original-URL: /help\r\n\r\n",
        "POST /lock HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /lock HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n",
        "GET /help HTTP/1.1\r\nHost: {host}\r\nContent-Length: 60\r\n\r\nPOST /lock HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "GET /settings HTTP/9.9\r\nHost: {host}\r\n\r\n",
        "GET //settings HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "GET /help/../settings HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "GET /help/%2e%2e/settings HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "GET /static/../settings HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "GET /settings HTTP/1.1\r\nHost: {host}\r\nCookie: nearer-{port}=\r\n\r\n",
        "GET /settings HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00",
    ],
)
def test_smuggled_requests_get_nothing(served, session, text):
    answer = talk(served, text)
    statuses = [part.split(" ")[0] for part in answer.split("HTTP/1.1 ")[1:]]
    assert "Settings</h1>" not in answer
    assert "303" not in statuses
    if "/help HTTP" in text and "Content-Length: 60" not in text:
        assert "200" not in statuses
    assert served.place.is_open


def test_files_of_the_server_are_the_users_alone(served):
    for file in served.place.folder.iterdir():
        if file.is_file():
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name
    assert {file.name for file in served.place.folder.iterdir()} >= CLAIM_FILES
