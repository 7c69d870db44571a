"""Discord channels as several versions of DiscordChatExporter write them: one channel, and one result."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sources.reading import read

from nearer.kernel.errors import ExportError
from nearer.sources import Chat, Clock, ReadOptions, hold_bytes, open_export, open_exports
from nearer.sources.formats import load_formats

SEOUL = Clock("Asia/Seoul")
ANA = {"id": "1", "name": "ana", "discriminator": "0001", "nickname": "Ana", "isBot": False}
BOB = {"id": "2", "name": "bob", "discriminator": "0000", "nickname": "Bob 🙂", "isBot": False}


def message(n: int, author: dict[str, Any] | None, content: str | None = "hi", **more: Any) -> dict[str, Any]:
    return {
        "id": str(900 + n), "type": "Default", "timestamp": f"2020-02-03T12:14:{n:02}.5+00:00", "timestampEdited": None,
        "callEndedTimestamp": None, "isPinned": False, "content": content, "author": author, "attachments": [],
        "embeds": [], "stickers": [], "reactions": [], "mentions": [],
    } | more  # fmt: skip


def messages() -> list[dict[str, Any]]:
    return [
        message(0, ANA),
        message(1, BOB, 'hé 🙂\n"messages": [ {', type="Reply", reference={"messageId": "900"}),
        message(2, ANA, "", attachments=[{"id": "1", "url": "x", "fileName": "a.png", "fileSizeBytes": 3}]),
        message(3, BOB, "Started a call that lasted 2 minutes.", type="Call"),
        message(4, BOB, "", stickers=[{"id": "1", "name": "wave", "format": "PNG", "sourceUrl": "x"}]),
        message(5, ANA, "Pinned a message.", type="ChannelPinnedMessage"),
        message(6, ANA, "now", timestampEdited="2020-02-03T12:20:00+00:00", reactions=[{"emoji": {"name": "👍"}, "count": 1}]),
        message(7, BOB, "answer", type="20", interaction={"id": "1", "name": "roll"}),
    ]  # fmt: skip


def channel(said: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "guild": {"id": "0", "name": "Direct Messages", "iconUrl": "https://x"},
        "channel": {"id": "77", "type": "DirectTextChat", "categoryId": None, "category": None, "name": "bob", "topic": None}
        | more,
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2020-03-01T00:00:00+00:00",
        "messages": said,
        "messageCount": len(said),
    }  # fmt: skip


def old(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As version 2.20 wrote it: names only, no stickers."""
    author = {"Ana": {"id": "1", "name": "Ana"}, "Bob 🙂": {"id": "2", "name": "Bob 🙂"}}
    gone = ("stickers", "reference", "callEndedTimestamp")
    return [
        {key: value for key, value in one.items() if key not in gone}
        | {"author": author[one["author"]["nickname"]]}
        for one in said
    ]


def local(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As version 2.37 and later writes times: those of the computer."""
    return [
        one | {"timestamp": one["timestamp"].replace("T12", "T14").replace("+00:00", "+02:00")}
        for one in said
    ]


def zulu(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one | {"timestamp": one["timestamp"].replace("+00:00", "Z")} for one in said]


def newest(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As version 2.46 writes it: more members."""
    more = {
        "components": [],
        "inlineEmojis": [{"id": "", "name": "🙂", "code": "slight_smile", "isAnimated": False}],
    }
    roles = {
        "color": "#FF0000",
        "roles": [{"id": "5", "name": "x", "color": None, "position": 1}],
        "avatarUrl": "x",
    }
    return [one | more | {"author": one["author"] | roles} for one in said]


VARIANTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "2.4x": (list, {"indent": 2, "ensure_ascii": False}),
    "escaped": (list, {"indent": 2}),
    "one line": (list, {}),
    "squeezed": (list, {"separators": (",", ":")}),
    "tabs": (list, {"indent": "\t"}),
    "2.20": (old, {"indent": 2}),
    "times of the computer": (local, {"indent": 2}),
    "times with Z": (zulu, {"indent": 2}),
    "2.46": (newest, {"indent": 2}),
}

EXPECTED = [
    (0, "Ana", 2, "text", "hi"),
    (1, "Bob 🙂", 20, "text", 'hé 🙂\n"messages": [ {'),
    (2, "Ana", 0, "media", ""),
    (4, "Bob 🙂", 0, "media", ""),
    (6, "Ana", 3, "text", "now"),
    (7, "Bob 🙂", 6, "text", "answer"),
]


def rows(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    start = datetime(2020, 2, 3, 21, 14, 0, 500_000)
    columns = frame.select("time", "sender", "length", "kind", "text")
    return [((time - start).total_seconds(), *rest) for time, *rest in columns.iter_rows()]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("chunk_bytes", [2 << 20, 300])
def test_every_version_gives_the_same(variant: str, chunk_bytes: int, tmp_path: Path) -> None:
    change, layout = VARIANTS[variant]
    path = tmp_path / "Direct Messages - bob [77].json"
    path.write_text(json.dumps(channel(change(messages())), **layout), encoding="utf-8")
    frame, reader = read(path, with_text=True, chunk_bytes=chunk_bytes, clock=SEOUL)
    assert rows(frame) == EXPECTED
    assert reader.source == "discord"
    assert (reader.tally.n_system, reader.tally.n_skipped, reader.tally.zone) == (2, 0, "Asia/Seoul")
    assert reader.tally.addresses == {"Ana": {"discord:1"}, "Bob 🙂": {"discord:2"}}
    assert reader.tally.owner == (None if variant == "2.20" else "Ana")
    assert next(iter(open_export(path))).chat == Chat("77", "bob", False)
    assert "text" not in read(path)[0].columns


@pytest.mark.parametrize("packing", ["zip", "folder"])
def test_parts_and_channels_are_one_export(packing: str, tmp_path: Path) -> None:
    said = messages()
    files = {
        "A - b [77].json": channel(said[:3]),
        "A - b [77] [part 2].json": channel(said[3:5]),
        "A - b [77] [part 10].json": channel(said[5:]),
        "B - c [78].json": channel(said[:1], id="78", type="GuildTextChat", name="c"),
        "B - d [79].json": channel(said[:1], id="79", type="DirectGroupTextChat", name="d"),
    }
    folder = tmp_path / "exports"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, indent=2), encoding="utf-8")
    place = folder
    if packing == "zip":
        place = tmp_path / "exports.zip"
        with zipfile.ZipFile(place, "w") as archive:
            for name in files:
                archive.write(folder / name, name)
    readers = open_exports(place, ReadOptions(with_text=True, clock=SEOUL)).readers
    assert len(readers) == 1
    batches = list(readers[0])
    assert rows(pl.concat([batch.frame for batch in batches if batch.chat.key == "77"])) == EXPECTED
    assert {(batch.chat.key, batch.chat.group) for batch in batches} == {
        ("77", False),
        ("78", True),
        ("79", True),
    }


def test_people_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    authors: list[dict[str, Any]] = [
        ANA,
        ANA | {"id": "3", "name": "other"},
        ANA | {"id": "4", "name": "other"},
        ANA | {"id": "5", "name": "other"},
        {"id": 6, "name": None, "nickname": ""},
    ]
    path.write_text(
        json.dumps(channel([message(n, author) for n, author in enumerate(authors)])), encoding="utf-8"
    )
    frame, _ = read(path)
    assert frame["sender"].to_list() == ["Ana", "Ana (other)", "Ana (other#0001)", "Ana (5)", "6"]


def test_what_cannot_be_read_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    said: list[Any] = [
        message(0, ANA),
        message(1, None),
        message(2, ANA, timestamp="yesterday"),
        message(3, ANA, timestamp=None),
        message(4, ANA, timestamp="0001-01-01T00:00:00+00:00"),
        message(5, ANA, timestamp="2100-01-01T00:00:00+00:00"),
        message(6, ANA, content=None),
        message(7, ANA, content=7),
        "no message",
        message(8, ANA | {"id": ["x"]}),
    ]
    path.write_text(json.dumps(channel(said), indent=2), encoding="utf-8")
    frame, reader = read(path)
    assert frame["kind"].to_list() == ["text", "media"]
    reasons = [one.reason for one in reader.tally.skipped]
    assert sorted(reasons) == sorted(["no sender"] + ["no such date or time"] * 4 + ["not a record"] * 3)


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    text = json.dumps(channel(messages()), indent=2)
    path.write_text(text[: text.index("Pinned a")], encoding="utf-8")
    frame, reader = read(path, with_text=True, clock=SEOUL)
    assert rows(frame) == EXPECTED[:4]
    assert (reader.tally.n_skipped, len(reader.tally.notes)) == (1, 1)
    path.write_text(text[: text.index('"messages": [') + 13], encoding="utf-8")
    with pytest.raises(ExportError):
        list(open_export(path))


@pytest.mark.parametrize(
    "content",
    [
        '[{"ID": 900, "Timestamp": "2020-02-03 12:14:00", "Contents": "hi", "Attachments": ""}]',
        '[{"ID":"900","Timestamp":"2020-02-03 12:14:00","Contents":"hi","Attachments":""}]',
        "ID,Timestamp,Contents,Attachments\n900,2020-02-03 12:14:00.000000+00:00,hi,\n",
    ],
)
def test_the_package_of_discord_itself_is_refused(content: str, tmp_path: Path) -> None:
    for name in ("c1", "c2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "messages.json").write_text(content, encoding="utf-8")
    readers = open_exports(tmp_path).readers
    assert len(readers) == 1
    with pytest.raises(ExportError, match="only what you wrote"):
        list(readers[0])


def test_a_channel_that_was_written_twice_is_of_two_exports(tmp_path: Path) -> None:
    said = messages()
    for name, part in (("bob [77]", said[:4]), ("bob [77] (later)", said), ("eva [78]", said[:1])):
        content = channel(part, id=name[5:7])
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    readers = open_exports(tmp_path).readers
    found = [sum(len(batch.frame) for batch in reader) for reader in readers]
    assert sorted(found) == [1 + 3, 6]


def test_it_is_mistaken_for_nothing_else() -> None:
    known = {one.name: one for one in load_formats(plugins=False)}
    for change, layout in VARIANTS.values():
        export = hold_bytes("x.json", json.dumps(channel(change(messages())), **layout).encode())
        claims = [
            name for name, one in known.items() if not one.binary and one.recognise(export, export.head())
        ]
        assert claims[0] == "discord"
    for other in (
        '{"name": "Bob", "type": "personal_chat", "id": 1, "messages": [{"id": 1, "type": "message"}]}',
        '{"participants": [{"name": "Bob"}], "messages": [{"sender_name": "Bob", "timestamp_ms": 1}]}',
        '{"guild": {}, "messages": []}',
        '[{"ID": 1}]',
    ):
        export = hold_bytes("x.json", other.encode())
        assert not known["discord"].recognise(export, export.head())
