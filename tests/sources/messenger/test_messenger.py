"""Messenger's threads: every schema, layout and packing gives the same messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sources.messenger.made import (
    ANA,
    BOB,
    CY,
    GROUP,
    KEPT,
    THREAD,
    TIMES,
    Style,
    new_file,
    old_files,
    old_parts,
    pack,
    page,
    page_files,
    write,
)  # fmt: skip

from nearer.kernel.errors import ExportError
from nearer.sources import Chat, Clock, Reader, ReadOptions, open_exports
from nearer.sources.files import open_file
from nearer.sources.messenger import FORMAT, MessengerReader

FACEBOOK = "your_facebook_activity/messages/inbox"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def american(time: datetime) -> str:
    half = "pm" if time.hour >= 12 else "am"
    return f"{MONTHS[time.month - 1]} {time.day:02}, {time.year} {time.hour % 12 or 12}:{time:%M:%S} {half}"


def british(time: datetime) -> str:
    return f"{time.day} {MONTHS[time.month - 1]} {time.year}, {time:%H:%M}"


def german(time: datetime) -> str:
    return f"{time:%d.%m.%Y, %H:%M}"


def french(time: datetime) -> str:
    return f"{time.day} févr. {time.year} à {time:%H:%M}"


def spanish(time: datetime) -> str:
    return f"{time.day} de febrero de {time.year}, {time.hour % 12}:{time:%M} p. m."


def end_to_end(**layout: Any) -> dict[str, str]:
    return {
        "messages/Bob Müller_7.json": new_file(THREAD, (ANA, BOB), f"{BOB}_7", **layout),
        "messages/Trip_8.json": new_file(GROUP, (ANA, BOB, CY), "Trip_8", **layout),
    }


def both(path: Path) -> Path:
    return write(path, old_files(FACEBOOK) | page_files(FACEBOOK, american))


def many_zips(path: Path) -> Path:
    files = old_files(FACEBOOK, Style(part=4))
    first = {name: text for name, text in files.items() if "message_2" not in name}
    pack(path / "d" / "facebook-ana-2024-05-13-AbC.zip", first)
    pack(path / "d" / "facebook-ana-2024-05-13-XyZ.zip", {k: v for k, v in files.items() if k not in first})
    return path / "d"


VARIANTS: dict[str, Callable[[Path], Path]] = {
    "2024": lambda path: write(path, old_files(FACEBOOK)),
    "2023": lambda path: write(path, old_files("your_activity_across_facebook/messages/inbox")),
    "2021, with types": lambda path: write(path, old_files("messages/inbox", Style(types=True))),
    "early 2018, in seconds": lambda path: write(
        path, old_files("messages", Style(types=True, seconds=True))
    ),
    "squeezed": lambda path: write(path, old_files(FACEBOOK, Style({"separators": (",", ":")}))),
    "tabs": lambda path: write(path, old_files(FACEBOOK, Style({"indent": "\t"}))),
    "not misread": lambda path: write(path, old_files(FACEBOOK, Style(misread=False))),
    "parts": lambda path: write(path, old_files(FACEBOOK, Style(part=5))),
    "sections": lambda path: write(
        path, old_files("messages/archived_threads", Style(), "messages/e2ee_cutover")
    ),
    "the inbox alone": lambda path: write(path / "inbox", old_files(".")),
    "zip": lambda path: pack(path / "facebook-ana-2024-05-13-AbC.zip", old_files(FACEBOOK)),
    "zip in a folder": lambda path: pack(path / "f.zip", old_files("facebook-ana/messages/inbox")).parent,
    "many zips": many_zips,
    "as JSON and as web": both,
    "end to end": lambda path: write(path, end_to_end(indent=2)),
    "end to end, squeezed, zip": lambda path: pack(path / "messages.zip", end_to_end()),
    "pages 2019": lambda path: write(
        path, page_files("messages/inbox", american, first="Participants: A and B")
    ),
    "pages 2024": lambda path: write(path, page_files(FACEBOOK, american, new=True)),
    "British pages": lambda path: write(path, page_files(FACEBOOK, british)),
    "German pages": lambda path: write(path, page_files(FACEBOOK, german, new=True)),
    "French pages": lambda path: write(path, page_files(FACEBOOK, french, new=True)),
    "Spanish pages, zip": lambda path: pack(path / "f.zip", page_files(FACEBOOK, spanish, new=True)),
}


def read_all(place: Path, **options: Any) -> tuple[Reader, dict[Chat, pl.DataFrame]]:
    found = open_exports(place, ReadOptions(clock=Clock("UTC"), with_text=True, **options))
    (reader,) = found.readers
    frames: dict[Chat, list[pl.DataFrame]] = {}
    for batch in reader:
        frames.setdefault(batch.chat, []).append(batch.frame)
    return reader, {chat: pl.concat(parts) for chat, parts in frames.items()}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_messages(variant: str, tmp_path: Path) -> None:
    place = VARIANTS[variant](tmp_path)
    for chunk in (200, 1 << 20):
        reader, frames = read_all(place, chunk_bytes=chunk)
        assert reader.source == "messenger"
        assert {chat.title for chat in frames} == {BOB, "Trip"}
        direct = next(frame for chat, frame in frames.items() if chat.title == BOB)
        group = next(frame for chat, frame in frames.items() if chat.title == "Trip")
        assert direct["sender"].to_list() == [said.sender for said in KEPT]
        assert direct["kind"].to_list() == [said.kind for said in KEPT]
        assert direct["length"].to_list() == [said.length for said in KEPT]
        assert direct["text"].to_list() == [said.text if said.kind == "text" else "" for said in KEPT]
        assert direct["time"].to_list() == TIMES
        assert group["text"].to_list() == ["hi all", "hello"]
        assert (reader.tally.n_system, reader.tally.n_skipped, reader.tally.notes) == (4, 0, [])
        if "ages" in variant:
            assert reader.tally.zone is None
            assert {chat.group for chat in frames} == {None}
        else:
            assert reader.tally.zone == "UTC"
            assert {chat.title: chat.group for chat in frames} == {BOB: False, "Trip": True}


@pytest.mark.parametrize(
    "files", [old_files(FACEBOOK), page_files(FACEBOOK, american)], ids=["json", "pages"]
)
def test_without_the_words(files: dict[str, str], tmp_path: Path) -> None:
    (reader,) = open_exports(write(tmp_path, files)).readers
    frames = [batch.frame for batch in reader]
    assert all(frame.columns == ["time", "sender", "length", "kind"] for frame in frames)
    assert sum(len(frame) for frame in frames) == len(KEPT) + 2


def test_the_owner_is_in_every_thread(tmp_path: Path) -> None:
    other = old_parts([THREAD[0]], (CY, ANA), CY, "inbox/cy_9", Style())
    write(tmp_path, old_files(FACEBOOK) | {f"{FACEBOOK}/cy_9/message_1.json": other[0]})
    assert read_all(tmp_path)[0].tally.owner == ANA
    (tmp_path / FACEBOOK / "cy_9" / "message_1.json").unlink()
    assert read_all(tmp_path)[0].tally.owner is None  # Ana and Bob are in both


@pytest.mark.parametrize(
    ("place", "profile"),
    [
        ("personal_information/profile_information/profile_information.json",
         {"profile_v2": {"name": {"full_name": ANA}, "emails": {"emails": ["ana@example.org"]},
                         "phone_numbers": [{"phone_number": "+351 912 345 678"}], "birthday": {"year": 1990}}}),
        ("your_facebook_activity/messages/autofill_information.json",
         {"autofill_information_v2": {"FULL_NAME": [ANA], "EMAIL": ["ana@example.org"], "PHONE": ["+351 912 345 678"]}}),
    ],
)  # fmt: skip
def test_the_owner_is_who_the_profile_names(place: str, profile: dict[str, Any], tmp_path: Path) -> None:
    text = json.dumps(profile).replace("\\u00ed", "\\u00c3\\u00ad")
    pack(tmp_path / "f" / "facebook-ana-2024-05-13-A.zip", old_files(FACEBOOK))
    pack(tmp_path / "f" / "facebook-ana-2024-05-13-B.zip", {place: text})
    reader, _ = read_all(tmp_path / "f")
    assert reader.tally.owner == ANA
    assert reader.tally.addresses == {ANA: {"ana@example.org", "+351 912 345 678"}}


def test_two_downloads_are_two_exports(tmp_path: Path) -> None:
    for name in (
        "facebook-ana-2024-05-13-A.zip",
        "facebook-bob-2024-05-13-B.zip",
        "facebook-ana-2025-05-13-C.zip",
    ):
        pack(tmp_path / name, old_files(FACEBOOK))
    assert len(open_exports(tmp_path).readers) == 3


@pytest.mark.parametrize(
    ("more", "names", "group"),
    [
        ({"thread_type": "Regular"}, (ANA, BOB, CY), False),
        ({"thread_type": "RegularGroup"}, (ANA, BOB), True),
        ({"joinable_mode": {"mode": 1}}, (ANA, BOB), True),
        ({}, (BOB,), False),
        ({}, (), None),
    ],
)
def test_groups(more: dict[str, Any], names: tuple[str, ...], group: bool | None, tmp_path: Path) -> None:
    (text,) = old_parts(THREAD, names, "X", "inbox/x_1", Style(), **more)
    _, frames = read_all(write(tmp_path, {"message_1.json": text}) / "message_1.json")
    assert list(frames) == [Chat("x_1", "X", group)]


def test_one_file_of_its_own_keeps_its_key(tmp_path: Path) -> None:
    alone = old_parts(THREAD, (ANA, BOB), BOB, "inbox/bobmuller_123", Style())[0]
    _, alone_frames = read_all(write(tmp_path / "a", {"renamed.json": alone}) / "renamed.json")
    _, all_frames = read_all(write(tmp_path / "b", old_files(FACEBOOK)))
    assert set(alone_frames) < set(all_frames)


@pytest.mark.parametrize("text", [
    old_parts(THREAD, (ANA, BOB), BOB, "inbox/b_1", Style())[0],
    old_parts(THREAD, (ANA, BOB), BOB, "inbox/b_1", Style({}))[0],
    new_file(THREAD, (ANA, BOB), "B_1", indent=2),
    page(THREAD, BOB, american),
], ids=["old", "old, squeezed", "end to end", "page"])  # fmt: skip
def test_a_file_that_breaks_off_keeps_what_is_whole(text: str, tmp_path: Path) -> None:
    whole, path = text.encode(), tmp_path / ("message_1.html" if text.startswith("<") else "message_1.json")
    last = 0
    for n_bytes in range(1, len(whole) - 20, 61):
        path.write_bytes(whole[:n_bytes])
        reader = MessengerReader([open_file(path)], ReadOptions(chunk_bytes=300))
        try:
            n = sum(len(batch.frame) for batch in reader) + reader.tally.n_system
        except ExportError:
            assert last == 0
            continue
        assert n >= last
        assert reader.tally.n_skipped <= 1
        assert len(reader.tally.notes) == 1
        last = n
    assert last >= len(THREAD) - 1


def test_a_part_that_is_no_json_leaves_the_others(tmp_path: Path) -> None:
    files = old_files(FACEBOOK)
    files[f"{FACEBOOK}/bobmuller_123/message_2.json"] = files[f"{FACEBOOK}/bobmuller_123/message_1.json"][
        :300
    ]
    reader, frames = read_all(write(tmp_path, files))
    assert sum(map(len, frames.values())) == len(KEPT) + 2
    assert (reader.tally.n_skipped, len(reader.tally.notes)) == (1, 1)


def test_what_is_no_message_is_counted_and_the_rest_read(tmp_path: Path) -> None:
    good = {"sender_name": "B", "timestamp_ms": 1_600_000_000_000, "content": "hi"}
    odd: list[Any] = [
        5, None, [], "x", {}, good | {"timestamp_ms": 10}, good | {"timestamp_ms": "1600000000000"},
        good | {"timestamp_ms": 4_102_444_800_000}, good | {"timestamp_ms": 10**40}, good | {"sender_name": ""},
        good | {"sender_name": None}, good | {"content": 7}, good | {"is_unsent": "no"},
    ]  # fmt: skip
    messages = [item for one in odd for item in (one, good)]
    text = json.dumps({"participants": [], "messages": messages, "thread_path": "inbox/x"}, indent=2)
    reader, frames = read_all(write(tmp_path, {"message_1.json": text}) / "message_1.json")
    assert [len(frame) for frame in frames.values()] == [len(odd)]
    assert sorted(skipped.reason for skipped in reader.tally.skipped) == [
        *["no sender"] * 2, *["no such date or time"] * 5, *["not a record"] * 6,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["message_1.json", "followers_1.html", "your_posts.json", "profile_information.json"]
)
def test_other_files_of_the_download_are_left_alone(name: str, tmp_path: Path) -> None:
    boring = (
        page([], "Your posts", british, new=True)
        if name.endswith("html")
        else '{"messages": [], "participants": 3}'
    )
    export = open_file(write(tmp_path, {name: boring}) / name)
    assert not FORMAT.recognise(export, export.head())


def test_an_empty_thread_is_no_fault_among_others(tmp_path: Path) -> None:
    people = [{"name": ANA.encode().decode("latin-1")}, {"name": "Di"}]
    empty = [json.dumps({"participants": people, "messages": [], "thread_path": "inbox/cy_9"}, indent=2)]
    reader, frames = read_all(
        write(tmp_path, old_files(FACEBOOK) | {f"{FACEBOOK}/cy_9/message_1.json": empty[0]})
    )
    assert len(frames) == 2
    assert reader.tally.owner == ANA
    alone = write(tmp_path / "alone", {"message_1.json": empty[0]}) / "message_1.json"
    with pytest.raises(ExportError) as caught:
        list(MessengerReader([open_file(alone)], ReadOptions()))
    assert caught.value.key == "sources.error.no_message"
