"""Helpers of the reader tests: one short chat, written as any phone would write it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from nearer.sources import Batch, Reader, ReadOptions, open_export

LRM = "\u200e"


@dataclass(frozen=True)
class Words:
    """What the app itself writes, in one language."""

    android_media: str = "<Media omitted>"
    iphone_media: str = "image omitted"
    deleted: str = "This message was deleted"
    edited: str = "<This message was edited>"
    encrypted: str = "Messages and calls are end-to-end encrypted. Only people in this chat can read them."
    attached: str = "file attached"
    attachment: str = "attached"


@dataclass(frozen=True)
class Style:
    """How one phone writes the start of a message.

    In ``header`` stand d dd m mm yy yyyy H HH h hh MM SS p in braces; ``p`` is the word for the half of the day.
    """

    id: str
    header: str
    words: Words = field(default_factory=Words)
    halves: tuple[str, str] = ("AM", "PM")
    zero: str = "0"
    years_added: int = 0
    line_end: str = "\n"
    mark: str = ""
    encoding: str = "utf-8"

    @property
    def iphone(self) -> bool:
        return self.header.startswith("[")

    @property
    def seconds(self) -> bool:
        return "{SS}" in self.header

    def start(self, time: datetime) -> str:
        year = time.year + self.years_added
        parts = {
            "d": time.day, "dd": f"{time.day:02}", "m": time.month, "mm": f"{time.month:02}",
            "yy": f"{year % 100:02}", "yyyy": year, "H": time.hour, "HH": f"{time.hour:02}",
            "h": time.hour % 12 or 12, "hh": f"{time.hour % 12 or 12:02}", "MM": f"{time.minute:02}",
            "SS": f"{time.second:02}", "p": self.halves[time.hour >= 12],
        }  # fmt: skip
        text = self.header.format(**parts)
        if self.zero != "0":
            text = text.translate({ord("0") + n: chr(ord(self.zero) + n) for n in range(10)})
        return self.mark + text


START = datetime(2020, 2, 3, 0, 5, 7)


def write_chat(style: Style) -> bytes:
    """Write eleven messages of two people and one system line, with one of each kind among them."""
    words, own = style.words, LRM if style.iphone else ""
    first = f"Bob: {own}{words.encrypted}" if style.iphone else words.encrypted
    bodies = [
        first,
        "Ana María: hi",
        f"Bob: {own}{words.iphone_media if style.iphone else words.android_media}",
        "Ana María: two\nlines",
        f"Bob: {own}{words.deleted}",
        f"Ana María: changed {own}{words.edited}",
        "Bob: ",
        f"Bob: {own}<{words.attachment}: 00000012-PHOTO-2020-02-14.jpg>" if style.iphone
        else f"Bob: {own}IMG-20200214-WA0012.jpg ({words.attached})",
        "Ana María: a: b, 10:30 - c",
        "Bob: 12/12/12 is a date",
        "Ana María: 🙂",
        "Bob: the end",
    ]  # fmt: skip
    lines = []
    for n, body in enumerate(bodies):
        time = START + timedelta(days=2 * n, hours=2 * n, minutes=n, seconds=n)
        lines.append(style.start(time) + body.replace("\n", style.line_end) + style.line_end)
    return "".join(lines).encode(style.encoding)


LENGTHS = {"Ana María": [2, 9, 7, 15, 1], "Bob": [0, 0, 0, 0, 18, 7]}
KINDS = {
    "Ana María": ["text"] * 5,
    "Bob": ["media", "deleted", "text", "media", "text", "text"],
}


def read(path: Path, **options: object) -> tuple[pl.DataFrame, Reader]:
    """Read a whole export into one table."""
    reader = open_export(path, ReadOptions(**options))  # type: ignore[arg-type]
    frames = [batch.frame for batch in reader]
    return pl.concat(frames), reader


def batches(reader: Reader) -> list[Batch]:
    return list(reader)


def counts(frame: pl.DataFrame) -> dict[str, int]:
    return dict(frame.group_by("sender").len().sort("sender").iter_rows())


STYLES_FOR_ZIP = [
    Style("android", "{m}/{d}/{yy}, {h}:{MM} {p} - "),
    Style("iphone", "[{dd}.{mm}.{yy}, {HH}:{MM}:{SS}] ", line_end="\r\n", mark=LRM),
    Style("utf-16", "{dd}/{mm}/{yyyy}, {HH}:{MM} - ", encoding="utf-16"),
]
