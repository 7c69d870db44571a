"""Two windows, double clicks, a lock in the middle of things, uploads that hang, paths that lead nowhere."""

import contextlib
import os
import re
import socket
import threading
import time

import pytest
from web.test_bring import CANARY, chat

from nearer.app import jobs, uploads
from nearer.store import messages, people
from nearer.web.app import all_routes


@contextlib.contextmanager
def stuck_work(place):
    """Work that comes to no next step until the end of the block."""
    may_end = threading.Event()
    job = place.jobs.start("import", lambda progress: may_end.wait(60))
    try:
        yield job
    finally:
        may_end.set()
        assert job.over.wait(20)


@contextlib.contextmanager
def sending(visitor, path, body=b"", headers=""):
    """Begin to send a body in pieces, without saying how long it is, and leave it open."""
    served = visitor.served
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nOrigin: {served.url}\r\n"
            f"Cookie: nearer-{served.port}={visitor.cookie}\r\nTransfer-Encoding: chunked\r\n{headers}\r\n"
        )
        line.sendall(head.encode() + piece(body))
        yield line


def piece(body):
    return f"{len(body):x}\r\n".encode() + body + b"\r\n" if body else b""


def answer(line):
    text = b""
    with contextlib.suppress(OSError):
        while more := line.recv(65536):
            text += more
            if b"\r\n\r\n" in text:
                break
    return text.decode(errors="replace")


def until(true):
    for _ in range(400):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError


def test_the_quick_way_out_waits_for_nobody(visitor):
    with stuck_work(visitor.place) as job:
        assert visitor.post("/leave") == (303, "/away")
        assert not job.is_over and not visitor.place.is_open
        assert visitor.get("/settings")[0] == 401
    until(lambda: visitor.place._store is None)


def test_nothing_is_shown_while_it_is_being_locked(visitor):
    with stuck_work(visitor.place) as job:
        locking = threading.Thread(target=visitor.place.lock)
        locking.start()
        until(lambda: not visitor.place.is_open)
        assert visitor.get("/settings")[1].startswith("/unlock")
        assert visitor.post("/check-in/" + "0" * 32 + "/closeness")[0] == 423
        assert not job.is_over and locking.is_alive()
    locking.join()
    assert visitor.post("/unlock", {"next": "/settings"})[1] == "/settings"


def test_work_that_hangs_keeps_the_place_locked_only_for_a_while(visitor, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.2)
    with stuck_work(visitor.place) as job:
        visitor.post("/lock")
        assert job.is_over
        assert visitor.post("/unlock", {"next": "/settings"})[1] == "/settings"
        assert visitor.get("/settings")[0] == 200


def test_an_upload_that_hangs_stops_no_other_page(visitor):
    with contextlib.ExitStack() as hanging:
        for path in ("/bring/files", "/yours/import/file", "/yours/restore/file", "/settings/look") * 5:
            hanging.enter_context(sending(visitor, path, b"x" * 10, "X-Nearer-Name: a.txt\r\n"))
        assert visitor.get("/settings")[0] == visitor.get("/bring")[0] == 200


def test_what_arrives_after_the_lock_is_let_go(visitor):
    with sending(visitor, "/bring/files", CANARY.encode(), "X-Nearer-Name: a.txt\r\n") as line:
        until(lambda: visitor.place.basket._coming)
        visitor.place.lock()
        visitor.place.unlock()
        line.sendall(piece(CANARY.encode()) + b"0\r\n\r\n")
        assert " 423 " in answer(line)
    assert visitor.place.basket.files == [] and visitor.place.basket._coming == 0


def test_an_upload_that_is_broken_off_leaves_nothing(visitor):
    with sending(visitor, "/bring/files", b"x" * 1000, "X-Nearer-Name: a.txt\r\n"):
        until(lambda: visitor.place.basket._coming == 1000)
    until(lambda: visitor.place.basket._coming == 0)
    assert visitor.place.basket.files == []


def test_uploads_at_the_same_time_share_one_limit(visitor, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_UPLOADED_BYTES", 1500)
    with sending(visitor, "/bring/files", b"x" * 1000, "X-Nearer-Name: a.txt\r\n") as first:
        until(lambda: visitor.place.basket._coming == 1000)
        assert visitor.upload("b.txt", b"y" * 1000)[0] == 422
        first.sendall(b"0\r\n\r\n")
        assert " 200 " in answer(first)
    assert visitor.upload("b.txt", b"y" * 400)[0] == 200
    assert visitor.place.basket.held_bytes == 1400 and visitor.place.basket._coming == 0


@pytest.mark.parametrize(
    "path", ["/bring/files", "/yours/import/file", "/yours/restore/file", "/pocket/import"]
)
def test_no_body_without_a_length_is_longer_than_it_may(visitor, monkeypatch, path):
    monkeypatch.setattr(uploads, "MOST_UPLOADED_BYTES", 100_000)
    monkeypatch.setattr("nearer.web.routes.yours.MOST_SENT_BYTES", 100_000)
    monkeypatch.setattr("nearer.web.http.MOST_FORM_BYTES", 100_000)
    with sending(visitor, path, b"x" * 60_000, "X-Nearer-Name: a.txt\r\n") as line:
        line.sendall(piece(b"x" * 60_000))
        assert " 422 " in answer(line)
    assert visitor.place.basket.files == []


def test_a_page_of_an_earlier_draft_decides_nothing(visitor, tmp_path):
    kim = people.add_person(visitor.store, "Kim", visitor.place.now())
    (tmp_path / "sam.txt").write_text(chat(60))
    visitor.bring(tmp_path / "sam.txt")
    page = visitor.get("/bring/people")[1]
    key = page.split('name="draft" value="')[1].split('"')[0]
    visitor.post("/bring/forget")
    (tmp_path / "robin.txt").write_text(chat(80, "Robin"))
    visitor.bring(tmp_path / "robin.txt")
    stale = {"draft": key, "who-0": f"p{kim}", "words-0": "1"}
    for path, fields in (
        ("people", stale),
        ("you", {"draft": key, "me": "Alex", "own": "no"}),
        ("dates", stale),
    ):
        assert visitor.post(f"/bring/{path}", fields) == (303, "/bring/dates")
    assert messages.load_conversations(visitor.store) == []
    assert visitor.place.basket.draft is not None
    assert "another window" in visitor.get("/bring/you")[1]
    visitor.post("/bring/you", {"me": "Alex", "own": "yes"})
    key = visitor.get("/bring/people")[1].split('name="draft" value="')[1].split('"')[0]
    assert visitor.keep({"draft": key, "who-0": "new"}) == "/bring/done"
    assert [one.name for one in people.load_people(visitor.store)] == ["Kim", "Robin"]


def test_forgetting_stops_the_reading(visitor, tmp_path):
    (tmp_path / "sam.txt").write_text(chat(60))
    with stuck_work(visitor.place) as before:
        _, job = visitor.post("/bring/path", {"path": str(tmp_path / "sam.txt")})
        forgetting = threading.Thread(target=visitor.post, args=("/bring/forget",))
        forgetting.start()
        until(lambda: before.progress._stop.is_set())
    forgetting.join()
    until(lambda: not visitor.place.jobs.running)
    assert visitor.place.basket.draft is None and visitor.place.basket.files == []
    assert visitor.get(job)[0] == 200


def test_a_page_of_work_that_is_no_import(visitor):
    job = visitor.place.jobs.start("tidy", lambda _progress: None)
    assert visitor.get(f"/yours/import/done/{job.id}") == (303, "/yours")
    assert visitor.get("/yours/import/done/x")[0] == visitor.get("/jobs/x")[0] == 404


@pytest.mark.parametrize(
    "name", ["~nobody-of-this-name/x", "x" * 5000, "pipe", "/dev/zero", "/", "file:///no/such"]
)
def test_paths_that_lead_nowhere_are_told_in_a_sentence(visitor, tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    path = str(tmp_path / "pipe") if name == "pipe" else name
    for url in ("/yours/import", "/yours/restore", "/pocket/import"):
        status, page = visitor.post(url, {"path": path})
        assert status in (404, 422) and "<h1" in page, url
    status, where = visitor.post("/bring/path", {"path": path})
    if name in ("pipe", "/dev/zero"):
        assert visitor.wait(where) == "/bring/dates"
        assert visitor.get("/bring/dates")[0] in (200, 303)
    else:
        assert status == 422 or where.startswith("/jobs/")
    visitor.post("/bring/forget")


FILLED = ("7", "0", "99999999999999999999", "9" * 5000)


@pytest.mark.parametrize("filled", FILLED)
def test_no_address_breaks_anything(visitor, filled):
    """Every page and form of the app, with odd numbers in its address and nothing in its form."""
    served = visitor.served
    for route in all_routes():
        path = re.sub(r"\{\w+(:\w+)?\}", filled, route.path)
        if path in ("/leave", "/lock", "/yours/backup/file") or "/launch/" in path:
            continue
        for method in route.methods:
            headers = {"Origin": served.url, "Sec-Fetch-Site": "same-origin"}
            fields = {} if method == "POST" else None
            status, _, _ = served.ask(method, path, fields=fields, headers=headers, cookie=visitor.cookie)
            assert status < 500, (method, route.path)


def test_ten_thousand_people_are_no_trouble(visitor):
    now = visitor.place.now()
    with visitor.store.write():
        for number in range(10_000):
            people.add_person(visitor.store, f"Person {number} Surname{number % 700}", now)
    for path in ("/", "/people", "/people/5", "/people/5/manage", "/yours", "/yours/export", "/pocket"):
        assert visitor.get(path)[0] == 200


def test_days_at_the_ends_of_the_calendar(visitor):
    person = people.add_person(visitor.store, "Sam", visitor.place.now())
    uid = "1" * 32
    assert (
        visitor.post(f"/check-in/new/{uid}", {"who": person, "closeness": 3, "day": "0001-01-01"})[0] == 303
    )
    for kind, first in (("away", "0001-01-01"), ("away", "9999-12-31"), ("together", "1970-01-01")):
        fields = {"kind": kind, "first": first, "last": first}
        assert visitor.post(f"/people/{person}/marks", fields)[0] in (303, 422)
    for path in ("/", "/people", f"/people/{person}", "/check-ins", "/check-ins?day=0001-01-01", f"/check-in/{uid}",
                 "/year/1", "/year/9999", "/tipping", "/yours/export"):  # fmt: skip
        assert visitor.get(path)[0] in (200, 404), path
    assert visitor.post("/yours/export", {"form": "md", "seal": "none"})[0] == 200


def test_a_second_click_changes_nothing_more(visitor):
    store, now = visitor.store, visitor.place.now()
    one, other = people.add_person(store, "A", now), people.add_person(store, "B", now)
    twice = (
        (f"/people/{one}/marks", {"kind": "away", "first": "2026-01-01", "last": "2026-01-03"}),
        (f"/people/{one}/join", {"with": other}),
        (f"/people/{one}/part", {}),
        (f"/people/{one}/hide", {}),
        (f"/people/{one}/show", {}),
        ("/check-in/new/" + "a" * 32, {"who": one, "closeness": 3}),
        ("/help/numbers", {"name": "k", "number": "1"}),
        ("/yours/backup", {}),
    )
    for path, fields in twice:
        assert [visitor.post(path, fields)[0] for _ in range(2)] == [303, 303], path
    assert store.one("SELECT count(*) FROM mark")[0] == store.one("SELECT count(*) FROM checkin")[0] == 1
    for path in (f"/people/{one}/marks/1/remove", f"/yours/delete/person/{other}"):
        assert [visitor.post(path)[0] for _ in range(2)] == [303, 404], path
