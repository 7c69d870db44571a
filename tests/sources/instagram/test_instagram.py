"""Instagram's threads: every schema, layout and packing gives the same messages, and none is taken for Messenger's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from sources.messenger.made import (
    ANA,
    BOB,
    KEPT,
    THREAD,
    TIMES,
    Said,
    Style,
    misread,
    old_files,
    old_parts,
    pack,
    page_files,
    write,
)  # fmt: skip

from nearer.sources import Clock, Reader, ReadOptions, open_exports

INSTAGRAM = "your_instagram_activity/messages/inbox"
FOLLOWERS = {"followers_and_following/followers_1.json": '[{"title": "", "string_list_data": []}]'}
PROFILE = {
    "profile_user": [
        {"title": "User information", "string_map_data": {
            "Benutzername": {"value": "ana.m"}, "Name": {"value": misread(ANA)}, "E-Mail": {"value": "ana@example.org"}}}
    ]
}  # fmt: skip


def new(time: datetime) -> str:
    return f"{time:%b %d, %Y} {time.hour % 12}:{time:%M} pm"


def old(time: datetime) -> str:
    return f"{time:%b %d, %Y}, {time.hour % 12}:{time:%M} PM"


def turkish(time: datetime) -> str:
    return f"{time.day} Şub {time.year} {time:%H:%M}"


def korean(time: datetime) -> str:
    return f"{time.year}년 {time.month}월 {time.day}일 오후 {time.hour % 12}:{time:%M}"


def one_file(path: Path) -> Path:
    (text,) = old_parts(THREAD, (BOB, ANA), BOB, "inbox/bobmuller_123", Style())
    text = text.replace('"share_text": "a sight"', '"share_text": "a sight", "original_content_owner": "y"')
    return write(path, {"message_1.json": text}) / "message_1.json"


VARIANTS: dict[str, Callable[[Path], Path]] = {
    "2024": lambda path: write(path, old_files(INSTAGRAM)),
    "2022": lambda path: write(path, old_files("messages/inbox") | FOLLOWERS),
    "2022, zip": lambda path: pack(path / "ana.m_20220301.zip", old_files("messages/inbox") | FOLLOWERS),
    "2022, zip with a folder": lambda path: pack(
        path / "x.zip", {f"ana/{k}": v for k, v in (old_files("messages/inbox") | FOLLOWERS).items()}
    ),
    "named": lambda path: pack(path / "instagram-ana.m-2024-05-13-AbC.zip", old_files("messages/inbox")),
    "requests": lambda path: write(
        path, old_files(INSTAGRAM.replace("inbox", "message_requests"), Style(part=5))
    ),
    "squeezed": lambda path: write(path, old_files(INSTAGRAM, Style({"separators": (",", ":")}))),
    "one file": one_file,
    "pages 2021": lambda path: write(path, page_files("messages/inbox", old) | FOLLOWERS),
    "pages 2024": lambda path: write(path, page_files(INSTAGRAM, new, new=True)),
    "Turkish pages": lambda path: write(path, page_files(INSTAGRAM, turkish, new=True)),
    "Korean pages, zip": lambda path: pack(path / "i.zip", page_files(INSTAGRAM, korean, new=True)),
}


def read_all(place: Path, **options: int) -> tuple[Reader, dict[str, pl.DataFrame]]:
    (reader,) = open_exports(place, ReadOptions(clock=Clock("UTC"), with_text=True, **options)).readers  # type: ignore[arg-type]
    frames: dict[str, list[pl.DataFrame]] = {}
    for batch in reader:
        frames.setdefault(batch.chat.title, []).append(batch.frame)
    return reader, {title: pl.concat(parts) for title, parts in frames.items()}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_messages(variant: str, tmp_path: Path) -> None:
    place = VARIANTS[variant](tmp_path)
    for chunk in (200, 1 << 20):
        reader, frames = read_all(place, chunk_bytes=chunk)
        assert reader.source == "instagram"
        direct = frames[BOB]
        assert direct["sender"].to_list() == [said.sender for said in KEPT]
        assert direct["kind"].to_list() == [said.kind for said in KEPT]
        assert direct["length"].to_list() == [said.length for said in KEPT]
        assert direct["time"].to_list() == TIMES
        assert reader.tally.n_skipped == 0
        assert reader.tally.n_system == (3 if variant == "one file" else 4)


@pytest.mark.parametrize("place", ["personal_information/personal_information.json",
                                   "personal_information/personal_information/personal_information.json"])  # fmt: skip
def test_the_owner_is_who_the_profile_names(place: str, tmp_path: Path) -> None:
    write(tmp_path, old_files("messages/inbox") | {place: json.dumps(PROFILE)})
    reader, _ = read_all(tmp_path)
    assert reader.source == "instagram"
    assert reader.tally.owner == ANA
    assert reader.tally.addresses == {ANA: {"ana@example.org"}}


def test_both_apps_in_one_folder(tmp_path: Path) -> None:
    pack(tmp_path / "a.zip", old_files(INSTAGRAM))
    pack(tmp_path / "b.zip", old_files("your_facebook_activity/messages/inbox"))
    assert [reader.source for reader in open_exports(tmp_path).readers] == ["instagram", "messenger"]


def test_a_shared_post_with_words_of_the_app_in_any_language(tmp_path: Path) -> None:
    said = [replace(THREAD[2], text=f"{BOB} lähetti liitteen."), Said(BOB, f"{BOB} tuli kotiin.", "text")]
    (text,) = old_parts(said, (BOB, ANA), BOB, "inbox/b_1", Style())
    _, frames = read_all(write(tmp_path, {f"{INSTAGRAM}/b_1/message_1.json": text}))
    assert frames[BOB]["kind"].to_list() == ["media", "text"]
