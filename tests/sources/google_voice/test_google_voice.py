"""Google Voice: every layout of its pages, and pages that do not say to whom they went."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources.google_voice.pages import BOB, EVA, EXPECTED, OWN, STYLES, Style, message, page, voice
from sources.told import Told, lengths, tell, write_files


def ordered(rows: list[Told]) -> list[Told]:
    return sorted(rows, key=lambda row: (row.chat, row.time))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_all_pages_tell_the_same(style: Style, tmp_path: Path) -> None:
    rows, reader = tell(write_files(tmp_path, voice(style), packed=style.packed))
    assert ordered(rows) == EXPECTED
    assert (reader.source, reader.tally.n_system, reader.tally.n_skipped) == ("google_voice", 2, 0)
    assert (reader.tally.owner, reader.tally.zone, reader.tally.notes) == ("Me", "Europe/Berlin", [])
    assert reader.tally.addresses == {"Bob": {BOB}, "Eva": {EVA}, "Me": {OWN}}


@pytest.mark.parametrize("chunk_bytes", [1, 40, 300])
def test_the_size_of_the_chunks_does_not_matter(chunk_bytes: int, tmp_path: Path) -> None:
    place = write_files(tmp_path, voice(STYLES[0]), packed=True)
    assert ordered(tell(place, chunk_bytes=chunk_bytes)[0]) == EXPECTED
    assert sorted(lengths(place, chunk_bytes=chunk_bytes)) == sorted(
        (row.sender, row.time, len(row.text), row.kind) for row in EXPECTED
    )


def one_page(tmp_path: Path, name: str, inner: str) -> Path:
    style = STYLES[0]
    return write_files(tmp_path, {name: page("x", f'<div class="hChatLog hfeed">{inner}</div>', style)})


@pytest.mark.parametrize(
    ("name", "chat"),
    [
        ("+1 212 555 1234 - Text - 2020-02-04T21_14_05Z.html", "125551234"),
        ("22000 - Text - 2020-02-04T21_14_05Z.html", "22000"),
        ("Bob Holm - Text - 2020-02-04T21_14_05Z.html", "bob holm"),
        (" - Text - 2020-02-04T21_14_05Z.html", "chat"),
    ],
)
def test_a_page_of_only_own_messages_is_placed_by_its_name(name: str, chat: str, tmp_path: Path) -> None:
    rows, _ = tell(one_page(tmp_path, name, message(0, None, OWN, "there?", STYLES[0])))
    assert [(row.chat, row.sender) for row in rows] == [(chat, "Me")]


def test_a_page_that_breaks_off(tmp_path: Path) -> None:
    files = voice(STYLES[0])
    name = next(name for name in files if "T21_14_05Z" in name and "2020-02-04" in name)
    files = {name: files[name][: files[name].index("MMS Received")]}
    rows, reader = tell(write_files(tmp_path, files))
    assert rows == EXPECTED[:2]
    assert (reader.tally.n_skipped, len(reader.tally.notes)) == (1, 1)


def test_somebody_without_a_name(tmp_path: Path) -> None:
    rows, reader = tell(
        one_page(tmp_path, "x - Text - 2020-02-04T21_14_05Z.html", message(0, "", EVA, "x", STYLES[0]))
    )
    assert [(row.chat, row.sender) for row in rows] == [(EVA[-9:], EVA)]
    assert reader.tally.addresses == {EVA: {EVA}}
