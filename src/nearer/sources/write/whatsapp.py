"""Simulated chats as WhatsApp's text export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import polars as pl

from nearer.sources.records import DateOrder, Kind
from nearer.sources.write.filler import filler, longest, pieces

__all__ = ["STYLES", "WhatsAppStyle", "render_whatsapp"]

CALLS_EVERY: Final = 997
"""Messages between two missed calls."""

LINES_EVERY: Final = 29
"""One message in so many is written over two lines, where it is long enough."""

NARROW: Final = "\u202f"
MARK: Final = "\u200e"


@dataclass(frozen=True, slots=True)
class WhatsAppStyle:
    """How a phone writes the start of each message.

    Attributes:
        app: Dates stand in square brackets on an iPhone; an Android phone puts a dash behind them.
        order: Of the date's numbers.
        separator: Between them.
        year_digits: 2 or 4.
        padded: Whether numbers below ten have a nought before them.
        clock: 12 with AM and PM, or 24.
        seconds: Whether they are written.
    """

    app: Literal["android", "ios"] = "android"
    order: DateOrder = "dmy"
    separator: str = "/"
    year_digits: Literal[2, 4] = 4
    padded: bool = True
    clock: Literal[12, 24] = 24
    seconds: bool = False

    @property
    def resolution_s(self) -> int:
        """Seconds between two times that can be told apart."""
        return 1 if self.seconds else 60

    @property
    def time_format(self) -> str:
        """The header's date and time, in the language of ``strftime``."""
        pad = "" if self.padded else "-"
        number = {"d": f"%{pad}d", "m": f"%{pad}m", "y": "%Y" if self.year_digits == 4 else "%y"}
        date = self.separator.join(number[part] for part in self.order)
        seconds = ":%S" if self.seconds else ""
        clock = f"%H:%M{seconds}" if self.clock == 24 else f"%-I:%M{seconds}{NARROW}%p"
        return f"{date}, {clock}"


STYLES: Final = MappingProxyType(
    {
        "android": WhatsAppStyle(),
        "android-us": WhatsAppStyle(order="mdy", year_digits=2, padded=False, clock=12),
        "android-dots": WhatsAppStyle(separator=".", year_digits=2),
        "android-iso": WhatsAppStyle(order="ymd", separator="-"),
        "ios": WhatsAppStyle(app="ios", seconds=True),
        "ios-us": WhatsAppStyle(app="ios", order="mdy", year_digits=2, padded=False, clock=12, seconds=True),
        "ios-dots": WhatsAppStyle(app="ios", separator=".", year_digits=2, seconds=True),
    }
)
"""Some styles by name; others are made with :class:`WhatsAppStyle`."""


def render_whatsapp(
    frame: pl.DataFrame, *, title: str, style: WhatsAppStyle = STYLES["android"]
) -> Iterator[bytes]:
    """Yield the bytes of a text export.

    Besides the messages there are the app's own lines: on encryption first, a missed call now and then.

    Args:
        frame: Columns as in ``RECORD_SCHEMA``, in order of time; times are cut to the style's resolution.
        title: Name of the contact, in whose name an iPhone writes the app's own lines.
        style: How the phone writes.
    """
    if frame.is_empty():
        return
    ios = style.app == "ios"
    end = "\r\n" if ios else "\n"
    aside = f"{title}: {MARK}" if ios else ""
    header = pl.col("time").dt.strftime(f"[{style.time_format}] " if ios else f"{style.time_format} - ")
    call = pl.concat_str(header, pl.lit(f"{aside}Missed voice call{end}"))
    line = pl.concat_str(
        header,
        pl.col("sender").cast(pl.String),
        pl.lit(": "),
        _body(ios, longest(frame)),
        pl.lit(end),
        pl.when(pl.col("number") % CALLS_EVERY == CALLS_EVERY - 1).then(call).otherwise(pl.lit("")),
    )
    yield _encryption(frame, header, aside, end)
    for piece in pieces(frame):
        yield piece.select(line.str.join("")).item().encode()


def _encryption(frame: pl.DataFrame, header: pl.Expr, aside: str, end: str) -> bytes:
    words = (
        "Messages and calls are end-to-end encrypted. No one outside of this chat can read or listen to them."
    )
    line: str = frame.head(1).select(pl.concat_str(header, pl.lit(aside + words + end))).item()
    return line.encode()


def _body(ios: bool, longest_text: int) -> pl.Expr:
    media, deleted = (
        (f"{MARK}image omitted", f"{MARK}This message was deleted.")
        if ios
        else ("<Media omitted>", "This message was deleted")
    )
    words = filler(pl.col("number"), pl.col("length").cast(pl.Int64), longest_text)
    broken = (
        pl.when(pl.col("number") % LINES_EVERY == 7)
        .then(words.str.replace(" ", "\n", literal=True))
        .otherwise(words)
    )
    return (
        pl.when(pl.col("kind") == Kind.MEDIA)
        .then(pl.lit(media))
        .when(pl.col("kind") == Kind.DELETED)
        .then(pl.lit(deleted))
        .otherwise(broken)
    )
