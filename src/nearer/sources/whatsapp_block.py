"""Some lines of a WhatsApp export, from text to columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nearer.sources.records import KINDS, Kind
from nearer.sources.whatsapp_dates import BAD, to_days
from nearer.sources.whatsapp_kinds import DELETED, SYSTEM, TEXT, find_kinds
from nearer.sources.whatsapp_layout import Layout
from nearer.sources.whatsapp_names import Names
from nearer.sources.whatsapp_numbers import read_numbers
from nearer.sources.whatsapp_terms import load_terms

__all__ = ["Block", "read_block"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
MS_A_DAY: Final = 86_400_000
_KINDS: Final = pl.Series([kind.value for kind in Kind], dtype=KINDS)


@dataclass(frozen=True, slots=True)
class Block:
    """What some lines hold.

    Attributes:
        frame: The messages, as in ``RECORD_SCHEMA``.
        n_lines: How many lines were read: all, or those before the last header.
        n_system: Lines that the app wrote.
        before: Numbers of lines, from 0, that stand before any header and are not blank.
        undated: Numbers of lines, from 0, with a header that holds no date.
    """

    frame: pl.DataFrame
    n_lines: int
    n_system: int
    before: Ints
    undated: Ints


def read_block(lines: pl.Series, layout: Layout, names: Names, *, with_text: bool, last: bool) -> Block:
    """Read the messages of a block.

    Args:
        lines: Lines of the export, the first one a header unless the export begins with something else.
        layout: How to read them.
        names: Remembers the senders of the export.
        with_text: Whether to keep the words.
        last: Whether the export ends here; if not, the last message may go on, and is left for the next block.
    """
    found = _headers(lines, layout)
    begins = found["head"].is_not_null()
    starts = np.flatnonzero(begins.to_numpy())
    n_lines = len(lines) if last else int(starts[-1]) if len(starts) else 0
    if not last:
        starts, lines, found, begins = starts[:-1], lines[:n_lines], found[:n_lines], begins[:n_lines]
    heads, first = (
        (found, lines) if len(starts) == len(lines) else (found.filter(begins), lines.filter(begins))
    )
    before = lines[: int(starts[0]) if len(starts) else n_lines]
    time, dated = _times(heads, layout)
    sender = names.clean(heads["sender"].cast(pl.Categorical()))
    bodies = first.str.strip_prefix(heads["head"])
    kinds = find_kinds(bodies, sender, iphone=layout.form.bracket)
    lengths, ends = _lengths(lines, begins, bodies, starts)
    kinds[(kinds == DELETED) & (ends > starts)] = TEXT  # what goes on in a second line was typed
    lengths = np.where(kinds == TEXT, np.maximum(lengths - _edit_marks(lines, ends, kinds), 0), 0)
    system = (kinds == SYSTEM) | sender.is_null().to_numpy()
    keep = dated & ~system
    columns: dict[str, pl.Series] = {
        "time": pl.Series(time, dtype=pl.Int64).cast(pl.Datetime("ms")),
        "sender": sender,
        "length": pl.Series(lengths.astype(np.uint32)),
        "kind": _KINDS[np.minimum(kinds, DELETED)],
    }
    if with_text:
        words = pl.select(pl.coalesce(lines.str.strip_prefix(found["head"]), lines)).to_series()
        columns["text"] = _texts(words, starts, ends, kinds)
    frame = pl.DataFrame(columns)
    return Block(
        frame=frame if keep.all() else frame.filter(pl.Series(keep)),
        n_lines=n_lines,
        n_system=int((system & dated).sum()),
        before=np.flatnonzero((before.str.strip_chars().str.len_bytes() > 0).to_numpy()),
        undated=starts[~dated],
    )


def _headers(lines: pl.Series, layout: Layout) -> pl.DataFrame:
    """Return the parts of each header; null where a line has none."""
    found = lines.str.extract_groups(layout.pattern).struct.unnest()
    nameless = np.flatnonzero((found["sender"].is_null() & found["head"].is_not_null()).to_numpy())
    if len(nameless):
        again = lines[nameless].str.extract_groups(layout.thorough).struct.unnest()
        named = np.flatnonzero(again["sender"].is_not_null().to_numpy())
        if len(named):
            new = [found[name].scatter(nameless[named], again[name][named]) for name in ("head", "sender")]
            found = found.with_columns(new)
    return found


def _times(heads: pl.DataFrame, layout: Layout) -> tuple[Ints, Flags]:
    """Return the time of each header, ms since 1970-01-01 local to the export, and whether it has one."""
    numbers = read_numbers(heads["moment"], layout.form)
    date, (hour, minute, second) = numbers[:3], numbers[3:]
    turns = np.flatnonzero(np.append([True] * (len(heads) > 0), (date[:, 1:] != date[:, :-1]).any(axis=0)))
    days = np.repeat(to_days(date[:, turns].T, layout.order), np.diff(turns, append=len(heads)))
    if "period" in heads.columns:
        noon, late = (_has(heads["period"], layout.periods, half) for half in ("noon", "pm"))
        hour = np.where(hour > 12, hour, np.where(noon & (hour >= 10), hour, hour % 12 + 12 * (noon | late)))
    good = (days != BAD) & (hour < 24) & (minute < 60) & (second < 60)
    time = days * MS_A_DAY + (hour * 3600 + minute * 60 + second) * 1000
    return np.where(good, time, 0), good


def _has(words: pl.Series, periods: dict[str, str], half: str) -> Flags:
    """Return where a word for a part of the day stands for one of them."""
    wanted = pl.Series([word for word, meant in periods.items() if meant == half], dtype=pl.String)
    return words.is_in(wanted.implode()).to_numpy() if len(wanted) else np.zeros(len(words), dtype=bool)


def _lengths(lines: pl.Series, begins: pl.Series, bodies: pl.Series, starts: Ints) -> tuple[Ints, Ints]:
    """Return the characters of each body, line ends included, and its last line that is not blank."""
    lengths = bodies.str.len_chars().to_numpy().astype(np.int64)
    more = np.flatnonzero(~begins.to_numpy())
    more = more[np.searchsorted(more, starts[0] if len(starts) else 0) :]
    if not len(more) or not len(starts):
        return lengths, starts
    n_chars = lines[more].str.len_chars().to_numpy().astype(np.int64)
    owner = np.searchsorted(starts, more) - 1
    ends = starts.copy()
    ends[owner[n_chars > 0]] = more[n_chars > 0]
    np.add.at(lengths, owner, n_chars)
    return lengths + (ends - starts), ends


def _edit_marks(lines: pl.Series, ends: Ints, kinds: NDArray[np.uint8]) -> Ints:
    """Return how many characters the mark of a changed message takes at the end of each body."""
    marks = np.zeros(len(ends), dtype=np.int64)
    closed = lines.str.ends_with(">").to_numpy()
    at = np.flatnonzero(closed[ends] & (kinds == TEXT))
    if len(at):
        found = lines[ends[at]].str.extract(f"({load_terms().edited})", 1)
        marks[at] = found.str.len_chars().fill_null(0).to_numpy()
    return marks


def _texts(words: pl.Series, starts: Ints, ends: Ints, kinds: NDArray[np.uint8]) -> pl.Series:
    """Return the words of each message; of placeholders none."""
    texts = words
    if not len(starts):
        return words.clear()
    if len(starts) < len(words):
        number = np.searchsorted(starts, np.arange(len(words)), side="right") - 1
        keep = (number >= 0) & (np.arange(len(words)) <= ends[number])
        lines = pl.DataFrame({"text": words, "number": number}).filter(pl.Series(keep))
        texts = lines.group_by("number", maintain_order=True).agg(pl.col("text").str.join("\n"))["text"]
    texts = texts.str.replace_all("\v", "\n", literal=True)
    marked = texts.str.ends_with(">")
    if marked.any():
        texts = pl.select(
            pl.when(marked).then(texts.str.replace(load_terms().edited, "")).otherwise(texts)
        ).to_series()
    return pl.select(pl.when(pl.Series(kinds == TEXT)).then(texts).otherwise(pl.lit(""))).to_series()
