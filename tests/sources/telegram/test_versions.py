"""Every version of Telegram Desktop that writes JSON gives the same chat; what is odd in some is read, too."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sources.reading import counts, read
from sources.telegram.made import (
    CHAT,
    EXPECTED,
    EXPECTED_TIMES,
    N_SYSTEM,
    Version,
    json_account,
    json_chat,
    write_json,
)

from nearer.sources import ReadOptions, open_export
from nearer.sources.clock import Clock

VERSIONS = [
    Version("2026"),
    Version("2021, without seconds since 1970", unixtime=False),
    Version("2018, numbered people", unixtime=False, entities=False, ids="number"),
    Version("2020, numbered by kind", unixtime=False, entities=False, ids="shifted"),
    Version("wider", layout={"indent": 4}),
    Version("tabs", layout={"indent": "\t"}),
    Version("one line", layout={}),
    Version("squeezed", layout={"separators": (",", ":"), "ensure_ascii": False}),
    Version("two blanks", layout={"indent": 2}),
]
BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.id)
@pytest.mark.parametrize("chunk", [60, 700, 1 << 21])
@pytest.mark.parametrize("whole", [False, True], ids=["one chat", "account"])
def test_every_version(version: Version, chunk: int, whole: bool, tmp_path: Path) -> None:
    value = json_account(version) if whole else json_chat(version)
    frame, reader = read(
        write_json(tmp_path / "result.json", value, version), with_text=True, chunk_bytes=chunk
    )
    assert list(zip(frame["sender"].cast(pl.String), frame["length"], strict=True)) == EXPECTED
    assert frame["time"].to_list() == EXPECTED_TIMES
    assert frame["kind"].to_list() == ["text" if n else "media" for _, n in EXPECTED]
    assert [text for text in frame["text"] if text] == [said.text for said in CHAT if said.text]
    assert (reader.tally.n_system, reader.tally.n_skipped, reader.tally.notes) == (N_SYSTEM, 0, [])
    assert reader.tally.owner == "Ana"
    assert reader.tally.zone is None
    numbers = (
        {"Ana": {"+49 151 000"}, "Bob Stone": {"+44 20 7946"}}
        if whole
        else {"Ana": set(), "Bob Stone": set()}
    )
    ids = {"Ana": "telegram:user815", "Bob Stone": "telegram:user4711"}
    assert reader.tally.addresses == {name: {ids[name]} | numbers[name] for name in ids}


@pytest.mark.parametrize("form", ["bom", "utf-16", "zip", "crlf"])
def test_every_form_of_the_file(form: str, tmp_path: Path) -> None:
    text = json.dumps(json_chat(VERSIONS[0]), indent=1, ensure_ascii=False)
    path = tmp_path / "result.json"
    if form == "zip":
        path = tmp_path / "ChatExport.zip"
        with zipfile.ZipFile(path, "w") as zipped:
            zipped.writestr("ChatExport/result.json", text)
            zipped.writestr("ChatExport/files/notes.txt", "Bob: not a chat")
    elif form == "bom":
        path.write_bytes(BOM + text.encode())
    else:
        path.write_bytes(text.encode("utf-16") if form == "utf-16" else text.replace("\n", "\r\n").encode())
    frame, _ = read(path)
    assert list(zip(frame["sender"].cast(pl.String), frame["length"], strict=True)) == EXPECTED


def chat_of(*messages: dict[str, Any], kind: str = "personal_chat") -> bytes:
    usual = {
        "type": "message",
        "date": "2020-01-13T10:00:00",
        "from": "Bob",
        "from_id": "user7",
        "text": "hi",
    }
    made = [usual | message for message in messages]
    return json.dumps({"name": "Bob", "type": kind, "id": 7, "messages": made}, indent=1).encode()


def test_control_characters_that_are_written_as_no_json(tmp_path: Path) -> None:
    raw = chat_of({"text": "a!b\\!c"}, {"text": "plain"}).replace(b"!", b"\\x01")
    (tmp_path / "result.json").write_bytes(raw)
    frame, reader = read(tmp_path / "result.json", with_text=True)
    assert frame["text"].to_list() == ["a\x01b\\\x01c", "plain"]
    assert reader.tally.n_skipped == 0


def test_emojis_whose_place_is_not_quoted(tmp_path: Path) -> None:
    emoji = {"type": "custom_emoji", "text": "😮", "document_id": "?"}
    raw = chat_of({"text": [emoji, " ", emoji]}, {}).replace(b'"?"', b"video_files/sticker (2).webm")
    (tmp_path / "result.json").write_bytes(raw)
    frame, reader = read(tmp_path / "result.json")
    assert frame["length"].to_list() == [3, 2]
    assert reader.tally.n_skipped == 0


def test_a_quote_that_is_not_escaped_costs_one_message(tmp_path: Path) -> None:
    raw = chat_of({}, {"text": "he said !no! to me"}, {}).replace(b"!", b'"')
    (tmp_path / "result.json").write_bytes(raw)
    frame, reader = read(tmp_path / "result.json")
    assert len(frame) == 2
    assert reader.tally.n_skipped == 1


def test_only_seconds_since_1970_are_told_by_the_users_clock(tmp_path: Path) -> None:
    raw = chat_of(
        {"date": None, "date_unixtime": "1593597600"}, {}, {"date": None, "date_unixtime": 1577836800}
    )
    (tmp_path / "result.json").write_bytes(raw)
    frame, reader = read(tmp_path / "result.json", clock=Clock("Europe/Berlin"))
    found = [datetime(2020, 7, 1, 12), datetime(2020, 1, 13, 10), datetime(2020, 1, 1, 1)]
    assert frame["time"].to_list() == found
    assert reader.tally.zone == "Europe/Berlin"


def test_times_that_nobody_lived_in_are_no_times(tmp_path: Path) -> None:
    dates = [
        "1969-12-31T23:59:59",
        "1990-01-01T00:00:00",
        "2099-12-31T23:59:59",
        "2100-01-01T00:00:00",
        "0000-00-00T00:00:00",
    ]
    (tmp_path / "result.json").write_bytes(chat_of(*({"date": date} for date in dates)))
    frame, reader = read(tmp_path / "result.json")
    assert len(frame) == 2
    assert reader.tally.n_skipped == 3


def test_deleted_accounts(tmp_path: Path) -> None:
    raw = chat_of(
        {},
        {"from": None},
        {"from": None, "from_id": "user9"},
        {"from": None, "from_id": None},
        kind="private_group",
    )
    (tmp_path / "result.json").write_bytes(raw)
    frame, reader = read(tmp_path / "result.json")
    assert counts(frame) == {"Bob": 2, "user9": 1}
    assert [skipped.reason for skipped in reader.tally.skipped] == ["no sender"]
    assert reader.tally.addresses == {"Bob": {"telegram:user7"}, "user9": {"telegram:user9"}}


def test_people_of_one_name_have_both_addresses(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_bytes(chat_of({}, {"from_id": "user8"}, kind="private_group"))
    _, reader = read(tmp_path / "result.json")
    assert reader.tally.addresses == {"Bob": {"telegram:user7", "telegram:user8"}}


def test_a_chat_that_was_cleared_is_told(tmp_path: Path) -> None:
    service = {"type": "service", "action": "clear_history", "actor": "Bob", "from": None}
    (tmp_path / "result.json").write_bytes(chat_of(service, {}))
    _, reader = read(tmp_path / "result.json")
    assert reader.tally.n_system == len(reader.tally.notes) == 1


def test_many_messages_come_whole_and_in_order(tmp_path: Path) -> None:
    raw = chat_of(*({"text": "x" * (n % 50), "from": ("Bob", "Ana")[n % 2]} for n in range(5000)))
    (tmp_path / "result.json").write_bytes(raw)
    for chunk in (1000, 50_000):
        frame = pl.concat(
            b.frame for b in open_export(tmp_path / "result.json", ReadOptions(chunk_bytes=chunk))
        )
        assert frame["length"].to_list() == [n % 50 for n in range(5000)]
        assert counts(frame) == {"Ana": 2500, "Bob": 2500}
