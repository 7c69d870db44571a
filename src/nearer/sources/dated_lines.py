"""Chats as text: a message begins with its time and its sender, below lines that tell the day (LINE, KakaoTalk)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nearer.sources.records import KINDS, Kind

__all__ = [
    "BAD", "DELETED", "MEDIA", "SYSTEM", "TEXT", "Block", "Grammar", "Said", "day_number", "milliseconds", "normal",
    "read_block", "to_frame",
]  # fmt: skip

Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]
TEXT, MEDIA, DELETED, SYSTEM = range(4)
BAD: Final = np.iinfo(np.int64).min
"""Stands for a day or a time that is none."""

MS_A_DAY: Final = 86_400_000
BUDDHIST_OFFSET: Final = 543
_KINDS: Final = pl.Series([kind.value for kind in Kind], dtype=KINDS)
_EPOCH: Final = date(1970, 1, 1).toordinal()
_DOUBLED: Final = re.compile(rb"(?<!\r)\r++\n")


@dataclass(frozen=True, slots=True)
class Said:
    """Messages as their lines say them.

    Attributes:
        sender: String; null or empty where the app wrote the line.
        body: Everything behind the sender, lines below included.
        kinds: Codes as :data:`TEXT` to :data:`SYSTEM`; shape (n,).
    """

    sender: pl.Series
    body: pl.Series
    kinds: Codes


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one export is written. Expressions are for Polars.

    Attributes:
        head: For the start of a message, with groups ``head`` (all of it), ``clock``, ``sender`` (none in lines that
            the app wrote) and, where the day stands in every line, ``date``.
        day: For a line that tells the day, which is its first group.
        notice: For a line without a time that the app wrote; "" where there are none.
        read_day: From what a day looks like to days since 1970-01-01, or :data:`BAD`.
        read_clock: From what a time looks like to milliseconds since midnight, or :data:`BAD`.
        interpret: Tells messages, placeholders and lines of the app apart: ``interpret(sender, body)``.
    """

    head: str
    day: str
    notice: str
    read_day: Callable[[str], int]
    read_clock: Callable[[str], int]
    interpret: Callable[[pl.Series, pl.Series], Said]


@dataclass(frozen=True, slots=True)
class Block:
    """What some lines hold; line numbers count from 0 at the block's start."""

    frame: pl.DataFrame
    n_lines: int
    n_system: int
    strays: Ints
    undated: Ints
    day: int


def normal(text: bytes, end: bytes) -> bytes:
    """Let lines end in LF, whatever ends them; also where a tool has doubled what did."""
    if end == b"\r":
        return text.replace(b"\r", b"\n")
    text = text.replace(b"\r\n", b"\n")
    return _DOUBLED.sub(b"\n", text) if b"\r\n" in text else text


def read_block(lines: pl.Series, grammar: Grammar, day: int, *, last: bool, with_text: bool) -> Block:
    """Read the messages of a block.

    Args:
        lines: Lines of the export; the first one begins a message, unless the export begins with something else.
        grammar: How to read them.
        day: The day that was told last before them.
        last: Whether the export ends here; if not, the last message may go on, and is left for the next block.
        with_text: Whether to keep the words.
    """
    found = lines.str.extract_groups(grammar.head).struct.unnest()
    begins = found["head"].is_not_null().to_numpy()
    starts = np.flatnonzero(begins)
    n_lines = len(lines) if last else int(starts[-1]) if len(starts) else 0
    starts = starts[: np.searchsorted(starts, n_lines)]
    others = np.flatnonzero(~begins[:n_lines])
    heads = found[starts] if len(starts) < len(found) else found
    bodies = (lines[starts] if len(starts) < len(lines) else lines).str.strip_prefix(heads["head"])
    days, day_rows, strays, n_notices = np.zeros(0, np.int64), others[:0], others[:0], 0
    if len(others):
        rest = lines[others]
        told = rest.str.extract(grammar.day, 1)
        is_day = told.is_not_null().to_numpy()
        notice = rest.str.contains(grammar.notice).to_numpy() & ~is_day if grammar.notice else is_day & False
        days, day_rows, n_notices = (
            _mapped(told.drop_nulls(), grammar.read_day),
            others[is_day],
            int(notice.sum()),
        )
        more = ~is_day & ~notice & (rest.str.strip_chars().str.len_bytes() > 0).to_numpy()
        bodies, strays = _joined(bodies, lines, starts, others[more], others[is_day | notice])
    time, dated = _times(heads, starts, np.append([day], days), day_rows, grammar)
    said = grammar.interpret(heads["sender"], bodies)
    moments = pl.Series(time, dtype=pl.Int64).cast(pl.Datetime("ms"))
    return Block(
        frame=to_frame(moments.set(pl.Series(~dated), None), said, with_text=with_text),
        n_lines=n_lines,
        n_system=n_notices + int((dated & (said.kinds == SYSTEM)).sum()),
        strays=strays,
        undated=starts[~dated],
        day=int(days[-1]) if len(days) else day,
    )


def to_frame(times: pl.Series, said: Said, *, with_text: bool) -> pl.DataFrame:
    """Return the messages as in ``RECORD_SCHEMA``, without those of no time and the lines of the app.

    Args:
        times: Datetime("ms"), null where there is none; shape (n,).
        said: What was said then.
        with_text: Whether to keep the words.
    """
    typed = pl.Series(said.kinds == TEXT)
    columns = {
        "time": times,
        "sender": said.sender.cast(pl.Categorical()),
        "length": said.body.str.len_chars().set(~typed, 0).cast(pl.UInt32),
        "kind": _KINDS[np.minimum(said.kinds, DELETED)],
    }
    if with_text:
        columns["text"] = said.body.set(~typed, "")
    return pl.DataFrame(columns).filter(times.is_not_null() & pl.Series(said.kinds != SYSTEM))


def _times(
    heads: pl.DataFrame, starts: Ints, days: Ints, day_rows: Ints, grammar: Grammar
) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the time of each message, ms since 1970-01-01 on the phone's clock, and whether it has one."""
    of_line = days[np.searchsorted(day_rows, starts)]
    if "date" in heads.columns:
        written = heads["date"].is_not_null().to_numpy()
        of_line = np.where(written, _mapped(heads["date"], grammar.read_day), of_line)
    clock = _mapped(heads["clock"], grammar.read_clock)
    dated = (of_line != BAD) & (clock != BAD)
    return np.where(dated, of_line, 0) * MS_A_DAY + np.where(dated, clock, 0), dated


def _joined(
    bodies: pl.Series, lines: pl.Series, starts: Ints, more: Ints, breaks: Ints
) -> tuple[pl.Series, Ints]:
    """Add to each body the lines below it, and return those that are below none."""
    if not len(more):
        return bodies, more
    owner = np.searchsorted(starts, more) - 1
    last_break = np.append([-1], breaks)[np.searchsorted(breaks, more)]
    astray = (owner < 0) | (last_break > np.append(starts, -1)[owner])
    strays, more, owner = more[astray], more[~astray], owner[~astray]
    ends = starts.copy()
    ends[owner] = more
    several = np.flatnonzero(ends > starts)
    if not len(several):
        return bodies, strays
    counts = ends[several] - starts[several]
    rows = np.repeat(starts[several] + 1 - np.append([0], np.cumsum(counts)[:-1]), counts) + np.arange(
        counts.sum()
    )
    below = pl.DataFrame({"n": np.repeat(several, counts), "line": lines[rows]})
    joined = below.group_by("n", maintain_order=True).agg(pl.col("line").str.join("\n"))
    whole = bodies[several] + "\n" + joined["line"]
    return bodies.scatter(several, whole), strays


def _mapped(texts: pl.Series, read: Callable[[str], int]) -> Ints:
    """Return what each text stands for; each is looked at once."""

    @cache
    def number(text: str | None) -> int:
        return int(BAD) if text is None else read(text)

    return np.fromiter(map(number, texts.to_list()), dtype=np.int64, count=len(texts))


def day_number(year: int, month: int, day: int) -> int:
    """Return days since 1970-01-01, of Buddhist years too; :data:`BAD` where there is no such day from 1990 to 2099."""
    if year >= 2400:
        year -= BUDDHIST_OFFSET
    try:
        return date(year, month, day).toordinal() - _EPOCH if 1990 <= year < 2100 else int(BAD)
    except ValueError:
        return int(BAD)


def milliseconds(hour: int, minute: int, second: int = 0, late: bool | None = None) -> int:
    """Return milliseconds since midnight; :data:`BAD` where there is no such time.

    Args:
        hour: From 0; 24 is read as 0.
        minute: From 0.
        second: From 0.
        late: Which half of a day of two times twelve hours it is; None: hours count to 24.
    """
    if late is not None and hour <= 12:
        hour = hour % 12 + 12 * late
    hour = 0 if hour == 24 else hour
    good = hour < 24 and minute < 60 and second < 60
    return ((hour * 60 + minute) * 60 + second) * 1000 if good else int(BAD)
