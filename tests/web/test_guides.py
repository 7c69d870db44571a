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
