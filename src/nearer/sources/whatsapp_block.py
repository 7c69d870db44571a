"""Some lines of a WhatsApp export, from text to columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nearer.sources.records import KINDS, Kind
from nearer.sources.text_lines import split_lines
from nearer.sources.whatsapp_dates import BAD, to_days
from nearer.sources.whatsapp_heads import HALVES, HeadReader, Heads
from nearer.sources.whatsapp_kinds import (
    DELETED,
    MEDIA,
    SYSTEM,
    TEXT,
    find_closing,
    find_kinds,
    may_be_of_app,
)
from nearer.sources.whatsapp_layout import Layout
from nearer.sources.whatsapp_names import Names

__all__ = ["Block", "read_block"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
MS_A_DAY: Final = 86_400_000
_LRM_END: Final = "\u200e".encode()[-1]
_KINDS: Final = pl.Series([kind.value for kind in Kind], dtype=KINDS)


@dataclass(frozen=True, slots=True)
class Block:
    """What some lines hold.

    Attributes:
        frame: The messages, as in ``RECORD_SCHEMA``.
        n_lines: How many lines were read: all, or those before the last header.
        rest: The text that was not read.
        n_system: Lines that the app wrote.
        before: Numbers of lines, from 0, that stand before any header and are not blank.
        undated: Numbers of lines, from 0, with a header that holds no date.
    """

    frame: pl.DataFrame
    n_lines: int
    rest: bytes
    n_system: int
    before: Ints
    undated: Ints


def read_block(reader: HeadReader, text: bytes, names: Names, *, with_text: bool, last: bool) -> Block:
    """Read the messages of a block.

    Args:
        reader: Finds the headers; knows the layout of the export.
        text: Some lines of it, the first one a header unless the export begins with something else.
        names: The senders of the export.
        with_text: Whether to keep the words.
        last: Whether the export ends here; if not, the last message may go on, and is left for the next block.
    """
    lines, text = split_lines(text)
    heads = reader.read(lines, text)
    n_lines, n_rest = len(lines), 0
    if len(heads.lines) and not last:
        n_lines, n_rest = int(heads.lines[-1]), len(text) - int(heads.starts[-1])
        heads, lines = heads.first(len(heads.lines) - 1), lines[:n_lines]
    before = lines[: int(heads.lines[0]) if len(heads.lines) else n_lines]
    time, dated = _times(heads, reader.layout)
    raw = np.frombuffer(text + b"\n" * 4, dtype=np.uint8)
    iphone = reader.layout.form.bracket
    marked = (
        lines.str.contains("\u200e", literal=True).to_numpy() if iphone else np.zeros(len(lines), dtype=bool)
    )
    kinds = _kinds(raw, lines, heads, names, marked, iphone=iphone)
    lengths, ends = _lengths(lines, heads)
    goes_on = ends > heads.lines
    captions = np.flatnonzero((kinds == MEDIA) & goes_on)
    kinds[goes_on & (kinds != SYSTEM)] = TEXT  # what goes on in a second line was typed
    opening = np.zeros(len(kinds), dtype=np.int64)
    opening[captions] = lines[heads.lines[captions]].str.len_chars().to_numpy() + 1 - heads.chars[captions]
    lengths -= opening + _closing_marks(raw, lines, heads, ends, kinds, marked)
    lengths = np.where(kinds == TEXT, np.maximum(lengths, 0), 0)
    system = (kinds == SYSTEM) | (heads.senders < 0)
    keep = np.flatnonzero(dated & ~system)
    columns: dict[str, pl.Series] = {
        "time": pl.Series(time[keep], dtype=pl.Int64).cast(pl.Datetime("ms")),
        "sender": names.named(heads.senders[keep]),
        "length": pl.Series(lengths[keep].astype(np.uint32)),
        "kind": _KINDS[np.minimum(kinds[keep], DELETED)],
    }
    if with_text:
        columns["text"] = _texts(_without_heads(lines, heads), heads.lines, ends, opening, lengths)[keep]
    return Block(
        frame=pl.DataFrame(columns),
        n_lines=n_lines,
        rest=text[len(text) - n_rest :],
        n_system=int((system & dated).sum()),
        before=np.flatnonzero((before.str.strip_chars().str.len_bytes() > 0).to_numpy()),
        undated=heads.lines[~dated],
    )


def _times(heads: Heads, layout: Layout) -> tuple[Ints, Flags]:
    """Return the time of each header, ms since 1970-01-01 local to the export, and whether it has one."""
    date, (hour, minute, second) = heads.numbers[:3], heads.numbers[3:]
    n = len(heads.lines)
    turns = np.flatnonzero(np.append([True] * (n > 0), (date[:, 1:] != date[:, :-1]).any(axis=0)))
    days = np.repeat(to_days(date[:, turns].T, layout.order), np.diff(turns, append=n))
    if layout.periods:
        noon, late = (heads.halves == HALVES.index(half) for half in ("noon", "pm"))
        hour = np.where(hour > 12, hour, np.where(noon & (hour >= 10), hour, hour % 12 + 12 * (noon | late)))
    good = (days != BAD) & (hour < 24) & (minute < 60) & (second < 60)
    time = days * MS_A_DAY + (hour * 3600 + minute * 60 + second) * 1000
    return np.where(good, time, 0), good


def _kinds(raw: Bytes, lines: pl.Series, heads: Heads, names: Names, marked: Flags, *, iphone: bool) -> Bytes:
    """Return the kind of each message: most are told to be text by two bytes of the body."""
    kinds = np.full(len(heads.lines), TEXT, dtype=np.uint8)
    ends = heads.line_ends
    looks = may_be_of_app(raw, heads.ends, ends) | marked[heads.lines]
    at = np.flatnonzero(looks & (heads.senders >= 0))
    if len(at):
        some = heads.at(at)
        bodies = _without_heads(lines[some.lines], some)
        kinds[at] = find_kinds(bodies, names.named(some.senders), iphone=iphone)
    return kinds


def _without_heads(lines: pl.Series, heads: Heads) -> pl.Series:
    """Return lines without their headers; of as many lines as headers, or of all lines of a block."""
    chars = heads.chars
    if len(lines) != len(chars):
        chars = np.zeros(len(lines), dtype=np.int64)
        chars[heads.lines] = heads.chars
    return pl.select(pl.lit(lines).str.slice(pl.lit(pl.Series(chars)))).to_series()


def _lengths(lines: pl.Series, heads: Heads) -> tuple[Ints, Ints]:
    """Return the characters of each body, line ends included, and its last line that is not blank."""
    n_chars = lines.str.len_chars().to_numpy().astype(np.int64)
    starts = heads.lines
    lengths = n_chars[starts] - heads.chars
    if not len(starts) or len(starts) == len(lines):
        return lengths, starts
    further = np.ones(len(lines), dtype=bool)
    further[starts] = False
    more = np.flatnonzero(further)
    more = more[np.searchsorted(more, starts[0]) :]
    n_chars = n_chars[more]
    owner = np.searchsorted(starts, more) - 1
    ends = starts.copy()
    ends[owner[n_chars > 0]] = more[n_chars > 0]
    np.add.at(lengths, owner, n_chars)
    return lengths + (ends - starts), ends


def _closing_marks(
    raw: Bytes, lines: pl.Series, heads: Heads, ends: Ints, kinds: Bytes, marked: Flags
) -> Ints:
    """Return how many characters the app's own marks take at the end of each text."""
    marks = np.zeros(len(ends), dtype=np.int64)
    closing = raw[np.maximum(heads.line_ends - 1, 0)]
    may_be = (closing == ord(">")) | (closing == _LRM_END) | (ends > heads.lines) | marked[ends]
    at = np.flatnonzero(may_be & (kinds == TEXT))
    if len(at):
        last = lines[ends[at]]
        marks[at] = find_closing(last)
        whole = (marks[at] == last.str.len_chars().to_numpy()) & (ends[at] > heads.lines[at])
        marks[at] += whole  # and the end of the line before
    return marks


def _texts(words: pl.Series, starts: Ints, ends: Ints, opening: Ints, lengths: Ints) -> pl.Series:
    """Return the words of each message, without the app's own before and behind them."""
    texts = words
    if not len(starts):
        return words.clear()
    if len(starts) < len(words):
        number = np.searchsorted(starts, np.arange(len(words)), side="right") - 1
        keep = (number >= 0) & (np.arange(len(words)) <= ends[number])
        lines = pl.DataFrame({"text": words, "number": number}).filter(pl.Series(keep))
        texts = lines.group_by("number", maintain_order=True).agg(pl.col("text").str.join("\n"))["text"]
    texts = texts.str.replace_all("\v", "\n", literal=True)
    return pl.select(
        pl.lit(texts).str.slice(pl.lit(pl.Series(opening)), pl.lit(pl.Series(lengths)))
    ).to_series()
