"""Telegram's JSON: one chat and whole accounts, old and new, pretty and squeezed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sources.reading import counts, read

from nearer.kernel.errors import ExportError
from nearer.sources import Chat, ReadOptions, open_export
from nearer.sources.files import open_file
from nearer.sources.telegram import TelegramReader

LAYOUTS: dict[str, dict[str, Any]] = {
    "telegram": {"indent": 1, "ensure_ascii": False},
    "wider": {"indent": 4},
    "tabs": {"indent": "\t"},
    "no margin": {"indent": 0},
    "one line": {},
    "squeezed": {"separators": (",", ":")},
}


def message(n: int, sender: str | None = "Bob", text: Any = "hi", **more: Any) -> dict[str, Any]:
    ids = {"Bob": "user1", "Ana": "user2"}
    return {
        "id": n, "type": "message", "date": f"2020-01-13T10:00:{n:02}", "date_unixtime": "1578909600", "from": sender,
        "from_id": ids.get(sender or "", "user9"), "text": text, "text_entities": [{"type": "plain", "text": "}, ]"}],
    } | more  # fmt: skip


TRICKY = '"messages": [ { \\"messages\\":['

MESSAGES = [
    message(1),
    message(2, "Ana", ["a ", {"type": "link", "text": "b,\n]}"}, "!"]),
    {
        "id": 3,
        "type": "service",
        "date": "2020-01-13T10:00:03",
        "actor": "Bob",
        "action": "phone_call",
        "text": "",
    },
    message(4, "Ana", "", photo="(File not included)", width=10),
    message(5, None),
    message(6, text=TRICKY),
    message(7, text="🙂 é"),
]
ONE = {"name": 'Bob {"x": [', "type": "personal_chat", "id": 1, "messages": MESSAGES}
ACCOUNT = {
    "about": "Here is the data you requested.",
    "personal_information": {"user_id": 2, "first_name": "Ana", "last_name": "Silva", "bio": "{["},
    "contacts": {"about": "", "list": [{"first_name": "Bob"}]},
    "chats": {
        "about": "chats",
        "list": [
            ONE,
            {"name": "Empty", "type": "personal_chat", "id": 2, "messages": []},
            {"name": "Trip", "type": "private_supergroup", "id": 3, "messages": MESSAGES[:2]},
            {"type": "saved_messages", "id": 4, "messages": MESSAGES[:1]},
            {"name": None, "type": "personal_chat", "id": 5, "messages": MESSAGES[:1]},
        ],
    },
    "left_chats": {"about": "", "list": []},
}


def write(path: Path, value: Any, **layout: Any) -> Path:
    path.write_text(json.dumps(value, **layout), encoding="utf-8")
    return path


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_chat(layout: str, tmp_path: Path) -> None:
    frame, reader = read(write(tmp_path / "result.json", ONE, **LAYOUTS[layout]), with_text=True)
    assert counts(frame) == {"Ana": 2, "Bob": 3, "user9": 1}
    assert frame["kind"].to_list() == ["text", "text", "media", "text", "text", "text"]
    assert frame["text"][1] == "a b,\n]}!"
    assert frame["length"].to_list() == [2, 8, 0, 2, len(TRICKY), 3]
    assert frame["time"].to_list() == [datetime(2020, 1, 13, 10, 0, n) for n in (1, 2, 4, 5, 6, 7)]
    assert (reader.tally.n_system, reader.tally.n_skipped, reader.tally.owner) == (1, 0, "Ana")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("chunk", [50, 333, 10_000])
def test_a_whole_account(layout: str, chunk: int, tmp_path: Path) -> None:
    export = open_file(write(tmp_path / "result.json", ACCOUNT, **LAYOUTS[layout]))
    reader = TelegramReader([export], ReadOptions(chunk_bytes=chunk))
    found: dict[Chat, int] = {}
    for batch in reader:
        found[batch.chat] = found.get(batch.chat, 0) + len(batch.frame)
    assert found == {
        Chat("1", 'Bob {"x": [', False): 6,
        Chat("3", "Trip", True): 2,
        Chat("4", "", False): 1,
        Chat("5", "", False): 1,
    }
    assert reader.tally.owner == "Ana Silva"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("value", [ONE, ACCOUNT], ids=["one chat", "account"])
def test_a_file_that_breaks_off_anywhere(layout: str, value: Any, tmp_path: Path) -> None:
    """What is whole is read, the broken end is one skip; where nothing is whole, it is refused."""
    whole = json.dumps(value, **LAYOUTS[layout]).encode()
    path = tmp_path / "result.json"
    expected = pl.concat(batch.frame for batch in open_export(write(path, value, **LAYOUTS[layout])))
    seen = []
    for n_bytes in [*range(1, len(whole) - 1, 83), len(whole) - 1]:
        path.write_bytes(whole[:n_bytes])
        try:
            reader = open_export(path)
            frames = [batch.frame for batch in reader]
        except ExportError as error:
            assert error.key in ("sources.error.truncated_json", "sources.error.unknown_json")
            assert not any(seen)
            continue
        found = pl.concat(frames) if frames else expected.clear()
        assert found["time"].equals(expected["time"][: len(found)])
        assert reader.tally.n_skipped == len(reader.tally.notes) == 1
        seen.append(len(found))
    assert seen == sorted(seen)
    assert max(seen) == len(expected)


def test_older_files(tmp_path: Path) -> None:
    old = [
        {key: value for key, value in m.items() if key not in ("date_unixtime", "text_entities")}
        for m in MESSAGES
    ]
    frame, _ = read(write(tmp_path / "result.json", {**ONE, "messages": old}, indent=1))
    assert len(frame) == 6


def test_times(tmp_path: Path) -> None:
    messages = [
        message(1, date=None),
        message(2, date="soon", date_unixtime=None),
        message(3, date="2020-02-30T10:00:00", date_unixtime="x"),
        message(4),
    ]
    frame, reader = read(write(tmp_path / "result.json", {**ONE, "messages": messages}, indent=1))
    assert frame["time"].to_list() == [datetime(2020, 1, 13, 10), datetime(2020, 1, 13, 10, 0, 4)]
    assert [skipped.reason for skipped in reader.tally.skipped] == ["no such date or time"] * 2


def test_messages_of_another_shape_are_counted(tmp_path: Path) -> None:
    messages = [
        message(1),
        message(2, text={"a": 1}),
        5,
        message(4, **{"from": None, "from_id": None}),
        message(5, text=None),
    ]
    frame, reader = read(write(tmp_path / "result.json", {**ONE, "messages": messages}, indent=1))
    assert len(frame) == 1
    assert sorted(s.reason for s in reader.tally.skipped) == ["no sender", *["not a record"] * 3]


@pytest.mark.parametrize(
    ("type_", "group"),
    [
        ("personal_chat", False),
        ("bot_chat", False),
        ("private_group", True),
        ("public_supergroup", True),
        (None, None),
    ],
)
def test_groups(type_: str | None, group: bool | None, tmp_path: Path) -> None:
    path = write(tmp_path / "result.json", {**ONE, "type": type_}, indent=1)
    assert {batch.chat.group for batch in open_export(path)} == {group}


def test_only_service_messages_is_an_empty_chat_and_no_error(tmp_path: Path) -> None:
    path = write(tmp_path / "result.json", {**ONE, "messages": [MESSAGES[2]]}, indent=1)
    reader = open_export(path)
    assert list(reader) == []
    assert reader.tally.n_system == 1


def test_no_message_at_all(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        list(open_export(write(tmp_path / "result.json", {**ONE, "messages": []}, indent=1)))
    assert caught.value.key == "sources.error.no_message"


def test_a_message_without_a_name_is_of_the_one_with_its_id(tmp_path: Path) -> None:
    said = [
        {**MESSAGES[0], "from": name, "from_id": id_}
        for name, id_ in [("Zed", "user7"), (None, "user7"), (None, "user8")]
    ]
    chat = {"name": "Zed", "type": "personal_chat", "id": 7, "messages": said}
    frame, _ = read(write(tmp_path / "result.json", chat, indent=1))
    assert counts(frame) == {"Zed": 2, "user8": 1}
