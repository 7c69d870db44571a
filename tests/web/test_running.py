"""One server to a folder; how it is found again, when it locks by itself, and what it remembers."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from e2e.app import serving

from nearer.app.choices import Choices, load_choices, save_choices
from nearer.app.place import Place
from nearer.app.running import claim, find_running
from nearer.kernel.errors import InUseError, RequestError
from nearer.web.server import prepare, serve

NO_NAMES = (b'{"\xe9t": 1}', b'{"x": ' + b"[" * 100_000)
"""Names that are no UTF-8, and lists in lists without end: what a decoder stumbles over last."""


def test_idleness_locks_unless_work_is_done(tmp_path, monkeypatch):
    monkeypatch.setattr("nearer.web.app.WATCH_S", 0.05)
    place = Place(tmp_path / "place")
    place.create(None)
    with serving(place) as running:
        cookie = running.session()
        running.gate._seen -= 599
        assert running.ask("GET", "/settings", cookie=cookie)[0] == 200
        may_end = threading.Event()
        job = place.jobs.start("import", lambda progress: may_end.wait(30))
        running.gate._seen -= 10_000
        time.sleep(0.5)
        assert place.is_open
        may_end.set()
        until = time.monotonic() + 20
        while not job.is_over and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.3)
        assert place.is_open
        running.gate._seen -= 10_000
        while place.is_open and time.monotonic() < until:
            time.sleep(0.05)
        assert not place.is_open
        assert running.ask("GET", "/settings", cookie=cookie)[1]["location"].startswith("/unlock")
        assert running.post("/unlock", {"next": "/settings"}, cookie=cookie)[1]["location"] == "/settings"


def test_a_place_without_a_passphrase_opens_with_the_link(tmp_path):
    place = Place(tmp_path / "place")
    place.create(None)
    place.lock()
    with serving(place) as running:
        assert running.ask("GET", running.gate.launch_path())[0] == 303
        assert place.is_open


def test_a_new_place_leads_to_the_beginning(tmp_path):
    with serving(Place(tmp_path / "place")) as running:
        status, headers, _ = running.ask("GET", "/people", cookie=running.session())
        assert (status, headers["location"]) == (303, "/welcome")


def test_a_second_nearer_opens_the_first(tmp_path):
    place = Place(tmp_path / "place")
    place.create(None)
    told = []
    with serving(place) as running:
        serve(Place(place.folder), browser=False, told=lambda link, again: told.append((link, again)))
        [(link, again)] = told
        assert again
        assert link.startswith((running.url, f"http://nearer.localhost:{running.port}"))
        assert running.ask("GET", "/launch/" + link.rpartition("/")[2])[0] == 303
    assert find_running(place.folder) is None
    with claim(place.folder), pytest.raises(InUseError):
        serve(Place(place.folder), browser=False, told=lambda *_: None)


def test_the_port_stays_the_same_where_it_can(tmp_path):
    place = Place(tmp_path / "place")
    with serving(place) as running:
        first = running.port
    assert load_choices(place.folder).port == first
    with serving(place) as running:
        assert running.port == first
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        save_choices(place.folder, Choices(port=port))
        with pytest.raises(RequestError):
            prepare(place, port)
        with serving(place) as running:
            assert running.port != port


def test_damaged_choices_are_those_of_the_start(tmp_path):
    for content in (b"", b"{", b"[]", b'{"theme": "pink"}', b'{"port": "x"}', b"\xff" * 9, *NO_NAMES):
        (tmp_path / "choices.json").write_bytes(content)
        assert load_choices(tmp_path) == Choices()


@pytest.mark.parametrize("content", NO_NAMES)
def test_a_damaged_word_of_a_running_server_is_none(tmp_path, content):
    (tmp_path / "running.json").write_bytes(content)
    assert find_running(tmp_path) is None


def test_the_command_serves_until_ctrl_c(tmp_path):
    command = [sys.executable, "-m", "nearer", "serve", "--no-browser", "--data-dir", str(tmp_path / "place")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            link = next(line for line in running.stdout if "/launch/" in line).strip()
            address, _, path = link.removeprefix("http://").partition("/")
            connection = http.client.HTTPConnection("127.0.0.1", int(address.rpartition(":")[2]), timeout=20)
            connection.request("GET", "/" + path, headers={"Host": address})
            answer = connection.getresponse()
            assert (answer.status, answer.headers["location"]) == (303, "/")
            connection.close()
            running.send_signal(signal.SIGINT)
            _, complaints = running.communicate(timeout=30)
        finally:
            running.kill()
    assert running.returncode == 0
    assert complaints == ""
    assert find_running(tmp_path / "place") is None
