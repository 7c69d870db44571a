"""Guides for every app that is read, and taking what this machine keeps itself."""

import re
import sys
from pathlib import Path

import pytest

from nearer.app.formats import list_formats
from nearer.web.routes.guides import GUIDES
from nearer.words import catalogue

GUIDE_OF = {
    "csv": "own",
    "google_chat": "google_chat",
    "hangouts": "google_chat",
    "jsonl": "own",
    "mbox": "email",
    "signal_export": "signal_desktop",
    "telegram_html": "telegram",
    "whatsapp": "whatsapp_iphone",
    "whatsapp_crypt": "whatsapp_database",
}
"""Where the guide is called otherwise than the format."""


def links(page):
    return set(re.findall(r'href="/bring/how/(\w+)"', page))


def test_every_format_has_a_guide():
    for known in list_formats(plugins=False).formats:
        assert GUIDE_OF.get(known.name, known.name) in GUIDES, known.name


def test_every_guide_is_two_clicks_away(visitor):
    assert 'href="/bring/how"' in visitor.get("/bring")[1]
    page = visitor.get("/bring/how")[1]
    main = page[page.index("<main") :]
    assert links(main) == set(GUIDES)
    assert re.findall(r"<b>(.*?)</b>", main)[0] == "WhatsApp on an iPhone", "most asked first"


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_a_short_way(visitor, name):
    words = catalogue("guides")[name]
    status, page = visitor.get(f"/bring/how/{name}")
    main = page[page.index("<main") : page.index("</main")]
    assert status == 200 and main.count("<li>") == len(words["steps"]) <= 8
    assert len(re.sub(r"<[^>]*>|\s+", " ", main).split()) < 300, "a page, not a wall"
    typed = [step["type"] for step in words["steps"] if not isinstance(step, str)]
    assert re.findall(r'<code class="typed">(.*?)</code>', main) == typed
    assert links(main) == ({words["see"]} if "see" in words else set())
    assert GUIDES[name].group == "else" or (words["missing"] in main and 'href="/bring"' in main)


def test_only_a_mac_offers_its_own_messages(visitor, tmp_path, monkeypatch):
    own = tmp_path / "Library" / "Messages" / "chat.db"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"no database")
    monkeypatch.setattr(Path, "home", classmethod(lambda _: tmp_path))
    assert str(own) not in visitor.get("/bring")[1]
    monkeypatch.setattr(sys, "platform", "darwin")
    page = visitor.get("/bring")[1]
    assert f'name="path" value="{own}"' in page and "Full Disk Access" not in page
    status, job = visitor.post("/bring/path", {"path": str(own)})
    assert status == 303 and [file.path for file in visitor.place.basket.files] == [own]
    visitor.wait(job)


def test_a_mac_that_does_not_let_us_says_where_to_allow_it(visitor, tmp_path, monkeypatch):
    own = tmp_path / "Library" / "Messages" / "chat.db"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"SQLite format 3\x00")
    opened = Path.open

    def refuse(path, *arguments, **options):
        if path == own:
            raise PermissionError
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "home", classmethod(lambda _: tmp_path))
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "open", refuse)
    status, page = visitor.post("/bring/path", {"path": str(own)})
    assert status == 422 and "Full Disk Access" in page
    assert visitor.place.basket.files == []


def test_many_notes_and_refusals_are_folded(visitor, tmp_path):
    """The question stays near the top, however much there is to say."""
    lines = "".join(
        f"16/01/2025, 10:{k:02} - {'Alex' if k % 2 else 'Sam'}: {'x' * k}\n" for k in range(1, 40)
    )
    for number in range(5):
        (tmp_path / f"WhatsApp Chat with Sam{number}.txt").write_text(
            f"no message\nnor here\n{lines.replace('Sam', f'Sam{number}')}"
        )
        (tmp_path / f"broken{number}.zip").write_bytes(b"PK\x03\x04 and no more")
    _, job = visitor.post("/bring/path", {"path": str(tmp_path)})
    assert visitor.wait(job) == "/bring/dates"
    page = visitor.get("/bring/you")[1]
    openly = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "in 5 exports were found" in openly and "5 things to know about them" in page
    assert page.count("could not be read, and were left aside") == 5 and "left aside" not in openly
    assert len(set(re.findall(r"broken\d\.zip", page))) == 5 and "And 2 more" in page
    assert len(set(re.findall(r"broken\d\.zip", openly))) == 3


def test_suggestions_come_first_and_the_others_take_one_line(visitor, tmp_path):
    for name, n in (("Robin", 30), ("Sam", 60), ("Kim", 90)):
        lines = (
            f"16/01/2025, 1{k // 60}:{k % 60:02} - {'Alex' if k % 2 else name}: hello\n" for k in range(n)
        )
        (tmp_path / f"WhatsApp Chat with {name}.txt").write_text("".join(lines))
    (tmp_path / "table.csv").write_text(
        "time,sender,length,chat\n"
        + "".join(
            f"2025-02-{1 + k % 28:02}T12:{k:02}:00,{'Alex' if k % 2 else 'Sam'},{3 + k},Sam\n"
            for k in range(40)
        )
    )
    _, job = visitor.post("/bring/path", {"path": str(tmp_path)})
    visitor.wait(job)
    assert visitor.post("/bring/you", {"me": "Alex", "own": "yes"}) == (303, "/bring/people")
    page = visitor.get("/bring/people")[1]
    main = page[page.index("<main") :]
    people = re.findall(r"(?:<h2 id=\S+>|<summary>|<b>)(\w+, \w+)", main)
    assert people[0].startswith("Sam, ") and "has the same name" in main
    assert [name for name in people if not name.startswith("Sam")] == ["Kim, WhatsApp", "Robin, WhatsApp"]
    assert len(people) == 4
