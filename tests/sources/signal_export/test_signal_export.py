"""What signal-export writes: every version, its data and its Markdown, read alike."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sources.signal_export import folders
from sources.signal_export.folders import VERSIONS

from nearer.kernel.errors import ExportError
from nearer.sources import Reader, ReadOptions, open_export, open_exports
from nearer.sources.files import hold_bytes
from nearer.sources.signal_export import FORMAT


def messages_of(reader: Reader) -> dict[str, list[tuple[str, datetime, int, str]]]:
    found: dict[str, list[tuple[str, datetime, int, str]]] = {}
    for batch in reader:
        for time, sender, length, kind in batch.frame.select("time", "sender", "length", "kind").iter_rows():
            found.setdefault(batch.chat.title, []).append((sender, time, length, kind))
    return found


def read(place: Path, **options: object) -> tuple[dict[str, list[tuple[str, datetime, int, str]]], Reader]:
    (reader,) = open_exports(place, ReadOptions(**options)).readers  # type: ignore[arg-type]
    return messages_of(reader), reader


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("chunk_bytes", [1 << 20, 60])
def test_every_version_is_read_alike(version: str, chunk_bytes: int, tmp_path: Path) -> None:
    form = VERSIONS[version]
    found, reader = read(form.write(tmp_path / "out"), chunk_bytes=chunk_bytes)
    assert reader.source == "signal_export"
    assert found == folders.expected(seconds="%S" in form.style, millis=form.data, deletions=not form.old)
    tally = reader.tally
    assert (tally.n_system, tally.skipped, tally.notes) == (folders.N_SYSTEM + form.old, [], [])
    assert (tally.owner, tally.zone) == ("Me", None)
    assert tally.addresses == ({"Cleo": {"+491700000002"}} if form.groups else {})


@pytest.mark.parametrize("version", ["3.9", "3.9 without json"])
def test_a_zip_of_the_folder(version: str, tmp_path: Path) -> None:
    form = VERSIONS[version]
    found, _ = read(folders.zipped(form.write(tmp_path / "out"), tmp_path / "out.zip"))
    assert found == folders.expected(millis=form.data)


def test_one_chat_alone(tmp_path: Path) -> None:
    VERSIONS["3.9"].write(tmp_path / "out")
    reader = open_export(tmp_path / "out" / "Bob" / "chat.md")
    assert list(messages_of(reader).values()) == [folders.expected(millis=False)["Bob"]]


def test_groups_are_told_where_the_folder_says_so(tmp_path: Path) -> None:
    (reader,) = open_exports(VERSIONS["3.9 with groups"].write(tmp_path / "out")).readers
    assert {batch.chat.key: batch.chat.group for batch in reader} == {"Bob": None, "Trip": True}


@pytest.mark.parametrize("version", ["3.9", "3.9 without json"])
def test_words_are_there_when_asked_for(version: str, tmp_path: Path) -> None:
    (reader,) = open_exports(VERSIONS[version].write(tmp_path / "out"), ReadOptions(with_text=True)).readers
    texts = [text for batch in reader for text in batch.frame["text"] if text]
    wanted = [one.body for said in folders.CHATS.values() for one in said if one.kind == "text"]
    assert texts == wanted


@pytest.mark.parametrize("version", ["3.9", "3.9 without json"])
def test_what_was_not_exported_is_media_still(version: str, tmp_path: Path) -> None:
    form = VERSIONS[version]
    one = folders.Said("Bob", missing="media")
    (tmp_path / "Bob").mkdir()
    if form.data:
        content = folders.json.dumps(folders.record(one, folders.START, old=False)) + "\n"
        (tmp_path / "Bob" / "data.json").write_text(content)
    else:
        first = folders.markdown(folders.Said("Bob", "hi"), folders.START, style=form.style, exported=False)
        content = first + "\n" + folders.markdown(one, folders.START, style=form.style, exported=False) + "\n"
        (tmp_path / "Bob" / "chat.md").write_text(content)
    found, _ = read(tmp_path)
    assert found["Bob"][-1] == ("Bob", folders.START, 0, "media")


def test_nobody_and_never_are_counted(tmp_path: Path) -> None:
    rows = [
        '{"date": "2024-01-01T10:00:00", "sender": "No-Sender", "body": "x  ", "quote": "", "sticker": null, "reactions": [], "attachments": []}',
        '{"date": "1970-01-01T00:00:00", "sender": "Bob", "body": "x  ", "quote": "", "sticker": null, "reactions": [], "attachments": []}',
        '{"date": "2024-01-01T10:00:00", "sender": "Bob", "body": "x  ", "quote": "", "sticker": null, "reactions": [], "attachments": []}',
        '{"date": "2024-01-01T10:0',
    ]
    (tmp_path / "Bob").mkdir()
    (tmp_path / "Bob" / "data.json").write_text("\n".join(rows))
    found, reader = read(tmp_path)
    assert found == {"Bob": [("Bob", datetime(2024, 1, 1, 10), 1, "text")]}
    assert sorted((skip.line, skip.reason) for skip in reader.tally.skipped) == [
        (1, "no sender"),
        (2, "no such date or time"),
        (4, "not a record"),
    ]
    assert "ends in the middle" in reader.tally.notes[0]


def test_an_iphones_chat_is_not_claimed() -> None:
    content = "[2024-01-31 23:50:07] Bob: hi\r\n[2024-01-31 23:51:07] Ana: two  \r\n\r\nlines\r\n[2024-01-31 23:52:07] Bob: yes\r\n"
    export = hold_bytes("_chat.txt", content.encode())
    assert not FORMAT.recognise(export, content.encode())


def test_a_chat_of_system_lines_only_has_no_messages_but_is_read(tmp_path: Path) -> None:
    (tmp_path / "Bob").mkdir()
    row = '{"date": "2024-01-01T10:00:00", "sender": "Bob", "body": "  ", "quote": "", "sticker": null, "reactions": [], "attachments": []}\n'
    (tmp_path / "Bob" / "data.json").write_text(row)
    found, reader = read(tmp_path)
    assert (found, reader.tally.n_system) == ({}, 1)


def test_a_chat_without_any_line_is_refused(tmp_path: Path) -> None:
    row = '{"date": "x", "sender": "Bob", "body": "x", "quote": "", "sticker": null, "reactions": [], "attachments": []}\n'
    (tmp_path / "data.json").write_text(row)
    with pytest.raises(ExportError) as caught:
        list(open_export(tmp_path / "data.json"))
    assert caught.value.key == "sources.error.no_message"


def test_of_a_line_without_an_end_the_beginning_is_read_and_counted(tmp_path: Path) -> None:
    chat = tmp_path / "Bob" / "chat.md"
    chat.parent.mkdir()
    said = "[2024-01-0{} 10:00:00] {}: {}  \n\n"
    chat.write_text(
        said.format(1, "Bob", "hi") + said.format(2, "Me", "a" * (5 << 20)) + said.format(3, "Bob", "on")
    )
    reader = open_export(tmp_path)
    lengths = [length for batch in reader for length in batch.frame["length"]]
    assert (lengths[0], lengths[2]) == (2, 2) and 1 << 19 < lengths[1] < 1 << 21
    assert reader.tally.n_skipped == 1
