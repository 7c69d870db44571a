"""The first run and bringing messages over plain HTTP, as without scripts."""

import json
import re
import tempfile
import threading
from datetime import datetime, timedelta

import pytest
from e2e.app import HOSTILE, PASSPHRASE, serving
from places import load_exchanges
from visitor import Visitor

from nearer.app.example import has_example
from nearer.app.exchanges import load_exchange
from nearer.app.place import Place
from nearer.store import messages, people, said

START = datetime(2025, 1, 16, 9, 0)
CANARY = "canarywordthatnobodywrites"


def chat(n, other="Sam", me="Alex", start=START, step=37, text=""):
    return "".join(
        f"{start + timedelta(minutes=step * k):%d/%m/%Y, %H:%M} - {(me, other)[(k * k + k // 3) % 2]}: {text}{'x' * (1 + k % 23)}\n"
        for k in range(n)
    )


@pytest.fixture
def newcomer(tmp_path):
    with serving(Place(tmp_path / "place")) as served:
        yield Visitor(served)


def test_first_run(newcomer):
    assert newcomer.get("/") == (303, "/welcome")
    assert newcomer.get("/bring")[1] == "/welcome"
    assert newcomer.get("/welcome")[0] == newcomer.get("/welcome/keep")[0] == 200
    for wrong in (
        {"passphrase": "short", "again": "short"},
        {"passphrase": PASSPHRASE, "again": "other words here"},
        {"none": "1"},
    ):
        status, page = newcomer.post("/welcome/keep", wrong)
        assert status == 422 and 'class="error"' in page and PASSPHRASE not in page
        assert newcomer.place.is_new
    assert newcomer.post("/welcome/keep", {"passphrase": PASSPHRASE, "again": PASSPHRASE}) == (
        303,
        "/welcome/key",
    )
    shown = newcomer.get("/welcome/key")[1]
    assert newcomer.get("/welcome/key")[1] == shown, "reloading shows it again"
    key = "".join(re.findall(r"<span>([0-9A-Z]{4})<", shown))
    assert newcomer.get("/welcome/keep") == (303, "/welcome/key"), "going back makes no second place"
    assert newcomer.post("/welcome/key") == (303, "/welcome/safe")
    assert newcomer.get("/welcome/key") == (303, "/welcome/safe"), "it is never shown again"
    assert newcomer.get("/welcome/safe")[0] == newcomer.get("/welcome/start")[0] == 200
    newcomer.place.lock()
    newcomer.place.unlock(key)


def test_no_passphrase_is_a_choice(newcomer):
    assert newcomer.post("/welcome/keep", {"none": "1", "agree": "1"}) == (303, "/welcome/key")
    assert newcomer.get("/welcome/key") == (303, "/welcome/safe")
    assert not newcomer.place.has_passphrase


def test_locking_forgets_the_key(newcomer):
    newcomer.post("/welcome/keep", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    newcomer.post("/lock")
    newcomer.post("/unlock", {"secret": PASSPHRASE})
    assert newcomer.get("/welcome/key") == (303, "/welcome/safe")


def test_the_safety_page_sends_nothing(visitor):
    page = visitor.get("/welcome/safe")[1]
    main = page[page.index("<main") : page.index("</main")]
    assert "<form" not in main and "<input" not in main and main.count("<details") == 3


def test_the_example_comes_and_goes(visitor):
    status, job = visitor.post("/welcome/example")
    assert status == 303 and has_example(visitor.store)
    visitor.post(f"{job}/stop")
    assert "/welcome/example" not in visitor.get("/welcome/start")[1]
    assert visitor.post("/welcome/example")[0] == 422
    for page in ("/", "/people", "/bring", "/settings"):
        assert "Made-up example" in visitor.get(page)[1]
    assert visitor.post("/welcome/example/remove") == (303, "/")
    assert not has_example(visitor.store) and people.load_people(visitor.store) == []
    assert "Made-up example" not in visitor.get("/bring")[1]


def test_from_a_path_to_a_person(visitor, tmp_path):
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    path.write_text(chat(120, text=CANARY))
    assert visitor.bring(path) == (303, "/bring/people")
    page = visitor.get("/bring/people")[1]
    assert "120 messages, 16 January 2025 to 19 January 2025" in page and CANARY not in page
    assert visitor.keep() == "/bring/done"
    done = visitor.get("/bring/done")[1]
    assert "Sam: 120 new messages" in done and str(path) in done
    ((sam, exchange),) = load_exchanges(visitor.store).items()
    assert exchange.frame.height == 120 and not said.has_words(visitor.store, sam)
    assert visitor.post("/bring/delete", {})[0] == 422 and path.exists()
    assert visitor.post("/bring/delete", {"agree": "1"})[0] == 303 and not path.exists()
    assert str(path) not in visitor.get("/bring/done")[1]


def test_dropped_files_stay_in_memory(visitor, tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    assert visitor.upload("WhatsApp Chat with Zoë.txt", chat(200, "Zoë", text=CANARY).encode()) == (200, "{}")
    assert "WhatsApp Chat with Zoë.txt" in visitor.get("/bring")[1]
    _, job = visitor.post("/bring/read")
    assert visitor.wait(job) == "/bring/dates"
    visitor.post("/bring/you", {"me": "Alex", "own": "yes"})
    assert visitor.keep({"words-0": "1"}) == "/bring/done"
    (zoe,) = people.load_people(visitor.store)
    assert said.has_words(visitor.store, zoe.id)
    assert list((tmp_path / "temporary").iterdir()) == []
    for file in visitor.place.folder.rglob("*"):
        assert not file.is_file() or CANARY.encode() not in file.read_bytes(), file


def test_an_upload_is_refused_in_a_sentence(visitor, monkeypatch):
    monkeypatch.setattr("nearer.app.uploads.MOST_UPLOADED_BYTES", 1000)
    status, answer = visitor.upload("a.txt", b"x" * 2000)
    assert status == 422 and "memory" in answer
    assert visitor.upload("", b"x")[0] == 422
    assert visitor.place.basket.files == []
    headers = {
        "x-nearer-name": "a.txt",
        "Origin": "http://evil.example",
        "Cookie": f"nearer-{visitor.served.port}={visitor.cookie}",
    }
    assert visitor.raw("/bring/files", b"x", headers)[0] == 403


def test_somebody_elses_history_is_not_kept(visitor, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(chat(50))
    assert visitor.bring(path, own="")[0] == 422
    assert visitor.place.basket.draft is not None
    assert visitor.post("/bring/you", {"me": "Alex", "own": "no"}) == (303, "/bring/not-yours")
    assert "Nothing was kept" in visitor.get("/bring/not-yours")[1]
    assert visitor.place.basket.files == [] and visitor.place.basket.draft is None
    assert messages.load_conversations(visitor.store) == [] == people.load_me(visitor.store)
    assert visitor.get("/bring/you") == (303, "/bring")


def test_own_history_is_asked_once(visitor, tmp_path):
    for name, n in (("a.txt", 50), ("b.txt", 80)):
        (tmp_path / name).write_text(chat(n))
    assert visitor.bring(tmp_path / "a.txt") == (303, "/bring/people")
    visitor.keep()
    assert visitor.bring(tmp_path / "b.txt", own="") == (303, "/bring/people")
    page = visitor.get("/bring/people")[1]
    assert "The same messages are here already under Sam." in page
    (sam,) = people.load_people(visitor.store)
    visitor.keep({"who-0": f"p{sam.id}"})
    assert "took the place of a shorter one" in visitor.get("/bring/done")[1]
    assert load_exchange(visitor.store, sam.id).frame.height == 80


def test_words_stay_wanted_once_they_were(visitor, tmp_path):
    for name, n in (("a.txt", 50), ("b.txt", 80)):
        (tmp_path / name).write_text(chat(n, text=CANARY))
    visitor.bring(tmp_path / "a.txt")
    assert 'name="words-0" value="1">' in visitor.get("/bring/people")[1]
    visitor.keep({"words-0": "1"})
    (sam,) = people.load_people(visitor.store)
    visitor.bring(tmp_path / "b.txt")
    assert 'name="words-0" value="1" checked>' in visitor.get("/bring/people")[1]
    visitor.keep({"who-0": f"p{sam.id}", "words-0": "1"})
    (kept,) = messages.load_conversations(visitor.store)
    assert kept.n_messages == 80 and said.keeps_words(visitor.store, kept.id)


def test_what_was_brought_before_is_said(visitor, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(chat(50))
    visitor.bring(path)
    visitor.keep()
    _, job = visitor.post("/bring/path", {"path": str(path)})
    visitor.wait(job)
    page = visitor.get("/bring/you")[1]
    assert "You brought chat.txt on" in page and 'name="again"' in page
    _, job = visitor.post("/bring/read", {"again": "1"})
    visitor.wait(job)
    assert visitor.post("/bring/you", {"me": "Alex"}) == (303, "/bring/people")
    (sam,) = people.load_people(visitor.store)
    visitor.keep({"who-0": f"p{sam.id}"})
    assert "nothing was counted twice" in visitor.get("/bring/done")[1]


def test_dates_that_can_be_read_in_two_ways(visitor, tmp_path):
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    path.write_text(chat(20, start=datetime(2025, 2, 3, 9, 0), step=20))
    _, job = visitor.post("/bring/path", {"path": str(path)})
    assert visitor.wait(job) == "/bring/dates"
    page = visitor.get("/bring/dates")[1]
    assert "3 February 2025" in page and "2 March 2025" in page
    _, job = visitor.post("/bring/dates", {"order-0": "mdy"})
    assert visitor.wait(job) == "/bring/dates"
    assert visitor.get("/bring/dates") == (303, "/bring/you")
    assert "--date-order" not in visitor.get("/bring/you")[1]
    visitor.post("/bring/you", {"me": "Alex", "own": "yes"})
    assert "2 March 2025" in visitor.get("/bring/people")[1]


@pytest.mark.parametrize(
    ("path", "words"),
    [("", "Write the place"), ("/no/such/thing", "There is no file thing"), ("x" * 4000, "There is no file"), ("~nobody-of-this-name/x", "There is no file")],
)  # fmt: skip
def test_a_path_that_leads_nowhere(visitor, path, words):
    status, page = visitor.post("/bring/path", {"path": path})
    assert status == 422 and words in page


def test_files_that_are_no_exports(visitor, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "list.txt").write_text("bread\n")
    _, job = visitor.post("/bring/path", {"path": f'"{folder}"'})
    visitor.wait(job)
    assert "folder/list.txt is not a message export" in visitor.get("/bring/you")[1]
    (folder / "Sam.txt").write_text(chat(40))
    _, job = visitor.post("/bring/path", {"path": folder.as_uri()})
    visitor.wait(job)
    page = visitor.get("/bring/you")[1]
    assert "Other files that are no exports" in page and "list.txt is not" not in page


def test_nothing_is_lost_by_going_back_or_twice(visitor, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(chat(60))
    visitor.bring(path)
    assert visitor.bring(path) == (303, "/bring/people"), "once more from the start"
    visitor.keep()
    assert visitor.post("/bring/people") == (303, "/bring/done"), "a second click does no harm"
    assert visitor.get("/bring/people") == (303, "/bring")
    assert len(messages.load_conversations(visitor.store)) == 1
    assert visitor.post("/bring/forget") == (303, "/bring")


def test_a_group_alone_leads_nowhere_in_a_sentence(visitor, tmp_path):
    path = tmp_path / "Trip.txt"
    path.write_text(chat(40) + chat(3, me="Kim", other="Jo"))
    status, page = visitor.bring(path)
    assert status == 422 and "never write with one other person alone (1 left out)" in page


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(visitor, tmp_path, name):
    path = tmp_path / "chat.jsonl"
    records = [
        {
            "time": f"2025-01-{1 + k // 24:02}T{k % 24:02}:00:00",
            "sender": ("Alex", name)[k % 2],
            "length": k,
            "chat": name,
        }
        for k in range(60)
    ]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    visitor.bring(path)
    for page in ("/bring/you", "/bring/people"):
        status, _, raw = visitor.served.ask("GET", page, cookie=visitor.cookie)
        assert (
            status == 200
            and "<script>window" not in raw
            and "<svg onload" not in raw
            and "<img src=x" not in raw
        )
    assert visitor.keep() == "/bring/done"
    assert len(people.load_people(visitor.store)) == 1
    assert visitor.upload(name, b"x")[0] in (200, 422)
    raw = visitor.served.ask("GET", "/bring", cookie=visitor.cookie)[2]
    assert "<script>window" not in raw and "<img src=x" not in raw


def test_guides_and_jobs_that_are_not_there(visitor):
    assert visitor.get("/bring/how")[0] == 200
    for name in ("whatsapp_iphone", "whatsapp_android", "telegram", "own", "forbidden", "traces"):
        assert visitor.get(f"/bring/how/{name}")[0] == 200
    assert visitor.get("/bring/how/nothing")[0] == visitor.get("/jobs/nothing")[0] == 404


def test_stopping_the_reading(visitor, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(chat(200))
    held = threading.Event()
    visitor.place.jobs.start("other", lambda progress: held.wait(20))
    _, job = visitor.post("/bring/path", {"path": str(path)})
    assert visitor.post(f"{job}/stop") == (303, job)
    held.set()
    page = visitor.wait(job)
    assert "goes on from there" in page and visitor.place.basket.draft is None


def test_some_are_left_out(visitor, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(14):
        (folder / f"chat-{number}.txt").write_text(chat(30 if number < 12 else 5, other=f"Friend {number}"))
    visitor.bring(folder)
    page = visitor.get("/bring/people")[1]
    assert "2 with few messages are left out" in page and page.count('name="keep-') == 14
    ticked = [number for number in range(14) if f'name="keep-{number}" value="1" checked' in page]
    assert len(ticked) == 12
    status, refused = visitor.post("/bring/people", {"choosing": "1"})
    assert status in (422, 400, 409) and "Nobody is ticked" in refused
    _, job = visitor.post(
        "/bring/people", {"choosing": "1", **{f"keep-{number}": "1" for number in ticked[:3]}}
    )
    assert visitor.wait(job) == "/bring/done"
    assert len(messages.load_conversations(visitor.store)) == 3 == len(people.load_people(visitor.store))
