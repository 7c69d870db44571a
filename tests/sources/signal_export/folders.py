"""Output folders of signal-export, as its versions have written them."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2024, 1, 31, 23, 50, 7)


@dataclass(frozen=True)
class Said:
    """One message of Signal Desktop, and what it counts as."""

    sender: str
    body: str = ""
    kind: str | None = "text"
    quote: str = ""
    sticker: bool = False
    files: tuple[str, ...] = ()
    missing: str = ""
    reactions: tuple[tuple[str, str], ...] = ()
    call: bool = False

    @property
    def deleted(self) -> bool:
        return self.kind == "deleted"


BOB = [
    Said("Bob", "hi"),
    Said("Me", "two\nlines\n\nand more"),
    Said("Bob", "", "media", files=("2024-02-01T01-50-07.000_00_a_(1).jpg", "b[2].pdf")),
    Said("Me", "see [1] (x)", files=("c.png",), reactions=(("Bob", "❤️"),)),
    Said("Bob", "", "media", sticker=True),
    Said("Bob", "", "deleted"),
    Said("Me", "Outgoing call", None, call=True),
    Said("Bob", "yes", quote="what\nnow"),
    Said("Bob", "", None),
    Said("Me", "[2020-01-01 10:00:00] Bob: no"),
    Said("Bob", "ok 🙂", reactions=(("Me", "👍"), ("Bob", "👎"))),
]
TRIP = [
    Said("Cleo", "hello all"),
    Said("Me", "é"),
    Said("Dan", "a: b"),
    Said("Cleo", "", "media", files=("d.mp4",)),
]
CHATS = {"Bob": BOB, "Trip": TRIP}
N_SYSTEM = 2
"""And one more where deleted messages are written as empty ones."""


def time_of(number: int) -> datetime:
    return START + timedelta(hours=number, milliseconds=number * 10)


def expected(
    *, seconds: bool = True, millis: bool = True, deletions: bool = True
) -> dict[str, list[tuple[str, datetime, int, str]]]:
    """Sender, time, length, kind; by chat."""
    found: dict[str, list[tuple[str, datetime, int, str]]] = {}
    for name, said in CHATS.items():
        for number, one in enumerate(said):
            if one.kind is not None and (deletions or not one.deleted):
                time = time_of(number)
                time = time if millis else time.replace(microsecond=0)
                time = time if seconds else time.replace(second=0)
                found.setdefault(name, []).append((one.sender, time, len(one.body), one.kind))
    return found


def record(one: Said, time: datetime, *, old: bool) -> dict[str, Any]:
    files: list[dict[str, Any]] = [{"name": name, "path": f"media/{name}"} for name in one.files]
    if one.missing:
        files = [{"name": "", "path": "", "missing_kind": one.missing}]
    sticker = {"id": "3", "packId": "p", "packKey": "k", "emoji": "😀"}
    row = {
        "date": time.isoformat(), "sender": one.sender, "body": one.body + "  ", "quote": one.quote,
        "sticker": sticker if one.sticker else "" if old else None, "reactions": [list(pair) for pair in one.reactions],
        "attachments": files,
    }  # fmt: skip
    return row if old else row | {"deleted": one.deleted, "call": one.call, "missed": False}


def markdown(one: Said, time: datetime, *, style: str, exported: bool, deletions: bool = True) -> str:
    start = f"[{time.strftime(style)}] {one.sender}: "
    if one.deleted and deletions:
        return start + "(This message was deleted)\n"
    quote = "\n\n> " + one.quote.replace("\n", "\n> ") + "\n\n" if one.quote else ""
    body = one.body + "  "
    if one.reactions:
        body += "\n(- " + ", ".join(f"{name}: {emoji}" for name, emoji in one.reactions) + " -)"
    if one.sticker:
        body += "[😀](../exported_stickers/p/3.webp)  " if exported else "\n(( 😀 ))"
    for name in one.files:
        body += ("!" if name.endswith(("jpg", "png")) else "") + f"[{name}](./media/{name})  "
    return start + quote + body + ("(media not exported)  " if one.missing else "") + "\n"


@dataclass(frozen=True)
class Version:
    """What one version writes, with some of its options."""

    data: bool = True
    text: bool = True
    old: bool = False
    style: str = "%Y-%m-%d %H:%M:%S"
    stickers: bool = False
    end: str = "\n"
    groups: bool = False
    drop: frozenset[str] = field(default_factory=frozenset)

    @property
    def only_text(self) -> bool:
        return self.text and not self.data

    def write(self, folder: Path) -> Path:
        for name, said in CHATS.items():
            chat = folder / name
            (chat / "media").mkdir(parents=True)
            (chat / "index.html").write_text("<!DOCTYPE html><html></html>")
            if self.data:
                rows = [
                    json.dumps(record(one, time_of(n), old=self.old), ensure_ascii=False)
                    for n, one in enumerate(said)
                ]
                (chat / "data.json").write_bytes("".join(row + self.end for row in rows).encode())
            if self.text:
                parts = [
                    markdown(
                        one, time_of(n), style=self.style, exported=self.stickers, deletions=not self.old
                    )
                    + "\n"
                    for n, one in enumerate(said)
                ]
                (chat / "chat.md").write_bytes("".join(parts).replace("\n", self.end).encode())
        if self.groups:
            members = [
                {"name": "Cleo", "display_name": "Cleo", "number": "+491700000002", "other_groups": []},
                {"name": "Dan", "number": None},
            ]
            (folder / "Trip" / "meta.json").write_text(
                json.dumps({"name": "Trip", "exported_by": "Ana", "members": members}, indent=2)
            )
        (folder / "exported_stickers" / "p").mkdir(parents=True)
        (folder / "exported_stickers" / "p" / "data.json").write_text(
            '{"id": "p", "key": "k", "author": "x", "stickers": []}'
        )
        (folder / "style.css").write_text("body {}")
        return folder


VERSIONS: dict[str, Version] = {
    "3.9": Version(),
    "3.9 with groups": Version(groups=True),
    "3.9 without json": Version(data=False),
    "3.9 without json, with stickers": Version(data=False, stickers=True),
    "3.9 on Windows": Version(end="\r\n"),
    "3.9 on Windows, without json": Version(data=False, end="\r\n"),
    "2.0": Version(old=True),
    "before 2.0": Version(data=False, old=True, style="%Y-%m-%d, %H:%M"),
    "only json": Version(text=False),
}


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, f"signal-chats/{file.relative_to(folder)}")
    return path
