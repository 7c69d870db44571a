"""Telegram's HTML pages: every version, one page and many, one chat and whole accounts; the same as in its JSON."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl
import pytest
from sources.reading import read
from sources.telegram.made import (
    CHAT,
    EXPECTED,
    EXPECTED_TIMES,
    N_SYSTEM,
    PERSONAL,
    Look,
    Said,
    Version,
    html_pages,
    json_chat,
    many,
    write_html,
    write_json,
)

from nearer.kernel.errors import ExportError
from nearer.sources import ReadOptions, open_export, open_exports

LOOKS = [
    Look("2026"),
    Look("2018", zone="", reactions=False),
    Look("west", zone=" UTC-03:30"),
    Look("windows", line_end="\r\n"),
    Look("many pages", per_page=4),
    Look("a page each", per_page=1),
    Look("eleven pages", per_page=2),
    Look("tight", tight=True),
    Look("with pictures", thumbs=True),
]


def rows(frame: pl.DataFrame) -> list[tuple[str, int]]:
    return list(zip(frame["sender"].cast(pl.String).to_list(), frame["length"].to_list(), strict=True))


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.id)
@pytest.mark.parametrize("chunk", [200, 1 << 21])
def test_one_chat(look: Look, chunk: int, tmp_path: Path) -> None:
    folder = write_html(tmp_path / "ChatExport_2020-03-01", look)
    frame, reader = read(folder, with_text=True, chunk_bytes=chunk)
    assert rows(frame) == EXPECTED
    assert frame["time"].to_list() == EXPECTED_TIMES
    assert frame["kind"].to_list() == ["text" if n else "media" for _, n in EXPECTED]
    assert [text for text in frame["text"] if text] == [s.text for s in CHAT if s.text]
    assert (reader.tally.n_system, reader.tally.n_skipped, reader.tally.notes) == (N_SYSTEM, 0, [])
    assert reader.tally.owner == "Ana"


def test_the_same_as_in_json(tmp_path: Path) -> None:
    html, _ = read(write_html(tmp_path / "html", LOOKS[4]), with_text=True)
    as_json, _ = read(
        write_json(tmp_path / "result.json", json_chat(Version("new")), Version("new")), with_text=True
    )
    assert html.drop("chat", strict=False).equals(as_json.drop("chat", strict=False))


def test_one_page_brings_the_others(tmp_path: Path) -> None:
    folder = write_html(tmp_path / "chat", Look("pages", per_page=5))
    for name in ("messages.html", "messages3.html"):
        frame, _ = read(folder / name)
        assert rows(frame) == EXPECTED


def test_a_page_that_is_missing_is_told(tmp_path: Path) -> None:
    folder = write_html(tmp_path / "chat", Look("pages", per_page=5))
    (folder / "messages2.html").unlink()
    frame, reader = read(folder)
    assert len(frame) < len(EXPECTED)
    assert len(reader.tally.notes) == 1
    assert "messages2.html" in reader.tally.notes[0]


def test_a_whole_account(tmp_path: Path) -> None:
    root = tmp_path / "DataExport_2020-03-01"
    write_html(root / "chats" / "chat_02", Look("account", per_page=7))
    write_html(root / "chats" / "chat_10", Look("account", per_page=7), [*many(1), *CHAT])
    write_html(root / "chats" / "chat_1", Look("account"), many(3), "Trip")
    (root / "export_results.html").write_text(PERSONAL)
    opened = open_exports(root, ReadOptions(with_text=True))
    assert [reader.source for reader in opened.readers] == ["telegram_html"]
    batches = list(opened.readers[0])
    assert [batch.chat.title for batch in batches] == ["Trip", "Bob Stone", "Bob Stone"]
    assert [batch.chat.key for batch in batches] == ["Trip", "Bob Stone", "Bob Stone (chat_10)"]
    assert [len(batch.frame) for batch in batches] == [3, len(EXPECTED), len(EXPECTED) + 1]
    assert opened.readers[0].tally.owner == "Ana"
    assert opened.readers[0].tally.addresses == {"Ana": {"+49 151 000"}}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as zipped:
        for path in sorted(root.rglob("*.html")):
            zipped.write(path, path.relative_to(tmp_path))
    again = list(open_export(tmp_path / "all.zip"))
    assert [(batch.chat, len(batch.frame)) for batch in again] == [(b.chat, len(b.frame)) for b in batches]


def test_pages_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    frame, _ = read(write_html(tmp_path / "chat", Look("pages", per_page=3), many(40)), with_text=True)
    assert frame["text"].to_list() == [f"message {n}" for n in range(40)]


def test_text_as_it_was_typed(tmp_path: Path) -> None:
    texts = ["&lt;br&gt; &amp;amp;", "<b>", "a\x01b", '<div class="text">', "x\n\n y", " via @somebody"]
    chat = [Said(text=text) for text in texts]
    folder = tmp_path / "chat"
    folder.mkdir()
    page = html_pages(Look("new"), chat)[0].replace(b"\x01", b"&#x01;")
    (folder / "messages.html").write_bytes(page)
    frame, _ = read(folder, with_text=True)
    assert frame["text"].to_list() == [text.strip() for text in texts]


def test_a_name_that_says_via_is_kept_but_for_a_bot(tmp_path: Path) -> None:
    page = html_pages(Look("new"), [Said(text="hi", via="gif_bot")])[0]
    (tmp_path / "messages.html").write_bytes(page)
    assert rows(read(tmp_path / "messages.html")[0]) == [("Bob Stone", 2)]


def test_a_group_has_no_owner(tmp_path: Path) -> None:
    _, reader = read(write_html(tmp_path / "chat", Look("new"), title="Trip"))
    assert reader.tally.owner is None


def test_a_chat_that_was_cleared_is_told(tmp_path: Path) -> None:
    folder = write_html(tmp_path / "chat", Look("new"), [Said(action="History cleared"), *many(2)])
    frame, reader = read(folder)
    assert len(frame) == 2
    assert len(reader.tally.notes) == 1


def test_a_page_that_breaks_off_anywhere(tmp_path: Path) -> None:
    whole = html_pages(Look("new", tight=True))[0]
    path = tmp_path / "messages.html"
    first = whole.index(b'<div class="message default')
    seen = set()
    for n_bytes in [*range(first + 3000, len(whole) - 10, 501), len(whole) - 9]:
        path.write_bytes(whole[:n_bytes])
        reader = open_export(path)
        n = sum(len(batch.frame) for batch in reader)
        seen.add(n)
        assert reader.tally.n_skipped <= 1
        assert len(reader.tally.notes) == 1
        assert rows_of(path) == EXPECTED[:n]
    assert max(seen) == len(EXPECTED)
    assert len(seen) > 5


def rows_of(path: Path) -> list[tuple[str, int]]:
    return rows(read(path)[0])


def test_a_page_without_messages_is_no_export_with_any(tmp_path: Path) -> None:
    (tmp_path / "export_results.html").write_text(PERSONAL)
    with pytest.raises(ExportError) as caught:
        list(open_export(tmp_path / "export_results.html"))
    assert caught.value.key == "sources.error.no_message"
